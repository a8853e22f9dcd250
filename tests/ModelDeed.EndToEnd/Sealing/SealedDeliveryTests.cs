using System.Text;
using System.Text.Json;
using ModelDeed.EndToEnd.Cli;
using ModelDeed.EndToEnd.Storage;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Storage;

namespace ModelDeed.EndToEnd.Sealing;

/// <summary>An owner seals and goes away; licensees open by custodians, one of whom dies and one of whom lies.</summary>
public sealed class SealedDeliveryTests : LicensingFixture
{
    private readonly List<CustodianProcess> _custodians = [];
    private readonly LyingCustodian _liar = LyingCustodian.Start();
    private BlockGateway? _gateway;

    private string Store => $"local:{Path.Combine(Work, "blocks")}";

    private string Package => Path.Combine(Work, "model.sealed");

    public override async Task DisposeAsync()
    {
        foreach (CustodianProcess custodian in _custodians) await custodian.DisposeAsync();
        await _liar.DisposeAsync();
        if (_gateway is not null) await _gateway.DisposeAsync();
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
        _gateway = await BlockGateway.Start(Path.Combine(Work, "blocks"));
        string kept = Path.Combine(Work, "owner-is-away");
        Directory.Move(Package, kept); // from now on the owner's side has no part in it
        string terms = await Publish("--template", "commercial", "--price", "0.05", "--territory", "EU");

        JsonElement refusal = await Closed("not-licensed", [.. Open("nothing"), "--territory", "DE"]);
        Assert.Contains("deed license check", refusal.Text("message"), StringComparison.Ordinal);
        Assert.Equal(2, _gateway.Given.Distinct().Count()); // folder and header: of the payload nothing, for somebody without the right
        string license = (await Done("license", "buy", Title, "--terms", terms, "--account", "demo-2", "--yes")).Text("license");
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
        await Done([.. Open("again"), "--territory", "DE"]);
        Assert.Equal("weights", await File.ReadAllTextAsync(Path.Combine(Work, "again")));
        await CheckLog(_custodians[0].Url);
        await CustodiansChange();
        await AnExpiredLicense();
        Directory.Move(kept, Package);
        await OwnersWay(made);
        await Rotation(made);
        await SoldInMidDownload();
        await Done("license", "cancel", license, "--account", "demo-2", "--yes");
        await Closed("not-licensed", [.. Open("nothing"), "--territory", "DE"]); // and what was opened before stays
        await TwoStories();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Work).Where(path => path.EndsWith(".opening", StringComparison.Ordinal) || path.Contains(".header-", StringComparison.Ordinal) || File.Exists(path) && path.EndsWith(".sealed", StringComparison.Ordinal)));
    }

    /// <summary>Who had a license opens nothing with it any more.</summary>
    private async Task AnExpiredLicense()
    {
        string terms = await Publish("--template", "commercial", "--price", "0.05", "--territory", "EU", "--period", "1s");
        await Done("license", "buy", Title, "--terms", terms, "--account", "demo-4", "--yes");
        await Pass(2); // on the chain, whose clock counts where a custodian's is behind it
        DeedRun check = await Deed("license", "check", Title, "--account", "demo-4", "--territory", "DE", "--field", "research", "--data", "financial");
        Assert.Equal(1, check.Exit);
        Assert.Contains("expired", check.Out, StringComparison.Ordinal);
        await Closed("not-licensed", [.. Open("nothing", "demo-4"), "--territory", "DE"]);
    }

    /// <summary>Another threshold and a named account: a new header, the same payload, and everybody is led to the newest.</summary>
    private async Task Rotation(JsonElement made)
    {
        using X25519Identity friend = X25519Identity.New();
        string payload = Path.Combine(Package, "payload"), before = Convert.ToHexString(await File.ReadAllBytesAsync(Path.Combine(Package, "header")));
        DateTime written = File.GetLastWriteTimeUtc(payload);
        await Refused(3, "Packages_NotHolder", "package", "rotate", Title, "--from", Package, "--account", "demo-2", "--yes");
        Assert.Equal(1, (await DeedAsked("n", "package", "rotate", Title, "--from", Package)).Exit);
        Assert.Equal(before, Convert.ToHexString(await File.ReadAllBytesAsync(Path.Combine(Package, "header")))); // declined: as it was
        int puts = Directory.GetFiles(Path.Combine(Work, "blocks", "blocks"), "*", SearchOption.AllDirectories).Length;
        JsonElement rotated = await Done("package", "rotate", Title, "--from", Package, "--store", Store, "--threshold", "3", "--to", friend.Recipient.ToString(), "--yes");
        Assert.Equal(3, rotated.GetProperty("threshold").GetInt32());
        Assert.Equal(made.Text("header"), rotated.Text("superseded"));
        Assert.Equal(puts + 2, Directory.GetFiles(Path.Combine(Work, "blocks", "blocks"), "*", SearchOption.AllDirectories).Length); // header and folder
        Assert.Equal(written, File.GetLastWriteTimeUtc(payload));
        Assert.Equal(rotated.Text("cid"), (await Done("store", "put", Package, "--only-cid")).Text("cid")); // the folder is the new package
        Assert.Contains(rotated.Text("header")[2..], await Cast("call", At("Packages"), "packageOf(bytes32)", Title), StringComparison.Ordinal);
        await Closed("wrong-share", [.. Open("nothing"), "--territory", "DE"]); // three are needed now, and one lies
        await Done("package", "rotate", Title, "--store", Store, "--threshold", "2", "--yes"); // two blocks, no folder at hand
        await Done([.. Open("newest"), "--territory", "DE"]);
        Assert.Equal("weights", await File.ReadAllTextAsync(Path.Combine(Work, "newest")));
        await Closed("wrong-package", "open", Title, "--from", Package, "--out", Path.Combine(Work, "nothing")); // superseded
    }

    /// <summary>The title changes hands while a licensee's download is under way: it goes on, and the license counts under the new holder, who can rotate in turn.</summary>
    private async Task SoldInMidDownload()
    {
        TaskCompletionSource asked = new(), sold = new();
        _gateway!.Before = async cid =>
        {
            if (cid.Codec != BlockCodec.Raw || Given(cid) != "payload") return;
            asked.TrySetResult();
            await sold.Task;
        };
        Task<JsonElement> opening = Done([.. Open("sold"), "--territory", "DE"]);
        await asked.Task;
        await Pass(61);
        await Done("transfer", Title, "demo-3", "--yes");
        sold.SetResult();
        await opening;
        Assert.Equal("weights", await File.ReadAllTextAsync(Path.Combine(Work, "sold")));
        // The new holder isn't named in the header; the custodians open it to him, and he names himself.
        JsonElement taken = await Done("package", "rotate", Title, "--store", Store, "--account", "demo-3", "--territory", "DE", "--field", "research", "--data", "financial", "--yes");
        await Done("open", Title, "--store", _gateway.Store, "--out", Path.Combine(Work, "holders"), "--account", "demo-3");
        await Done([.. Open("under-another"), "--territory", "DE"]);
        Assert.Equal(3, taken.GetProperty("custodians").GetArrayLength());
        await Closed("not-licensed", [.. Open("nothing", "demo-1"), "--territory", "DE"]); // the former holder isn't named any more
    }

    /// <summary>What a block is of the package that the store holds: its payload is the one whose first bytes are no text of age's.</summary>
    private string Given(Cid cid)
    {
        using LocalStore store = new(Path.Combine(Work, "blocks"));
        Block block = store.Get(cid, CancellationToken.None).GetAwaiter().GetResult()!;
        return block.Bytes.Span.StartsWith("age-encryption.org"u8) ? "header" : "payload";
    }

    /// <summary>The owner opens by his own key; a swapped or superseded header is found.</summary>
    private async Task OwnersWay(JsonElement made)
    {
        JsonElement mine = await Done("open", Title, "--from", Package, "--out", Path.Combine(Work, "mine"));
        Assert.Equal(0, mine.GetProperty("custodians").GetArrayLength());
        string other = Path.Combine(Work, "other.sealed");
        JsonElement anew = await Done("seal", Path.Combine(Work, "model.bin"), "--out", other, "--yes");
        Assert.NotEqual(made.Text("header"), anew.Text("header"));
        await Closed("wrong-package", "open", Title, "--from", Package, "--out", Path.Combine(Work, "nothing"));
        File.Copy(Path.Combine(Package, "payload"), Path.Combine(other, "payload"), overwrite: true); // another key's
        await Closed("sealed-data", "open", Title, "--from", other, "--out", Path.Combine(Work, "nothing"));
        Assert.False(Path.Exists(Path.Combine(Work, "nothing")));
        await Done("seal", Path.Combine(Work, "model.bin"), "--out", Package, "--store", Store, "--yes"); // the first one again
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

    private string[] Open(string output, string account = "demo-2") =>
        ["open", Title, "--store", _gateway!.Store, "--out", Path.Combine(Work, output), "--account", account, "--field", "research", "--data", "financial"];

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
            if (i == 1) await Endow(Folder(i)); // as a join that was interrupted leaves it
            string before = await Cast("balance", Demo1);
            await Done("custodian", "join", "--folder", Folder(i), "--url", (i < 2 ? custodian.Url : _liar.Url).ToString(), "--bond", "1", "--yes");
            Assert.Equal(i == 1, before == await Cast("balance", Demo1)); // who has enough is sent nothing
        }
        await Nonsense();
        Assert.Equal(3, (await Done("custodian", "list")).GetProperty("custodians").GetArrayLength());
    }

    /// <summary>Gives a custodian's account all that it needs.</summary>
    private async Task Endow(string folder)
    {
        using CustodianKeys keys = new CustodianFolder(folder).Keys();
        await Cast("rpc", "anvil_setBalance", keys.Account.Address.ToString(), "0x1bc16d674ec80000");
    }

    /// <summary>A custodian whose address isn't UTF-8: it is passed over, and stops nobody.</summary>
    private async Task Nonsense()
    {
        using CustodianKeys keys = new(X25519Identity.New());
        Address directory = Address.Parse(At("Custodians"));
        await Cast("rpc", "anvil_setBalance", keys.Account.Address.ToString(), "0xde0b6b3a7640000");
        await Cast("rpc", "anvil_impersonateAccount", keys.Account.Address.ToString());
        byte[] join = new CustodiansContract.JoinCall(new Hash32(keys.Newest.Key), "?", 1, keys.SignJoin(31_337, directory, keys.Newest).ToArray()).Encode();
        join[join.AsSpan().LastIndexOf((byte)'?')] = 0xff;
        foreach (byte[] call in (byte[][])[new CustodiansContract.ReserveCall(CustodianDirectory.Commitment(keys.Account.Address, keys.Newest)).Encode(), join])
            await Cast("send", At("Custodians"), Hex.Encode(call), "--from", keys.Account.Address.ToString(), "--unlocked", "--gas-limit", "400000");
    }

    /// <summary>What was opened left receipts; a custodian's record changes by command; its service starts for no other territories than the directory's.</summary>
    private async Task CustodiansChange()
    {
        string account = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Work, "opened.receipts.json"))).RootElement.GetProperty("receipts")[0].Text("custodian");
        JsonElement audit = await Done("custodian", "audit", Path.Combine(Work, "opened.receipts.json"), "--log", account, "--title", Title);
        JsonElement log = Assert.Single(audit.GetProperty("logs").EnumerateArray());
        Assert.Equal((0, log.GetProperty("entries").GetInt32()), (log.GetProperty("wrong").GetArrayLength(), log.GetProperty("releases").GetArrayLength())); // all are of this title
        Assert.Equal(3, audit.GetProperty("receipts").GetArrayLength());
        Assert.All(audit.GetProperty("receipts").EnumerateArray(), one => Assert.Equal((JsonValueKind.Null, Demo2.ToLowerInvariant()), (one.GetProperty("fault").ValueKind, one.Text("account").ToLowerInvariant())));
        Assert.Equal(0, audit.GetProperty("contradictions").GetArrayLength());
        await Refused(2, "usage", "custodian", "join", "--folder", Folder(0), "--url", "http://127.0.0.1:1/", "--bond", "1", "--yes"); // joined already
        await Refused(2, "usage", "custodian", "join", "--folder", Path.Combine(Work, "another"), "--url", "http://custodian.example/", "--yes");
        string[] before = File.ReadAllLines(Path.Combine(Folder(0), "identity"));
        JsonElement changed = await Done("custodian", "change", "--folder", Folder(0), "--territories", "DE,FR", "--new-key", "--yes");
        Assert.Equal(["DE", "FR"], changed.GetProperty("territories").EnumerateArray().Select(one => one.GetString()));
        Assert.DoesNotContain(before, line => line.Contains(changed.Text("key"), StringComparison.Ordinal));
        int port = _custodians[0].Url.Port;
        await _custodians[0].DisposeAsync();
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => CustodianProcess.Start(Home, Folder(0), port, "DE"));
        Assert.Contains("releases for DE,FR", refused.Message, StringComparison.Ordinal);
        _custodians[0] = await CustodianProcess.Start(Home, Folder(0), port);
        await Done([.. Open("by-the-old-key"), "--territory", "DE"]); // sealed to the key of before
    }

    /// <summary>A custodian that signed another log for somebody else is found by comparing receipts, and loses its bond.</summary>
    private async Task TwoStories()
    {
        string kept = Path.Combine(Work, "opened.receipts.json"), other = Path.Combine(Work, "another.receipts.json");
        ReceiptFile file = ReceiptFile.Parse(await File.ReadAllBytesAsync(kept));
        using CustodianKeys keys = new CustodianFolder(Folder(0)).Keys();
        LogReceipt told = file.Receipts.Single(one => one.Custodian == keys.Account.Address).Receipt;
        ReleaseReceipt real = ReleaseReceipt.Parse(told.Entry.Span);
        MerkleLog fork = new();
        for (ulong i = 0; i <= told.Number + 1; i++) fork.Append((real with { Time = real.Time + i + 1 }).ToEntry());
        var invented = new LogReceipt(told.Number, (real with { Time = real.Time + told.Number + 1 }).ToEntry(), keys.SignHead(file.ChainId, file.Directory, (ulong)fork.Size, fork.Root(fork.Size)), [.. fork.Path((long)told.Number, fork.Size)]);
        await File.WriteAllBytesAsync(other, (file with { Receipts = [new KeptReceipt(keys.Account.Address, invented)] }).ToBytes());
        await Refused(1, "no-contradiction", "custodian", "audit", kept, "--report", "--yes");
        DeedRun shown = await Deed("custodian", "audit", other, "--log", keys.Account.Address.ToString(), "--json"); // the service shows the true log
        Assert.Equal((1, 1), (shown.Exit, JsonDocument.Parse(shown.Out).RootElement.GetProperty("contradictions").GetArrayLength()));
        DeedRun audit = await Deed("custodian", "audit", kept, other, "--json");
        Assert.Equal((1, 1), (audit.Exit, JsonDocument.Parse(audit.Out).RootElement.GetProperty("contradictions").GetArrayLength()));
        JsonElement convicted = await Done("custodian", "audit", kept, other, "--report", "--account", "demo-3", "--yes");
        Assert.Equal("0", convicted.Text("bond"));
        Assert.Equal(JsonValueKind.Number, convicted.GetProperty("leftAt").ValueKind);
    }
}
