namespace ModelDeed.Storage;

/// <summary>Unsigned LEB128 numbers, as protocol buffers and multiformats have them.</summary>
internal static class Varint
{
    /// <summary>Bytes of the longest number.</summary>
    public const int MaxSize = 10;

    /// <summary>Bytes of a number.</summary>
    public static int SizeOf(ulong value) => (63 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7 + 1;

    /// <summary>Writes a number, and gives its bytes.</summary>
    public static int Write(Span<byte> into, ulong value)
    {
        int at = 0;
        for (; value >= 0x80; value >>= 7) into[at++] = (byte)(value | 0x80);
        into[at++] = (byte)value;
        return at;
    }

    /// <summary>Reads a number in its shortest form.</summary>
    /// <returns>Its bytes; 0 when it is cut short, longer than need be, or over 64 bits.</returns>
    public static int Read(ReadOnlySpan<byte> from, out ulong value)
    {
        value = 0;
        for (int at = 0; at < from.Length && at < MaxSize; at++)
        {
            byte b = from[at];
            if (at == MaxSize - 1 && b > 1) return 0;
            value |= (ulong)(b & 0x7f) << (7 * at);
            if (b < 0x80) return b == 0 && at > 0 ? 0 : at + 1;
        }
        return 0;
    }
}
