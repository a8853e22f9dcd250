using ModelDeed.Ethereum;

namespace ModelDeed.Server.Search;

/// <summary>A page as the index finds it, without what the hits look like.</summary>
internal sealed record SearchResult(
    IReadOnlyList<UInt256> Titles, int Total, SearchFacets Facets, IReadOnlyList<string> Words, IReadOnlyList<Correction> Corrections, SearchCursor? Next);
