using System.Numerics;
using System.Xml.Linq;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Server.Ui;

namespace ModelDeed.Tests.Server.Ui;

/// <summary>Words, numbers and pictures of both languages.</summary>
public sealed class WordsTests
{
    [Theory]
    [InlineData("1234567500000000000", 18, "≈ 1.234567 ETH", "≈ 1,234567 ETH")]
    [InlineData("1234567000000000000000000", 18, "1,234,567 ETH", "1.234.567 ETH")]
    [InlineData("1", 18, "< 0.000001 ETH", "< 0,000001 ETH")]
    [InlineData("0", 18, "0 ETH", "0 ETH")]
    [InlineData("49500000", 6, "49.5 ETH", "49,5 ETH")]
    [InlineData("7", 0, "7 ETH", "7 ETH")]
    public void Amounts_are_cut_never_rounded_up(string units, int decimals, string english, string german)
    {
        TokenAmount amount = new(BigInteger.Parse(units));
        Assert.Equal(english, TextsEnglish.All.Numbers.Amount(amount, decimals, "ETH"));
        Assert.Equal(german, TextsGerman.All.Numbers.Amount(amount, decimals, "ETH"));
    }

    [Fact]
    public void Times_are_in_UTC_and_far_ones_do_not_break()
    {
        Assert.Equal("21 Nov 2026, 09:23 UTC", TextsEnglish.All.Numbers.Minute(1_795_253_000));
        Assert.Equal("21. Nov. 2026", TextsGerman.All.Numbers.Day(1_795_253_000));
        Assert.Equal("1099511627775", TextsEnglish.All.Numbers.Minute(Seconds.Most));
        Assert.Equal("", Numbers.Machine(ulong.MaxValue));
    }

    [Fact]
    public void German_has_a_name_for_every_entry_of_the_lists()
    {
        Assert.Equal((Territories.Count, FieldsOfUse.Count, DataTypes.Count), GermanNames.Counts);
        Assert.Equal(Territories.Count, Enumerable.Range(0, Territories.Count).Select(GermanNames.Territory).Distinct().Count());
        Assert.Equal("Deutschland", GermanNames.Territory(Territories.IndexOf("DE")));
        Assert.Equal("Südafrika", GermanNames.Territory(Territories.IndexOf("ZA")));
        Assert.Equal("Kap Verde", GermanNames.Territory(Territories.IndexOf("CV")));
        Assert.Equal("Tschad", GermanNames.Territory(Territories.IndexOf("TD")));
        Assert.Equal("Rumänien", GermanNames.Territory(Territories.IndexOf("RO")));
        Assert.Equal("Übersetzung", GermanNames.Field(FieldsOfUse.IndexOf("translation")));
        Assert.Equal("Stimmaufnahmen", GermanNames.Data(DataTypes.IndexOf("voice")));
    }

    [Fact]
    public void Both_languages_name_the_same_events_and_say_nothing_in_the_others_words()
    {
        Assert.Equal(TextsEnglish.All.Asset.Events.Keys.Order(), TextsGerman.All.Asset.Events.Keys.Order());
        Assert.Empty(TextsEnglish.All.Asset.Events.Where(pair => pair.Value.Contains("{0}", StringComparison.Ordinal) != TextsGerman.All.Asset.Events[pair.Key].Contains("{0}", StringComparison.Ordinal)));
        Assert.NotEqual(TextsEnglish.All.Layout.Footer, TextsGerman.All.Layout.Footer);
    }

    [Fact]
    public void Every_territory_stands_in_one_region() =>
        Assert.Equal(Enumerable.Range(0, Territories.Count), Regions.All.SelectMany(region => region).Order());

    [Fact]
    public void Tiles_fill_exactly_what_is_in_the_set()
    {
        XElement svg = XElement.Parse(TerritoryTiles.Svg(Territories.Parse("EU,CH"), "a & b", TextsEnglish.All.Sets.Regions));
        Assert.Equal(Territories.Parse("EU,CH").Indices.Select(Territories.CodeOf).Order(), svg.Elements("text").Where(text => text.Attribute("class")!.Value == "in").Select(text => text.Value).Order());
        Assert.Equal(Territories.Count - 28, svg.Elements("text").Count(text => text.Attribute("class")!.Value == "out"));
        Assert.Contains(svg.Elements("text"), text => text.Value.StartsWith("Europe 27/", StringComparison.Ordinal));
        Assert.Contains(svg.Elements("text"), text => text.Value.StartsWith("Asia 1/", StringComparison.Ordinal)); // Cyprus
    }

    [Fact]
    public void Identicons_differ_with_every_byte_and_are_always_the_same()
    {
        Hash32 hash = Hash32.Parse(string.Concat(Enumerable.Repeat("5a", 32)));
        string one = Identicon.Svg(hash);
        Assert.Equal(one, Identicon.Svg(hash));
        Assert.Equal("svg", XElement.Parse(one).Name.LocalName);
        for (int i = 0; i < 29; i++)
        {
            byte[] bytes = hash.ToArray();
            bytes[i] ^= 0xff;
            Assert.NotEqual(one, Identicon.Svg(new Hash32(bytes)));
        }
    }

    [Fact]
    public void Terms_say_what_is_allowed_and_what_is_not()
    {
        LicenseTerms terms = TermsTemplates.CommercialDerivatives(Address.Zero, new TokenAmount(1), royalty: 1_000);
        Assert.Contains("make and register derivatives; you owe 10 % of their income", OfferWords.May(terms, TextsEnglish.All));
        Assert.Contains("earn money with it", OfferWords.May(terms, TextsEnglish.All));
        Assert.Contains(OfferWords.MayNot(terms, TextsEnglish.All), words => words.StartsWith("use it for defence, surveillance", StringComparison.Ordinal));
        Assert.Contains("damit Geld verdienen", OfferWords.MayNot(TermsTemplates.AcademicResearch(Address.Zero, default), TextsGerman.All));
        Assert.False(OfferWords.IsStrange(terms));
        Assert.True(OfferWords.IsStrange(terms with { Fields = new FieldsOfUse(1ul << 47) }));
    }

    [Theory]
    [InlineData(1, 1, new[] { 1 })]
    [InlineData(1, 9, new[] { 1, 2, 0, 9 })]
    [InlineData(5, 9, new[] { 1, 0, 4, 5, 6, 0, 9 })]
    [InlineData(4, 9, new[] { 1, 2, 3, 4, 5, 0, 9 })]
    [InlineData(9, 9, new[] { 1, 0, 8, 9 })]
    public void Pages_near_the_current_one_are_shown(int current, int last, int[] shown) => Assert.Equal(shown, Paging.Shown(current, last));

    [Theory]
    [InlineData("de-AT, en;q=0.8", "de")]
    [InlineData("fr, en;q=0.2, de;q=0.5", "de")]
    [InlineData("de;q=0, en", "en")]
    [InlineData("fr", null)]
    [InlineData("", null)]
    [InlineData("de;q=x", null)]
    public void The_language_is_what_the_browser_wants_most(string header, string? code) => Assert.Equal(code, Visit.Accepted(header)?.Code);

    [Theory]
    [InlineData("/assets/1?x=2", "/assets/1?x=2")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/a\r\nSet-Cookie: x", "/")]
    [InlineData(null, "/")]
    public void A_link_leads_back_only_to_us(string? path, string expected) => Assert.Equal(expected, Visit.LocalPath(path));

    [Fact]
    public void Strangers_names_are_tamed() => Assert.Equal("abcd…", Ink.Tame("a\u202Eb\0c\u2066defgh", 4));
}
