using System.Security.Cryptography;
using System.Text.Json;
using ModelDeed.Ethereum;

namespace ModelDeed.EndToEnd.Cli;

/// <summary><c>./run</c>, the first thing that anybody types.</summary>
public sealed class RunScriptTests : DeedFixture
{
    private int _ports;

    [Fact]
    public async Task A_run_that_was_interrupted_before_version_6_publishes_it_the_next_time()
    {
        if (OperatingSystem.IsWindows()) return; // it is a bash script
        string models = Path.Combine(Tools.Root, "examples", "models", "silero-vad"), v5 = Path.Combine(models, "v5"), v6 = Path.Combine(models, "v6");
        string evidence = Directory.CreateDirectory(Path.Combine(Home, "evidence")).FullName;
        _ports = await ThreePorts();
        await Done("deploy", "--yes");
        await Done("anchor", v5, "--out", Path.Combine(evidence, "silero-v5.deed"), "--yes");
        await Done("register", v5, "--name", "Silero VAD", "--kind", "model", "--evidence", Path.Combine(evidence, "silero-v5.deed"), "--yes");
        await StopChain(); // and there it was interrupted

        string first = await Run(), second = await Run();

        Assert.Contains("Publish version 6", first, StringComparison.Ordinal);
        Assert.Contains("as you left it", second, StringComparison.Ordinal);
        Assert.Matches("by [23] custodians", first); // what was sealed is opened by a license; the third may answer before the second share is opened
        Assert.Equal(await Bytes(v6), await Bytes(Path.Combine(Home, "opened-in-tokyo")));
        await StartChain();
        Assert.Equal(3, (await Done("custodian", "list")).GetProperty("custodians").GetArrayLength());
        JsonElement title = await Done("show", v6);
        Assert.Equal((await Done("show", v5)).Text("title"), title.Text("title"));
        Assert.Equal(1, title.GetProperty("versions").GetArrayLength());
    }

    private static async Task<int> ThreePorts()
    {
        while (true)
        {
            int first = LoopbackPort.Any();
            if (await LoopbackPort.BecomesFree(first + 1, TimeProvider.System, default) && await LoopbackPort.BecomesFree(first + 2, TimeProvider.System, default)) return first;
        }
    }

    private static async Task<List<string>> Bytes(string folder)
    {
        List<string> files = [];
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)) files.Add(Path.GetFileName(file) + Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file))));
        return files;
    }

    private Task<string> Run() => Tools.RunAsync("/bin/bash", [Path.Combine(Tools.Root, "run"), "--once"], "", (ModelDeed.Cli.Home.Variable, Home), ("MODELDEED_CUSTODIANS", $"{_ports}"));
}
