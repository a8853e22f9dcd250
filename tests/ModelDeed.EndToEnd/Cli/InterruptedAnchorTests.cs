using System.Text.Json;
using ModelDeed.Anchors;
using ModelDeed.Cli;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>What goes wrong between sending an anchor and holding its evidence loses nothing: the salts are on the disk before.</summary>
public sealed class InterruptedAnchorTests : DeedFixture
{
    [Fact]
    public async Task After_a_crash_between_sending_and_writing_resume_writes_the_evidence()
    {
        string anchors = (await Done("deploy", "--yes")).Text("contracts", "Anchors", "address");
        string model = Write("model.bin", "weights");
        Hash32 fingerprint = Hash32.Parse((await Done("fingerprint", model)).Text("fingerprint"));
        AnchorBatch batch = AnchorBatch.Of(Address.Parse(Demo1), [fingerprint]);
        AnchorJournal journal = new(new ModelDeed.Cli.Home(name => Variables.GetValueOrDefault(name)));
        await journal.Begin(KnownChains.Embedded, batch, [new AnchorItem(fingerprint, model + ".deed", null)], CancellationToken.None);
        Assert.StartsWith("not on the chain", (await Done("anchor", "--resume")).GetProperty("resumed")[0].Text("state"), StringComparison.Ordinal);
        Assert.False(File.Exists(model + ".deed"));
        await Cast("send", anchors, "anchor(bytes32)", batch.Root.ToString(), "--from", Demo1, "--unlocked"); // and then the power failed

        JsonElement resumed = await Done("anchor", "--resume");

        Assert.Equal(batch.Root.ToString(), resumed.GetProperty("resumed")[0].Text("root"));
        Assert.True((await Done("verify", model, "--evidence", model + ".deed", "--rpc", "embedded")).GetProperty("verified").GetBoolean());
        Assert.Equal(0, (await Done("anchor", "--resume")).GetProperty("resumed").GetArrayLength());
    }

    [Fact]
    public async Task A_full_disk_keeps_the_old_evidence_and_resume_finishes_once_there_is_room()
    {
        await Done("deploy", "--yes");
        string model = Write("model.bin", "weights"), evidence = model + ".deed";
        await Done("anchor", model, "--yes");
        string old = await File.ReadAllTextAsync(evidence);
        File.CreateSymbolicLink($"{evidence}.{Environment.ProcessId}.part", "/dev/full"); // where the new file is first written

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
