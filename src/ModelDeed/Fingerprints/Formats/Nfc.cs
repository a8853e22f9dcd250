using System.Globalization;
using System.Text;

namespace ModelDeed.Fingerprints;

/// <summary>
/// Unicode Normalization Form C (UAX #15) from our own tables. <see cref="string.Normalize()"/> returns its input unchanged where the
/// host runs with invariant globalization, so a fingerprint made with it would depend on how the host was started.
/// </summary>
public static class Nfc
{
    private const int HangulBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7, LCount = 19, VCount = 21, TCount = 28;

    private static readonly Lazy<Tables> Unicode = new(() => new Tables());

    /// <summary>The NFC form of well-formed UTF-16.</summary>
    /// <exception cref="ArgumentException">A surrogate stands alone.</exception>
    public static string Normalize(string text)
    {
        // Every character below U+0300 is its own NFC form and combines with nothing before it.
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02ff') < 0) return text;
        var codes = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune)) throw new ArgumentException($"A surrogate stands alone at position {i}.", nameof(text));
            i += rune.Utf16SequenceLength - 1;
            Decompose(rune.Value, codes);
        }
        Order(codes);
        Compose(codes);
        var normal = new StringBuilder(text.Length);
        foreach (int code in codes) normal.Append(new Rune(code).ToString());
        return normal.ToString();
    }

    private static void Decompose(int code, List<int> into)
    {
        int syllable = code - HangulBase;
        if (syllable is >= 0 and < LCount * VCount * TCount)
        {
            into.Add(LBase + syllable / (VCount * TCount));
            into.Add(VBase + syllable % (VCount * TCount) / TCount);
            if (syllable % TCount != 0) into.Add(TBase + syllable % TCount);
        }
        else if (Unicode.Value.Decompositions.TryGetValue(code, out (int First, int Second) parts))
        {
            Decompose(parts.First, into);
            if (parts.Second != 0) Decompose(parts.Second, into);
        }
        else
        {
            into.Add(code);
        }
    }

    /// <summary>Sorts each run of combining marks by class, stably. A merge sort per run, since a run may be as long as the text.</summary>
    private static void Order(List<int> codes)
    {
        for (int start = 0; start < codes.Count; start++)
        {
            if (Class(codes[start]) == 0) continue;
            int end = start + 1;
            while (end < codes.Count && Class(codes[end]) != 0) end++;
            int[] sorted = [.. codes.GetRange(start, end - start).OrderBy(Class)];
            for (int i = 0; i < sorted.Length; i++) codes[start + i] = sorted[i];
            start = end;
        }
    }

    private static void Compose(List<int> codes)
    {
        int starter = -1, kept = 0, lastClass = 0;
        foreach (int code in codes.ToArray())
        {
            int combining = Class(code);
            bool adjacent = kept == starter + 1;
            if (starter >= 0 && (adjacent || (lastClass < combining && lastClass != 0)) && Pair(codes[starter], code) is int composed)
            {
                codes[starter] = composed;
                continue;
            }
            if (combining == 0) starter = kept;
            lastClass = combining;
            codes[kept++] = code;
        }
        codes.RemoveRange(kept, codes.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= LBase and < LBase + LCount && second is >= VBase and < VBase + VCount)
            return HangulBase + ((first - LBase) * VCount + second - VBase) * TCount;
        int syllable = first - HangulBase;
        if (syllable is >= 0 and < LCount * VCount * TCount && syllable % TCount == 0 && second is > TBase and < TBase + TCount)
            return first + second - TBase;
        return Unicode.Value.Compositions.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private static int Class(int code) => Unicode.Value.Classes.GetValueOrDefault(code);

    private sealed class Tables
    {
        public readonly Dictionary<int, (int First, int Second)> Decompositions = [];
        public readonly Dictionary<(int First, int Second), int> Compositions = [];
        public readonly Dictionary<int, byte> Classes = [];

        public Tables()
        {
            foreach (string entry in Entries(NfcTables.Decompositions)) Decomposition(entry);
            foreach (string entry in Entries(NfcTables.Classes)) CombiningClass(entry);
        }

        private static string[] Entries(string table) =>
            table.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        private void Decomposition(string entry)
        {
            int mark = entry.AsSpan().IndexOfAny('=', '!');
            string[] parts = entry[(mark + 1)..].Split(' ');
            int code = Code(entry[..mark]);
            (int, int) pair = (Code(parts[0]), parts.Length == 2 ? Code(parts[1]) : 0);
            Decompositions.Add(code, pair);
            if (entry[mark] == '=') Compositions.Add(pair, code);
        }

        private void CombiningClass(string entry)
        {
            string[] sides = entry.Split('=');
            string[] range = sides[0].Split('-');
            for (int code = Code(range[0]); code <= Code(range[^1]); code++) Classes.Add(code, byte.Parse(sides[1], CultureInfo.InvariantCulture));
        }

        private static int Code(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
