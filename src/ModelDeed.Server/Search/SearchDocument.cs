using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Search;

/// <summary>What is searched of a title: a row of <c>search_documents</c>.</summary>
internal sealed record SearchDocument
{
    /// <summary>The title.</summary>
    public required UInt256 TitleId { get; init; }

    /// <summary>True when the title is no more; the rest is then of no meaning.</summary>
    public bool Removed { get; init; }

    /// <summary>As registered.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of the card, or of the manifest; empty when not known.</summary>
    public string Description { get; init; } = "";

    /// <summary>Of the card, joined by line feeds.</summary>
    public string Tags { get; init; } = "";

    /// <summary>Of the card.</summary>
    public string AuthorName { get; init; } = "";

    /// <summary>Of the card.</summary>
    public string Task { get; init; } = "";

    /// <summary>Of the manifest.</summary>
    public string Format { get; init; } = "";

    /// <summary>What is titled.</summary>
    public AssetKind Kind { get; init; }

    /// <summary>Who holds it.</summary>
    public Address Owner { get; init; }

    /// <summary>Who registered it.</summary>
    public Address Author { get; init; }

    /// <summary>A bit for each <see cref="PaymentModel"/> of open offers.</summary>
    public byte Payments { get; init; }

    /// <summary>Whether an open offer allows commercial use.</summary>
    public bool CommercialAllowed { get; init; }

    /// <summary>Whether an open offer allows derivatives.</summary>
    public bool DerivativesAllowed { get; init; }

    /// <summary>Of all open offers together.</summary>
    public Territories Territories { get; init; }

    /// <summary>Of all open offers together.</summary>
    public FieldsOfUse Fields { get; init; }

    /// <summary>The cheapest open price in each currency, each currency once.</summary>
    public IReadOnlyList<CurrencyAmount> Prices { get; init; } = [];

    /// <summary>What the title earned in each currency, each currency once, above zero.</summary>
    public IReadOnlyList<CurrencyAmount> Income { get; init; } = [];

    /// <summary>Licenses granted.</summary>
    public long Licensed { get; init; }

    /// <summary>Titles that name it as a parent.</summary>
    public long Derivatives { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public ulong RegisteredAt { get; init; }

    /// <summary>Seconds since 1970 from which nobody can contest it.</summary>
    public ulong FinalAt { get; init; }

    /// <summary>Height of the last block that changed the title.</summary>
    public long Block { get; init; }
}
