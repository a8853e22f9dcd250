using System.Text;
using System.Text.Json;
using ModelDeed.EndToEnd.Cli;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.EndToEnd.Sealing;

/// <summary>An owner seals and goes away; licensees open by custodians, one of whom dies and one of whom lies.</summary>
public sealed class SealedDeliveryTests : LicensingFixture
{
    private readonly List<CustodianProcess> _custodians = [];
    private readonly LyingCustodian _liar = LyingCustodian.Start();

    private string Store => $"local:{Path.Combine(Work, "blocks")}";

    private string Package => Path.Combine(Work, "model.sealed");

    public override async Task DisposeAsync()
    {
        foreach (CustodianProcess custodian in _custodians) await custodian.DisposeAsync();
        await _liar.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Licensees_open_what_others_cannot_though_one_custodian_lies_and_one_dies()
    {
        await Refused(2, "usage", "seal", Path.Combine(Work, "model.bin"), "--out", Package, "--yes"); // no custodians yet
        await StartCustodians();
        JsonElement made = await Done("seal", Path.Combine(Work, "model.bin"), "--out", Package, "--store", Store, "--yes");
        Assert.Equal(3, made.GetProperty("custodians").GetArrayLength());
        Assert.Contains(made.Text("header")[2..], await Cast("call", At("Packages"), "packageOf(bytes32)", Title), StringComparison.Ordinal);
        string terms = await Publish("--template", "commercial", "--price", "0.05", "--territory", "EU");

        JsonElement refusal = await Closed("not-licensed", [.. Open("nothing"), "--territory", "DE"]);
        Assert.Contains("deed license check", refusal.Text("message"), StringComparison.Ordinal);
        await Done("license", "buy", Title, "--terms", terms, "--account", "demo-2", "--yes");
        JsonElement opened = await Done([.. Open("opened"), "--territory", "DE"]);
        Assert.Equal("weights", await File.ReadAllTextAsync(Path.Combine(Work, "opened")));
        Assert.Equal(2, opened.GetProperty("custodians").EnumerateArray().Count(one => one.Text("code") == "released"));
        await Closed("not-licensed", [.. Open("nothing"), "--territory", "US"]); // EU was bought
        await Refused(2, "usage", Open("nothing"));

        await _custodians[1].DisposeAsync(); // one dies, one lies: one right share isn't enough
        JsonElement alone = await Closed("unreachable", [.. Open("nothing"), "--territory", "DE"]);
        Assert.Contains("1 of 2 custodians", alone.Text("message"), StringComparison.Ordinal);
        Assert.Contains("isn't sealed to this request", alone.Text("message"), StringComparison.Ordinal);
        Assert.True(_liar.Asked > 0);
        Assert.False(Path.Exists(Path.Combine(Work, "nothing")));
        _custodians.Add(await CustodianProcess.Start(Home, Folder(1), _custodians[1].Url.Port));
        await Done("open", Title, "--store", Store, "--out", Path.Combine(Work, "again"), "--account", "demo-2", "--field", "research", "--data", "financial", "--territory", "DE");
        Assert.Equal("weights", await File.ReadAllTextAsync(Path.Combine(Work, "again")));
        Assert.Equal([Package], Directory.EnumerateDirectories(Work, "*.sealed")); // what was downloaded is gone
        await CheckLog(_custodians[0].Url);
        await OwnersWay(made);
    }

    /// <summary>The owner opens by his own key; a swapped or superseded header is found.</summary>
    private async Task OwnersWay(JsonElement made)
    {
        JsonElement mine = await Done("open", Title, "--from", Package, "--out", Path.Combine(Work, "mine"));
        Assert.Equal(0, mine.GetProperty("custodians").GetArrayLength());
        string other = Path.Combine(Work, "other.sealed");
        JsonElement rotated = await Done("seal", Path.Combine(Work, "model.bin"), "--out", other, "--yes");
        Assert.NotEqual(made.Text("header"), rotated.Text("header"));
        await Closed("wrong-package", [.. Open("nothing"), "--territory", "DE"]);
        File.Copy(Path.Combine(Package, "payload"), Path.Combine(other, "payload"), overwrite: true); // another key's
        await Closed("sealed-data", "open", Title, "--from", other, "--out", Path.Combine(Work, "nothing"));
        Assert.False(Path.Exists(Path.Combine(Work, "nothing")));
    }

    /// <summary>What an auditor reads at a custodian: who got what, under a head that the custodian signed twice.</summary>
    private async Task CheckLog(Uri custodian)
    {
        using var http = new HttpClient { BaseAddress = custodian };
        string[] checkpoint = (await http.GetStringAsync(new Uri("checkpoint", UriKind.Relative))).Split('\n');
        int size = int.Parse(checkpoint[1]);
        Assert.True(size >= 2, $"{size} releases are logged");
        byte[] bundle = await http.GetByteArrayAsync(new Uri($"tile/entries/000.p/{size}", UriKind.Relative));
        Assert.Contains($"account {Demo2}", Encoding.ASCII.GetString(bundle), StringComparison.Ordinal);
        Assert.Equal(32 * size, (await http.GetByteArrayAsync(new Uri($"tile/0/000.p/{size}", UriKind.Relative))).Length);
        JsonElement head = JsonDocument.Parse(await http.GetStringAsync(new Uri("checkpoint/signed", UriKind.Relative))).RootElement;
        Assert.Equal(checkpoint[2], Convert.ToBase64String(Convert.FromHexString(head.Text("root")[2..])));
        string digest = await Cast("call", At("Custodians"), "checkpointDigest((uint64,bytes32))(bytes32)", $"({size},{head.Text("root")})");
        Assert.Equal(head.Text("account").ToLowerInvariant(), (await Tools.RunAsync(Tools.Cast, ["wallet", "verify", "--no-hash", "--address", head.Text("account"), digest, head.Text("signature")])).Contains("succeeded", StringComparison.Ordinal) ? head.Text("account").ToLowerInvariant() : "another's");
    }

    private string[] Open(string output) =>
        ["open", Title, "--from", Package, "--out", Path.Combine(Work, output), "--account", "demo-2", "--field", "research", "--data", "financial"];

    /// <summary>A command whose answer is no, in as many lines as there are custodians.</summary>
    private async Task<JsonElement> Closed(string code, params string[] args)
    {
        DeedRun run = await Deed([.. args, "--json"]);
        Assert.True(run.Exit == 1, $"deed {string.Join(' ', args)} ended with {run.Exit}: {run.Error}{run.Out}");
        JsonElement error = JsonDocument.Parse(run.Error).RootElement.GetProperty("error");
        Assert.Equal(code, error.Text("code"));
        return error;
    }

    private string Folder(int number) => Path.Combine(Work, $"custodian-{number}");

    private async Task StartCustodians()
    {
        for (int i = 0; i < 3; i++)
        {
            CustodianProcess custodian = await CustodianProcess.Start(Home, Folder(i));
            if (i < 2) _custodians.Add(custodian);
            else await custodian.DisposeAsync(); // the liar has a key, but another service
            await Done("custodian", "join", "--folder", Folder(i), "--url", (i < 2 ? custodian.Url : _liar.Url).ToString(), "--bond", "1", "--yes");
        }
        byte[] nonsense = new CustodiansContract.JoinCall(new Hash32(Enumerable.Repeat((byte)9, 32).ToArray()), "?", 1).Encode();
        nonsense[^32] = 0xff; // the address isn't UTF-8: this one is passed over, and stops nobody
        await Cast("send", At("Custodians"), Hex.Encode(nonsense), "--from", Demo3, "--unlocked");
        Assert.Equal(3, (await Done("custodian", "list")).GetProperty("custodians").GetArrayLength());
    }
}
