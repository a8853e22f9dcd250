using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;

#pragma warning disable RS0030 // A seeded generator: a failure must be repeatable.

namespace ModelDeed.EndToEnd.Fingerprints;

/// <summary>Random content against b3sum, npm @openzeppelin/merkle-tree and node's own JSON. A failure prints the seed of its content.</summary>
public sealed class PeerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-").FullName;
    private readonly int _seed = RandomNumberGenerator.GetInt32(int.MaxValue);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_of_random_lengths_have_the_digest_that_b3sum_prints()
    {
        Random random = Seeded();
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"f{i:000}")];
        foreach (string name in names) WriteRandom(name, random, random.Next(4) == 0 ? random.Next(3 << 20) : random.Next(20_000));
        string printed = await Peer.Run("b3sum", names, _folder);
        Dictionary<string, Hash32> theirs = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split("  ")).ToDictionary(parts => parts[1], parts => Hash32.Parse(parts[0]));
        foreach (Blake3Width width in Enum.GetValues<Blake3Width>().Where(width => width <= Blake3Widths.Best))
        {
            Manifest ours = Fingerprinter.Run(_folder, new FingerprintOptions { Width = width, Tensors = false }, null, default).Manifest;
            Assert.All(ours.Files, file => Assert.True(theirs[file.Path] == file.Blake3, $"{file.Path}, {file.Size} bytes, width {width}, seed {_seed}"));
            Assert.Equal(names.Length, ours.Files.Length);
        }
    }

    [Fact]
    public async Task A_file_of_many_pieces_has_the_digest_that_b3sum_prints()
    {
        WriteRandom("big", Seeded(), (37 << 20) + 12_345);
        string printed = await Peer.Run("b3sum", ["--no-names", "big"], _folder);
        foreach (int threads in new[] { 1, 2, 5 })
        {
            Manifest ours = Fingerprinter.Run(Path.Join(_folder, "big"), new FingerprintOptions { Threads = threads }, null, default).Manifest;
            Assert.Equal("0x" + printed.Trim(), ours.Files[0].Blake3.ToString());
        }
    }

    [Fact]
    public async Task Content_roots_are_what_the_package_computes_from_b3sum()
    {
        Random random = Seeded();
        string[] names = [.. Enumerable.Range(0, random.Next(1, 60)).Select(i => $"{Name(random)}{i}/{Name(random)}")];
        foreach (string name in names) WriteRandom(name, random, random.Next(5000));
        Manifest ours = Fingerprinter.Run(_folder, new(), null, default).Manifest;
        // The script walks the folder itself and knows nothing of the manifest.
        const string Script = """
            import { execFileSync } from "node:child_process";
            import { readdirSync, statSync } from "node:fs";
            import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
            const root = (await new Response(process.stdin).text()).trim();
            const files = readdirSync(root, { recursive: true }).filter((name) => statSync(`${root}/${name}`).isFile());
            const leaves = files.reverse().map((name) => [name.normalize("NFC"), BigInt(statSync(`${root}/${name}`).size),
              "0x" + execFileSync("b3sum", ["--no-names", `${root}/${name}`]).toString().trim()]);
            console.log(StandardMerkleTree.of(leaves, ["string", "uint64", "bytes32"]).root);
            """;
        Assert.Equal(await Peer.Node(Script, Encoding.UTF8.GetBytes(_folder)), $"{ours.Fingerprint}\n");
    }

    [Fact]
    public async Task Trees_and_proofs_over_random_leaves_are_the_packages()
    {
        Random random = Seeded();
        var trees = Enumerable.Range(1, 40).Select(count => Enumerable.Range(0, count).Select(_ => new
        {
            name = Name(random),
            dtype = Name(random),
            shape = Enumerable.Range(0, random.Next(5)).Select(_ => ((ulong)random.NextInt64()).ToString()).ToArray(),
            digest = Blake3.Hash(BitConverter.GetBytes(random.NextInt64())).ToString(),
            proven = random.Next(4) == 0,
        }).ToArray()).ToArray();
        const string Script = """
            import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
            const trees = JSON.parse(await new Response(process.stdin).text());
            console.log(JSON.stringify(trees.map((leaves) => {
              const tree = StandardMerkleTree.of(leaves.map((l) => [l.name, l.dtype, l.shape, l.digest]), ["string", "string", "uint64[]", "bytes32"]);
              return { root: tree.root, proofs: leaves.map((leaf, i) => leaf.proven ? tree.getProof(i) : null) };
            })));
            """;
        JsonElement theirs = JsonDocument.Parse(await Peer.Node(Script, JsonSerializer.SerializeToUtf8Bytes(trees))).RootElement;
        for (int i = 0; i < trees.Length; i++)
        {
            var leaves = new MerkleLeaves();
            foreach (var leaf in trees[i]) leaves.Add(leaf.name, leaf.dtype, [.. leaf.shape.Select(ulong.Parse)], Hash32.Parse(leaf.digest));
            var tree = MerkleTree.Build(leaves.Hashes, threads: 2);
            Assert.True(theirs[i].GetProperty("root").GetString() == tree.Root.ToString(), $"tree of {i + 1}, seed {_seed}");
            for (int leaf = 0; leaf < trees[i].Length; leaf++)
                if (trees[i][leaf].proven)
                    Assert.Equal(theirs[i].GetProperty("proofs")[leaf].EnumerateArray().Select(node => node.GetString()), tree.Proof(leaf).Select(node => node.ToString()));
        }
    }

    [Fact]
    public async Task Manifests_are_what_JSON_stringify_writes_and_sha256sum_digests()
    {
        Random random = Seeded();
        for (int i = 0; i < 20; i++) WriteRandom($"{Name(random)}{i}", random, random.Next(100));
        Manifest manifest = Fingerprinter.Run(_folder, new(), null, default).Manifest with { Name = Name(random), Description = Name(random), Kind = "software" };
        byte[] json = manifest.ToJson();
        const string Script = """
            const sorted = (v) => v === null || typeof v !== "object" ? v : Array.isArray(v) ? v.map(sorted)
              : Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])]));
            process.stdout.write(JSON.stringify(sorted(JSON.parse(await new Response(process.stdin).text()))));
            """;
        Assert.Equal(await Peer.Node(Script, json), Encoding.UTF8.GetString(json));
        Assert.StartsWith(Convert.ToHexStringLower(manifest.Digest().Bytes), await Peer.Run("sha256sum", [], _folder, json), StringComparison.Ordinal);
    }

    private Random Seeded() => new(_seed);

    private void WriteRandom(string name, Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        string path = Path.Join(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private static string Name(Random random)
    {
        string[] parts = ["a", "B", "7", " ", "\"", "\\", "e\u0301", "\u00fc", "\u65e5\u672c", "\U0001f9e0", "\n", "\u007f", "-", "$x", "'"];
        return "n" + string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
