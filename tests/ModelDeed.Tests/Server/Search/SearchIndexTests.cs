using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Search;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Server.Search;

/// <summary>The index in memory finds what looking at every title finds, whatever came, changed or went before.</summary>
public sealed class SearchIndexTests
{
    private const ulong Now = GeneratedTitles.Now;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Finds_counts_and_orders_as_the_oracle_does_after_changes_and_removals(ulong seed)
    {
        var random = new GeneratedTitles(seed);
        using var index = new SearchIndex();
        Dictionary<UInt256, SearchDocument> titles = [];
        for (int round = 0; round < 6; round++)
        {
            List<SearchDocument> changes = [.. Enumerable.Range(0, 300).Select(_ => random.Below(900)).Distinct().Select(number => Change(random, titles, number))];
            index.Apply(changes);
            foreach (SearchDocument change in changes)
                if (change.Removed) titles.Remove(change.TitleId);
                else titles[change.TitleId] = change;
            Assert.Equal(titles.Count, index.Count);
            for (int i = 0; i < 25; i++) Compare(index, titles.Values, Request(random));
        }
        Assert.True(index.Wasted > 0, "No text changed: the test tests less than it says.");
    }

    [Fact]
    public void Pages_follow_one_another_without_a_gap_or_a_repetition()
    {
        var random = new GeneratedTitles(7);
        SearchDocument[] titles = [.. random.Take(700)];
        using var index = new SearchIndex();
        index.Apply(titles);
        foreach (SearchSort sort in Enum.GetValues<SearchSort>())
        {
            SearchRequest request = new() { Text = "model", Sort = sort, IncomeCurrency = GeneratedTitles.Dollar, Limit = 9 };
            List<UInt256> read = [];
            for (SearchCursor? after = null; ;)
            {
                SearchResult page = index.Find(request with { After = after }, Now);
                read.AddRange(page.Titles);
                if (page.Next is null) break;
                Assert.True(SearchCursor.TryParse(page.Next.ToString(), out after));
            }
            Assert.Equal(SearchOracle.Find(titles, request, Now), read);
        }
    }

    [Fact]
    public void A_cursor_of_another_order_is_refused_and_any_number_in_one_is_a_place()
    {
        using var index = new SearchIndex();
        index.Apply([.. new GeneratedTitles(1).Take(20)]);
        Assert.Throws<ArgumentException>(() => index.Find(new SearchRequest { After = new SearchCursor(SearchSort.Income, default, default) }, Now));
        Assert.Equal(20, index.Find(new SearchRequest { After = new SearchCursor(SearchSort.Newest, UInt256.MaxValue, UInt256.MaxValue) }, Now).Titles.Count);
        Assert.Empty(index.Find(new SearchRequest { After = new SearchCursor(SearchSort.Newest, default, UInt256.MaxValue) }, Now).Titles);
    }

    [Theory]
    [InlineData("brt", null)]
    [InlineData("bret", "bert")]
    [InlineData("mistrall", "mistral")]
    [InlineData("instrct", "instruct")]
    [InlineData("xyzxyzxyz", null)]
    public void A_word_nobody_has_is_taken_for_the_nearest(string typed, string? meant)
    {
        using var index = new SearchIndex();
        index.Apply([.. new GeneratedTitles(5).Take(400)]);
        SearchResult found = index.Find(new SearchRequest { Text = typed }, Now);
        Assert.Equal(meant is null ? [] : [new Correction(typed, meant)], found.Corrections);
        Assert.Equal(meant is null ? 0 : index.Find(new SearchRequest { Text = meant }, Now).Total, found.Total);
    }

    [Fact]
    public void A_word_whose_titles_all_went_is_corrected_like_one_that_never_was()
    {
        SearchDocument gone = new() { TitleId = 1, Name = "bertha" }, stays = new() { TitleId = 2, Name = "berthe" };
        using var index = new SearchIndex();
        index.Apply([gone, stays]);
        Assert.Empty(index.Find(new SearchRequest { Text = "bertha" }, Now).Corrections);
        index.Apply([gone with { Removed = true }]);
        Assert.Equal([new Correction("bertha", "berthe")], index.Find(new SearchRequest { Text = "bertha" }, Now).Corrections);
        Assert.Equal(["berthe"], index.Suggest("ber").Select(found => found.Text));
    }

