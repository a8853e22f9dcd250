namespace ModelDeed.Storage;

/// <summary>Bytes and their name, which is theirs: a block can't be made otherwise.</summary>
public sealed class Block
{
    /// <summary>Bytes of a block, at most: 2 MiB, what IPFS nodes pass on.</summary>
    public const int MaxSize = 2 << 20;

    private Block(Cid cid, ReadOnlyMemory<byte> bytes) => (Cid, Bytes) = (cid, bytes);

    /// <summary>Its name.</summary>
    public Cid Cid { get; }

    /// <summary>Its bytes, 0 to <see cref="MaxSize"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Names bytes. They must not change while the block is used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are more than a block has.</exception>
    public static Block Of(BlockCodec codec, ReadOnlyMemory<byte> bytes) => bytes.Length <= MaxSize
        ? new Block(Cid.Of(codec, bytes.Span), bytes) : throw new ArgumentOutOfRangeException(nameof(bytes), bytes.Length, $"A block has {MaxSize} bytes at most.");

    /// <summary>Holds bytes against a name.</summary>
    /// <returns>The block; null when the bytes aren't those of the name.</returns>
    public static Block? Verify(Cid cid, ReadOnlyMemory<byte> bytes) =>
        bytes.Length <= MaxSize && Cid.Of(cid.Codec, bytes.Span) == cid ? new Block(cid, bytes) : null;
}
