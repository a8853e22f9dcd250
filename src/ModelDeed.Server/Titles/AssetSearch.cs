using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using ModelDeed.Licensing;
using ModelDeed.Server.Api;
using ModelDeed.Server.Search;
using ModelDeed.Titles;

namespace ModelDeed.Server.Titles;

/// <summary>What <c>/assets</c> is asked for beyond kind and owner.</summary>
internal sealed class AssetQuery
{
    [FromQuery, Description("Words that must all be found in name, tags, task, format, author or description; `word*` for a beginning.")]
    public string? Query { get; init; }

    [FromQuery, Description("Any of these tasks, as cards write them.")]
    public string[]? Task { get; init; }

    [FromQuery, Description("Any of these formats, as manifests write them.")]
    public string[]? Format { get; init; }

    [FromQuery, Description("An open offer is paid in any of these ways: free, one-time, subscription, metered.")]
    public string[]? Payment { get; init; }

    [FromQuery, Description("Open offers cover all of these: ISO 3166-1 alpha-2.")]
    public string[]? Territory { get; init; }

    [FromQuery, Description("Open offers cover all of these fields of use.")]
    public string[]? Field { get; init; }

    [FromQuery, Description("Whether an open offer allows commercial use.")]
    public bool? Commercial { get; init; }

    [FromQuery, Description("Whether an open offer allows derivatives.")]
    public bool? Derivatives { get; init; }

    [FromQuery, Description("True for titles that nobody can contest any more, false for provisional ones.")]
    public bool? Final { get; init; }

    [FromQuery, Description("relevance, newest, licensed or income (in the chain's own currency); relevance by default.")]
    public string? Sort { get; init; }

    /// <summary>Whether anything is asked that search must answer.</summary>
    internal bool IsSearch => Query is not null || Sort is not null || Commercial is not null || Derivatives is not null || Final is not null
        || Task is { Length: > 0 } || Format is { Length: > 0 } || Payment is { Length: > 0 } || Territory is { Length: > 0 } || Field is { Length: > 0 };
}

/// <summary>A value of a facet.</summary>
/// <param name="Value">As the filter of the same name takes it.</param>
/// <param name="Count">How many assets would be found with it.</param>
internal sealed record FacetView(string Value, int Count);

/// <summary>Assets, a page of them.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">The cursor for the items that follow; null when there are none.</param>
/// <param name="Total">Assets found in all; null for a plain list.</param>
/// <param name="Facets">By the filters' names, the counts of their values; null for a plain list.</param>
/// <param name="Corrections">Words that no asset has, and those searched instead; null for a plain list.</param>
internal sealed record AssetPage(IReadOnlyList<AssetView> Items, string? Next, int? Total = null, IReadOnlyDictionary<string, IReadOnlyList<FacetView>>? Facets = null, IReadOnlyList<Correction>? Corrections = null);

/// <summary>Search in the API's words.</summary>
internal static class AssetSearch
{
    // As long as a page's own search takes.
    private const int MostText = 200, MostValues = 20;

    private static readonly string[] Payments = ["free", "one-time", "subscription", "metered"];

    private static readonly string[] Sorts = ["relevance", "newest", "licensed", "income"];

    /// <summary>The request.</summary>
    /// <exception cref="ProblemException">A value isn't known.</exception>
    public static SearchRequest Request(AssetQuery asked, int? kind, string? cursor, int limit)
    {
        if (limit > SearchRequest.MostHits) throw Malformed($"limit: a search gives at most {SearchRequest.MostHits} items.");
        if (asked.Query?.Length > MostText) throw Malformed($"query: at most {MostText} characters.");
        SearchRequest request = new()
        {
            Text = asked.Query ?? "",
            Kinds = kind is { } number ? [(AssetKind)number] : [],
            Tasks = Few("task", asked.Task),
            Formats = Few("format", asked.Format),
            Payments = [.. Few("payment", asked.Payment).Select(word => (PaymentModel)IndexOf("payment", Payments, word))],
            Territories = [.. Few("territory", asked.Territory).Select(word => Index("territory", word, Territories.Count, Territories.CodeOf))],
            Fields = [.. Few("field", asked.Field).Select(word => Index("field", word, FieldsOfUse.Count, FieldsOfUse.WordOf))],
            Commercial = asked.Commercial,
            Derivatives = asked.Derivatives,
            Final = asked.Final,
            Sort = asked.Sort is { } sort ? (SearchSort)IndexOf("sort", Sorts, sort) : SearchSort.Relevance,
            After = cursor is null ? null : SearchCursor.TryParse(cursor, out SearchCursor? after) ? after : throw BadCursor(),
            Limit = limit,
        };
        if (request.After is { } place && place.Sort != request.OrderFor(request.Text.Length > 0)) throw BadCursor();
        return request;
    }

    /// <summary>Facets by their filters' names.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<FacetView>> Facets(SearchFacets facets) => new Dictionary<string, IReadOnlyList<FacetView>>
    {
        ["kind"] = View(facets.Kinds, kind => AssetView.Kinds[(int)kind]),
        ["task"] = View(facets.Tasks, task => task),
        ["format"] = View(facets.Formats, format => format),
        ["payment"] = View(facets.Payments, payment => Payments[(int)payment]),
        ["territory"] = View(facets.Territories, Territories.CodeOf),
        ["field"] = View(facets.Fields, FieldsOfUse.WordOf),
        ["commercial"] = View(facets.Commercial, value => value ? "true" : "false"),
        ["derivatives"] = View(facets.Derivatives, value => value ? "true" : "false"),
        ["final"] = View(facets.Final, value => value ? "true" : "false"),
    };

    private static FacetView[] View<T>(IEnumerable<FacetCount<T>> counts, Func<T, string> name) => [.. counts.Select(count => new FacetView(name(count.Value), count.Count))];

    private static string[] Few(string name, string[]? values) => values is null ? [] : values.Length <= MostValues ? values : throw Malformed($"{name}: at most {MostValues} values.");

    private static int IndexOf(string name, string[] words, string word) => Array.IndexOf(words, word) is >= 0 and var index ? index : throw Malformed($"{name}: expected {string.Join(", ", words)}.");

    private static int Index(string name, string word, int count, Func<int, string> nameOf)
    {
        for (int i = 0; i < count; i++)
            if (nameOf(i).Equals(word, StringComparison.OrdinalIgnoreCase)) return i;
        throw Malformed($"{name}: \"{(word.Length <= 40 ? word : word[..40])}\" isn't known.");
    }

    private static ProblemException Malformed(string words) => new(Problem.Of("malformed-request", words));

    private static ProblemException BadCursor() => new(Problem.Of("malformed-cursor", "The cursor isn't one that this list gave out: leave it away to begin at the start."));
}