    [Fact]
    public void Suggestions_are_the_commonest_words_of_names_tags_and_authors()
    {
        SearchDocument[] titles = [.. new GeneratedTitles(11).Take(500)];
        using var index = new SearchIndex();
        index.Apply(titles);
        foreach (string prefix in new[] { "b", "m", "in", "ka", "zz", "模" })
        {
            IEnumerable<SearchSuggestion> expected = titles.SelectMany(Shown).Where(word => word.StartsWith(prefix, StringComparison.Ordinal))
                .CountBy(word => word).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(8)
                .Select(pair => new SearchSuggestion("big " + pair.Key, pair.Value));
            Assert.Equal(expected, index.Suggest("big " + prefix));
        }
    }

    [Fact]
    public void Hostile_text_is_only_words()
    {
        using var index = new SearchIndex();
        index.Apply([.. new GeneratedTitles(3).Take(100)]);
        string[] nothing = ["", "   ", "\"", "''", "*", "**", "NEAR(", "\0", "\ud800", "%_", ":-)", "-", "()", "'); --", new string('"', 10_000), "\u0301\u0301"];
        foreach (string text in nothing.Where(text => QueryWords.Parse(text).Count == 0)) Assert.Equal(100, index.Find(new SearchRequest { Text = text }, Now).Total);
        Assert.All(nothing, text => Assert.Empty(QueryWords.Parse(text).Where(word => word.Text is not "near")));
        Assert.Equal(0, index.Find(new SearchRequest { Text = new string('x', 10_000) }, Now).Total);
        Assert.Equal(8, index.Find(new SearchRequest { Text = string.Join(' ', Enumerable.Range('a', 26).Select(c => new string((char)c, 3))) }, Now).Words.Count);
        Assert.Equal(index.Find(new SearchRequest { Text = "llama" }, Now).Total, index.Find(new SearchRequest { Text = "\"LLAMA\"\0; {llama} ^llama" }, Now).Total);
    }

    private static SearchDocument Change(GeneratedTitles random, Dictionary<UInt256, SearchDocument> titles, int number)
    {
        SearchDocument made = random.Title(number);
        if (!titles.TryGetValue(made.TitleId, out SearchDocument? old)) return random.Chance(90) ? made : new SearchDocument { TitleId = made.TitleId, Removed = true };
        return random.Below(4) switch
        {
            0 => new SearchDocument { TitleId = made.TitleId, Removed = true },
            1 => made,
            // The same text, other facts: changed in place.
            _ => made with { Name = old.Name, Description = old.Description, Tags = old.Tags, Task = old.Task, Format = old.Format, AuthorName = old.AuthorName, Author = old.Author, Owner = old.Owner },
        };
    }

    private static SearchRequest Request(GeneratedTitles random)
    {
        string[] texts = ["", "", "model", "bert", "bert base", "trained on the data", "ka*", "m*", "GGUF llama", "größe", "GROSSE", "模", "0x00000001" + new string('0', 32), random.Word()];
        return new SearchRequest
        {
            Text = texts[random.Below(texts.Length)],
            Kinds = random.Chance(20) ? [(AssetKind)random.Below(5), AssetKind.Model] : [],
            Tasks = random.Chance(20) ? ["text-generation", "no-such-task"] : [],
            Formats = random.Chance(20) ? ["gguf", "onnx"] : [],
            Payments = random.Chance(20) ? [(PaymentModel)random.Below(4)] : [],
            Commercial = random.Chance(20) ? random.Chance(50) : null,
            Derivatives = random.Chance(20) ? random.Chance(50) : null,
            Final = random.Chance(20) ? random.Chance(50) : null,
            Price = random.Chance(20) ? new PriceRange(GeneratedTitles.Dollar, 1_000_000, new UInt256((ulong)random.Below(500) * 1_000_000)) : null,
            Territories = random.Chance(30) ? [random.Below(249), Territories.IndexOf("DE")] : [],
            Fields = random.Chance(20) ? [random.Below(40)] : [],
            Sort = (SearchSort)random.Below(4),
            IncomeCurrency = random.Chance(80) ? GeneratedTitles.Dollar : GeneratedTitles.Euro,
            Limit = 1 + random.Below(30),
        };
    }

