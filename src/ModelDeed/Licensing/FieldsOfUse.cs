namespace ModelDeed.Licensing;

/// <summary>A set of the 40 fields of use (docs/formats.md): what for an asset may be used.</summary>
public readonly record struct FieldsOfUse
{
    /// <summary>How many there are.</summary>
    public const int Count = 40;

    /// <summary>Bits of the type on chain, <c>uint48</c>.</summary>
    public const int Width = 48;

    private static readonly Dictionary<string, string[]> NoGroups = [];

    /// <summary>Takes the set as it stands on chain. Bits beyond the list are kept: see <see cref="HasUnknown"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Over 48 bits.</exception>
    public FieldsOfUse(ulong bits) => Bits = bits >> Width == 0
        ? bits : throw new ArgumentOutOfRangeException(nameof(bits), bits, "The set has at most 48 bits.");

    internal static Catalog Catalog { get; } = new("field of use", [.. Words.Select(word => new CatalogEntry(word, NameOf(word)))], "all", NoGroups, new Dictionary<string, string>());

    /// <summary>The whole list.</summary>
    public static FieldsOfUse All { get; } = new((ulong)Catalog.All);

    /// <summary>The set as it stands on chain.</summary>
    public ulong Bits { get; }

    /// <summary>True when nothing is in it.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>True when a bit beyond the list is set.</summary>
    public bool HasUnknown => Bits >> Count != 0;

    /// <summary>Positions in the list, rising.</summary>
    public IReadOnlyList<int> Indices => Catalog.Indices(Bits);

    private static string[] Words =>
    [
        "research", "education", "evaluation", "software-development", "medical", "pharmaceutical", "automotive", "finance",
        "e-commerce", "media", "advertising", "defence", "surveillance", "biometrics", "critical-infrastructure", "employment",
        "essential-services", "law-enforcement", "migration", "justice", "elections", "insurance", "telecommunications", "energy",
        "manufacturing", "robotics", "aviation", "transport", "agriculture", "environment", "legal-services", "real-estate",
        "customer-service", "translation", "games", "cyber-security", "government", "humanitarian", "consumer-products", "other",
    ];

    /// <summary>Reads words joined by commas, with <c>all</c> and exclusions: <c>medical,research</c>; <c>all,-defence</c>. Letter case doesn't matter.</summary>
    /// <exception cref="FormatException">An unknown word (the error names the nearest known), an exclusion of what isn't included, or nothing left.</exception>
    public static FieldsOfUse Parse(string text) => new((ulong)Catalog.Parse(text));

    /// <summary>The position of a word.</summary>
    /// <exception cref="FormatException">No such word: the error names the nearest.</exception>
    public static int IndexOf(string word) => Catalog.IndexOf(word);

    /// <summary>The word at a position.</summary>
    public static string WordOf(int index) => Catalog.Entries[index].Word;

    /// <summary>The name at a position, as legal texts write it.</summary>
    public static string NameOf(int index) => Catalog.Entries[index].Name;

    /// <summary>True when the set has the entry; false for an index beyond the list.</summary>
    public bool Contains(int index) => index < Count && Catalog.Has(Bits, index);

    /// <summary>True when every entry of this set is in <paramref name="other"/>.</summary>
    public bool IsWithin(FieldsOfUse other) => Without(other).IsEmpty;

    /// <summary>The entries that aren't in <paramref name="other"/>.</summary>
    public FieldsOfUse Without(FieldsOfUse other) => new(Bits & ~other.Bits);

    /// <summary>The words of <see cref="ToString"/>.</summary>
    public IReadOnlyList<string> ToWords() => Catalog.Words(Bits);

    /// <summary>The shortest text that <see cref="Parse"/> reads back to this set.</summary>
    public override string ToString() => string.Join(',', ToWords());

    private static string NameOf(string word) => word switch
    {
        "e-commerce" or "cyber-security" => word,
        "other" => "any field that is none of the other 39",
        _ => word.Replace('-', ' '),
    };
}
