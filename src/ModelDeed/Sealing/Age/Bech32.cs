namespace ModelDeed.Sealing;

/// <summary>Text form of keys: Bech32 (BIP-173) without its limit of 90 characters, as age uses it.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;

    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>Writes bytes in lower case behind a prefix in lower case.</summary>
    public static string Encode(string prefix, ReadOnlySpan<byte> bytes)
    {
        var values = new byte[(bytes.Length * 8 + 4) / 5 + ChecksumLength];
        int used = 0, at = 0;
        uint bits = 0;
        foreach (byte one in bytes)
        {
            bits = bits << 8 | one;
            for (used += 8; used >= 5; used -= 5) values[at++] = (byte)(bits >> (used - 5) & 31);
        }
        if (used > 0) values[at++] = (byte)(bits << (5 - used) & 31);
        uint checksum = Checksum(prefix, values) ^ 1;
        for (int i = 0; i < ChecksumLength; i++) values[at + i] = (byte)(checksum >> 5 * (ChecksumLength - 1 - i) & 31);
        return prefix + "1" + string.Create(values.Length, values, static (text, from) =>
        {
            for (int i = 0; i < from.Length; i++) text[i] = Alphabet[from[i]];
        });
    }

    /// <summary>Reads text in lower case into exactly as many bytes as there is room for; false when it isn't that, or the checksum is wrong.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, string prefix, Span<byte> bytes)
    {
        int digits = (bytes.Length * 8 + 4) / 5;
        if (!text.StartsWith(prefix) || text.Length != prefix.Length + 1 + digits + ChecksumLength || text[prefix.Length] != '1') return false;
        Span<byte> values = stackalloc byte[digits + ChecksumLength];
        for (int i = 0; i < values.Length; i++)
        {
            int value = Alphabet.IndexOf(text[prefix.Length + 1 + i]);
            if (value < 0) return false;
            values[i] = (byte)value;
        }
        return Checksum(prefix, values) == 1 && Join(values[..digits], bytes);
    }

    /// <summary>Groups of five bits to bytes; the bits left over must be zero.</summary>
    private static bool Join(ReadOnlySpan<byte> values, Span<byte> bytes)
    {
        uint bits = 0;
        int used = 0, at = 0;
        foreach (byte value in values)
        {
            bits = bits << 5 | value;
            used += 5;
            if (used < 8) continue;
            used -= 8;
            bytes[at++] = (byte)(bits >> used);
        }
        return (bits & ((1u << used) - 1)) == 0;
    }

    private static uint Checksum(string prefix, ReadOnlySpan<byte> values)
    {
        uint sum = 1;
        foreach (char c in prefix) sum = Step(sum, (uint)c >> 5);
        sum = Step(sum, 0);
        foreach (char c in prefix) sum = Step(sum, (uint)c & 31);
        foreach (byte value in values) sum = Step(sum, value);
        return sum;
    }

    private static uint Step(uint sum, uint value)
    {
        uint top = sum >> 25;
        sum = (sum & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < Generator.Length; i++) sum ^= Generator[i] & (0 - (top >> i & 1));
        return sum;
    }
}
