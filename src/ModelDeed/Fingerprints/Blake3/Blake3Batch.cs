namespace ModelDeed.Fingerprints;

/// <summary>Whole chunks of a message, or pairs of chaining values, that lie one after the other in memory.</summary>
internal readonly unsafe struct Blake3Batch(byte* input, int count, ulong counter, bool isChunks)
{
    /// <summary>The first chunk or pair.</summary>
    public byte* Input => input;

    /// <summary>How many; at least one.</summary>
    public int Count => count;

    /// <summary>Number of the first chunk in its message; 0 for pairs.</summary>
    public ulong Counter => counter;

    /// <summary>Chunks of 1024 bytes, or pairs of 64.</summary>
    public bool IsChunks => isChunks;

    /// <summary>Bytes of each.</summary>
    public nuint Stride => isChunks ? (nuint)Blake3Constants.ChunkSize : Blake3Constants.BlockSize;

    /// <summary>The flags that block <paramref name="block"/> of <paramref name="blocks"/> is compressed with.</summary>
    public Blake3Flags FlagsOf(int block, int blocks)
    {
        if (!isChunks) return Blake3Flags.Parent;
        Blake3Flags flags = block == 0 ? Blake3Flags.ChunkStart : Blake3Flags.None;
        return block == blocks - 1 ? flags | Blake3Flags.ChunkEnd : flags;
    }

    /// <summary>Only the first <paramref name="most"/>.</summary>
    public Blake3Batch Take(int most) => new(input, Math.Min(most, count), counter, isChunks);

    /// <summary>Without the first <paramref name="done"/>.</summary>
    public Blake3Batch Skip(int done) => new(input + (nuint)done * Stride, count - done, isChunks ? counter + (ulong)done : 0, isChunks);
}
