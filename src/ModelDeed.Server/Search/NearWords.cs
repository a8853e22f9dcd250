namespace ModelDeed.Server.Search;

/// <summary>The word that was probably meant by one that no title has: it begins with the same letter, and one change away (two from 8 letters on).
/// Of several the nearest, then the one in most titles, then the first by code points.</summary>
internal static class NearWords
{
    /// <summary>Shorter words are never corrected.</summary>
    public const int Shortest = 4;

    private const int Long = 8;

    /// <summary>The changes that are forgiven.</summary>
    public static int Forgiven(string word) => word.Length < Shortest || word.StartsWith("0x", StringComparison.Ordinal) ? 0 : word.Length < Long ? 1 : 2;

    /// <summary>The word meant; null for none.</summary>
    public static string? Find(string word, Vocabulary vocabulary, SlotSet live)
    {
        int most = Forgiven(word);
        if (most == 0) return null;
        (int Distance, int Titles, string Word)? best = null;
        foreach (ReadOnlyMemory<string> words in vocabulary.Beginning(word[..1]))
            foreach (string known in words.Span)
            {
                // Most words fall here, before anything is looked up.
                if (Math.Abs(known.Length - word.Length) > most) continue;
                int distance = Distance(word, known, best?.Distance ?? most);
                if (distance > (best?.Distance ?? most) || !vocabulary.TryGet(known, out Posting? posting)) continue;
                int titles = posting.CountIn(live);
                if (titles == 0) continue;
                (int, int, string) found = (distance, titles, known);
                if (best is not { } old || IsBetter(found, old)) best = found;
            }
        return best?.Word;
    }

    /// <summary>Letters inserted, left out, replaced, or two neighbors swapped (optimal string alignment); more than <paramref name="most"/> if over.</summary>
    public static int Distance(string a, string b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most) return most + 1;
        Span<int> before = stackalloc int[b.Length + 1], last = stackalloc int[b.Length + 1], row = stackalloc int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int least = row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }
            if (least > most) return most + 1;
            Span<int> free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.Length];
    }

    private static bool IsBetter((int Distance, int Titles, string Word) found, (int Distance, int Titles, string Word) old) =>
        found.Distance != old.Distance ? found.Distance < old.Distance
        : found.Titles != old.Titles ? found.Titles > old.Titles
        : string.CompareOrdinal(found.Word, old.Word) < 0;
}
