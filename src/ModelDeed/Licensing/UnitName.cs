using System.Globalization;
using System.Text;

namespace ModelDeed.Licensing;

/// <summary>The name of a metered unit (<c>1000 tokens</c>): 1 to 32 bytes of UTF-8, padded with zeros on the right.</summary>
public static class UnitName
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The 32 bytes of a name.</summary>
    /// <exception cref="FormatException">Empty, over 32 bytes, or with characters other than letters, marks, digits, single spaces, and <c>- . /</c>.</exception>
    public static Hash32 Encode(string name)
    {
        if (!IsName(name) || Encoding.UTF8.GetByteCount(name) > Hash32.Size)
            throw new FormatException($"\"{(name.Length <= 40 ? name : name[..37] + "...")}\" is no name of a unit: 1 to 32 bytes of letters, digits, single spaces, and - . / are possible.");
        byte[] bytes = new byte[Hash32.Size];
        Encoding.UTF8.GetBytes(name, bytes);
        return new Hash32(bytes);
    }

    /// <summary>The name in 32 bytes; false when <see cref="Encode"/> makes no such bytes.</summary>
    public static bool TryDecode(Hash32 unit, out string name)
    {
        try
        {
            name = Strict.GetString(unit.Bytes.TrimEnd((byte)0));
            return IsName(name);
        }
        catch (DecoderFallbackException)
        {
            name = "";
            return false;
        }
    }

    private static bool IsName(string name) =>
        name.Length > 0 && name[0] != ' ' && name[^1] != ' ' && !name.Contains("  ", StringComparison.Ordinal)
        && name.EnumerateRunes().All(rune => rune.Value is ' ' or '-' or '.' or '/' || Rune.IsLetterOrDigit(rune) || IsMark(rune));

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
