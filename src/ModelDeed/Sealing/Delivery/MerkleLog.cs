using System.Security.Cryptography;

namespace ModelDeed.Sealing;

/// <summary>The tree over a log that only grows.</summary>
/// <remarks>RFC 6962, 2.1: leaf = SHA-256(0x00 ‖ entry), node = SHA-256(0x01 ‖ left ‖ right).</remarks>
public sealed class MerkleLog
{
    // Complete nodes, level by level; a level has half as many as the one below.
    private readonly List<List<Hash32>> _levels = [[]];

    /// <summary>Entries.</summary>
    public long Size => _levels[0].Count;

    /// <summary>Takes an entry at the end.</summary>
    public void Append(ReadOnlySpan<byte> entry)
    {
        Hash32 node = LeafOf(entry);
        for (int level = 0; ; level++)
        {
            if (level == _levels.Count) _levels.Add([]);
            List<Hash32> nodes = _levels[level];
            nodes.Add(node);
            if (nodes.Count % 2 == 1) return;
            node = NodeOf(nodes[^2], nodes[^1]);
        }
    }

    /// <summary>The root over the first entries.</summary>
    /// <param name="size">How many, 0 to <see cref="Size"/>.</param>
    public Hash32 Root(long size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        if (size == 0) return new Hash32(SHA256.HashData([]));
        Hash32? root = null;
        for (int level = 0; size >> level > 0; level++)
        {
            if ((size >> level & 1) == 0) continue;
            Hash32 left = _levels[level][(int)(size >> level) - 1];
            root = root is { } right ? NodeOf(left, right) : left;
        }
        return root!.Value;
    }

    /// <summary>The siblings of an entry's hash, from the lowest up to the root over the first entries.</summary>
    /// <remarks>RFC 6962, 2.1.1.</remarks>
    /// <param name="index">The entry, from 0.</param>
    /// <param name="size">How many entries the root is over, more than <paramref name="index"/>, <see cref="Size"/> at most.</param>
    public Hash32[] Path(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        List<Hash32> path = [];
        for (int level = 0; size - 1 >> level > 0; level++)
        {
            long sibling = index >> level ^ 1, first = sibling << level;
            if (first < size) path.Add(Over(level, sibling, size)); // else this node stands alone at its level, and goes up as it is
        }
        return [.. path];
    }

    /// <summary>True when an entry's hash stands at its place under a root.</summary>
    /// <remarks>RFC 9162, 2.1.3.2. Place and size alone tell the path's length: an inner node never passes for an entry.</remarks>
    /// <param name="size">Entries under the root.</param>
    /// <param name="root">The root.</param>
    /// <param name="index">The place, from 0.</param>
    /// <param name="leaf">The entry's hash.</param>
    /// <param name="path">The siblings, from the lowest.</param>
    public static bool Covers(ulong size, Hash32 root, ulong index, Hash32 leaf, ReadOnlySpan<Hash32> path)
    {
        if (index >= size) return false;
        ulong at = index, last = size - 1;
        Hash32 node = leaf;
        foreach (Hash32 sibling in path)
        {
            if (last == 0) return false;
            if ((at & 1) == 1 || at == last)
            {
                node = NodeOf(sibling, node);
                for (; (at & 1) == 0 && at != 0; last >>= 1) at >>= 1;
            }
            else
            {
                node = NodeOf(node, sibling);
            }
            (at, last) = (at >> 1, last >> 1);
        }
        return last == 0 && node == root;
    }

    /// <summary>The node of a level and number, over those of the first entries that are below it: some, at least.</summary>
    private Hash32 Over(int level, long number, long size)
    {
        if (number + 1 << level <= size) return _levels[level][(int)number];
        Hash32 left = Over(level - 1, 2 * number, size);
        return (2 * number + 1) << (level - 1) < size ? NodeOf(left, Over(level - 1, 2 * number + 1, size)) : left;
    }

    /// <summary>Nodes of a tile.</summary>
    /// <param name="level">The level of nodes: 0 for leaves.</param>
    /// <param name="first">The first node.</param>
    /// <param name="count">How many.</param>
    /// <returns>32 bytes each; null when the log hasn't got so far.</returns>
    public byte[]? Nodes(int level, long first, int count)
    {
        if (level >= _levels.Count || first < 0 || count < 1 || first + count > _levels[level].Count) return null;
        return [.. _levels[level].Skip((int)first).Take(count).SelectMany(node => node.ToArray())];
    }

    /// <summary>The hash of an entry.</summary>
    public static Hash32 LeafOf(ReadOnlySpan<byte> entry) => new(SHA256.HashData([0, .. entry]));

    /// <summary>The hash of an inner node.</summary>
    public static Hash32 NodeOf(Hash32 left, Hash32 right) => new(SHA256.HashData([1, .. left.Bytes, .. right.Bytes]));
}
