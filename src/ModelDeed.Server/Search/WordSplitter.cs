using System.Globalization;
using System.Text;

namespace ModelDeed.Server.Search;

/// <summary>Splits text into words the same way for titles and for what is typed: lower case, Latin letters without their marks, letters and digits
/// apart (<c>GPT-2</c>, <c>gpt2</c> and <c>gpt 2</c> are alike), each Han or Kana character a word. Everything else parts words, so no text can mean
/// anything but words. <c>0x</c> with 40 or 64 hexadecimal digits (an account, a title) stays one word.</summary>
internal ref struct WordSplitter(ReadOnlySpan<char> text)
{
    /// <summary>Longer words are cut, here and there alike.</summary>
    public const int LongestWord = 66;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly StringBuilder _word = new(32);
    private int _at;

    private enum Sort : byte
    {
        Separator,
        Mark,
        Letter,
        Digit,
        Ideograph,
    }

    /// <summary>The character after the last word read; <c>'\0'</c> at the end.</summary>
    public readonly char Following => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>The next word; null at the end.</summary>
    public string? Next()
    {
        if (HexNumber() is { } number) return number;
        _word.Clear();
        Sort current = Sort.Separator;
        while (_at < _text.Length)
        {
            bool valid = Rune.DecodeFromUtf16(_text[_at..], out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            Sort sort = valid ? SortOf(rune) : Sort.Separator;
            if (current != Sort.Separator && sort != Sort.Mark && (sort != current || sort == Sort.Ideograph)) break;
            _at += length;
            if (current == Sort.Separator && sort == Sort.Separator && HexNumber() is { } found) return found;
            if (sort is Sort.Separator or Sort.Mark) continue;
            current = sort;
            if (_word.Length < LongestWord) LetterFold.Append(_word, rune);
        }
        return _word.Length == 0 ? null : _word.ToString();
    }

    /// <summary>The words of a text, in order, repeated where they are.</summary>
    public static List<string> Words(ReadOnlySpan<char> text, int most = int.MaxValue)
    {
        List<string> words = [];
        var splitter = new WordSplitter(text);
        while (words.Count < most && splitter.Next() is { } word) words.Add(word);
        return words;
    }

    // A number at the present place, if it isn't the tail or the head of something longer.
    private string? HexNumber()
    {
        ReadOnlySpan<char> rest = _text[_at..];
        if (rest.Length < 42 || rest[0] != '0' || rest[1] is not ('x' or 'X') || (_at > 0 && char.IsLetterOrDigit(_text[_at - 1]))) return null;
        int digits = rest[2..].IndexOfAnyExcept(System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"));
        if (digits < 0) digits = rest.Length - 2;
        if (digits is not (40 or 64) || (rest.Length > digits + 2 && char.IsLetterOrDigit(rest[digits + 2]))) return null;
        _at += digits + 2;
        return rest[..(digits + 2)].ToString().ToLowerInvariant();
    }

    private static Sort SortOf(Rune rune)
    {
        if (rune.IsAscii) return char.IsAsciiLetter((char)rune.Value) ? Sort.Letter : char.IsAsciiDigit((char)rune.Value) ? Sort.Digit : Sort.Separator;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Sort.Mark,
            UnicodeCategory.DecimalDigitNumber => Sort.Digit,
            UnicodeCategory.OtherLetter when rune.Value is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or >= 0x20000 => Sort.Ideograph,
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Sort.Letter,
            _ => Sort.Separator,
        };
    }
}
