using System.Text;

namespace ModelDeed.Server.Search;

/// <summary>Lower case, and Latin letters (U+00C0 to U+017F) without their marks: <c>É</c> → <c>e</c>, <c>ß</c> → <c>ss</c>. Written out, because the
/// runtime without globalization data doesn't decompose characters.</summary>
internal static class LetterFold
{
    private const int First = 0xC0;

    // By code point from U+00C0; a dot keeps the character.
    private const string Table =
        "aaaaaaæceeeeiiii" + "ðnooooo.ouuuuyþß" + "aaaaaaæceeeeiiii" + "ðnooooo.ouuuuyþy"
        + "aaaaaaccccccccdd" + "ddeeeeeeeeeegggg" + "gggghhhhiiiiiiii" + "iiĳĳjjkkĸlllllll"
        + "lllnnnnnnnŋŋoooo" + "ooœœrrrrrrssssss" + "ssttttttuuuuuuuu" + "uuuuwwyyyzzzzzzs";

    /// <summary>Appends the folded character, one to two long.</summary>
    public static void Append(StringBuilder word, Rune rune)
    {
        int at = rune.Value - First;
        if (at < 0) word.Append(char.ToLowerInvariant((char)rune.Value));
        else if (at < Table.Length && Table[at] != '.') AppendLatin(word, Table[at]);
        else word.Append(Rune.ToLowerInvariant(rune).ToString());
    }

    private static void AppendLatin(StringBuilder word, char letter)
    {
        _ = letter switch
        {
            'ß' => word.Append("ss"),
            'æ' => word.Append("ae"),
            'œ' => word.Append("oe"),
            'ĳ' => word.Append("ij"),
            'þ' => word.Append("th"),
            'ð' => word.Append('d'),
            _ => word.Append(letter),
        };
    }
}
