using System.Text.Json;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Anchoring through a node that can't do everything, or that fails at the worst moment.</summary>
public sealed class LimitedNodeTests : DeedFixture
{
    // Demo 1, as everybody's own key on a chain of one's own.
    private const string Secret = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private LimitedNode? _limited;

    private LimitedNode Limited => _limited!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _limited = LimitedNode.Before(Url);
        await File.WriteAllTextAsync(Path.Combine(Home, "chains.json"), $$"""{ "mine": { "chainId": 31337, "rpc": ["{{Limited.Url}}"], "finality": 1 } }""");
        Variables["MODELDEED_CHAIN"] = "mine";
        Variables["MODELDEED_PASSWORD"] = "password";
        await Done("account", "import", "me", "--private-key-file", Write("key", Secret));
        await Done("deploy", "--yes");
    }

    public override async Task DisposeAsync()
    {
        await Limited.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Where_raw_transactions_are_not_to_be_had_they_are_encoded_from_their_fields()
    {
        Limited.Lacks.Add("eth_getRawTransactionByHash");
        string model = Write("model.bin", "weights");
        await Done("anchor", model, "--yes");
        Assert.True((await Done("verify", model, "--evidence", model + ".deed", "--rpc", "mine")).GetProperty("blockChecked").GetBoolean());
    }

    [Fact]
    public async Task A_node_that_can_not_give_the_evidence_is_refused_before_anything_is_paid()
    {
        Limited.Lacks.UnionWith(["eth_getRawTransactionByHash", "eth_getTransactionByHash"]);
        string model = Write("model.bin", "weights");
        int nonce = await Nonce(Demo1);
        JsonElement error = await Refused(3, "no-evidence", "anchor", model, "--yes");
        Assert.StartsWith("Nothing was sent.", error.Text("hint"), StringComparison.Ordinal);
        Assert.Equal(nonce, await Nonce(Demo1));
    }

    [Fact]
    public async Task What_fails_after_paying_says_that_the_anchor_stands_and_resume_writes_the_evidence_elsewhere()
    {
        string model = Write("model.bin", "weights"), elsewhere = Path.Combine(Work, "elsewhere.deed");
        Limited.Passed = method =>
        {
            if (method == "eth_sendRawTransaction") Limited.Lacks.Add("eth_getBlockByHash");
        };
        DeedRun run = await Deed("anchor", model, "--yes", "--json");
        JsonElement error = JsonDocument.Parse(run.Error).RootElement.GetProperty("error");
        Assert.Equal(3, run.Exit);
        Assert.StartsWith("The anchor is on the chain (transaction 0x", error.Text("message"), StringComparison.Ordinal);
        Assert.Contains("deed anchor --resume", error.Text("hint"), StringComparison.Ordinal);
        Limited.Lacks.Clear();
        await File.WriteAllTextAsync(Path.Combine(Home, "anchoring", "0x00.json"), "{ \"owner\": "); // cut by a crash
        DeedRun resumed = await Deed("anchor", "--resume", "--out", elsewhere, "--json");
        Assert.Equal(4, resumed.Exit);
        Assert.StartsWith("evidence written", resumed.Json.GetProperty("resumed")[0].Text("state"), StringComparison.Ordinal);
        Assert.EndsWith("0x00.json", resumed.Json.GetProperty("damaged")[0].Text("file"), StringComparison.Ordinal);
        Assert.False(File.Exists(model + ".deed"));
        JsonElement verified = await Done("verify", model, "--evidence", elsewhere);
        Assert.True(verified.GetProperty("verified").GetBoolean());
        Assert.False(verified.GetProperty("blockChecked").GetBoolean()); // nobody was asked
        Assert.Contains("was not checked", verified.Text("meaning"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eth_getTransactionCount", "cancelled", "Nothing was sent.")]
    [InlineData("eth_sendRawTransaction", "pending", "may have been sent")]
    public async Task A_cancelled_command_says_whether_anything_may_have_been_sent(string moment, string code, string words)
    {
        using CancellationTokenSource stop = new();
        Limited.Passed = method =>
        {
            if (method == moment) stop.Cancel();
        };
        DeedRun run = await DeedRun.Of(Variables, null, stop.Token, "register", Write("model.bin", "weights"), "--name", "x", "--kind", "model", "--yes", "--json");
        JsonElement error = JsonDocument.Parse(run.Error).RootElement.GetProperty("error");
        Assert.Equal((130, code), (run.Exit, error.Text("code")));
        Assert.Contains(words, error.Text("message"), StringComparison.Ordinal);
        Limited.Passed = _ => { };
        if (code == "pending")
        {
            string hash = error.Text("message").Split(' ').Single(word => word.StartsWith("0x", StringComparison.Ordinal));
            Assert.Equal("0x1", JsonDocument.Parse(await Cast("receipt", hash, "--json")).RootElement.Text("status")); // by the hash it is found out
            Assert.Contains("eth_getTransactionReceipt", error.Text("hint"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_full_disk_keeps_the_old_evidence_and_resume_finishes_once_there_is_room()
    {
        string model = Write("model.bin", "weights"), evidence = model + ".deed";
        await Done("anchor", model, "--yes");
        string old = await File.ReadAllTextAsync(evidence);
        Limited.Passed = method => // the disk fills up once the anchor is paid for
        {
            if (method == "eth_sendRawTransaction") File.CreateSymbolicLink($"{evidence}.{Environment.ProcessId}.part", "/dev/full"); // where the new file is first written
        };

        DeedRun run = await Deed("anchor", model, "--force", "--yes", "--json");

        Assert.Equal(4, run.Exit);
        JsonElement error = JsonDocument.Parse(run.Error).RootElement.GetProperty("error");
        Assert.Contains("No space left", error.Text("message"), StringComparison.Ordinal);
        Assert.Contains("deed anchor --resume", error.Text("hint"), StringComparison.Ordinal);
        Assert.Equal(old, await File.ReadAllTextAsync(evidence));
        Assert.Equal([evidence], Directory.GetFiles(Work, "*.deed*")); // and no rest of the new one
        await Done("anchor", "--resume", "--force");
        Assert.NotEqual(old, await File.ReadAllTextAsync(evidence));
        Assert.True((await Done("verify", model, "--evidence", evidence)).GetProperty("verified").GetBoolean());
    }
}
