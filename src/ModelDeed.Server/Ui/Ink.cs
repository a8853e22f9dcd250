namespace ModelDeed.Server.Ui;

/// <summary>Short forms of long digits for reading; the whole stands beside them or in a tooltip.</summary>
internal static class Ink
{
    /// <summary>0x1a2b…9f0e.</summary>
    internal static string Short(Address address)
    {
        string text = address.ToString();
        return $"{text[..6]}…{text[^4..]}";
    }

    /// <summary>0x1a2b3c4d…5e6f9f0e.</summary>
    internal static string Short(Hash32 hash)
    {
        string text = hash.ToString();
        return $"{text[..10]}…{text[^8..]}";
    }

    /// <summary>At most so many characters of a stranger's text, with an ellipsis; whole characters only, and nothing that turns the direction of writing around.</summary>
    internal static string Tame(string text, int most)
    {
        string plain = string.Concat(text.Where(c => !char.IsControl(c) && !IsBidi(c)));
        if (plain.Length <= most) return plain;
        int end = char.IsHighSurrogate(plain[most - 1]) ? most - 1 : most;
        return plain[..end].TrimEnd() + "…";
    }

    // U+202A to U+202E, U+2066 to U+2069, U+200E, U+200F, U+061C: with these a name could show as another.
    private static bool IsBidi(char c) => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F' or '\u061C';
}
