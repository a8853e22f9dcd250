using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Server.Heritage;
using ModelDeed.Server.Search;
using ModelDeed.Server.Ui;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Server.Ui;

/// <summary>Components with strangers' words in them: whatever those are, a page gets them as text, in both languages.</summary>
public sealed class ComponentTests
{
    private const ulong Now = 1_800_000_000;

    private static readonly Hash32 Id = Hash32.Parse(new string('a', 64));

    private static readonly Address Somebody = Address.Parse("0x" + new string('1', 40));

    private static readonly CurrencyBook Currencies = new(KnownChains.Embedded.Currency);

    /// <summary>Texts that break out of elements, attributes, scripts and lines where something is copied unescaped.</summary>
    public static TheoryData<string> Hostile =>
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title></style></script><svg onload=alert(1)>", "<!--<iframe src=//evil.example>", "javascript:alert(1)",
        "{{7*7}}@(1+1)${1}", "&lt;b&gt;&#60;script&#62;", "\u202Egnp.exe\u0000\u0007", "\r\nSet-Cookie: a=b\r\n\r\n<b>", new string('W', 5_000), "\ud800 half a pair", "",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public Task A_card_of_the_search_is_only_text(string hostile) => Check<AssetCard>(text => new()
    {
        ["Hit"] = new SearchHit
        {
            TitleId = UInt256.FromHash(Id),
            Name = text,
            Excerpt = text,
            Kind = AssetKind.Model,
            Owner = Somebody,
            Author = Somebody,
            AuthorName = text,
            Task = text,
            Format = text,
            Tags = [text],
            Prices = [new CurrencyAmount(Address.Zero, new UInt256(50))],
            Payments = [PaymentModel.OneTime],
            RegisteredAt = Now,
            FinalAt = Now,
            Final = true,
            Licensed = 3,
            Derivatives = 1,
            Block = 1,
        },
        ["Currencies"] = Currencies,
        ["Final"] = 10L,
    }, hostile);

