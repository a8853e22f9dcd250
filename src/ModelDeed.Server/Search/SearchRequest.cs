using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Search;

/// <summary>In which order hits come. Ties go by title id, rising.</summary>
public enum SearchSort
{
    /// <summary>By how prominently the words stand in the title (name, tags, author, description); without words, as <see cref="Newest"/>.</summary>
    Relevance,

    /// <summary>Registered last, first.</summary>
    Newest,

    /// <summary>Most licenses granted first.</summary>
    MostLicensed,

    /// <summary>Most income in <see cref="SearchRequest.IncomeCurrency"/> first.</summary>
    Income,
}

/// <summary>A range of a title's cheapest open price in one currency, both ends included.</summary>
/// <param name="Currency">Zero for the chain's native currency, else an ERC-20.</param>
/// <param name="Least">Smallest units.</param>
/// <param name="Most">Smallest units; 2^256 - 1 for any.</param>
public sealed record PriceRange(Address Currency, UInt256 Least, UInt256 Most);

/// <summary>What is searched for. Every filter is about a title as a whole: "an open offer costs so much" and "an open offer is for Germany" may be
/// two offers.</summary>
public sealed record SearchRequest
{
    /// <summary>Most hits on a page.</summary>
    public const int MostHits = 100;

    private readonly int _limit = 20;

    /// <summary>Words, all of which must stand in the title's name, tags, task, format, author or description; a word directly followed by
    /// <c>*</c> as the beginning of one. Anything is allowed: what else is no letter or digit only parts words. The first 8 different words count.</summary>
    public string Text { get; init; } = "";

    /// <summary>Any of these; empty for all.</summary>
    public IReadOnlyList<AssetKind> Kinds { get; init; } = [];

    /// <summary>Any of these, as cards write them; empty for all.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Any of these, as manifests write them; empty for all.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>An open offer is paid in any of these ways; empty for all titles, those without offers too.</summary>
    public IReadOnlyList<PaymentModel> Payments { get; init; } = [];

    /// <summary>The cheapest open price lies in it; null for all.</summary>
    public PriceRange? Price { get; init; }

    /// <summary>Open offers cover all of these (indices of <see cref="ModelDeed.Licensing.Territories"/>); empty for all titles.</summary>
    public IReadOnlyList<int> Territories { get; init; } = [];

    /// <summary>Open offers cover all of these (indices of <see cref="FieldsOfUse"/>); empty for all titles.</summary>
    public IReadOnlyList<int> Fields { get; init; } = [];

    /// <summary>Whether an open offer allows commercial use; null for either.</summary>
    public bool? Commercial { get; init; }

    /// <summary>Whether an open offer allows derivatives; null for either.</summary>
    public bool? Derivatives { get; init; }

    /// <summary>True for titles that nobody can contest any more, false for provisional ones, null for both.</summary>
    public bool? Final { get; init; }

    /// <summary>The order.</summary>
    public SearchSort Sort { get; init; }

    /// <summary>Whose amounts <see cref="SearchSort.Income"/> compares; zero for the native currency.</summary>
    public Address IncomeCurrency { get; init; }

    /// <summary>Where the page before ended; null for the first page.</summary>
    public SearchCursor? After { get; init; }

    /// <summary>Hits on a page, 1 to <see cref="MostHits"/>.</summary>
    public int Limit
    {
        get => _limit;
        init => _limit = value is >= 1 and <= MostHits ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"A page has 1 to {MostHits} hits.");
    }

    /// <summary>The order that is used: words are needed for relevance.</summary>
    internal SearchSort OrderFor(bool words) => Sort == SearchSort.Relevance && !words ? SearchSort.Newest : Sort;
}
