namespace ModelDeed.Ethereum;

/// <summary>Keys of a Merkle-Patricia trie as nibbles (0 to 15), and their hex-prefix encoding (yellow paper, appendix C).</summary>
internal static class TriePath
{
    /// <summary>The nibbles of <c>rlp(index)</c>.</summary>
    public static byte[] OfIndex(ulong index)
    {
        RlpWriter writer = new();
        writer.Write(index);
        return Nibbles(writer.Written);
    }

    /// <summary>Two nibbles per byte, high one first.</summary>
    public static byte[] Nibbles(ReadOnlySpan<byte> bytes)
    {
        var nibbles = new byte[bytes.Length * 2];
        for (int i = 0; i < bytes.Length; i++) (nibbles[2 * i], nibbles[2 * i + 1]) = ((byte)(bytes[i] >> 4), (byte)(bytes[i] & 15));
        return nibbles;
    }

    /// <summary>Packs nibbles, with a first nibble that says leaf or extension and odd or even.</summary>
    public static byte[] HexPrefix(ReadOnlySpan<byte> nibbles, bool isLeaf)
    {
        int odd = nibbles.Length & 1;
        var packed = new byte[1 + nibbles.Length / 2];
        packed[0] = (byte)((isLeaf ? 0x20 : 0) | (odd == 1 ? 0x10 | nibbles[0] : 0));
        for (int i = 1; i < packed.Length; i++) packed[i] = (byte)(nibbles[2 * i - 2 + odd] << 4 | nibbles[2 * i - 1 + odd]);
        return packed;
    }

    /// <summary>The reverse of <see cref="HexPrefix"/>; only the canonical form is taken.</summary>
    /// <exception cref="MalformedDataException">Empty, an unknown flag, or padding that isn't zero.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, out bool isLeaf)
    {
        if (packed.IsEmpty || packed[0] >> 4 > 3 || ((packed[0] & 0x10) == 0 && (packed[0] & 15) != 0))
            throw new MalformedDataException("Trie: a node's path isn't hex-prefix encoded.");
        isLeaf = (packed[0] & 0x20) != 0;
        return Nibbles(packed)[((packed[0] & 0x10) != 0 ? 1 : 2)..];
    }
}
