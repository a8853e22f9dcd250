namespace ModelDeed.Licensing;

/// <summary>A set of the 20 types of data (docs/formats.md): what a model may be applied to.</summary>
public readonly record struct DataTypes
{
    /// <summary>How many there are.</summary>
    public const int Count = 20;

    /// <summary>Bits of the type on chain, <c>uint24</c>.</summary>
    public const int Width = 24;

    private static readonly Dictionary<string, string[]> NoGroups = [];

    /// <summary>Takes the set as it stands on chain. Bits beyond the list are kept: see <see cref="HasUnknown"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Over 24 bits.</exception>
    public DataTypes(uint bits) => Bits = bits >> Width == 0
        ? bits : throw new ArgumentOutOfRangeException(nameof(bits), bits, "The set has at most 24 bits.");

    internal static Catalog Catalog { get; } = new("type of data", [.. Words.Select(word => new CatalogEntry(word, NameOf(word)))], "all", NoGroups, new Dictionary<string, string>());

    /// <summary>The whole list.</summary>
    public static DataTypes All { get; } = new((uint)Catalog.All);

    /// <summary>The set as it stands on chain.</summary>
    public uint Bits { get; }

    /// <summary>True when nothing is in it.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>True when a bit beyond the list is set.</summary>
    public bool HasUnknown => Bits >> Count != 0;

    /// <summary>Positions in the list, rising.</summary>
    public IReadOnlyList<int> Indices => Catalog.Indices(Bits);

    private static string[] Words =>
    [
        "non-personal", "personal", "biometric", "medical-images", "health-records", "genomic", "financial", "minors", "location",
        "communications", "employment-records", "education-records", "criminal-records", "beliefs", "sexual-life",
        "images-of-people", "voice", "third-party-works", "trade-secrets", "classified",
    ];

    /// <summary>Reads words joined by commas, with <c>all</c> and exclusions: <c>genomic,voice</c>; <c>all,-minors</c>. Letter case doesn't matter.</summary>
    /// <exception cref="FormatException">An unknown word (the error names the nearest known), an exclusion of what isn't included, or nothing left.</exception>
    public static DataTypes Parse(string text) => new((uint)Catalog.Parse(text));

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
    public bool IsWithin(DataTypes other) => Without(other).IsEmpty;

    /// <summary>The entries that aren't in <paramref name="other"/>.</summary>
    public DataTypes Without(DataTypes other) => new(Bits & ~other.Bits);

    /// <summary>The words of <see cref="ToString"/>.</summary>
    public IReadOnlyList<string> ToWords() => Catalog.Words(Bits);

    /// <summary>The shortest text that <see cref="Parse"/> reads back to this set.</summary>
    public override string ToString() => string.Join(',', ToWords());

    private static string NameOf(string word) => word switch
    {
        "non-personal" => "data that are not about people",
        "personal" => "personal data",
        "biometric" => "biometric data",
        "genomic" => "genomic data",
        "financial" => "financial data",
        "minors" => "data about minors",
        "location" => "location data",
        "communications" => "private communications",
        "beliefs" => "data about political, religious or philosophical beliefs or union membership",
        "sexual-life" => "data about sexual life or orientation",
        "voice" => "recordings of voices",
        "third-party-works" => "works in which third parties hold rights",
        "classified" => "classified information",
        _ => word.Replace('-', ' '),
    };
}
