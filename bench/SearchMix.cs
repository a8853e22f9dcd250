using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Search;
using ModelDeed.Tests.Server.Search;
using ModelDeed.Titles;

namespace ModelDeed.Bench;

/// <summary>Searches over generated titles: mostly words and filters as people choose them; one in five of a kind that is meant to be slow.</summary>
/// <param name="seed">The same searches for the same seed.</param>
/// <param name="titles">How many titles there are.</param>
internal sealed class SearchMix(ulong seed, int titles)
{
    /// <summary>The kinds of text, each with its weight in twentieths.</summary>
    public static readonly (string Name, int Weight)[] Kinds =
        [("no words", 4), ("a family", 4), ("a word", 3), ("two words", 2), ("a mistake", 2), ("three letters*", 1), ("one letter*", 1), ("words of most titles", 2), ("nine words", 1)];

    private readonly GeneratedTitles _random = new(seed);

    /// <summary>Searches of all kinds by their weights.</summary>
    public IEnumerable<SearchRequest> Take(int count) => Enumerable.Range(0, count).Select(_ => Next(KindOf(_random.Below(20))));

    /// <summary>A search of a kind, with filters and an order by chance.</summary>
    public SearchRequest Next(int kind)
    {
        SearchRequest request = new() { Text = Text(kind), Sort = (SearchSort)_random.Below(4), IncomeCurrency = GeneratedTitles.Dollar };
        if (_random.Chance(30)) request = request with { Kinds = [AssetKind.Model] };
        if (_random.Chance(20)) request = request with { Tasks = ["text-generation", "translation"] };
        if (_random.Chance(20)) request = request with { Formats = ["gguf"] };
        if (_random.Chance(20)) request = request with { Payments = [PaymentModel.OneTime, PaymentModel.Free] };
        if (_random.Chance(20)) request = request with { Territories = [_random.Below(Territories.Count)] };
        if (_random.Chance(10)) request = request with { Fields = [_random.Below(FieldsOfUse.Count)], Derivatives = true };
        if (_random.Chance(10)) request = request with { Price = new PriceRange(GeneratedTitles.Dollar, 1_000_000, new UInt256((ulong)_random.Below(500) * 1_000_000)) };
        if (_random.Chance(10)) request = request with { Final = _random.Chance(80) };
        if (_random.Chance(10)) request = request with { Sort = SearchSort.Newest, After = new SearchCursor(SearchSort.Newest, GeneratedTitles.Now - (ulong)_random.Below(60_000_000), GeneratedTitles.IdOf(_random.Below(titles))) };
        return request;
    }

    private static int KindOf(int twentieth)
    {
        int kind = 0;
        while (twentieth >= Kinds[kind].Weight) twentieth -= Kinds[kind++].Weight;
        return kind;
    }

    private string Text(int kind) => kind switch
    {
        0 => "",
        1 => _random.Pick(["bert", "llama", "resnet", "whisper", "mistral", "gpt"]),
        2 => _random.Word(),
        3 => _random.Word() + " " + _random.Pick(["bert", "llama", "instruct", "chat"]),
        4 => _random.Pick(["mistrla", "wisper", "instrcut", "rsenet"]),
        5 => _random.Word()[..3] + "*",
        6 => _random.Pick(["m*", "t*", "b*", "k*"]),
        7 => _random.Pick(["model", "trained", "data", "on the"]),
        _ => "the model trained on language data for fine tuned images",
    };
}
