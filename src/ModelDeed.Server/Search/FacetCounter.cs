using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Search;

/// <summary>Counts what a search would find with each value chosen.</summary>
/// <param name="sets">The slots of each value.</param>
/// <param name="prices">The cheapest open prices by currency.</param>
/// <param name="largestCurrencies">Those counted, besides the one chosen.</param>
/// <param name="provisional">The live slots that can still be contested.</param>
internal sealed class FacetCounter(FacetSets sets, IReadOnlyDictionary<Address, RankedColumn<UInt256>> prices, IReadOnlyList<Address> largestCurrencies, SlotSet provisional)
{
    /// <summary>The counts.</summary>
    /// <param name="text">What the words find.</param>
    /// <param name="found">What words and filters find.</param>
    public SearchFacets Count(SearchRequest request, SlotSet text, SlotSet found, SearchFilters filters)
    {
        SlotSet Without(FacetGroup group) => filters.Has(group) ? filters.Apply(text, group) : found;
        return new SearchFacets
        {
            Kinds = Known<AssetKind>(sets.Kinds, Without(FacetGroup.Kind), i => (AssetKind)i),
            Tasks = Open(sets.Tasks, request.Tasks, Without(FacetGroup.Task)),
            Formats = Open(sets.Formats, request.Formats, Without(FacetGroup.Format)),
            Payments = Known<PaymentModel>(sets.Payments, Without(FacetGroup.Payment), i => (PaymentModel)i),
            Territories = sets.Territories.Count(found),
            Fields = sets.Fields.Count(found),
            Commercial = YesOrNo(sets.Commercial, Without(FacetGroup.Commercial), false),
            Derivatives = YesOrNo(sets.Derivatives, Without(FacetGroup.Derivatives), false),
            Final = YesOrNo(provisional, Without(FacetGroup.Final), true),
            Prices = Prices(request, Without(FacetGroup.Price)),
        };
    }

    private static List<FacetCount<T>> Known<T>(SlotSet[] values, SlotSet among, Func<int, T> value) =>
        [.. values.Select((set, i) => new FacetCount<T>(value(i), SlotSet.AndCount(among, set))).Where(facet => facet.Count > 0)];

    private static List<FacetCount<string>> Open(FacetValues values, IReadOnlyList<string> chosen, SlotSet among) =>
        [.. values.Largest.Concat(chosen).Distinct(StringComparer.Ordinal)
            .Select(value => new FacetCount<string>(value, values.Find(value) is { } set ? SlotSet.AndCount(among, set) : 0))
            .Where(facet => facet.Count > 0).OrderByDescending(facet => facet.Count).ThenBy(facet => facet.Value, StringComparer.Ordinal)];

    private static List<FacetCount<bool>> YesOrNo(SlotSet values, SlotSet among, bool swapped)
    {
        int inside = SlotSet.AndCount(among, values), outside = among.Count - inside;
        FacetCount<bool>[] counts = swapped ? [new(false, inside), new(true, outside)] : [new(false, outside), new(true, inside)];
        return [.. counts.Where(facet => facet.Count > 0)];
    }

    private List<PriceFacet> Prices(SearchRequest request, SlotSet among)
    {
        List<PriceFacet> facets = [];
        IEnumerable<Address> currencies = request.Price is { } range ? largestCurrencies.Append(range.Currency).Distinct() : largestCurrencies;
        foreach (Address currency in currencies)
            if (prices.TryGetValue(currency, out RankedColumn<UInt256>? column) && column.Ends(among) is var (least, most))
                facets.Add(new PriceFacet(currency, SlotSet.AndCount(among, column.Members), least, most));
        return [.. facets.OrderByDescending(facet => facet.Count).ThenBy(facet => facet.Currency)];
    }
}
