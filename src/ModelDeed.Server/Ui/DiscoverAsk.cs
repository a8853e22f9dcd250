using Microsoft.AspNetCore.Http.Extensions;
using ModelDeed.Ethereum;
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
    internal static SearchRequest Read(IQueryCollection query, CurrencyBook currencies) => new()
    {
        Text = Text(query["q"]),
        Kinds = [.. query["kind"].Select(word => Array.IndexOf(Kinds, word)).Where(index => index >= 0).Distinct().Select(index => (AssetKind)index)],
        Formats = Words(query["format"]),
        Tasks = Words(query["task"]),
        Payments = [.. query["payment"].Select(word => Array.IndexOf(Payments, word)).Where(index => index >= 0).Distinct().Select(index => (PaymentModel)index)],
        Territories = Index(query["territory"], Territory),
        Fields = Index(query["field"], Field),
        Price = Price(query, currencies),
        Commercial = query["commercial"] == "yes" ? true : null,
        Derivatives = query["derivatives"] == "yes" ? true : null,
        Final = (string?)query["ownership"] switch { "final" => true, "open" => false, _ => null },
        Sort = Array.Find(Sorts, sort => sort.Word == query["sort"]) is { Word: not null } sort ? sort.Sort : SearchSort.Relevance,
        After = SearchCursor.TryParse(query["after"], out SearchCursor? cursor) ? cursor : null,
        Limit = Size,
    };

    /// <summary>The address of a search, in one form whatever the order in which it was chosen.</summary>
    internal static string Link(SearchRequest ask, CurrencyBook? currencies = null)
    {
        QueryBuilder query = [];
        if (ask.Text.Length > 0) query.Add("q", ask.Text);
        foreach (AssetKind kind in ask.Kinds) query.Add("kind", Word(kind));
        foreach (string format in ask.Formats) query.Add("format", format);
        foreach (string task in ask.Tasks) query.Add("task", task);
        foreach (PaymentModel payment in ask.Payments) query.Add("payment", Word(payment));
        foreach (int territory in ask.Territories) query.Add("territory", ModelDeed.Licensing.Territories.CodeOf(territory));
        foreach (int field in ask.Fields) query.Add("field", FieldsOfUse.WordOf(field));
        if (ask.Price is { } price)
        {
            int decimals = currencies?.Of(price.Currency).Decimals ?? 0;
            if (price.Least > UInt256.Zero) query.Add("least", Typed(price.Least, decimals));
            if (price.Most < UInt256.MaxValue) query.Add("most", Typed(price.Most, decimals));
            if (!price.Currency.IsZero) query.Add("currency", $"{price.Currency}");
        }
        if (ask.Commercial is true) query.Add("commercial", "yes");
        if (ask.Derivatives is true) query.Add("derivatives", "yes");
        if (ask.Final is { } final) query.Add("ownership", final ? "final" : "open");
        if (ask.Sort != SearchSort.Relevance) query.Add("sort", Word(ask.Sort));
        if (ask.After is { } after) query.Add("after", after.ToString());
        return "/" + query.ToQueryString();
    }

    internal static string Word(AssetKind kind) => Kinds[(int)kind];

    internal static string Word(PaymentModel payment) => Payments[(int)payment];

    internal static string Word(SearchSort sort) => Array.Find(Sorts, known => known.Sort == sort).Word;

    /// <summary>What is chosen beside the words, each with the search that is left without it.</summary>
    internal static IReadOnlyList<(string Words, SearchRequest Without)> Chosen(SearchRequest ask, Texts texts, CurrencyBook currencies)
    {
        DiscoverTexts words = texts.Discover;
        List<(string, SearchRequest)> chosen = [];
        SearchRequest first = ask with { After = null };
        foreach (AssetKind kind in ask.Kinds) chosen.Add((texts.Asset.Kinds[(int)kind], first with { Kinds = [.. ask.Kinds.Where(other => other != kind)] }));
        foreach (string task in ask.Tasks) chosen.Add((Ink.Tame(task, 32), first with { Tasks = [.. ask.Tasks.Where(other => other != task)] }));
        foreach (string format in ask.Formats) chosen.Add((Ink.Tame(format, 24), first with { Formats = [.. ask.Formats.Where(other => other != format)] }));
        foreach (PaymentModel payment in ask.Payments) chosen.Add((words.Payments[(int)payment], first with { Payments = [.. ask.Payments.Where(other => other != payment)] }));
        if (ask.Price is { } price) chosen.Add((Range(price, texts, currencies), first with { Price = null }));
        if (ask.Commercial is true) chosen.Add((words.AllowsCommercial, first with { Commercial = null }));
        if (ask.Derivatives is true) chosen.Add((words.AllowsDerivatives, first with { Derivatives = null }));
        foreach (int territory in ask.Territories) chosen.Add((texts.Sets.Territory(territory), first with { Territories = [.. ask.Territories.Where(other => other != territory)] }));
        foreach (int field in ask.Fields) chosen.Add((texts.Sets.Field(field), first with { Fields = [.. ask.Fields.Where(other => other != field)] }));
        if (ask.Final is { } final) chosen.Add((final ? words.OnlyFinal : words.OnlyProvisional, first with { Final = null }));
        return chosen;
    }

    private static string Range(PriceRange price, Texts texts, CurrencyBook currencies)
    {
        string Show(UInt256 amount) => currencies.Money(new TokenAmount((System.Numerics.BigInteger)amount), price.Currency).Show(texts.Numbers);
        return (price.Least == UInt256.Zero, price.Most == UInt256.MaxValue) switch
        {
            (false, true) => Texts.Fill(texts.Discover.From, Show(price.Least)),
            (true, false) => Texts.Fill(texts.Discover.UpTo, Show(price.Most)),
            _ => $"{Show(price.Least)} – {Show(price.Most)}",
        };
    }

    // A comma counts as a point. What is no amount is left out, as everything else that isn't known.
    private static PriceRange? Price(IQueryCollection query, CurrencyBook currencies)
    {
        Address currency = Address.TryParse(query["currency"], out Address asked) ? asked : Address.Zero;
        UInt256? least = Amount(query["least"], currencies.Of(currency).Decimals), most = Amount(query["most"], currencies.Of(currency).Decimals);
        return least is null && most is null ? null : new PriceRange(currency, least ?? UInt256.Zero, most ?? UInt256.MaxValue);
    }

    private static UInt256? Amount(string? text, int decimals)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        try
        {
            return (UInt256)TokenAmount.Parse(text.Trim().Replace(',', '.'), decimals).Units;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Typed(UInt256 amount, int decimals) => new TokenAmount((System.Numerics.BigInteger)amount).Format(decimals);

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
