namespace ModelDeed.Storage;

/// <summary>Base32 of RFC 4648 in lower case without padding: the text form of CIDs (multibase <c>b</c>).</summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Digits of so many bytes.</summary>
    public static int LengthOf(int bytes) => (bytes * 8 + 4) / 5;

    /// <summary>Writes the digits.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<char> digits)
    {
        int bits = 0, held = 0, at = 0;
        foreach (byte b in bytes)
        {
            (held, bits) = (held << 8 | b, bits + 8);
            for (; bits >= 5; bits -= 5) digits[at++] = Alphabet[held >> (bits - 5) & 31];
            held &= (1 << bits) - 1;
        }
        if (bits > 0) digits[at] = Alphabet[held << (5 - bits) & 31];
    }

    /// <summary>Reads the digits of exactly <paramref name="bytes"/>; false for any other digit, length, or bits left over that aren't zero.</summary>
    public static bool TryDecode(ReadOnlySpan<char> digits, Span<byte> bytes)
    {
        if (digits.Length != LengthOf(bytes.Length)) return false;
        int bits = 0, held = 0, at = 0;
        foreach (char c in digits)
        {
            int value = c is >= 'a' and <= 'z' ? c - 'a' : c is >= '2' and <= '7' ? c - '2' + 26 : -1;
            if (value < 0) return false;
            (held, bits) = (held << 5 | value, bits + 5);
            if (bits < 8) continue;
            bytes[at++] = (byte)(held >> (bits -= 8));
            held &= (1 << bits) - 1;
        }
        return held == 0;
    }
}
