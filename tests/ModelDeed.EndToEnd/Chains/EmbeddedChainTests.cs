using System.Diagnostics;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Chains;

public sealed class EmbeddedChainTests : ChainFolderFixture
{
    private Task<EmbeddedChain> Open() => EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Folder }, CancellationToken.None);

    [Fact]
    public async Task A_restart_in_good_order_keeps_everything()
    {
        ChainPicture before;
        Address contract;
        int port;
        await using (EmbeddedChain chain = await Open())
        {
            using var user = new ChainUser(chain.Port);
            contract = await user.Deploy();
            await user.Use(contract, 30);
            before = await ChainPicture.Of(user, contract);
            port = chain.Port;
            Assert.True(chain.IsOwner);
        }
        for (int i = 0; i < 3; i++)
        {
            await using EmbeddedChain chain = await Open();
            using var user = new ChainUser(chain.Port);
            Assert.Equal(port, chain.Port);
            before.AssertSame(await ChainPicture.Of(user, contract));
            await user.Use(contract, 3); // and goes on
            before = await ChainPicture.Of(user, contract);
        }
        Assert.True(Directory.GetFiles(Folder, "dump-*").Length <= 2); // the base and the last
    }

    [Fact]
    public async Task A_killed_owner_loses_nothing_that_was_done_not_even_what_other_wallets_sent()
    {
        await using ChainHost host = await ChainHost.Start(Folder);
        using var wallet = new ChainUser(host.Port);
        Address contract = await wallet.Deploy();
        await wallet.Use(contract, 20);
        ChainPicture before = await ChainPicture.Of(wallet, contract);
        await host.Kill(); // without a word to the chain
        await using EmbeddedChain chain = await Open();
        using var user = new ChainUser(chain.Port);
        before.AssertSame(await ChainPicture.Of(user, contract));
    }

    [Fact]
    public async Task A_killed_anvil_comes_back_with_all_that_was_secured()
    {
        await using EmbeddedChain chain = await Open();
        using var user = new ChainUser(chain.Port);
        Address contract = await user.Deploy();
        for (int i = 0; i < 3; i++)
        {
            ulong last = (await user.Use(contract, 5))[^1].BlockNumber;
            await chain.Secure(last, CancellationToken.None);
            ChainPicture before = await ChainPicture.Of(user, contract);
            Kill(chain.AnvilPid);
            before.AssertSame(await ChainPicture.Of(user, contract)); // same port, calls retried
        }
    }

    [Fact]
    public async Task Owner_and_anvil_killed_together_lose_nothing_that_was_secured()
    {
        await using ChainHost host = await ChainHost.Start(Folder);
        using var wallet = new ChainUser(host.Port);
        Address contract = await wallet.Deploy();
        ulong last = (await wallet.Use(contract, 12))[^1].BlockNumber;
        await host.Secure(last);
        ChainPicture before = await ChainPicture.Of(wallet, contract);
        int anvil = new ChainFolder(Folder).ReadEndpoint()!.Pid;
        using (Process stop = Process.Start("kill", ["-STOP", $"{anvil}"])) await stop.WaitForExitAsync(); // so that it can't write its state
        await host.Kill();
        Kill(anvil);
        await using EmbeddedChain chain = await Open();
        using var user = new ChainUser(chain.Port);
        before.AssertSame(await ChainPicture.Of(user, contract));
    }

    [Fact]
    public async Task A_second_process_uses_the_running_chain_and_takes_over_when_the_first_stops()
    {
        await using ChainHost first = await ChainHost.Start(Folder);
        await using EmbeddedChain second = await Open();
        Assert.True(first.IsOwner);
        Assert.False(second.IsOwner);
        Assert.Equal(first.Port, second.Port);
        using var user = new ChainUser(second.Port);
        Address contract = await user.Deploy();
        Assert.True(await second.Secure((await user.Use(contract, 5))[^1].BlockNumber, CancellationToken.None));
        ChainPicture before = await ChainPicture.Of(user, contract);
        await first.Stop();
        before.AssertSame(await ChainPicture.Of(user, contract));
        Assert.True(second.IsOwner);
        await user.Use(contract, 2);
    }

    [Fact]
    public async Task A_state_file_cut_by_a_crash_is_passed_over()
    {
        ChainPicture before;
        Address contract;
        await using (EmbeddedChain chain = await Open())
        {
            using var user = new ChainUser(chain.Port);
            contract = await user.Deploy();
            await user.Use(contract, 4);
            before = await ChainPicture.Of(user, contract);
        }
        string dump = Directory.GetFiles(Folder, "dump-*").Single();
        await using (FileStream file = File.OpenWrite(dump)) file.SetLength(file.Length / 2);
        await using (FileStream journal = File.OpenWrite(Path.Combine(Folder, "journal")))
        {
            journal.Seek(0, SeekOrigin.End);
            await journal.WriteAsync("{\"number\":999,\"ha"u8.ToArray()); // and a line as well
        }
        await using EmbeddedChain again = await Open();
        using var next = new ChainUser(again.Port);
        before.AssertSame(await ChainPicture.Of(next, contract));
    }

    [Fact]
    public async Task Reorganisations_are_journaled_too()
    {
        ChainPicture before;
        Address contract;
        await using (EmbeddedChain chain = await Open())
        {
            using var user = new ChainUser(chain.Port);
            contract = await user.Deploy();
            before = await Reorganise(chain, user, contract);
        }
        for (int i = 0; i < 3; i++) // and what was undone isn't in the states that anvil writes
        {
            await using EmbeddedChain again = await Open();
            using var user = new ChainUser(again.Port);
            before.AssertSame(await ChainPicture.Of(user, contract));
        }
    }

    private static async Task<ChainPicture> Reorganise(EmbeddedChain chain, ChainUser user, Address contract)
    {
        Assert.True(await chain.Secure((await user.Use(contract, 10))[^1].BlockNumber, CancellationToken.None));
        foreach (int depth in (int[])[4, 1, 8])
        {
            await user.Anvil("anvil_reorg", depth, Array.Empty<object>());
            Assert.True(await chain.Secure((await user.Use(contract, 1))[^1].BlockNumber, CancellationToken.None));
            await user.Anvil("anvil_rollback", 2);
            Assert.True(await chain.Secure((await user.Use(contract, 1))[^1].BlockNumber, CancellationToken.None));
            ChainPicture before = await ChainPicture.Of(user, contract);
            Kill(chain.AnvilPid);
            before.AssertSame(await ChainPicture.Of(user, contract));
            await user.Use(contract, 10);
        }
        await user.Anvil("anvil_reorg", 3, Array.Empty<object>());
        return await ChainPicture.Of(user, contract);
    }

    [Fact]
    public async Task A_chain_that_somebody_resets_is_restored()
    {
        Address contract;
        await using (EmbeddedChain chain = await Open())
        {
            using var user = new ChainUser(chain.Port);
            contract = await user.Deploy();
            await user.Use(contract, 10);
        }
        await using EmbeddedChain again = await Open(); // its base is block 11 now
        using var late = new ChainUser(again.Port);
        Assert.True(await again.Secure((await late.Use(contract, 2))[^1].BlockNumber, CancellationToken.None));
        ChainPicture before = await ChainPicture.Of(late, contract);
        int pid = again.AnvilPid;
        await late.Anvil("anvil_reset");
        while (again.AnvilPid == pid || !new ChainFolder(Folder).ReadEndpoint()!.Ready) await Task.Delay(5);
        before.AssertSame(await ChainPicture.Of(late, contract));
    }

    [Fact]
    public async Task Pages_in_a_browser_get_no_answer()
    {
        await using EmbeddedChain chain = await Open();
        using var browser = new HttpClient();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"http://127.0.0.1:{chain.Port}/");
        preflight.Headers.Add("Origin", "https://evil.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using HttpResponseMessage answer = await browser.SendAsync(preflight);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        using var plain = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"anvil_reset","params":[]}"""); // text/plain needs no preflight
        using HttpResponseMessage refused = await browser.PostAsync(new Uri($"http://127.0.0.1:{chain.Port}/"), plain);
        Assert.Contains("Invalid request", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_travel_survives_a_kill_and_time_never_goes_back()
    {
        await using EmbeddedChain chain = await Open();
        using var user = new ChainUser(chain.Port);
        Address contract = await user.Deploy();
        await user.Anvil("evm_increaseTime", 7 * 86_400);
        Receipt late = (await user.Use(contract, 2))[^1];
        await chain.Secure(late.BlockNumber, CancellationToken.None);
        ulong time = (await user.Node.Block(BlockTag.Latest, CancellationToken.None))!.Header.Timestamp;
        ChainPicture before = await ChainPicture.Of(user, contract);
        Kill(chain.AnvilPid);
        before.AssertSame(await ChainPicture.Of(user, contract));
        await user.Use(contract, 1);
        Assert.True((await user.Node.Block(BlockTag.Latest, CancellationToken.None))!.Header.Timestamp >= time);
    }

    [Fact]
    public async Task Another_chain_id_is_refused_with_the_reason()
    {
        await using (await Open()) { }
        EmbeddedChainException e = await Assert.ThrowsAsync<EmbeddedChainException>(() =>
            EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Folder, ChainId = 7 }, CancellationToken.None));
        Assert.Contains("has the id 31337, not 7", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        int port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        EmbeddedChainException e = await Assert.ThrowsAsync<EmbeddedChainException>(() =>
            EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Folder, Port = port }, CancellationToken.None));
        Assert.Contains("in use", e.Message, StringComparison.Ordinal);
    }

    private static void Kill(int pid)
    {
        Assert.True(pid > 0);
        using Process process = Process.GetProcessById(pid);
        process.Kill();
        process.WaitForExit();
    }
}
