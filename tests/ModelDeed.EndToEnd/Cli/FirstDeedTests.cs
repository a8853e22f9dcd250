using System.Globalization;
using System.Text.Json;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>The first deed, from a model file to a transferred title; every fact checked with programs that aren't ours.</summary>
public sealed class FirstDeedTests : DeedFixture
{
    [Fact]
    public async Task A_newcomer_gets_a_deed_that_other_programs_confirm()
    {
        string v5 = Model("silero-vad/v5/silero_vad.onnx", "v5.onnx"), v6 = Model("silero-vad/v6/silero_vad.onnx", "v6.onnx");
        string titles = await Deploy();
        string fingerprint = await Fingerprint(v5);
        ulong anchored = await Anchor(v5, fingerprint);
        JsonElement title = await Register(v5, fingerprint, titles, anchored);
        await Hold(fingerprint, titles, title); // at once: the contest takes a minute of the clock
        await Publish(v6, fingerprint, titles, title);
        await Show(fingerprint, title);
        await Derive(fingerprint, titles);
        await Verify(v5);
        await StopChain();
        await StartChain();
        await Verify(v5); // the same block, after a restart
        await HandOver(fingerprint, titles);
    }

    private async Task<string> Deploy()
    {
        JsonElement first = await Done("deploy", "--yes");
        int nonce = await Nonce(Demo1);
        JsonElement again = await Done("deploy"); // spends nothing, so it needn't ask
        Assert.Equal(nonce, await Nonce(Demo1));
        foreach (string contract in (string[])["Anchors", "Titles"])
        {
            string address = first.Text("contracts", contract, "address");
            Assert.Equal(address, again.Text("contracts", contract, "address"));
            Assert.NotEqual("0x", await Cast("code", address));
            Assert.Equal("0x1", JsonDocument.Parse(await Cast("receipt", first.Text("contracts", contract, "transaction"), "--json")).RootElement.Text("status"));
            Assert.Equal(JsonValueKind.Null, again.At("contracts", contract, "transaction").ValueKind);
        }
        string titles = first.Text("contracts", "Titles", "address");
        Assert.Equal(first.Text("contracts", "Anchors", "address"), await Cast("call", titles, "anchors()(address)"));
        Assert.Equal($"{first.Number("contestPeriodSeconds")}", await Cast("call", titles, "contestPeriod()(uint256)"));
        JsonElement file = JsonDocument.Parse(await File.ReadAllTextAsync(again.Text("file"))).RootElement;
        Assert.Equal(titles, file.Text("contracts", "Titles", "address"));
        return titles;
    }

    private async Task<string> Fingerprint(string path)
    {
        JsonElement json = await Done("fingerprint", path, "--tensors", "--no-cache");
        string fingerprint = json.Text("fingerprint");
        Assert.Equal(await PeerFingerprint(path), fingerprint);
        Assert.Equal("onnx", json.Text("format"));
        Assert.Equal(new FileInfo(path).Length, (long)json.Number("bytes"));
        Assert.Equal((int)json.Number("tensorCount"), json.GetProperty("tensors").GetArrayLength());
        Model("pp-ocr/cls.onnx", "folder/a/cls.onnx");
        Model("silero-vad/v6/silero_vad.onnx", "folder/vad.onnx");
        string folder = Path.Combine(Work, "folder");
        Assert.Equal(await PeerFingerprint(folder), (await Done("fingerprint", folder, "--no-cache")).Text("fingerprint"));
        return fingerprint;
    }

