using System.Numerics;
using ModelDeed.Cli;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Tests.Licensing;

namespace ModelDeed.Tests.Cli;

public sealed class LicensingWordsTests
{
    private static readonly LicenseTerms Cheap = TermsTemplates.Commercial(Address.Zero, new TokenAmount(1)), Dear = TermsTemplates.Commercial(Address.Zero, new TokenAmount(2));
    private static readonly Offer Open = new(7, Cheap.TermsId(), Cheap, OfferState.Open), Closed = new(7, Dear.TermsId(), Dear, OfferState.Closed);

    public static TheoryData<string> Errors => [.. OffersContract.Errors.Concat(LicensingContract.Errors).Select(error => error.Name)
        .Where(name => name.StartsWith("Offers_", StringComparison.Ordinal) || name.StartsWith("Licensing_", StringComparison.Ordinal)).Distinct()];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_error_of_licensing_has_a_sentence(string name)
    {
        AbiError error = OffersContract.Errors.Concat(LicensingContract.Errors).First(known => known.Name == name);
        AbiValue[] arguments = [.. error.Inputs.Select(input => Sample(input.Type.ToString()!))];
        string words = Reasons.Explain(new RevertReason.Custom(error, arguments));
        Assert.EndsWith($" ({name})", words, StringComparison.Ordinal);
        Assert.DoesNotContain($"{name}(", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Countries_and_fields_are_named()
    {
        int germany = Territories.IndexOf("DE");
        Assert.Contains("bought for FR, but the credential says DE", LicensingReasons.Country(germany, Territories.Parse("FR").Bits), StringComparison.Ordinal);
        Assert.Contains("(300) is none of the list", LicensingReasons.Country(300, Territories.Parse("FR").Bits), StringComparison.Ordinal);
        string? sector = LicensingReasons.Words("Licensing_WrongSector", [Number(FieldsOfUse.Parse("medical").Bits), Number(FieldsOfUse.Parse("medical,finance").Bits)]);
        Assert.Equal("bought for medical,finance, but the credential covers medical only: leave out finance", sector);
        Assert.Equal("the sale ended at 2027-01-01 00:00:00 UTC: choose other terms (deed terms list)", LicensingReasons.Words("Offers_NotOnSale", [Number(0), Number(1_798_761_600)]));
    }

    [Fact]
    public void Terms_are_named_by_the_beginning_of_their_id_or_not_at_all()
    {
        string id = Closed.TermsId.ToString();
        Assert.Equal(Open, OfferArgument.Choose([Open, Closed], 7, null)); // the only one for sale
        Assert.Equal(Closed, OfferArgument.Choose([Open, Closed], 7, id));
        Assert.Equal(Closed, OfferArgument.Choose([Open, Closed], 7, id[..8].ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal)));
        Assert.Equal("no-offer", Assert.Throws<Refusal>(() => OfferArgument.Choose([Closed], 7, null)).Code);
        Assert.Equal("no-offer", Assert.Throws<Refusal>(() => OfferArgument.Choose([Open], 7, id)).Code);
        Assert.Equal("usage", Assert.Throws<Refusal>(() => OfferArgument.Choose([Open, Closed with { State = OfferState.Open }], 7, null)).Code);
        Assert.Equal("usage", Assert.Throws<Refusal>(() => OfferArgument.Choose([Open], 7, "0x12")).Code);
    }

    [Fact]
    public void The_gist_says_what_it_costs_and_allows()
    {
        Coin coin = new(SampleTerms.Usdc, "USDC", 6);
        LicenseTerms terms = TermsTemplates.Subscription(SampleTerms.Usdc, coin.Amount("49.5"));
        Assert.Equal("49.5 USDC for each 30 days, renewable, grace 3 days", TermsView.Price(terms, coin));
        Assert.Contains("commercial use, derivatives owe 5 %", TermsView.Gist(TermsTemplates.CommercialDerivatives(SampleTerms.Usdc, new TokenAmount(1)), coin));
        Assert.Equal("free, for 30 days", TermsView.Price(TermsTemplates.Evaluation(Address.Zero, default), coin));
    }

    [Fact]
    public void A_check_says_of_each_license_what_is_missing()
    {
        License license = new(new LicenseScope(Territories.Parse("DE"), FieldsOfUse.Parse("medical"), DataTypes.Parse("voice")), 100, 200, default);
        HeldLicense held = new(1, 7, Cheap.TermsId(), SampleTerms.Bob, license, Counts: true), gone = held with { Id = 2, Counts = false };
        LicenseScope france = new(Territories.Parse("FR"), FieldsOfUse.Parse("medical"), DataTypes.Parse("voice"));
        IReadOnlyList<string> reasons = LicenseCheck.Reasons([held, gone], SampleTerms.Bob, france, 150, licensed: false, holder: false);
        Assert.Equal(2, reasons.Count);
        Assert.EndsWith("is for DE, not for FR", reasons[0], StringComparison.Ordinal);
        Assert.Contains("is void", reasons[1], StringComparison.Ordinal);
        Assert.Equal([$"{SampleTerms.Bob} holds no license of this title"], LicenseCheck.Reasons([], SampleTerms.Bob, france, 150, licensed: false, holder: false));
    }

    private static AbiValue.Number Number(BigInteger value) => new(value);

    private static AbiValue Sample(string type) => type switch
    {
        "address" => new AbiValue.Account(SampleTerms.Alice),
        "bytes32" => new AbiValue.Data(Keccak256.HashUtf8("x").Bytes.ToArray()),
        "string" => new AbiValue.Text("reason"),
        _ => new AbiValue.Number(1),
    };
}
