namespace ModelDeed.Primitives;

/// <summary>Hexadecimal text with the <c>0x</c> prefix that Ethereum's JSON uses.</summary>
public static class Hex
{
    /// <summary>Lower-case hexadecimal with <c>0x</c>.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Lower-case digits as ASCII, without prefix; <paramref name="ascii"/> has two bytes per byte.</summary>
    public static void EncodeUtf8(ReadOnlySpan<byte> bytes, Span<byte> ascii)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        for (int i = 0; i < bytes.Length; i++)
        {
            ascii[2 * i] = digits[bytes[i] >> 4];
            ascii[2 * i + 1] = digits[bytes[i] & 15];
        }
    }

    /// <summary>Decodes an even number of digits, with or without <c>0x</c>.</summary>
    /// <exception cref="FormatException">Not hexadecimal.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = new byte[Digits(text).Length / 2];
        return TryDecode(text, bytes) ? bytes : throw new FormatException($"Expected 0x and an even number of hexadecimal digits, got \"{Shorten(text)}\".");
    }

    /// <summary>Decodes into exactly <paramref name="bytes"/>; false when the text isn't that many bytes of hexadecimal.</summary>
    public static bool TryDecode(string? text, Span<byte> bytes)
    {
        if (text is null) return false;
        ReadOnlySpan<char> digits = Digits(text);
        return digits.Length == bytes.Length * 2
            && Convert.FromHexString(digits, bytes, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == bytes.Length;
    }

    private static ReadOnlySpan<char> Digits(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;

    private static string Shorten(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 77), "...");
}
