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
}
