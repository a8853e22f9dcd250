namespace ModelDeed.Fingerprints;

/// <summary>The tree above the chunks. BLAKE3 gives a left child the largest power of two of chunks, which is the same as
/// pairing the nodes of every level from the left and lifting an odd last one unchanged.</summary>
internal static unsafe class Blake3Tree
{
    /// <summary>Values that the code below may overwrite behind the ones asked for.</summary>
    public const int SpareValues = 31;

    /// <summary>Chunks of a message: an empty one has one.</summary>
    public static ulong ChunksOf(ulong length) =>
        length == 0 ? 1 : (length - 1) / Blake3Constants.ChunkSize + 1;

    /// <summary>Nodes of a level (0: the chunks) in the tree of a message.</summary>
    public static ulong NodesOf(ulong chunks, int level) =>
        level > 63 ? 1 : ((chunks - 1) >> level) + 1;

    /// <summary>Bytes of work space for a part of a message.</summary>
    public static int WorkSize(int length) => (int)(ChunksOf((ulong)length) + SpareValues) * Hash32.Size;

    /// <summary>Digest of a message that lies in memory whole.</summary>
    /// <param name="input">The message.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="values">At least <see cref="WorkSize"/> bytes, overwritten.</param>
    /// <param name="width">Vectors to use.</param>
    public static Hash32 Root(byte* input, int length, byte* values, Blake3Width width)
    {
        int count = (int)ChunksOf((ulong)length);
        if (count == 1)
        {
            Blake3Scalar.Chunk(input, length, 0, Blake3Flags.Root, values);
            return new Hash32(new ReadOnlySpan<byte>(values, Hash32.Size));
        }
        ChunkValues(input, length, 0, values, width);
        while (count > 2)
        {
            if ((count & 1) == 0) ParentValues(values, count / 2, width);
            else LiftOdd(values, count, width);
            count = (count + 1) / 2;
        }
        Blake3Scalar.Parent(values, Blake3Flags.Root, values);
        return new Hash32(new ReadOnlySpan<byte>(values, Hash32.Size));
    }

    /// <summary>Chaining values of the chunks of a part of a message; only the message's last chunk may be short.</summary>
    public static void ChunkValues(byte* input, int length, ulong firstChunk, byte* values, Blake3Width width)
    {
        int whole = length / Blake3Constants.ChunkSize;
        int rest = length % Blake3Constants.ChunkSize;
        if (whole > 0) Blake3Widths.Hash(new Blake3Batch(input, whole, firstChunk, isChunks: true), values, width);
        if (rest > 0)
            Blake3Scalar.Chunk(input + length - rest, rest, firstChunk + (ulong)whole, Blake3Flags.None, values + whole * Hash32.Size);
    }

    /// <summary>Replaces pairs of values by their parents' values, in place.</summary>
    public static void ParentValues(byte* values, int pairs, Blake3Width width) =>
        Blake3Widths.Hash(new Blake3Batch(values, pairs, 0, isChunks: false), values, width);

    private static void LiftOdd(byte* values, int count, Blake3Width width)
    {
        // Copied first: a short batch overwrites what lies behind its results.
        var odd = new Hash32(new ReadOnlySpan<byte>(values + (count - 1) * Hash32.Size, Hash32.Size));
        ParentValues(values, count / 2, width);
        odd.Bytes.CopyTo(new Span<byte>(values + count / 2 * Hash32.Size, Hash32.Size));
    }
}