    [Theory]
    [MemberData(nameof(Hostile))]
    public Task A_look_alike_is_only_text(string hostile) => Check<AssetKin>(text => new()
    {
        ["Id"] = Id,
        ["Declared"] = new HashSet<Hash32>(),
        ["Kins"] = new TitledKins(1_234, [new TitledKin(Id, text, Id, new HeritageComparison(Verdict.Derived, 0.81, 1, 0.9, [], 33, -300, Direction.SuspectIsChild, [Change.Quantized, Change.Pruned]))]),
    }, hostile);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_search_that_had_to_be_refused_is_not_called_a_missing_print(bool isBusy)
    {
        IDocument document = await Render<AssetKin>(new() { ["Id"] = Id, ["Declared"] = new HashSet<Hash32>(), ["Kins"] = null, ["IsBusy"] = isBusy }, TextsEnglish.All);
        Assert.Contains(isBusy ? TextsEnglish.All.Kin.Busy : TextsEnglish.All.Kin.NoPrint, document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public Task Filters_that_a_link_brings_are_only_text(string hostile) => Check<DiscoverPage>(text =>
    {
        SearchRequest ask = new() { Text = text, Tasks = [text], Formats = [text], Price = new PriceRange(Address.Zero, UInt256.One, UInt256.MaxValue) };
        FacetCount<string>[] facets = [new(text, 2)];
        SearchPage found = new()
        {
            Hits = [],
            Total = 0,
            Words = [],
            Corrections = [new Correction(text, text)],
            Next = null,
            Facets = new SearchFacets { Kinds = [], Tasks = facets, Formats = facets, Payments = [], Territories = [], Fields = [], Commercial = [], Derivatives = [], Final = [], Prices = [] },
        };
        return new() { ["Ask"] = ask, ["Found"] = found, ["Currencies"] = Currencies };
    }, hostile, whole: true);

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task An_order_and_an_auction_are_only_text(string hostile)
    {
        await Check<OrderItem>(text => new()
        {
            ["Order"] = new OrderLine(Id, true, Somebody, Somebody, new TitleName(Id, text, Somebody, 2), new UInt256(100), Price(text), true, Now + 60, UInt256.One, "open", null),
            ["Back"] = "/market",
            ["Named"] = true,
        }, hostile);
        await Check<AuctionItem>(text => new()
        {
            ["Auction"] = new AuctionLine(UInt256.One, new TitleName(Id, text, Somebody, 2), new UInt256(100), Somebody, Somebody, Price(text), Price(text), Price(text), 2, Now + 60, 60, "open"),
            ["Back"] = "/market",
            ["Named"] = true,
        }, hostile);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public Task A_tensors_table_is_only_text(string hostile) =>
        Check<ModelDeed.Server.Ui.TensorTable>(text => new() { ["Tensors"] = new[] { new ManifestTensor(text, "F32", [1, 2], Id) }, ["Search"] = text }, hostile);

    [Fact]
    public async Task Shares_are_whole_and_what_is_left_is_named()
    {
        TitleName title = new(Id, "A model", Somebody, 0);
        OrderLine order = new(Id, true, Somebody, null, title, new UInt256(1_000), Currencies.Money(new TokenAmount(1_500_000_000_000_000_000), Address.Zero), false, Now, UInt256.One, "open", null);
        IDocument document = await Render<OrderItem>(new() { ["Order"] = order, ["Back"] = "/market", ["Named"] = true }, TextsEnglish.All);
        Assert.Contains("1.5 ETH", document.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("for 1,000 shares", document.Body.TextContent, StringComparison.Ordinal);
        Assert.Equal("1000", document.QuerySelector("input[name=shares]")!.GetAttribute("value"));
        Assert.Equal($"{Somebody}", document.QuerySelector("[data-act=fill]")!.GetAttribute("data-not-for"));
        Assert.Null(document.QuerySelector("[data-act=fill]")!.GetAttribute("data-for"));
    }

    [Fact]
    public async Task Accounts_that_everybody_knows_have_names_and_others_their_digits()
    {
        PagesOptions pages = new(KnownChains.Embedded, [("Market", Somebody)]);
        using PrivateKey second = DemoAccounts.Key(1, KnownChains.Embedded);
        AccountNames names = AccountNames.Of(pages);
        Assert.Equal("Demo account 2", names.Show(second.Address, TextsEnglish.All));
        Assert.Equal("Demokonto 2", names.Show(second.Address, TextsGerman.All));
        Assert.Equal("Market", names.Show(Somebody, TextsEnglish.All));
        Assert.Equal("0x2222…2222", names.Show(Address.Parse("0x" + new string('2', 40)), TextsEnglish.All));
        Assert.Null(AccountNames.Of(pages with { Chain = KnownChains.Ethereum }).Of(second.Address, TextsEnglish.All));
        IDocument document = await Render<Account>(new() { ["Address"] = second.Address }, TextsEnglish.All, names);
        Assert.Equal($"/accounts/{second.Address}", document.QuerySelector("a")!.GetAttribute("href"));
    }

    // No element or attribute comes from the text, every link stays here, and the text is there as it is (but for what turns writing around).
    private static async Task Check<TComponent>(Func<string, Dictionary<string, object?>> values, string text, bool whole = false) where TComponent : IComponent
    {
        foreach (Texts texts in Texts.All)
        {
            IDocument document = await Render<TComponent>(values(text), texts, whole: whole), plain = await Render<TComponent>(values("plain"), texts, whole: whole);
            Assert.Empty(document.QuerySelectorAll("iframe, img, object, embed, style, base, script:not([src])"));
            Assert.All(document.All.SelectMany(element => element.Attributes), attribute => Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), attribute.Name));
            Assert.All(document.QuerySelectorAll("[href]"), link => Assert.Matches(@"\A[/?#]", link.GetAttribute("href")));
            // The same elements as with a harmless word: none was opened, none closed.
            if (text.Length > 0) Assert.Equal(plain.All.Select(element => element.LocalName), document.All.Select(element => element.LocalName));
            string shown = document.DocumentElement.TextContent + string.Concat(document.All.SelectMany(element => element.Attributes).Select(attribute => attribute.Value));
            if (text.Length is > 0 and < 24 && !text.Any(char.IsSurrogate)) Assert.Contains(Ink.Tame(text, 24), shown, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202E', document.Body!.TextContent);
        }
    }

    // In a token that calls itself so.
    private static Money Price(string symbol)
    {
        CurrencyBook learned = new(KnownChains.Embedded.Currency);
        Address token = Address.Parse("0x" + new string('7', 40));
        learned.Learn(token, symbol, 6);
        return learned.Money(new TokenAmount(1_500_000), token);
    }

    private static async Task<IDocument> Render<TComponent>(Dictionary<string, object?> values, Texts texts, AccountNames? names = null, bool whole = false) where TComponent : IComponent
    {
        await using ServiceProvider services = new ServiceCollection().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).BuildServiceProvider();
        await using HtmlRenderer renderer = new(services, NullLoggerFactory.Instance);
        Visit visit = new(texts, "", "/") { Names = names ?? AccountNames.None };
        RenderFragment inner = builder =>
        {
            builder.OpenComponent<TComponent>(0);
            foreach ((string name, object? value) in values) builder.AddComponentParameter(1, name, value);
            if (whole) builder.AddComponentParameter(2, "V", visit);
            builder.CloseComponent();
        };
        string html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<CascadingValue<Visit>>(
            ParameterView.FromDictionary(new Dictionary<string, object?> { ["Value"] = visit, ["IsFixed"] = true, ["ChildContent"] = inner }))).ToHtmlString());
        return new HtmlParser().ParseDocument(html);
    }
}
