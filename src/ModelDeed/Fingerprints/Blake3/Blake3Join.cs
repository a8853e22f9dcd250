namespace ModelDeed.Fingerprints;

/// <summary>Joins the parts of one message's tree, hashed in any order by any number of threads, to its digest. Keeps only
/// nodes whose sibling is still missing: a few per thread and level, however long the message.</summary>
internal sealed unsafe class Blake3Join
{
    private readonly Dictionary<(int Level, ulong Index), Hash32> _waiting = [];
    private readonly Lock _lock = new();
    private readonly ulong _chunks;
    private Hash32? _digest;

    /// <summary>For a message of <paramref name="length"/> bytes, of two chunks or more.</summary>
    public Blake3Join(ulong length)
    {
        _chunks = Blake3Tree.ChunksOf(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(_chunks, 2ul, nameof(length));
    }

    /// <summary>The digest, once every chunk was added.</summary>
    /// <exception cref="InvalidOperationException">A part is missing.</exception>
    public Hash32 Digest => _digest ?? throw new InvalidOperationException("A part of the message was not hashed.");

    /// <summary>Hashes a part of the message.</summary>
    /// <param name="input">Begins with a chunk's first byte.</param>
    /// <param name="length">Whole chunks, unless it reaches the message's end; at least one byte.</param>
    /// <param name="firstChunk">Number of the first chunk.</param>
    /// <param name="values">At least <see cref="Blake3Tree.WorkSize"/> bytes, overwritten.</param>
    /// <param name="width">Vectors to use.</param>
    public void AddPart(byte* input, int length, ulong firstChunk, byte* values, Blake3Width width)
    {
        Blake3Tree.ChunkValues(input, length, firstChunk, values, width);
        int count = (int)Blake3Tree.ChunksOf((ulong)length);
        ulong first = firstChunk;
        for (int level = 0; ; level++, first /= 2, count /= 2)
        {
            // A node without its sibling in this part, and the root's two children, are joined under the lock.
            if ((first & 1) == 1)
            {
                Add(level, first++, values);
                values += Hash32.Size;
                count--;
            }
            if ((count & 1) == 1) Add(level, first + (ulong)--count, values + count * Hash32.Size);
            if (count == 2 && Blake3Tree.NodesOf(_chunks, level) == 2)
            {
                Add(level, 0, values);
                Add(level, 1, values + Hash32.Size);
                return;
            }
            if (count == 0) return;
            Blake3Tree.ParentValues(values, count / 2, width);
        }
    }

    private void Add(int level, ulong index, byte* value)
    {
        var node = new Hash32(new ReadOnlySpan<byte>(value, Hash32.Size));
        lock (_lock)
        {
            for (; Blake3Tree.NodesOf(_chunks, level) > 1; level++, index /= 2)
            {
                bool isLifted = (index & 1) == 0 && index == Blake3Tree.NodesOf(_chunks, level) - 1;
                if (isLifted) continue;
                if (!_waiting.Remove((level, index ^ 1), out Hash32 sibling))
                {
                    _waiting.Add((level, index), node);
                    return;
                }
                bool isRoot = Blake3Tree.NodesOf(_chunks, level + 1) == 1;
                node = (index & 1) == 0 ? Parent(node, sibling, isRoot) : Parent(sibling, node, isRoot);
            }
            _digest = node;
        }
    }

    private static Hash32 Parent(Hash32 left, Hash32 right, bool isRoot)
    {
        byte* pair = stackalloc byte[2 * Hash32.Size];
        left.Bytes.CopyTo(new Span<byte>(pair, Hash32.Size));
        right.Bytes.CopyTo(new Span<byte>(pair + Hash32.Size, Hash32.Size));
        Blake3Scalar.Parent(pair, isRoot ? Blake3Flags.Root : Blake3Flags.None, pair);
        return new Hash32(new ReadOnlySpan<byte>(pair, Hash32.Size));
    }
}
