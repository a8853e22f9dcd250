using ModelDeed.Server.Search;

namespace ModelDeed.Server.Ui;

/// <summary>Finds what the start page shows.</summary>
internal delegate Task<SearchPage> Discovery(SearchRequest request, CancellationToken ct);
