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
