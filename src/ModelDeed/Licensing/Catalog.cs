using System.Numerics;

namespace ModelDeed.Licensing;

/// <summary>A frozen list of words, each the name of one bit, and the text form of sets over it: words joined by commas, groups, and
/// exclusions (<c>EU,CH</c>; <c>worldwide,-RU</c>).</summary>
/// <param name="noun">What an entry is, for errors: <c>territory</c>.</param>
/// <param name="entries">Word and English name, the first for bit 0.</param>
/// <param name="all">The word for the whole list.</param>
/// <param name="groups">Words for sets of entries.</param>
/// <param name="aliases">Words that people write for an entry, suggested but never accepted.</param>
internal sealed class Catalog(string noun, IReadOnlyList<CatalogEntry> entries, string all, IReadOnlyDictionary<string, string[]> groups, IReadOnlyDictionary<string, string> aliases)
{
    private readonly Dictionary<string, int> _index = entries.Select((entry, i) => (entry.Word, i)).ToDictionary(pair => pair.Word, pair => pair.i, StringComparer.OrdinalIgnoreCase);

    /// <summary>Entries in the order of their bits.</summary>
    internal IReadOnlyList<CatalogEntry> Entries => entries;

    /// <summary>The set of all entries.</summary>
    internal BigInteger All { get; } = (BigInteger.One << entries.Count) - 1;

    /// <summary>The bit of a word, in any letter case.</summary>
    /// <exception cref="FormatException">No such word: names the nearest.</exception>
    internal int IndexOf(string word) => _index.TryGetValue(word.Trim(), out int index) ? index : throw Unknown(word.Trim());

    /// <summary>The positions of a set's bits, rising; those beyond the list included.</summary>
    internal static List<int> Indices(BigInteger set)
    {
        List<int> indices = [];
        for (int i = 0; i < (int)set.GetBitLength(); i++)
            if (Has(set, i)) indices.Add(i);
        return indices;
    }

    /// <summary>True when the set has the bit.</summary>
    internal static bool Has(BigInteger set, int index) => index >= 0 && !(set >> index).IsEven;

    /// <summary>The set of words joined by commas.</summary>
    /// <exception cref="FormatException">An unknown word, an exclusion of what isn't included, or an empty set.</exception>
    internal BigInteger Parse(string text) => Parse(text.Split(','));

    /// <inheritdoc cref="Parse(string)"/>
    internal BigInteger Parse(IReadOnlyList<string> words)
    {
        BigInteger included = BigInteger.Zero, excluded = BigInteger.Zero;
        foreach (string given in words)
        {
            string word = given.Trim();
            if (word.StartsWith('-')) excluded |= SetOf(word[1..].Trim());
            else included |= SetOf(word);
        }
        foreach (int stray in Indices(excluded & ~included).Take(1))
            throw new FormatException($"\"-{entries[stray].Word}\" excludes a {noun} that isn't included: begin with what it is taken from, as in \"{all},-{entries[stray].Word}\".");
        BigInteger set = included & ~excluded;
        return set.IsZero ? throw new FormatException($"No {noun} is left: name at least one.") : set;
    }

    /// <summary>The fewest characters that <see cref="Parse(string)"/> reads back to the set: at most one group to begin with and one to exclude, which
    /// suffices as long as the groups lie within each other. Bits beyond the list are shown as <c>bit 250</c>, which isn't read back.</summary>
    internal IReadOnlyList<string> Words(BigInteger set)
    {
        (string Name, BigInteger Set)[] bases = [("", BigInteger.Zero), .. Named()];
        return (from start in bases
                from end in bases
                where (end.Set & ~(start.Set & ~set)).IsZero
                select Spell(start, end, set)).MinBy(words => words.Sum(word => word.Length + 1))!;
    }

    private List<string> Spell((string Name, BigInteger Set) start, (string Name, BigInteger Set) end, BigInteger set)
    {
        List<string> words = [.. Indices(set & ~start.Set).Select(Word)];
        if (start.Name.Length > 0) words.Insert(0, start.Name);
        if (end.Name.Length > 0) words.Add($"-{end.Name}");
        words.AddRange(Indices(start.Set & ~set & ~end.Set).Select(i => $"-{Word(i)}"));
        return words;
    }

    private string Word(int index) => index < entries.Count ? entries[index].Word : $"bit {index}";

    private IEnumerable<(string Name, BigInteger Set)> Named()
    {
        yield return (all, All);
        foreach ((string name, string[] members) in groups) yield return (name, SetOf(members));
    }

    private BigInteger SetOf(string[] members) => members.Aggregate(BigInteger.Zero, (set, word) => set | BigInteger.One << _index[word]);

    private BigInteger SetOf(string word)
    {
        foreach ((string name, BigInteger set) in Named())
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase)) return set;
        return BigInteger.One << IndexOf(word);
    }

    private FormatException Unknown(string word)
    {
        string shown = word.Length <= 40 ? word : word[..37] + "...";
        if (word.Length == 0) return new FormatException($"A {noun} is missing: write words joined by commas, as in \"{entries[0].Word},{entries[1].Word}\".");
        string nearest = aliases.TryGetValue(word.ToUpperInvariant(), out string? meant) ? meant : Nearest(shown);
        string name = _index.TryGetValue(nearest, out int index) && entries[index].Name != nearest ? $" ({entries[index].Name})" : "";
        return new FormatException($"\"{shown}\" is no {noun}; the nearest is \"{nearest}\"{name}.");
    }

    private string Nearest(string word) => entries
        .SelectMany(entry => new[] { (entry.Word, Text: entry.Word), (entry.Word, Text: entry.Name) })
        .Concat(Named().Select(named => (Word: named.Name, Text: named.Name)))
        .MinBy(known => Distance(word.ToUpperInvariant(), known.Text.ToUpperInvariant())).Word;

    /// <summary>Levenshtein's distance; what begins with the word counts as one change.</summary>
    private static int Distance(string word, string known)
    {
        if (word.Length > 2 && known.StartsWith(word, StringComparison.Ordinal)) return known.Length == word.Length ? 0 : 1;
        int[] row = [.. Enumerable.Range(0, known.Length + 1)];
        for (int i = 1; i <= word.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= known.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (word[i - 1] == known[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}

/// <summary>An entry of a catalog.</summary>
/// <param name="Word">What is written: <c>DE</c>, <c>medical-images</c>.</param>
/// <param name="Name">What a reader reads: <c>Germany</c>, <c>medical images</c>.</param>
internal sealed record CatalogEntry(string Word, string Name);
