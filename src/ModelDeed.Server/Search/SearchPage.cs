using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Search;

/// <summary>An amount of one currency.</summary>
/// <param name="Currency">Zero for the chain's native currency, else an ERC-20.</param>
/// <param name="Amount">Smallest units.</param>
public sealed record CurrencyAmount(Address Currency, UInt256 Amount);

/// <summary>A title as a result shows it.</summary>
public sealed record SearchHit
{
    /// <summary>The title.</summary>
    public required UInt256 TitleId { get; init; }

    /// <summary>As registered.</summary>
    public required string Name { get; init; }

    /// <summary>The first 200 characters of the description, or less; empty when none is known.</summary>
    public required string Excerpt { get; init; }

    /// <summary>What is titled.</summary>
    public required AssetKind Kind { get; init; }

    /// <summary>Who holds the title.</summary>
    public required Address Owner { get; init; }

    /// <summary>Who registered it.</summary>
    public required Address Author { get; init; }

    /// <summary>As the author's card says; empty when it doesn't. Nobody has checked it.</summary>
    public required string AuthorName { get; init; }

    /// <summary>As the author's card says; empty when it doesn't.</summary>
    public required string Task { get; init; }

    /// <summary>As the manifest says; empty when it isn't known.</summary>
    public required string Format { get; init; }

    /// <summary>The card's tags, in its order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The cheapest open price in each currency: for a license, a first period, or the opening of a metered one. By currency.</summary>
    public required IReadOnlyList<CurrencyAmount> Prices { get; init; }

    /// <summary>How open offers are paid, each once, rising.</summary>
    public required IReadOnlyList<PaymentModel> Payments { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong RegisteredAt { get; init; }

    /// <summary>Seconds since 1970 from which nobody can contest the title.</summary>
    public required ulong FinalAt { get; init; }

    /// <summary>True when <see cref="FinalAt"/> has come.</summary>
    public required bool Final { get; init; }

    /// <summary>Licenses granted so far.</summary>
    public required long Licensed { get; init; }

    /// <summary>Titles that name it as a parent.</summary>
    public required long Derivatives { get; init; }

    /// <summary>Height of the last block that changed the title: pending while above the index's final block.</summary>
    public required long Block { get; init; }
}

/// <summary>How many titles would be found with this value chosen.</summary>
public sealed record FacetCount<T>(T Value, int Count);

/// <summary>Open prices in one currency among the titles found without the price filter.</summary>
/// <param name="Currency">Zero for the chain's native currency, else an ERC-20.</param>
/// <param name="Count">Titles with a price in it.</param>
/// <param name="Least">The lowest of their cheapest prices, smallest units.</param>
/// <param name="Most">The highest of their cheapest prices, smallest units.</param>
public sealed record PriceFacet(Address Currency, int Count, UInt256 Least, UInt256 Most);

/// <summary>Counts beside the hits. Where a filter means "any of these", its own facet counts as if it weren't set, so that another value can be chosen;
/// territories and fields, all of which must be covered, count within what is found. Values without titles are left out.</summary>
public sealed record SearchFacets
{
    /// <summary>By number.</summary>
    public required IReadOnlyList<FacetCount<AssetKind>> Kinds { get; init; }

    /// <summary>Most first, then by text: among the 64 tasks with most titles, and those chosen.</summary>
    public required IReadOnlyList<FacetCount<string>> Tasks { get; init; }

    /// <summary>Most first, then by text: among the 64 formats with most titles, and those chosen.</summary>
    public required IReadOnlyList<FacetCount<string>> Formats { get; init; }

    /// <summary>By number.</summary>
    public required IReadOnlyList<FacetCount<PaymentModel>> Payments { get; init; }

    /// <summary>By index.</summary>
    public required IReadOnlyList<FacetCount<int>> Territories { get; init; }

    /// <summary>By index.</summary>
    public required IReadOnlyList<FacetCount<int>> Fields { get; init; }

    /// <summary>False first.</summary>
    public required IReadOnlyList<FacetCount<bool>> Commercial { get; init; }

    /// <summary>False first.</summary>
    public required IReadOnlyList<FacetCount<bool>> Derivatives { get; init; }

    /// <summary>False (provisional) first.</summary>
    public required IReadOnlyList<FacetCount<bool>> Final { get; init; }

    /// <summary>Most first, then by address: among the 16 currencies with most titles, and the one chosen.</summary>
    public required IReadOnlyList<PriceFacet> Prices { get; init; }
}

/// <summary>A word that no title has, and the one that was searched instead.</summary>
public sealed record Correction(string Typed, string Used);

/// <summary>One page of what was found.</summary>
public sealed record SearchPage
{
    /// <summary>In the order asked for.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>Titles found in all.</summary>
    public required int Total { get; init; }

    /// <summary>Counts by value.</summary>
    public required SearchFacets Facets { get; init; }

    /// <summary>The words that were searched, after corrections.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>What was corrected.</summary>
    public required IReadOnlyList<Correction> Corrections { get; init; }

    /// <summary>Where the next page begins; null on the last.</summary>
    public required SearchCursor? Next { get; init; }
}

/// <summary>A completion of what was typed.</summary>
/// <param name="Text">The whole text, its last word completed.</param>
/// <param name="Count">Titles with that last word in name, tags or author.</param>
public sealed record SearchSuggestion(string Text, int Count);
