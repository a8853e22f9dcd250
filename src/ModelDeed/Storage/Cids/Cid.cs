using System.Security.Cryptography;

namespace ModelDeed.Storage;

/// <summary>What a block's bytes are, by its number in the multicodec table.</summary>
public enum BlockCodec : byte
{
    /// <summary>No block: the default.</summary>
    None = 0,

    /// <summary>Bytes as they are: a file's chunk.</summary>
    Raw = 0x55,

    /// <summary>A node of links (dag-pb): a folder, or a file of several chunks.</summary>
    DagPb = 0x70,
}

/// <summary>A content identifier as IPFS has it: version 1, raw or dag-pb, SHA-256. The name of a block, a file or a folder, which follows from its bytes alone.</summary>
/// <remarks>Source: the CID specification (github.com/multiformats/cid). Other versions, codecs and hashes are refused.</remarks>
public readonly record struct Cid : IComparable<Cid>
{
    /// <summary>Bytes of the binary form: version, codec, hash, length, 32 bytes.</summary>
    public const int Size = 4 + Hash32.Size;

    /// <summary>Characters of the text: <c>b</c> and 58 digits.</summary>
    public const int TextLength = 59;

    private const byte Version = 1, Sha256 = 0x12;

    /// <summary>Names a block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such codec.</exception>
    public Cid(BlockCodec codec, Hash32 digest) => (Codec, Digest) = codec is BlockCodec.Raw or BlockCodec.DagPb ? (codec, digest) : throw new ArgumentOutOfRangeException(nameof(codec), codec, "A block is raw or dag-pb.");

    /// <summary>What the block's bytes are.</summary>
    public BlockCodec Codec { get; }

    /// <summary>SHA-256 of the block's bytes.</summary>
    public Hash32 Digest { get; }

    /// <summary>The name of a block of these bytes.</summary>
    public static Cid Of(BlockCodec codec, ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[Hash32.Size];
        SHA256.HashData(bytes, digest);
        return new Cid(codec, new Hash32(digest));
    }

    /// <summary>Reads the text form: <c>bafkrei…</c> or <c>bafybei…</c>, 59 characters in lower case.</summary>
    /// <exception cref="FormatException">It is something else; the message says what to do.</exception>
    public static Cid Parse(string text)
    {
        if (TryParse(text, out Cid cid)) return cid;
        string hint = text is { Length: 46 } && text.StartsWith("Qm", StringComparison.Ordinal)
            ? "it is of version 0, whose files have other chunks; add the content again with ipfs add --cid-version=1."
            : "expected 59 characters that begin with bafkrei or bafybei (version 1, raw or dag-pb, SHA-256, base32).";
        throw new FormatException($"\"{text}\" can't be used as a CID: {hint}");
    }

    /// <summary>Like <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cid cid)
    {
        cid = default;
        Span<byte> bytes = stackalloc byte[Size];
        return text is { Length: TextLength } && text[0] == 'b' && Base32.TryDecode(text.AsSpan(1), bytes) && TryRead(bytes, out cid);
    }

    /// <summary>Reads the binary form of exactly <see cref="Size"/> bytes; false for another.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Cid cid)
    {
        bool ours = bytes.Length == Size && bytes[0] == Version && (BlockCodec)bytes[1] is BlockCodec.Raw or BlockCodec.DagPb && bytes[2] == Sha256 && bytes[3] == Hash32.Size;
        cid = ours ? new Cid((BlockCodec)bytes[1], new Hash32(bytes[4..])) : default;
        return ours;
    }

    /// <summary>Writes the binary form, <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> into)
    {
        (into[0], into[1], into[2], into[3]) = (Version, (byte)Codec, Sha256, Hash32.Size);
        Digest.Bytes.CopyTo(into[4..]);
    }

    /// <summary>By the binary form.</summary>
    public int CompareTo(Cid other) => Codec != other.Codec ? Codec.CompareTo(other.Codec) : Digest.CompareTo(other.Digest);

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(TextLength, this, static (text, cid) =>
    {
        Span<byte> bytes = stackalloc byte[Size];
        cid.Write(bytes);
        text[0] = 'b';
        Base32.Encode(bytes, text[1..]);
    });
}