    private static void Compare(SearchIndex index, IReadOnlyCollection<SearchDocument> titles, SearchRequest request)
    {
        // A word that no title has would be corrected; that is tested apart.
        if (QueryWords.Parse(request.Text) is [{ Prefix: false }] && SearchOracle.Counted(titles, new SearchRequest { Text = request.Text }, Now, null).Count == 0) return;
        List<UInt256> expected = SearchOracle.Find(titles, request, Now);
        SearchResult found = index.Find(request, Now);
        Assert.Equal(expected.Take(request.Limit), found.Titles);
        Assert.Equal(expected.Count, found.Total);
        Assert.Equal(expected.Count > request.Limit, found.Next is not null);
        List<SearchDocument> Counted(FacetGroup? except) => SearchOracle.Counted(titles, request, Now, except);
        List<SearchDocument> all = Counted(null);
        SearchFacets facets = found.Facets;
        Assert.Equal(Counted(FacetGroup.Kind).CountBy(title => title.Kind).OrderBy(pair => pair.Key).Select(pair => new FacetCount<AssetKind>(pair.Key, pair.Value)), facets.Kinds);
        Assert.Equal(ByText(Counted(FacetGroup.Task).Select(title => title.Task)), facets.Tasks);
        Assert.Equal(ByText(Counted(FacetGroup.Format).Select(title => title.Format)), facets.Formats);
        Assert.Equal(ByBit(Counted(FacetGroup.Payment), 4, (title, i) => (title.Payments >> i & 1) != 0), facets.Payments.Select(facet => new FacetCount<int>((int)facet.Value, facet.Count)));
        Assert.Equal(ByBit(all, 249, (title, i) => title.Territories.Contains(i)), facets.Territories);
        Assert.Equal(ByBit(all, 40, (title, i) => title.Fields.Contains(i)), facets.Fields);
        Assert.Equal(ByBit(Counted(FacetGroup.Commercial), 2, (title, i) => title.CommercialAllowed == (i == 1)), facets.Commercial.Select(facet => new FacetCount<int>(facet.Value ? 1 : 0, facet.Count)));
        Assert.Equal(ByBit(Counted(FacetGroup.Derivatives), 2, (title, i) => title.DerivativesAllowed == (i == 1)), facets.Derivatives.Select(facet => new FacetCount<int>(facet.Value ? 1 : 0, facet.Count)));
        Assert.Equal(ByBit(Counted(FacetGroup.Final), 2, (title, i) => title.FinalAt <= Now == (i == 1)), facets.Final.Select(facet => new FacetCount<int>(facet.Value ? 1 : 0, facet.Count)));
        IEnumerable<PriceFacet> prices =
            from title in Counted(FacetGroup.Price)
            from price in title.Prices
            group price.Amount by price.Currency into amounts
            orderby amounts.Count() descending, amounts.Key
            select new PriceFacet(amounts.Key, amounts.Count(), amounts.Min(), amounts.Max());
        Assert.Equal(prices, facets.Prices);
    }

    private static IEnumerable<FacetCount<string>> ByText(IEnumerable<string> values) => values.Where(value => value.Length > 0).CountBy(value => value)
        .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new FacetCount<string>(pair.Key, pair.Value));

    private static IEnumerable<FacetCount<int>> ByBit(List<SearchDocument> titles, int count, Func<SearchDocument, int, bool> has) =>
        Enumerable.Range(0, count).Select(i => new FacetCount<int>(i, titles.Count(title => has(title, i)))).Where(facet => facet.Count > 0);

    private static IEnumerable<string> Shown(SearchDocument title)
    {
        Dictionary<string, Place> words = [];
        DocumentWords.Collect(title, words);
        return words.Where(pair => pair.Value != Place.Description).Select(pair => pair.Key);
    }
}
