using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Licensing;

/// <summary>Offers folded from logs, and how licenses stand.</summary>
public sealed class StandingTests
{
    private static readonly LicenseTerms Terms = TermsTemplates.Subscription(SampleTerms.Usdc, new TokenAmount(49));
    private static readonly HeldLicense Held = new(1, 7, Terms.TermsId(), SampleTerms.Bob,
        new License(new LicenseScope(Territories.Parse("DE"), FieldsOfUse.Parse("medical"), DataTypes.Parse("voice")), 100, 200, default), Counts: true);

    private static readonly LicenseScope Use = Held.License.Scope;

    [Fact]
    public void An_offer_follows_its_own_logs_only()
    {
        Offer? offer = Offer.Apply(null, Offered(Terms, OfferState.Open));
        Assert.Equal(new Offer(7, Terms.TermsId(), Terms, OfferState.Open), offer);
        Assert.True(offer!.IdHolds && offer.TextHolds);
        Hash32 other = Keccak256.HashUtf8("other terms");
        Assert.Equal(offer, Offer.Apply(offer, Changed(other, OfferState.Closed)));
        Assert.Equal(OfferState.Closed, Offer.Apply(offer, Changed(offer.TermsId, OfferState.Closed))!.State);
        Offer ended = Offer.Apply(offer, Ended(offer.TermsId, 1))!;
        Assert.True(ended.RenewalsEnded);
        Assert.True(Offer.Apply(ended, Offered(Terms, OfferState.Open))!.RenewalsEnded); // publishing again allows no renewals
        Assert.False(Offer.Apply(ended, Ended(offer.TermsId, 0))!.RenewalsEnded);
        Assert.Null(Offer.Apply(null, Changed(other, OfferState.Open)));
    }

    [Fact]
    public void A_changed_bit_of_terms_is_found()
    {
        Offer offer = new(7, Terms.TermsId(), Terms with { Supply = Terms.Supply ^ 1 }, OfferState.Open);
        Assert.False(offer.IdHolds);
        Assert.False(offer.TextHolds);
        Assert.False((offer with { Terms = Terms with { Rights = Rights.ShareAlike } }).TextHolds); // terms without words have no text
    }

    [Fact]
    public void Terms_survive_the_way_to_the_contract_and_back() => Assert.Equal(Terms, LicenseTerms.Of(Terms.ForContract()));

    [Theory]
    [InlineData(99, LicenseStanding.NotYet)]
    [InlineData(100, LicenseStanding.Valid)]
    [InlineData(199, LicenseStanding.Valid)]
    [InlineData(200, LicenseStanding.Expired)]
    public void A_license_stands_to_the_second(ulong time, LicenseStanding standing)
    {
        Assert.Equal(standing, Held.At(time));
        Assert.Equal(LicenseStanding.Void, (Held with { Counts = false }).At(time));
        Assert.Equal(standing == LicenseStanding.Valid, Held.GapFor(Use, time) is null);
    }

    [Theory]
    [InlineData(99, LicenseStanding.NotYet)]
    [InlineData(100, LicenseStanding.Valid)]
    [InlineData(199, LicenseStanding.Valid)]
    [InlineData(200, LicenseStanding.Lapsed)]
    [InlineData(299, LicenseStanding.Lapsed)]
    [InlineData(300, LicenseStanding.Valid)]
    [InlineData(399, LicenseStanding.Valid)]
    [InlineData(400, LicenseStanding.Expired)]
    public void A_late_renewal_keeps_what_was_before_the_gap(ulong time, LicenseStanding standing)
    {
        HeldLicense renewed = Held with { License = Held.License.After(new RenewalOutcome.Renewed(default, 300, 400)) };
        Assert.Equal(standing, renewed.At(time));
        Assert.Equal(standing == LicenseStanding.Valid, renewed.GapFor(Use, time) is null);
        if (standing == LicenseStanding.Lapsed) Assert.Equal(new LicenseGap.Expired(200), renewed.GapFor(Use, time));
        Assert.Empty(Held.License.After(new RenewalOutcome.Renewed(default, 100, 300)).Past);
    }

    [Fact]
    public void The_gap_is_the_first_part_that_is_missing()
    {
        Assert.IsType<LicenseGap.Territories>(Held.GapFor(Use with { Territories = Territories.Parse("FR"), Fields = FieldsOfUse.Parse("media") }, 150));
        Assert.IsType<LicenseGap.Fields>(Held.GapFor(Use with { Fields = FieldsOfUse.Parse("media") }, 250));
        Assert.IsType<LicenseGap.Data>(Held.GapFor(Use with { DataTypes = DataTypes.Parse("minors") }, 150));
        Assert.Equal(new LicenseGap.Expired(200), Held.GapFor(Use, 200));
        Assert.Equal(new LicenseGap.NotYet(100), Held.GapFor(Use, 50));
        Assert.IsType<LicenseGap.Void>((Held with { Counts = false }).GapFor(Use, 150));
        Assert.Null((Held with { License = Held.License with { Expiry = Seconds.Perpetual } }).GapFor(Use, Seconds.Most));
    }

    private static Log Offered(LicenseTerms terms, OfferState state) =>
        Make([.. terms.Encode(), .. Word((ulong)state)], OffersContract.TermsOffered.Topic0, terms.TermsId());

    private static Log Changed(Hash32 termsId, OfferState state) => Make(Word((ulong)state), OffersContract.OfferChanged.Topic0, termsId);

    private static Log Ended(Hash32 termsId, ulong ended) => Make(Word(ended), LicensingContract.RenewalsEnded.Topic0, termsId);

    private static Log Make(byte[] data, Hash32 topic0, Hash32 termsId) =>
        new() { Address = SampleTerms.Alice, Topics = new LogTopics([topic0, new UInt256(7).ToHash(), termsId]), Data = data };

    private static byte[] Word(ulong value) => new UInt256(value).ToHash().Bytes.ToArray();
}
