using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Search;

/// <summary>Facets whose own filter doesn't count for them.</summary>
internal enum FacetGroup
{
    Kind,
    Task,
    Format,
    Payment,
    Commercial,
    Derivatives,
    Final,
    Price,

    /// <summary>Territories and fields: what is found must cover all that are chosen.</summary>
    Covered,
}

/// <summary>The sets that a request's filters leave, one for each group; null where nothing is chosen.</summary>
internal sealed class SearchFilters
{
    private readonly SlotSet?[] _groups = new SlotSet?[Enum.GetValues<FacetGroup>().Length];

    private SearchFilters()
    {
    }

    /// <summary>The filters of a request.</summary>
    /// <param name="provisional">The live slots that can still be contested.</param>
    public static SearchFilters Of(SearchRequest request, FacetSets sets, IReadOnlyDictionary<Address, RankedColumn<UInt256>> prices, SlotSet live, SlotSet provisional)
    {
        var filters = new SearchFilters();
        filters.Any(FacetGroup.Kind, request.Kinds, (AssetKind kind) => (int)kind < sets.Kinds.Length ? sets.Kinds[(int)kind] : null);
        filters.Any(FacetGroup.Task, request.Tasks, sets.Tasks.Find);
        filters.Any(FacetGroup.Format, request.Formats, sets.Formats.Find);
        filters.Any(FacetGroup.Payment, request.Payments, (PaymentModel model) => (int)model < sets.Payments.Length ? sets.Payments[(int)model] : null);
        if (request.Commercial is { } commercial) filters.Set(FacetGroup.Commercial, commercial ? sets.Commercial : SlotSet.AndNot(live, sets.Commercial));
        if (request.Derivatives is { } allowed) filters.Set(FacetGroup.Derivatives, allowed ? sets.Derivatives : SlotSet.AndNot(live, sets.Derivatives));
        if (request.Final is { } final) filters.Set(FacetGroup.Final, final ? SlotSet.AndNot(live, provisional) : provisional);
        if (request.Price is { } range) filters.Set(FacetGroup.Price, prices.TryGetValue(range.Currency, out RankedColumn<UInt256>? column) ? column.Between(range.Least, range.Most) : new SlotSet());
        foreach (int territory in request.Territories) filters.Narrow(FacetGroup.Covered, sets.Territories.With(territory));
        foreach (int field in request.Fields) filters.Narrow(FacetGroup.Covered, sets.Fields.With(field));
        return filters;
    }

    /// <summary>Whether the group has a filter.</summary>
    public bool Has(FacetGroup group) => _groups[(int)group] is not null;

    /// <summary>What all filters leave of <paramref name="slots"/>, but for one group's. Not to be changed: it may be <paramref name="slots"/>.</summary>
    public SlotSet Apply(SlotSet slots, FacetGroup? except = null)
    {
        for (int i = 0; i < _groups.Length; i++)
            if (_groups[i] is { } group && i != (int?)except) slots = SlotSet.And(slots, group);
        return slots;
    }

    private void Any<T>(FacetGroup group, IReadOnlyList<T> values, Func<T, SlotSet?> find)
    {
        if (values.Count == 0) return;
        var union = new SlotSet();
        foreach (T value in values)
            if (find(value) is { } slots) union.Or(slots);
        Set(group, union);
    }

    private void Narrow(FacetGroup group, SlotSet slots) => Set(group, _groups[(int)group] is { } chosen ? SlotSet.And(chosen, slots) : slots);

    private void Set(FacetGroup group, SlotSet slots) => _groups[(int)group] = slots;
}
