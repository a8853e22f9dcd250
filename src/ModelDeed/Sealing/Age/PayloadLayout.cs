namespace ModelDeed.Sealing;

/// <summary>Where things are in an age payload: a nonce of 16 bytes, then chunks of 64 KiB of plain text, each with a tag of 16 bytes.
/// Only the last may be shorter, and only a payload of nothing has an empty one.</summary>
/// <param name="PlainLength">Bytes of the plain text.</param>
public readonly record struct PayloadLayout(long PlainLength)
{
    /// <summary>Bytes of the nonce that begins a payload.</summary>
    public const int NonceSize = 16;

    /// <summary>Bytes of plain text in a full chunk.</summary>
    public const int ChunkSize = 65_536;

    /// <summary>Bytes of a chunk's tag.</summary>
    public const int TagSize = 16;

    /// <summary>Bytes of a full chunk as it is stored.</summary>
    public const int SealedChunkSize = ChunkSize + TagSize;

    /// <summary>Chunks, one or more.</summary>
    public long Chunks => PlainLength == 0 ? 1 : (PlainLength - 1) / ChunkSize + 1;

    /// <summary>Bytes of the payload, nonce included.</summary>
    public long PayloadLength => NonceSize + PlainLength + Chunks * TagSize;

    /// <summary>The layout of a payload of so many bytes.</summary>
    /// <exception cref="SealedDataException">No payload has this length: it was cut short, or isn't one.</exception>
    public static PayloadLayout Of(long payloadLength)
    {
        long body = payloadLength - NonceSize;
        if (body < TagSize) throw CutShort(payloadLength);
        long chunks = (body - 1) / SealedChunkSize + 1, last = body - (chunks - 1) * SealedChunkSize;
        return last > TagSize || chunks == 1 ? new PayloadLayout(body - chunks * TagSize) : throw CutShort(payloadLength);
    }

    /// <summary>Bytes of plain text in a chunk.</summary>
    internal int PlainOf(long chunk) => (int)Math.Min(ChunkSize, PlainLength - chunk * ChunkSize);

    /// <summary>Where a chunk begins in the payload.</summary>
    internal static long OffsetOf(long chunk) => NonceSize + chunk * SealedChunkSize;

    private static SealedDataException CutShort(long length) => new($"A payload of {length} bytes ends in the middle of a chunk. Fetch the rest of it.");
}