    private async Task<ulong> Anchor(string path, string fingerprint)
    {
        JsonElement json = await Done("anchor", path, "--yes");
        Assert.Equal(path + ".deed", json.GetProperty("anchored")[0].Text("evidence"));
        JsonElement receipt = JsonDocument.Parse(await Cast("receipt", json.Text("transaction", "hash"), "--json")).RootElement;
        Assert.Equal(json.Number("transaction", "gasUsed"), Hexadecimal(receipt.Text("gasUsed")));
        Assert.Equal(json.Text("root"), receipt.GetProperty("logs")[0].GetProperty("topics")[1].GetString());
        // The contract itself judges the evidence, asked by cast.
        JsonElement evidence = JsonDocument.Parse(await File.ReadAllTextAsync(path + ".deed")).RootElement;
        string time = await Cast("call", receipt.Text("to"), "provenTime(address,bytes32,bytes32,bytes32,bytes32[])(uint64)",
            Demo1, fingerprint, evidence.Text("salt"), evidence.Text("tree", "root"), "[]");
        return ulong.Parse(time.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private async Task<JsonElement> Register(string path, string fingerprint, string titles, ulong anchored)
    {
        JsonElement json = await Done("register", path, "--name", "Silero VAD", "--kind", "model", "--evidence", path + ".deed", "--yes");
        Assert.Equal(fingerprint, json.Text("title"));
        Assert.Equal(anchored, json.Number("priority"));
        Assert.Equal(Demo1, await Cast("call", titles, "ownerOf(uint256)(address)", Id(fingerprint)));
        Assert.Equal(Id(fingerprint), (await Cast("call", titles, "titleOf(bytes32)(uint256)", fingerprint)).Split(' ')[0]);
        Assert.Equal($"\"{json.Text("tokenUri")}\"", await Cast("call", titles, "tokenURI(uint256)(string)", Id(fingerprint)));
        Assert.Equal($"{json.Number("finalAt")}", (await Cast("call", titles, "finalAt(bytes32)(uint256)", fingerprint)).Split(' ')[0]);
        // Whoever holds the manifest can check it against the URI: it is the raw block with that SHA-256.
        string digest = (await Tools.RunAsync("sha256sum", [json.Text("manifestFile")])).Split(' ')[0];
        Assert.Equal($"ipfs://f01551220{digest}", json.Text("tokenUri"));
        return json;
    }

    private async Task Publish(string path, string title, string titles, JsonElement registered)
    {
        JsonElement json = await Done("version", "publish", path, "--title", title, "--note", "Retrained", "--yes");
        Assert.Equal(2ul, json.Number("number"));
        Assert.Equal(await PeerFingerprint(path), json.Text("fingerprint"));
        string[] latest = (await Cast("call", titles, "latestOf(uint256)(bytes32,uint32)", Id(title))).Split('\n');
        Assert.Equal([json.Text("fingerprint"), "2"], latest);
        Assert.NotEqual($"\"{registered.Text("tokenUri")}\"", await Cast("call", titles, "tokenURI(uint256)(string)", Id(title)));
        await Refused(1, "already-published", "version", "publish", path, "--title", title, "--yes");
    }

    private async Task Show(string fingerprint, JsonElement registered)
    {
        JsonElement json = await Done("show", fingerprint);
        foreach (string name in (string[])["title", "name", "kind", "holder", "registrant", "priority", "finalAt", "anchorRoot", "manifestDigest", "tensorRoot"])
            Assert.Equal(registered.GetProperty(name).ToString(), json.GetProperty(name).ToString());
        Assert.Equal("Retrained", json.GetProperty("versions")[0].Text("note"));
        JsonElement byVersion = await Done("show", Path.Combine(Work, "v6.onnx")); // any version, or its content, names the title
        Assert.Equal(json.ToString(), byVersion.ToString());
        DeedRun words = await Deed("show", fingerprint);
        Assert.Contains("Silero VAD (model)", words.Out, StringComparison.Ordinal);
        await Refused(1, "not-titled", "show", "0x" + new string('1', 64));
    }

    private async Task Derive(string parent, string titles)
    {
        string child = Model("pp-ocr/cls.onnx", "cls.onnx");
        JsonElement json = await Done("register", child, "--name", "Child", "--kind", "model", "--parent", $"{parent}=2.5%", "--resale-royalty", "5%", "--yes");
        Assert.Equal(250ul, json.GetProperty("parents")[0].Number("royalty"));
        string[] royalty = (await Cast("call", titles, "royaltyInfo(uint256,uint256)(address,uint256)", Id(json.Text("title")), "10000")).Split('\n');
        Assert.Equal([json.Text("till"), "500"], royalty); // ERC-2981 pays the till
        JsonElement up = await Done("lineage", child), down = await Done("lineage", parent);
        Assert.Equal(up.GetProperty("ancestors").ToString(), down.GetProperty("descendants").ToString());
        Assert.Equal("Silero VAD", up.GetProperty("ancestors")[0].Text("parentName"));
        Assert.Equal(0, up.GetProperty("descendants").GetArrayLength());
        string drawn = (await Deed("lineage", parent)).Out;
        Assert.Contains($"└── Child {json.Text("title")[..12]}… (declared royalty 2.5 %)", drawn, StringComparison.Ordinal);
    }

    private async Task Verify(string path)
    {
        JsonElement offline = await Done("verify", path, "--evidence", path + ".deed");
        Assert.True(offline.GetProperty("verified").GetBoolean());
        Assert.Equal(Demo1, offline.Text("owner"));
        Assert.Equal(offline.Text("blockHash"), (await Cast("block", $"{offline.Number("block")}", "--field", "hash")).Trim());
        Assert.Equal($"{offline.Number("time")}", (await Cast("block", $"{offline.Number("block")}", "--field", "timestamp")).Split(' ')[0]);
        foreach (string rpc in (string[])["embedded", Url])
        {
            JsonElement online = await Done("verify", path, "--evidence", path + ".deed", "--rpc", rpc);
            Assert.Equal("chain", online.GetProperty("steps").EnumerateArray().Last().Text("id"));
            Assert.All(online.GetProperty("steps").EnumerateArray(), step => Assert.Equal("holds", step.Text("outcome")));
        }
        DeedRun words = await Deed("verify", Path.Combine(Work, "v6.onnx"), "--evidence", path + ".deed");
        Assert.Equal(1, words.Exit);
        Assert.Contains("It doesn't hold.", words.Out, StringComparison.Ordinal);
    }

    private async Task Hold(string fingerprint, string titles, JsonElement title)
    {
        JsonElement error = await Refused(3, "Titles_Provisional", "transfer", fingerprint, "demo-2", "--yes");
        string until = DateTimeOffset.FromUnixTimeSeconds((long)title.Number("finalAt")).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        Assert.Contains($"provisional and can't be transferred until {until} UTC", error.Text("message"), StringComparison.Ordinal);
        Assert.Equal(Demo1, await Cast("call", titles, "ownerOf(uint256)(address)", Id(fingerprint)));
    }

    private async Task HandOver(string fingerprint, string titles)
    {
        await Pass(61); // the contest is over
        JsonElement json = await Done("transfer", fingerprint, "demo-2", "--yes");
        Assert.Equal(Demo2, json.Text("to"));
        Assert.Equal(Demo2, await Cast("call", titles, "ownerOf(uint256)(address)", Id(fingerprint)));
        Assert.Equal(Demo2, (await Done("show", fingerprint)).Text("holder"));
        await Refused(3, "ERC721InsufficientApproval", "transfer", fingerprint, "demo-3", "--yes"); // it isn't demo-1's any more
    }

    private static ulong Hexadecimal(string quantity) => Convert.ToUInt64(quantity, 16);
}
