using System.Buffers.Text;

namespace ModelDeed.Sealing;

/// <summary>Base64 as age's header has it: RFC 4648's standard alphabet, no padding, no bits left over.</summary>
internal static class AgeBase64
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>The bytes, or null when the text isn't the one canonical form of any.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        Span<char> padded = text.Length <= 256 ? stackalloc char[260] : new char[text.Length + 4];
        text.CopyTo(padded);
        int length = text.Length;
        while (length % 4 != 0) padded[length++] = '=';
        if (text.Length % 4 == 1 || text.ContainsAny("=\r\n\t ")) return null;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(length)];
        if (!Convert.TryFromBase64Chars(padded[..length], bytes, out int written)) return null;
        Array.Resize(ref bytes, written);
        return text.SequenceEqual(Encode(bytes)) ? bytes : null;
    }
}
