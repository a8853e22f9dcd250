using System.Text.Json;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Hundreds of fingerprints in one transaction.</summary>
public sealed class ManyAnchorsTests : DeedFixture
{
    private const int Count = 300;

    // Judges all evidence files by the package that everybody uses.
    private const string Script = """
        import { readFileSync, readdirSync } from "node:fs";
        import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
        const folder = (await new Response(process.stdin).text()).trim();
        const all = readdirSync(folder).map((name) => JSON.parse(readFileSync(`${folder}/${name}`)));
        const good = all.filter((e) => StandardMerkleTree.verify(e.tree.root, ["address", "bytes32", "bytes32"], [e.owner, e.fingerprint, e.salt], e.tree.proof));
        console.log(good.length, new Set(all.map((e) => e.tree.root)).size, new Set(all.map((e) => e.salt)).size);
        """;

    [Fact]
    public async Task A_list_of_paths_and_fingerprints_is_anchored_in_one_transaction_and_each_evidence_verifies()
    {
        await Done("deploy", "--yes");
        string[] paths = [.. Enumerable.Range(0, Count).Select(i => Write($"models/m{i:000}.bin", $"weights {i}"))];
        List<string> lines = ["# every second one by its fingerprint", ""];
        List<string> names = [];
        for (int i = 0; i < Count; i++)
            names.Add(i % 2 == 0 ? paths[i] : (await Done("fingerprint", paths[i], "--no-cache")).Text("fingerprint"));
        string list = Write("list.txt", string.Join('\n', lines.Concat(names)));
        string output = Directory.CreateDirectory(Path.Combine(Work, "evidence")).FullName;
        int nonce = await Nonce(Demo1);

        JsonElement json = await Done("anchor", "--list", list, "--out", output, "--no-cache", "--yes");

        Assert.Equal(nonce + 1, await Nonce(Demo1));
        Assert.Equal(Count, json.GetProperty("anchored").GetArrayLength());
        for (int i = 0; i < Count; i++)
        {
            string evidence = json.GetProperty("anchored")[i].Text("evidence");
            Assert.Equal(Path.Combine(output, Path.GetFileName(names[i]) + ".deed"), evidence);
            JsonElement verified = await Done("verify", paths[i], "--evidence", evidence);
            Assert.Equal(json.GetProperty("anchored")[i].Text("fingerprint"), verified.Text("fingerprint"));
        }
        Assert.Equal($"{Count} 1 {Count}", (await Fingerprints.Peer.Node(Script, System.Text.Encoding.UTF8.GetBytes(output))).Trim());
        Assert.Equal(1, (await Deed("verify", paths[0], "--evidence", json.GetProperty("anchored")[1].Text("evidence"))).Exit);
    }

    [Fact]
    public async Task Two_of_the_same_name_are_refused_before_anything_is_sent()
    {
        await Done("deploy", "--yes");
        string a = Write("a/model.bin", "1"), b = Write("b/model.bin", "2");
        int nonce = await Nonce(Demo1);
        await Refused(2, "usage", "anchor", a, b, "--out", Work, "--yes");
        Assert.Equal(nonce, await Nonce(Demo1));
        await Done("anchor", a, b, "--yes"); // beside each: no clash
        Assert.True(File.Exists(a + ".deed") && File.Exists(b + ".deed"));
    }
}
