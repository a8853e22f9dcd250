using System.Text.Json;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>What can't be done is said with its exit code, as JSON when asked, and changes nothing.</summary>
public sealed class RefusalTests : DeedFixture
{
    [Fact]
    public async Task Nothing_is_spent_without_a_yes()
    {
        await Done("deploy", "--yes");
        string model = Write("model.bin", "weights");
        int nonce = await Nonce(Demo1);
        await Refused(2, "usage", "anchor", model); // nobody to ask
        DeedRun declined = await DeedAsked("n\n", "anchor", model), closed = await DeedAsked("", "anchor", model);
        Assert.Equal((1, 1), (declined.Exit, closed.Exit));
        Assert.Contains("Go ahead? [y/N]", declined.Error, StringComparison.Ordinal);
        Assert.EndsWith("deed: Nothing was sent.\n", declined.Error, StringComparison.Ordinal);
        JsonElement dry = await Done("anchor", model, "--dry-run");
        Assert.True(dry.GetProperty("dryRun").GetBoolean());
        Assert.InRange(dry.Number("cost", "gas"), 45_000ul, 70_000ul);
        Assert.True(UInt128.Parse(dry.Text("cost", "likely")) <= UInt128.Parse(dry.Text("cost", "most")));
        Assert.Contains("Nothing was sent.", (await Deed("register", model, "--name", "x", "--kind", "model", "--dry-run")).Out, StringComparison.Ordinal);
        Assert.Equal(nonce, await Nonce(Demo1));
        Assert.False(File.Exists(model + ".deed"));
        Assert.Equal(0, (await Done("anchor", "--resume")).GetProperty("resumed").GetArrayLength());
        Assert.Equal(0, (await DeedAsked("y\n", "anchor", model)).Exit);
        Assert.Equal(nonce + 1, await Nonce(Demo1));
    }

    [Fact]
    public async Task Evidence_is_not_overwritten_and_a_folder_that_is_missing_is_found_out_before_spending()
    {
        await Done("deploy", "--yes");
        string model = Write("model.bin", "weights");
        await Done("anchor", model, "--yes");
        string old = await File.ReadAllTextAsync(model + ".deed");
        int nonce = await Nonce(Demo1);
        await Refused(2, "usage", "anchor", model, "--yes");
        await Refused(4, "unreadable", "anchor", model, "--out", Path.Combine(Work, "missing", "e.deed"), "--yes");
        Assert.Equal(old, await File.ReadAllTextAsync(model + ".deed"));
        Assert.Equal(nonce, await Nonce(Demo1));
    }

    [Fact]
    public async Task Bad_input_and_bad_usage_have_their_exit_codes()
    {
        string model = Write("model.bin", "weights"), missing = Path.Combine(Work, "nope.onnx");
        await Refused(4, "unreadable", "fingerprint", missing);
        await Refused(4, "unreadable", "anchor", "--list", missing);
        await Refused(4, "unreadable", "verify", model, "--evidence", missing);
        await Refused(1, "not-evidence", "verify", model, "--evidence", model);
        await Refused(4, "model-format", "fingerprint", Write("broken.safetensors", "not a header"));
        await Done("fingerprint", Path.Combine(Work, "broken.safetensors"), "--opaque");
        foreach (string line in (string[])["fingerprint", "frobnicate", "anchor", "register " + model, "fingerprint --threads 0 " + model, "chain use nowhere-at-all"])
        {
            DeedRun run = await Deed([.. line.Split(' '), "--json"]);
            Assert.True(run.Exit == 2, $"deed {line} ended with {run.Exit}");
            Assert.NotEqual("", JsonDocument.Parse(run.Error).RootElement.Text("error", "message"));
        }
        JsonElement kind = await Refused(2, "usage", "register", model, "--name", "x", "--kind", "poem");
        Assert.Contains("model, dataset, algorithm, software or output", kind.Text("message"), StringComparison.Ordinal);
        await Refused(3, "not-deployed", "register", model, "--name", "x", "--kind", "model", "--yes");
    }

    [Fact]
    public async Task A_node_that_is_not_there_or_of_another_chain_signs_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(Home, "chains.json"), $$"""
            { "nowhere": { "chainId": 7001, "rpc": ["http://127.0.0.1:1"] }, "other": { "chainId": 7001, "rpc": ["{{Url}}"] } }
            """);
        await Refused(3, "rpc", "chain", "status", "--chain", "nowhere");
        JsonElement wrong = await Refused(3, "wrong-chain", "deploy", "--chain", "other", "--yes");
        Assert.Contains("31337", wrong.Text("message"), StringComparison.Ordinal);
        Assert.Equal(0, await Nonce(Demo1));
        await Refused(2, "chain-profile", "chain", "status", "--chain", "unheard-of");
        Variables["MODELDEED_CHAIN"] = "other";
        await Refused(3, "wrong-chain", "chain", "status");
        Variables.Remove("MODELDEED_CHAIN");
        Assert.Equal("other", (await Done("chain", "use", "other")).Text("name"));
        await Refused(3, "wrong-chain", "chain", "status");
        Assert.Equal("embedded", (await Done("chain", "status", "--chain", "embedded")).Text("name"));
    }
}
