using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Ethereum;

public sealed class MerkleTreeTests
{
    public static TheoryData<string, string> Trees()
    {
        var data = new TheoryData<string, string>();
        foreach (string list in new[] { "files", "tensors" })
            foreach (JsonElement tree in VectorFile.Load("fingerprint-trees.json").GetProperty(list).EnumerateArray())
                data.Add(list, tree.GetProperty("about").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void Trees_are_OpenZeppelins(string list, string about)
    {
        JsonElement vector = VectorFile.Load("fingerprint-trees.json").GetProperty(list).EnumerateArray()
            .Single(tree => tree.GetProperty("about").GetString() == about);
        JsonElement[] leaves = [.. vector.GetProperty("leaves").EnumerateArray()];
        Hash32[] hashes = list == "files" ? [.. leaves.Select(FileLeaf)] : [.. leaves.Select(TensorLeaf)];
        Assert.Equal(vector.GetProperty("hashes").EnumerateArray().Select(hash => hash.GetString()), hashes.Select(hash => hash.ToString()));
        Assert.Equal(hashes, list == "files" ? Bulk(leaves, AddFile) : Bulk(leaves, AddTensor));
        var tree = MerkleTree.Build(hashes, threads: 2);
        Assert.Equal(vector.Hash("root"), tree.Root);
        foreach (JsonElement proof in vector.GetProperty("proofs").EnumerateArray()) AssertProof(tree, hashes, proof);
    }

    [Fact]
    public void Anchor_trees_are_OpenZeppelins()
    {
        foreach (JsonElement vector in VectorFile.Load("anchor-trees.json").GetProperty("trees").EnumerateArray())
            foreach (JsonElement leaf in vector.GetProperty("leaves").EnumerateArray())
            {
                Hash32 hash = MerkleLeaf.Of(Address.Parse(leaf.GetProperty("owner").GetString()!), leaf.Hash("fingerprint"), leaf.Hash("salt"));
                Assert.Equal(leaf.Hash("hash"), hash);
                Assert.True(MerkleTree.Verify(vector.Hash("root"), hash, Proof(leaf).AsSpan()));
            }
    }

    [Fact]
    public void A_single_leaf_is_the_root_and_needs_no_proof()
    {
        Hash32 leaf = Leaf(1);
        var tree = MerkleTree.Build([leaf], threads: 1);
        Assert.Equal(leaf, tree.Root);
        Assert.Empty(tree.Proof(0));
        Assert.True(MerkleTree.Verify(leaf, leaf, []));
    }

    [Fact]
    public void No_leaves_make_no_tree() => Assert.Throws<ArgumentException>(() => MerkleTree.Build([], threads: 1));

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void There_is_no_proof_for_a_leaf_that_is_not_there(int leaf) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Build([Leaf(1), Leaf(2), Leaf(3)], threads: 1).Proof(leaf));

    [Fact]
    public void Threads_and_order_have_no_influence()
    {
        Hash32[] leaves = [.. Enumerable.Range(0, 5000).Select(Leaf)];
        Hash32 root = MerkleTree.Build(leaves, threads: 1).Root;
        Assert.Equal(root, MerkleTree.Build(leaves, threads: 7).Root);
        Array.Reverse(leaves);
        Assert.Equal(root, MerkleTree.Build(leaves, threads: 2).Root);
    }

    [Fact]
    public void Every_leaf_has_a_proof_that_holds_for_it_alone() =>
        Prop.ForAll(Gen.Choose(1, 70).ToArbitrary(), count =>
        {
            Hash32[] leaves = [.. Enumerable.Range(0, count).Select(Leaf)];
            var tree = MerkleTree.Build(leaves, threads: 1);
            for (int i = 0; i < count; i++)
            {
                Assert.True(MerkleTree.Verify(tree.Root, leaves[i], tree.Proof(i).AsSpan()));
                Assert.False(MerkleTree.Verify(tree.Root, Leaf(count), tree.Proof(i).AsSpan()));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Leaves_that_begin_alike_are_ordered_by_all_bytes()
    {
        // Equal in the first 8 bytes, by which they are sorted first.
        Hash32[] leaves = [.. Enumerable.Range(0, 40).Select(i => new Hash32([.. new byte[31], (byte)(i * 37)]))];
        Hash32 root = MerkleTree.Build(leaves, threads: 1).Root;
        Array.Sort(leaves);
        Assert.Equal(root, MerkleTree.Build(leaves, threads: 1).Root);
        Array.Reverse(leaves);
        Assert.Equal(root, MerkleTree.Build(leaves, threads: 1).Root);
    }

    [Fact]
    public void Half_a_surrogate_pair_has_no_leaf() =>
        Assert.Throws<EncoderFallbackException>(() => MerkleLeaf.Of("\ud800", 1, Hash32.Zero));

    private static void AssertProof(MerkleTree tree, Hash32[] hashes, JsonElement proof)
    {
        int leaf = proof.GetProperty("leaf").GetInt32();
        // Of equal leaves, the package may prove another than we do: both proofs hold.
        if (hashes.Count(hash => hash == hashes[leaf]) == 1) Assert.Equal(Proof(proof).AsEnumerable(), tree.Proof(leaf));
        Assert.True(MerkleTree.Verify(tree.Root, hashes[leaf], tree.Proof(leaf).AsSpan()));
        Assert.True(MerkleTree.Verify(tree.Root, hashes[leaf], Proof(proof).AsSpan()));
    }

    private static ImmutableArray<Hash32> Proof(JsonElement owner) =>
        [.. owner.GetProperty("proof").EnumerateArray().Select(node => Hash32.Parse(node.GetString()!))];

    private static Hash32 Leaf(int number) => MerkleLeaf.Of("leaf", (ulong)number, Hash32.Zero);

    private static Hash32 FileLeaf(JsonElement leaf) => MerkleLeaf.Of(leaf[0].GetString()!, Number(leaf[1]), Hash32.Parse(leaf[2].GetString()!));

    private static Hash32 TensorLeaf(JsonElement leaf) =>
        MerkleLeaf.Of(leaf[0].GetString()!, leaf[1].GetString()!, Shape(leaf), Hash32.Parse(leaf[3].GetString()!));

    private static void AddFile(MerkleLeaves to, JsonElement leaf) =>
        to.Add(leaf[0].GetString()!, Number(leaf[1]), Hash32.Parse(leaf[2].GetString()!));

    private static void AddTensor(MerkleLeaves to, JsonElement leaf) =>
        to.Add(leaf[0].GetString()!, leaf[1].GetString()!, Shape(leaf), Hash32.Parse(leaf[3].GetString()!));

    private static Hash32[] Bulk(JsonElement[] leaves, Action<MerkleLeaves, JsonElement> add)
    {
        var bulk = new MerkleLeaves();
        foreach (JsonElement leaf in leaves) add(bulk, leaf);
        return bulk.Hashes.ToArray();
    }

    private static ulong[] Shape(JsonElement leaf) => [.. leaf[2].EnumerateArray().Select(Number)];

    private static ulong Number(JsonElement text) => ulong.Parse(text.GetString()!);
}
