using System.Numerics;
using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>A set of the 249 territories of ISO 3166-1: bit i is the i-th two-letter code in alphabetical order (docs/formats.md).</summary>
/// <param name="Bits">The set as it stands on chain. May have bits that mean nothing when it comes from a stranger: see <see cref="HasUnknown"/>.</param>
public readonly record struct Territories(UInt256 Bits)
{
    /// <summary>How many there are.</summary>
    public const int Count = 249;

    /// <summary>The index in a credential that states no country.</summary>
    public const ushort NotStated = ushort.MaxValue;

    internal static Catalog Catalog { get; } = new("territory",
        [.. TerritoryNames.Table.ReplaceLineEndings("\n").Split('\n').Select(line => new CatalogEntry(line[..2], line[3..]))],
        "worldwide",
        new Dictionary<string, string[]> { ["EU"] = EuropeanUnion, ["EEA"] = [.. EuropeanUnion, "IS", "LI", "NO"] },
        new Dictionary<string, string> { ["UK"] = "GB", ["EL"] = "GR", ["WORLD"] = "worldwide", ["ALL"] = "worldwide" });

    /// <summary>All 249.</summary>
    public static Territories Worldwide { get; } = new((UInt256)Catalog.All);

    /// <summary>True when nothing is in it.</summary>
    public bool IsEmpty => Bits.IsZero;

    /// <summary>True when a bit beyond the 249 is set.</summary>
    public bool HasUnknown => Bits.BitLength > Count;

    /// <summary>The set without the bits that mean nothing.</summary>
    public Territories Known => new((UInt256)((BigInteger)Bits & Catalog.All));

    /// <summary>How many territories are in it.</summary>
    public int Size => Indices.Count;

    /// <summary>Positions in the list, rising.</summary>
    public IReadOnlyList<int> Indices => Catalog.Indices(Bits);

    private static string[] EuropeanUnion =>
    [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO",
        "SE", "SI", "SK",
    ];

    /// <summary>Reads codes joined by commas, with <c>EU</c>, <c>EEA</c>, <c>worldwide</c> and exclusions: <c>DE,FR</c>; <c>worldwide,-RU</c>. Letter case doesn't matter.</summary>
    /// <exception cref="FormatException">An unknown word (the error names the nearest known), an exclusion of what isn't included, or nothing left.</exception>
    public static Territories Parse(string text) => new((UInt256)Catalog.Parse(text));

    /// <summary>The position of a two-letter code, 0 to 248.</summary>
    /// <exception cref="FormatException">No such code: the error names the nearest.</exception>
    public static int IndexOf(string code) => Catalog.IndexOf(code);

    /// <summary>The set of one territory.</summary>
    /// <param name="index">0 to 248.</param>
    public static Territories Of(int index) => index is >= 0 and < Count
        ? new((UInt256)(BigInteger.One << index)) : throw new ArgumentOutOfRangeException(nameof(index), index, "A territory's index is 0 to 248.");

    /// <summary>The two-letter code at a position.</summary>
    public static string CodeOf(int index) => Catalog.Entries[index].Word;

    /// <summary>The English short name at a position.</summary>
    public static string NameOf(int index) => Catalog.Entries[index].Name;

    /// <summary>True when the territory is in the set; false for an index beyond the list.</summary>
    public bool Contains(int index) => index < Count && Catalog.Has(Bits, index);

    /// <summary>True when every territory of this set is in <paramref name="other"/>.</summary>
    public bool IsWithin(Territories other) => Without(other).IsEmpty;

    /// <summary>The territories that aren't in <paramref name="other"/>.</summary>
    public Territories Without(Territories other) => new((UInt256)((BigInteger)Bits & ~(BigInteger)other.Bits));

    /// <summary>The words of <see cref="ToString"/>.</summary>
    public IReadOnlyList<string> ToWords() => Catalog.Words(Bits);

    /// <summary>The shortest text that <see cref="Parse"/> reads back to this set: <c>EU,CH</c>.</summary>
    public override string ToString() => string.Join(',', ToWords());
}
