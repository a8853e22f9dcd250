using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Licensing;

public sealed class LegalTextTests
{
    private const int LegalTextWord = 18;

    public static TheoryData<string> Templates() => [.. TermsTemplates.All.Select(template => template.Name)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void The_text_and_the_file_of_a_template_are_the_published_ones(string name)
    {
        LicenseTerms terms = Template(name);
        GoldenFile.Check(["vectors", "legal", $"{name}.md"], LegalText.Write(terms));
        GoldenFile.Check(["vectors", "legal", $"{name}.json"], Encoding.UTF8.GetString(TermsJson.Write(terms)));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_bit_of_a_template_that_may_change_changes_the_text(string name) => Assert.Empty(SilentBits(Template(name)));

    [Fact]
    public void Every_bit_of_any_terms_that_may_change_changes_the_text() =>
        Prop.ForAll(SampleTerms.Valid.ToArbitrary(), terms => SilentBits(terms).Count == 0).Check(Config.QuickThrowOnFailure.WithMaxTest(3));

    [Fact]
    public void Different_terms_have_different_texts() => Prop.ForAll(Gen.Zip(SampleTerms.Valid, SampleTerms.Valid).ToArbitrary(), pair =>
        pair.Item1 == pair.Item2 == (LegalText.Write(pair.Item1) == LegalText.Write(pair.Item2))
        && (pair.Item1 == pair.Item2) == (pair.Item1.LegalText == pair.Item2.LegalText)).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Members))]
    public void Every_member_changes_the_text(string member, Func<LicenseTerms, LicenseTerms> change)
    {
        LicenseTerms terms = Full(), changed = change(terms);
        Assert.Empty(TermsProblems.Of(changed));
        Assert.True(LegalText.Write(terms) != LegalText.Write(changed), member);
        Assert.True(LegalText.Matches(terms));
        Assert.False(LegalText.Matches(changed));
    }

    public static TheoryData<string, Func<LicenseTerms, LicenseTerms>> Members() => new()
    {
        { "currency", terms => terms with { Currency = Address.Zero } },
        { "price", terms => terms with { Price = new TokenAmount(terms.Price.Units + 1) } },
        { "payment", terms => terms with { Payment = PaymentModel.OneTime, UnitPrice = default, Unit = default } },
        { "period", terms => terms with { Period = 0 } },
        { "unitPrice", terms => terms with { UnitPrice = new TokenAmount(terms.UnitPrice.Units + 1) } },
        { "unit", terms => terms with { Unit = UnitName.Encode("1001 tokens") } },
        { "supply", terms => terms with { Supply = 0 } },
        { "perAccount", terms => terms with { PerAccount = 0 } },
        { "saleStart", terms => terms with { SaleStart = 0 } },
        { "saleEnd", terms => terms with { SaleEnd = 0 } },
        { "rights", terms => terms with { Rights = terms.Rights & ~Rights.Attribution } },
        { "transferable", terms => terms with { Rights = terms.Rights | Rights.Transferable, Issuer = Address.Zero, Claim = default } },
        { "royalty", terms => terms with { Royalty = 0 } },
        { "territories", terms => terms with { Territories = Territories.Worldwide } },
        { "fields", terms => terms with { Fields = FieldsOfUse.All } },
        { "dataTypes", terms => terms with { DataTypes = DataTypes.All } },
        { "issuer", terms => terms with { Issuer = SampleTerms.Bob } },
        { "claim", terms => terms with { Claim = Credential.ClaimOf("another") } },
    };

    [Fact]
    public void The_digest_itself_plays_no_part_in_the_text() =>
        Assert.Equal(LegalText.Write(Full()), LegalText.Write(Full() with { LegalText = Hash32.Zero }));

    [Fact]
    public void Invalid_terms_have_no_text() =>
        Assert.Contains("grace", Assert.Throws<ArgumentException>(() => LegalText.Write(Full() with { Grace = 1 })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_text_is_clean_Markdown()
    {
        string text = LegalText.Write(Full());
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith(".\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", text, StringComparison.Ordinal);
        Assert.Equal(14, text.Split("\n## ").Length - 1);
    }

    /// <summary>Bits of valid terms that flip into other valid terms without another text.</summary>
    private static List<int> SilentBits(LicenseTerms terms)
    {
        byte[] encoded = terms.Encode();
        string text = LegalText.Write(terms);
        List<int> silent = [];
        int valid = 0;
        for (int bit = 0; bit < LegalTextWord * 256; bit++)
        {
            byte[] flipped = [.. encoded];
            flipped[bit / 8] ^= (byte)(128 >> (bit % 8));
            if (Decoded(flipped) is not { } other || TermsProblems.Of(other).Count != 0) continue;
            valid++;
            if (LegalText.Write(other) == text) silent.Add(bit);
        }
        Assert.InRange(valid, 500, LegalTextWord * 256); // the sets alone have 309 bits, the amounts and the currency as many again
        return silent;
    }

    private static LicenseTerms? Decoded(byte[] encoded)
    {
        try
        {
            return LicenseTerms.Decode(encoded);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static LicenseTerms Template(string name) => TermsTemplates.Find(name).Make(SampleTerms.Usdc, SampleTerms.Price);

    private static LicenseTerms Full() => LegalText.Seal(new LicenseTerms
    {
        Currency = SampleTerms.Usdc,
        Price = new TokenAmount(1),
        Payment = PaymentModel.Metered,
        Period = 86_400,
        UnitPrice = new TokenAmount(25),
        Unit = UnitName.Encode("1000 tokens"),
        Supply = 100,
        PerAccount = 1,
        SaleStart = 1_798_761_600,
        SaleEnd = 1_830_297_600,
        Rights = (Rights)15,
        Royalty = 250,
        Territories = Territories.Parse("EU,CH"),
        Fields = FieldsOfUse.Parse("medical,research"),
        DataTypes = DataTypes.Parse("medical-images"),
        Issuer = SampleTerms.Alice,
        Claim = Credential.ClaimOf("accredited-hospital"),
    });
}
