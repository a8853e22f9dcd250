using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ModelDeed.Ethereum;

/// <summary>OpenZeppelin's <c>StandardMerkleTree</c> over leaf hashes, as npm <c>@openzeppelin/merkle-tree</c> 1.0.8 computes it and
/// Solidity's <c>MerkleProof</c> checks it: leaves sorted by hash, a complete binary tree, each node the Keccak-256 of its two
/// children, the smaller one first. 64 bytes a leaf, and 4 for its place.</summary>
/// <remarks>The leaf hashes must come from <see cref="MerkleLeaf"/>: hashing a leaf twice is what keeps an inner node from passing for one.</remarks>
public sealed class MerkleTree
{
    // The root first, then level by level; the leaves stand last, in falling order of their hashes. Children of i: 2i + 1, 2i + 2.
    private readonly Hash32[] _nodes;
    private readonly int[] _places;

    private MerkleTree(Hash32[] nodes, int[] places) => (_nodes, _places) = (nodes, places);

    /// <summary>The root.</summary>
    public Hash32 Root => _nodes[0];

    /// <summary>Number of leaves, 1 or more.</summary>
    public int Count => _places.Length;

    /// <summary>Builds the tree; the order of the leaves has no influence on the root.</summary>
    /// <param name="leaves">1 to 2^30 leaf hashes; equal ones are allowed.</param>
    /// <param name="threads">Threads to hash with, 1 or more.</param>
    /// <exception cref="ArgumentException">No leaves, or too many.</exception>
    public static MerkleTree Build(ReadOnlySpan<Hash32> leaves, int threads)
    {
        if (leaves.Length is 0 or > 1 << 30)
            throw new ArgumentException($"A Merkle tree has 1 to 2^30 leaves, not {leaves.Length}.", nameof(leaves));
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        int[] order = MerkleOrder.Of(leaves);
        var nodes = new Hash32[2 * leaves.Length - 1];
        for (int i = 0; i < order.Length; i++) nodes[^(i + 1)] = leaves[order[i]];
        var places = new int[order.Length];
        for (int i = 0; i < order.Length; i++) places[order[i]] = nodes.Length - 1 - i;
        MerkleNodes.HashUpwards(nodes, threads);
        return new MerkleTree(nodes, places);
    }

    /// <summary>The siblings on the way from a leaf to the root, the leaf's own sibling first.</summary>
    /// <param name="leaf">Index of the leaf as it was given.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public ImmutableArray<Hash32> Proof(int leaf)
    {
        if ((uint)leaf >= (uint)_places.Length)
            throw new ArgumentOutOfRangeException(nameof(leaf), leaf, $"The tree has the leaves 0 to {_places.Length - 1}.");
        ImmutableArray<Hash32>.Builder proof = ImmutableArray.CreateBuilder<Hash32>();
        for (int i = _places[leaf]; i > 0; i = (i - 1) / 2) proof.Add(_nodes[i % 2 == 1 ? i + 1 : i - 1]);
        return proof.ToImmutable();
    }

    /// <summary>The root that a proof leads to.</summary>
    public static Hash32 RootOf(Hash32 leaf, ReadOnlySpan<Hash32> proof)
    {
        foreach (Hash32 sibling in proof) leaf = MerkleNodes.Parent(leaf, sibling);
        return leaf;
    }

    /// <summary>True when the proof shows that the leaf is in the tree with this root.</summary>
    public static bool Verify(Hash32 root, Hash32 leaf, ReadOnlySpan<Hash32> proof) => RootOf(leaf, proof) == root;
}

/// <summary>The order of a tree's leaves.</summary>
internal static class MerkleOrder
{
    /// <summary>Indices of the hashes from the smallest to the largest, equal ones in the order given.</summary>
    public static int[] Of(ReadOnlySpan<Hash32> hashes)
    {
        // Sorting eight bytes beside each index and then only the ties by all bytes needs a third of the memory and time.
        var keys = new ulong[hashes.Length];
        var order = new int[hashes.Length];
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hashes[i].Bytes);
            order[i] = i;
        }
        Array.Sort(keys, order);
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && keys[end] == keys[start];) end++;
            if (end - start > 1) SortTies(hashes, order.AsSpan(start, end - start));
        }
        return order;
    }

    private static void SortTies(ReadOnlySpan<Hash32> hashes, Span<int> order)
    {
        var ties = new (Hash32 Hash, int Index)[order.Length];
        for (int i = 0; i < ties.Length; i++) ties[i] = (hashes[order[i]], order[i]);
        Array.Sort(ties);
        for (int i = 0; i < ties.Length; i++) order[i] = ties[i].Index;
    }
}

/// <summary>The inner nodes.</summary>
internal static class MerkleNodes
{
    // Below this many nodes a level is hashed sooner than a second thread starts.
    private const int WorthSharing = 1024;

    // Pairs gathered before they are hashed: 2 KiB, a multiple of every vector's lanes.
    private const int Batch = 32;

    /// <summary>Fills every inner node, level by level, from the leaves that stand at the array's end.</summary>
    public static void HashUpwards(Hash32[] nodes, int threads)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        for (int end = nodes.Length / 2; end > 0;)
        {
            // Nodes from `start` on have both children at `end` or behind, which are done.
            int start = end / 2, count = end - start;
            if (threads == 1 || count < WorthSharing) Fill(nodes, start, end);
            else
            {
                int first = start, parts = threads * 4;
                Parallel.For(0, parts, options, part =>
                    Fill(nodes, first + (int)((long)count * part / parts), first + (int)((long)count * (part + 1) / parts)));
            }
            end = start;
        }
    }

    /// <summary>Keccak-256 of the two children, the smaller one first.</summary>
    public static Hash32 Parent(Hash32 one, Hash32 other)
    {
        Span<Hash32> pair = one < other ? [one, other] : [other, one];
        return Keccak256.Hash(MemoryMarshal.AsBytes(pair));
    }

    /// <summary>Hashes the nodes from <paramref name="start"/> up to <paramref name="end"/>, a batch of pairs at a time.</summary>
    private static void Fill(Hash32[] nodes, int start, int end)
    {
        Span<Hash32> pairs = stackalloc Hash32[2 * Batch];
        Span<int> ends = stackalloc int[Batch];
        for (int i = 0; i < Batch; i++) ends[i] = (i + 1) * 2 * Hash32.Size;
        for (; start < end; start += Batch)
        {
            int count = Math.Min(Batch, end - start);
            for (int i = 0; i < count; i++)
            {
                Hash32 one = nodes[2 * (start + i) + 1], other = nodes[2 * (start + i) + 2];
                (pairs[2 * i], pairs[2 * i + 1]) = one < other ? (one, other) : (other, one);
            }
            KeccakBatch.Hash(MemoryMarshal.AsBytes(pairs[..(2 * count)]), ends[..count], nodes.AsSpan(start, count));
        }
    }
}
