using System.Collections.Concurrent;
using System.Diagnostics;
using ModelDeed.Ethereum;

namespace ModelDeed.EndToEnd.Chains;

/// <summary>Whatever is killed while transactions are under way: what a sender was told is done stays done, in the same block.</summary>
public sealed class KillTests : ChainFolderFixture
{
    private const int Kills = 8;

    [Fact]
    public async Task Anvil_killed_again_and_again_under_load_loses_nothing_confirmed()
    {
        await using EmbeddedChain chain = await EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Folder, Watch = TimeSpan.FromMilliseconds(20) }, CancellationToken.None);
        await UnderLoad(chain, async () =>
        {
            for (int i = 0; i < Kills / 2; i++) await KillAnvil(chain);
        });
    }

    [Fact]
    public async Task Owners_killed_again_and_again_under_load_lose_nothing_confirmed()
    {
        await using ChainHost first = await ChainHost.Start(Folder);
        await using EmbeddedChain chain = await EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Folder, Watch = TimeSpan.FromSeconds(2) }, CancellationToken.None);
        await UnderLoad(chain, async () =>
        {
            await first.Kill();
            for (int i = 0; i < Kills / 2; i++)
            {
                await using ChainHost next = await ChainHost.Start(Folder); // takes over before this process looks, or attaches to it
                await Task.Delay(30 * i);
                await next.Kill();
            }
        });
    }

    private static async Task UnderLoad(EmbeddedChain chain, Func<Task> disturb)
    {
        var done = new ConcurrentBag<Receipt>();
        using var enough = new CancellationTokenSource();
        using (JsonRpcClient client = chain.Profile.Connect(new RpcOptions { Attempts = 30, LongestDelay = TimeSpan.FromMilliseconds(500) }))
        {
            Task[] load = [.. Enumerable.Range(1, 4).Select(account => Send(chain, client, account, done, enough.Token))];
            await disturb();
            int before = done.Count;
            long start = Stopwatch.GetTimestamp();
            while (done.Count < before + 8) // and it goes on afterwards
            {
                if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(40)) Assert.Fail(await Standstill(chain, load));
                await Task.WhenAny([.. load, chain.Failure, Task.Delay(20)]).Unwrap();
            }
            await enough.CancelAsync();
            await Task.WhenAll(load);
        }
        using var user = new ChainUser(chain.Port);
        foreach (Receipt receipt in done)
        {
            Receipt? now = await user.Node.Receipt(receipt.TransactionHash, CancellationToken.None);
            Assert.Equal((receipt.BlockHash, receipt.BlockNumber), (now!.BlockHash, now.BlockNumber));
        }
    }

    private static async Task<string> Standstill(EmbeddedChain chain, Task[] load)
    {
        using var user = new ChainUser(chain.Port);
        string pool = await user.Anvil("txpool_content", _ => { }, json => System.Text.Encoding.UTF8.GetString(json));
        return $"no progress at block {await user.Node.BlockNumber(CancellationToken.None)}; owner {chain.IsOwner}; senders {string.Join(' ', load.Select(task => task.Status))}; waiting {pool}";
    }

    private static async Task Send(EmbeddedChain chain, JsonRpcClient client, int account, ConcurrentBag<Receipt> done, CancellationToken enough)
    {
        using PrivateKey key = DemoAccounts.Key(account, chain.Profile);
        using var sender = new TransactionSender(new EthereumNode(client), chain.Profile, key, new SenderOptions { BeforeDone = chain.Secure });
        while (!enough.IsCancellationRequested)
        {
            SendOutcome outcome = await sender.Send(new TransactionRequest { To = key.Address }, CancellationToken.None);
            done.Add(Assert.IsType<SendOutcome.Confirmed>(outcome).Receipt);
        }
    }

    private static async Task KillAnvil(EmbeddedChain chain)
    {
        int pid = chain.AnvilPid;
        await Task.Delay(RandomDelay());
        AnvilProcess.KillAnvil(pid);
        int next;
        while ((next = chain.AnvilPid) == pid || next == 0) await Task.Delay(5);
        AnvilProcess.KillAnvil(next); // in the midst of its restoration
        await chain.Secure(0, CancellationToken.None);
        await Task.Delay(100);
    }

    private static int RandomDelay() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(1, 120);
}
