namespace ModelDeed.Storage;

/// <summary>A file that is no CAR as this software reads it, or was altered or cut short.</summary>
/// <param name="problem">What is wrong, where, and what to do.</param>
public sealed class CarException(string problem) : IOException($"The CAR can't be used: {problem}");

/// <summary>The header of a CAR v1 (ipld.io/specs/transport/car/carv1): deterministic CBOR of <c>{"roots": [CID …], "version": 1}</c> after its length.</summary>
internal static class CarHeader
{
    /// <summary>Roots, at most, in a file that is read.</summary>
    public const int MaxRoots = 1000;

    private const byte Map2 = 0xa2, Text5 = 0x65, Text7 = 0x67, Array = 0x80, Bytes1 = 0x58, One = 0x01, Identity = 0x00;

    // Tag 42 stands for a CID, whose bytes come after a zero (the identity multibase).
    private static ReadOnlySpan<byte> CidTag => [0xd8, 0x2a, Bytes1, Cid.Size + 1, Identity];

    /// <summary>The header for one root, its length before it.</summary>
    public static byte[] Write(Cid root)
    {
        byte[] cid = new byte[Cid.Size];
        root.Write(cid);
        byte[] header = [Map2, Text5, .. "roots"u8, Array | 1, .. CidTag, .. cid, Text7, .. "version"u8, One];
        return [(byte)header.Length, .. header];
    }

    /// <summary>Reads a header without its length.</summary>
    /// <exception cref="CarException">It is another format, another version, or has a root that can't be read.</exception>
    public static IReadOnlyList<Cid> Read(ReadOnlySpan<byte> header)
    {
        Expect(ref header, [Map2, Text5, .. "roots"u8]);
        int count = Count(ref header);
        List<Cid> roots = [];
        for (; count > 0; count--)
        {
            Expect(ref header, CidTag);
            if (header.Length < Cid.Size || !Cid.TryRead(header[..Cid.Size], out Cid root)) throw Broken();
            roots.Add(root);
            header = header[Cid.Size..];
        }
        Expect(ref header, [Text7, .. "version"u8, One]);
        return header.IsEmpty ? roots : throw Broken();
    }

    private static int Count(ref ReadOnlySpan<byte> header)
    {
        if (header.IsEmpty) throw Broken();
        int first = header[0];
        int size = first is >= Array and < Array + 24 ? 1 : first == Array + 24 ? 2 : first == Array + 25 ? 3 : 0;
        if (size == 0 || header.Length < size) throw Broken();
        int count = size == 1 ? first - Array : size == 2 ? header[1] : header[1] << 8 | header[2];
        if (count > MaxRoots || size == 2 && count < 24 || size == 3 && count < 256) throw Broken();
        header = header[size..];
        return count;
    }

    private static void Expect(ref ReadOnlySpan<byte> header, scoped ReadOnlySpan<byte> bytes)
    {
        if (!header.StartsWith(bytes)) throw Broken();
        header = header[bytes.Length..];
    }

    private static CarException Broken() => new("its header isn't that of a CAR of version 1 whose roots are CIDs of version 1 (raw or dag-pb, SHA-256). Ask for such a one, as ipfs dag export writes it.");
}
