using Microsoft.AspNetCore.Http.Extensions;
using ModelDeed.Licensing;
using ModelDeed.Server.Search;
using ModelDeed.Titles;

namespace ModelDeed.Server.Ui;

/// <summary>A search as the address of its page has it: whoever gets the link sees the same.</summary>
internal static class DiscoverAsk
{
    /// <summary>Cards on a page.</summary>
    internal const int Size = 24;

    private const int MostText = 200;

    private static readonly (string Word, SearchSort Sort)[] Sorts =
        [("relevance", SearchSort.Relevance), ("newest", SearchSort.Newest), ("licensed", SearchSort.MostLicensed), ("income", SearchSort.Income)];

    private static readonly string[] Kinds = ["model", "dataset", "algorithm", "software", "output"];

    private static readonly string[] Payments = ["free", "one-time", "subscription", "metered"];

    /// <summary>Reads the query. What isn't known is left out, as if it weren't there: an old link still shows something.</summary>
    internal static SearchRequest Read(IQueryCollection query) => new()
    {
        Text = Text(query["q"]),
        Kinds = [.. query["kind"].Select(word => Array.IndexOf(Kinds, word)).Where(index => index >= 0).Distinct().Select(index => (AssetKind)index)],
        Formats = Words(query["format"]),
        Tasks = Words(query["task"]),
        Payments = [.. query["payment"].Select(word => Array.IndexOf(Payments, word)).Where(index => index >= 0).Distinct().Select(index => (PaymentModel)index)],
        Territories = Index(query["territory"], Territory),
        Fields = Index(query["field"], Field),
        Derivatives = query["derivatives"] == "yes" ? true : null,
        Final = (string?)query["ownership"] switch { "final" => true, "open" => false, _ => null },
        Sort = Array.Find(Sorts, sort => sort.Word == query["sort"]) is { Word: not null } sort ? sort.Sort : SearchSort.Relevance,
        After = SearchCursor.TryParse(query["after"], out SearchCursor? cursor) ? cursor : null,
        Limit = Size,
    };

    /// <summary>The address of a search, in one form whatever the order in which it was chosen.</summary>
    internal static string Link(SearchRequest ask)
    {
        QueryBuilder query = [];
        if (ask.Text.Length > 0) query.Add("q", ask.Text);
        foreach (AssetKind kind in ask.Kinds) query.Add("kind", Word(kind));
        foreach (string format in ask.Formats) query.Add("format", format);
        foreach (string task in ask.Tasks) query.Add("task", task);
        foreach (PaymentModel payment in ask.Payments) query.Add("payment", Word(payment));
        foreach (int territory in ask.Territories) query.Add("territory", ModelDeed.Licensing.Territories.CodeOf(territory));
        foreach (int field in ask.Fields) query.Add("field", FieldsOfUse.WordOf(field));
        if (ask.Derivatives is true) query.Add("derivatives", "yes");
        if (ask.Final is { } final) query.Add("ownership", final ? "final" : "open");
        if (ask.Sort != SearchSort.Relevance) query.Add("sort", Word(ask.Sort));
        if (ask.After is { } after) query.Add("after", after.ToString());
        return "/" + query.ToQueryString();
    }

    internal static string Word(AssetKind kind) => Kinds[(int)kind];

    internal static string Word(PaymentModel payment) => Payments[(int)payment];

    internal static string Word(SearchSort sort) => Array.Find(Sorts, known => known.Sort == sort).Word;

    private static string Text(string? text)
    {
        string plain = (text ?? "").Trim();
        return plain.Length <= MostText ? plain : plain[..MostText];
    }

    private static string[] Words(IEnumerable<string?> values) => [.. values.Select(Text).Where(word => word.Length > 0).Distinct(StringComparer.Ordinal).Take(20)];

    private static int[] Index(IEnumerable<string?> values, Func<string, int?> find) => [.. values.Take(20).Select(word => find(word ?? "")).OfType<int>().Distinct()];

    private static int? Territory(string code) => Enumerable.Range(0, ModelDeed.Licensing.Territories.Count).Cast<int?>()
        .FirstOrDefault(index => ModelDeed.Licensing.Territories.CodeOf(index!.Value).Equals(code, StringComparison.OrdinalIgnoreCase));

    private static int? Field(string word) => Enumerable.Range(0, FieldsOfUse.Count).Cast<int?>().FirstOrDefault(index => FieldsOfUse.WordOf(index!.Value).Equals(word, StringComparison.OrdinalIgnoreCase));
}
