using ModelDeed.Ethereum;
using ModelDeed.Server.Search;

namespace ModelDeed.Tests.Server.Search;

/// <summary>Search by looking at every title, one after the other: what the index must find too.</summary>
internal static class SearchOracle
{
    /// <summary>All that is found, in order.</summary>
    public static List<UInt256> Find(IReadOnlyCollection<SearchDocument> titles, SearchRequest request, ulong now)
    {
        List<QueryWord> words = QueryWords.Parse(request.Text);
        IEnumerable<SearchDocument> found = titles.Where(title => Score(title, words) is not null && Passes(title, request, now, null));
        return [.. found.OrderByDescending(title => Key(title, request, words)).ThenBy(title => title.TitleId).Select(title => title.TitleId)];
    }

    /// <summary>The titles that count for a facet.</summary>
    public static List<SearchDocument> Counted(IReadOnlyCollection<SearchDocument> titles, SearchRequest request, ulong now, FacetGroup? except)
    {
        List<QueryWord> words = QueryWords.Parse(request.Text);
        return [.. titles.Where(title => Score(title, words) is not null && Passes(title, request, now, except))];
    }

    private static UInt256 Key(SearchDocument title, SearchRequest request, List<QueryWord> words) => request.Sort switch
    {
        SearchSort.MostLicensed => (ulong)title.Licensed,
        SearchSort.Income => title.Income.FirstOrDefault(income => income.Currency == request.IncomeCurrency)?.Amount ?? UInt256.Zero,
        SearchSort.Relevance when words.Count > 0 => (ulong)Score(title, words)!.Value,
        _ => title.RegisteredAt,
    };

    private static int? Score(SearchDocument title, List<QueryWord> words)
    {
        Dictionary<string, Place> places = [];
        DocumentWords.Collect(title, places);
        int sum = 0;
        foreach (QueryWord word in words)
        {
            int best = places.Where(pair => word.Prefix ? pair.Key.StartsWith(word.Text, StringComparison.Ordinal) : pair.Key == word.Text)
                .Select(pair => Places.Weight(pair.Value)).DefaultIfEmpty(0).Max();
            if (best == 0) return null;
            sum += best;
        }
        return sum;
    }

    private static bool Passes(SearchDocument title, SearchRequest request, ulong now, FacetGroup? except)
    {
        bool Free(FacetGroup group, bool passes) => except == group || passes;
        return Free(FacetGroup.Kind, request.Kinds.Count == 0 || request.Kinds.Contains(title.Kind))
            && Free(FacetGroup.Task, request.Tasks.Count == 0 || (title.Task.Length > 0 && request.Tasks.Contains(title.Task)))
            && Free(FacetGroup.Format, request.Formats.Count == 0 || request.Formats.Contains(title.Format))
            && Free(FacetGroup.Payment, request.Payments.Count == 0 || request.Payments.Any(model => (title.Payments >> (int)model & 1) != 0))
            && Free(FacetGroup.Commercial, request.Commercial is null || request.Commercial == title.CommercialAllowed)
            && Free(FacetGroup.Derivatives, request.Derivatives is null || request.Derivatives == title.DerivativesAllowed)
            && Free(FacetGroup.Final, request.Final is null || request.Final == title.FinalAt <= now)
            && Free(FacetGroup.Price, request.Price is not { } range || title.Prices.Any(price => price.Currency == range.Currency && price.Amount >= range.Least && price.Amount <= range.Most))
            && request.Territories.All(title.Territories.Contains) && request.Fields.All(title.Fields.Contains);
    }
}
