using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Licensing;

public sealed class DecisionTests
{
    private const ulong Now = 1_800_000_000;
    private const uint Month = TermsTemplates.Month, Grace = TermsTemplates.ThreeDays;

    private static readonly LicenseTerms Subscription = TermsTemplates.Subscription(SampleTerms.Usdc, new TokenAmount(49));
    private static readonly LicenseTerms Open = TermsTemplates.CommercialDerivatives(SampleTerms.Usdc, new TokenAmount(49)) with
    {
        Rights = Rights.Commercial | Rights.Derivatives | Rights.ShareAlike | Rights.Attribution,
    };
    private static readonly LicenseTerms Lax = Open with { Rights = Rights.Commercial | Rights.Derivatives };
    private static readonly License Held = new(new LicenseScope(Territories.Parse("DE"), FieldsOfUse.Parse("medical"), DataTypes.Parse("voice")), Now, Now + Month, new TokenAmount(40));
    private static readonly Hash32 Claim = Credential.ClaimOf("accredited-hospital");
    private static readonly LicenseTerms Guarded = Subscription with { Issuer = SampleTerms.Alice, Claim = Claim };
    private static readonly Credential Paper = new(SampleTerms.Bob, Claim, (ushort)Territories.IndexOf("DE"), FieldsOfUse.Parse("medical,research"), Now + 1, Keccak256.HashUtf8("serial"));

    [Theory]
    [InlineData("DE", "medical", "voice", 0, true)]
    [InlineData("DE", "medical", "voice", Month - 1, true)]
    [InlineData("DE", "medical", "voice", Month, false)]
    [InlineData("DE", "medical", "voice", -1, false)]
    [InlineData("FR", "medical", "voice", 0, false)]
    [InlineData("DE", "finance", "voice", 0, false)]
    [InlineData("DE", "medical", "minors", 0, false)]
    public void A_license_covers_its_scope_to_the_second(string territory, string field, string type, long after, bool covered) => Assert.Equal(covered,
        LicenseState.Covers(Held, Territories.IndexOf(territory), FieldsOfUse.IndexOf(field), DataTypes.IndexOf(type), (ulong)((long)Now + after)));

    [Fact]
    public void A_perpetual_license_covers_the_last_second()
    {
        License perpetual = Held with { Expiry = Seconds.Perpetual };
        Assert.True(LicenseState.Covers(perpetual, Territories.IndexOf("DE"), FieldsOfUse.IndexOf("medical"), DataTypes.IndexOf("voice"), Seconds.Most));
        Assert.False(LicenseState.Covers(perpetual, Territories.Count, FieldsOfUse.IndexOf("medical"), DataTypes.IndexOf("voice"), Now));
    }

    [Fact]
    public void A_quote_is_price_times_periods_and_runs_from_now()
    {
        Assert.Equal(new QuoteOutcome.Offered(new TokenAmount(147), Now + 3 * Month), LicenseState.Quote(Subscription, 3, Now, 9, 9));
        Assert.Equal(new QuoteOutcome.Offered(new TokenAmount(49), Seconds.Perpetual), LicenseState.Quote(Open, 1, Now, 0, 0));
        Assert.Equal(new QuoteOutcome.Offered(new TokenAmount(0), Now + Month), LicenseState.Quote(TermsTemplates.Evaluation(SampleTerms.Usdc, default), 1, Now, 0, 0));
    }

    [Theory]
    [MemberData(nameof(NotSold))]
    public void What_is_not_sold_has_its_reason(SaleRefusal reason, Func<LicenseTerms, LicenseTerms> change, int periods) =>
        Assert.Equal(new QuoteOutcome.Refused(reason), LicenseState.Quote(change(Subscription), (ushort)periods, Now, 5, 2));

    public static TheoryData<SaleRefusal, Func<LicenseTerms, LicenseTerms>, int> NotSold() => new()
    {
        { SaleRefusal.PeriodsImpossible, terms => terms, 0 },
        { SaleRefusal.PeriodsImpossible, terms => terms with { Payment = PaymentModel.OneTime, Grace = 0 }, 2 },
        { SaleRefusal.NotStarted, terms => terms with { SaleStart = Now + 1 }, 1 },
        { SaleRefusal.Ended, terms => terms with { SaleEnd = Now }, 1 },
        { SaleRefusal.SoldOut, terms => terms with { Supply = 5 }, 1 },
        { SaleRefusal.AccountLimit, terms => terms with { PerAccount = 2 }, 1 },
        { SaleRefusal.TooFar, terms => terms with { Period = uint.MaxValue }, ushort.MaxValue },
    };

    [Fact]
    public void The_edges_of_sale_and_supply_are_inside()
    {
        LicenseTerms edge = Subscription with { SaleStart = Now, SaleEnd = Now + 1, Supply = 6, PerAccount = 3 };
        Assert.IsType<QuoteOutcome.Offered>(LicenseState.Quote(edge, 1, Now, 5, 2));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(Month, true)]
    [InlineData(Month + Grace, true)]
    [InlineData(Month + Grace + 1, false)]
    public void A_renewal_joins_on_until_grace_ends_at_the_agreed_price(uint after, bool joins) => Assert.Equal(
        joins ? new RenewalOutcome.Renewed(new TokenAmount(80), Now, Now + 3 * Month) : new RenewalOutcome.Renewed(new TokenAmount(80), Now + after, Now + after + 2 * Month),
        LicenseState.Renew(Held, Subscription, 2, Now + after));

    [Fact]
    public void What_cant_be_renewed_has_its_reason()
    {
        Assert.Equal(new RenewalOutcome.Refused(SaleRefusal.NotRenewable), LicenseState.Renew(Held, Open, 1, Now));
        Assert.Equal(new RenewalOutcome.Refused(SaleRefusal.NotRenewable), LicenseState.Renew(Held with { Expiry = Seconds.Perpetual }, Subscription, 1, Now));
        Assert.Equal(new RenewalOutcome.Refused(SaleRefusal.PeriodsImpossible), LicenseState.Renew(Held, Subscription, 0, Now));
        Assert.Equal(new RenewalOutcome.Refused(SaleRefusal.TooFar), LicenseState.Renew(Held with { Expiry = Seconds.Perpetual - Month }, Subscription, 1, Now));
    }

    [Fact]
    public void Renewing_in_parts_is_renewing_at_once() => Prop.ForAll(Gen.Choose(1, 500).Two().ToArbitrary(), parts =>
    {
        var first = (RenewalOutcome.Renewed)LicenseState.Renew(Held, Subscription, (ushort)parts.Item1, Now);
        var second = (RenewalOutcome.Renewed)LicenseState.Renew(Held with { Expiry = first.Expiry }, Subscription, (ushort)parts.Item2, Now);
        var whole = (RenewalOutcome.Renewed)LicenseState.Renew(Held, Subscription, (ushort)(parts.Item1 + parts.Item2), Now);
        return second.Expiry == whole.Expiry && first.Price.Units + second.Price.Units == whole.Price.Units;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Outside))]
    public void A_child_outside_its_parent_is_told_by_which_member(ScopeMember member, Func<LicenseTerms, LicenseTerms> parent, Func<LicenseTerms, LicenseTerms> child) =>
        Assert.Equal(new MeetOutcome.Outside(1, member), TermsMeet.Check(child(Open), Lax, parent(Open)));

    public static TheoryData<ScopeMember, Func<LicenseTerms, LicenseTerms>, Func<LicenseTerms, LicenseTerms>> Outside() => new()
    {
        { ScopeMember.Territories, terms => terms with { Territories = Territories.Parse("EU"), Fields = FieldsOfUse.Parse("media") }, terms => terms },
        { ScopeMember.Fields, terms => terms with { Fields = FieldsOfUse.Parse("media"), DataTypes = DataTypes.Parse("voice") }, terms => terms },
        { ScopeMember.DataTypes, terms => terms with { DataTypes = DataTypes.Parse("voice"), Rights = Rights.None }, terms => terms },
        { ScopeMember.Commercial, terms => terms with { Rights = Rights.None }, terms => terms },
        { ScopeMember.Derivatives, terms => terms with { Rights = Rights.Commercial }, terms => terms },
        { ScopeMember.ShareAlike, terms => terms, terms => terms with { Rights = Rights.Derivatives } },
        { ScopeMember.Attribution, terms => terms, terms => terms with { Rights = Rights.Derivatives | Rights.ShareAlike } },
        { ScopeMember.Attribution, terms => terms, terms => terms with { Rights = Rights.Commercial, Royalty = 0 } },
        { ScopeMember.Royalty, terms => terms with { Royalty = 501, Period = 1 }, terms => terms },
        { ScopeMember.Period, terms => terms with { Period = 10 }, terms => terms },
        { ScopeMember.Period, terms => terms with { Period = 10, Issuer = SampleTerms.Bob, Claim = Credential.ClaimOf("a") }, terms => terms with { Period = 11 } },
        { ScopeMember.Renewal, terms => terms with { Period = 10 }, terms => terms with { Payment = PaymentModel.Subscription, Period = 10 } },
        { ScopeMember.Credential, terms => terms with { Issuer = SampleTerms.Bob, Claim = Credential.ClaimOf("a") }, terms => terms },
        { ScopeMember.Credential, terms => terms with { Issuer = SampleTerms.Bob, Claim = Credential.ClaimOf("a") }, terms => terms with { Issuer = SampleTerms.Bob, Claim = Credential.ClaimOf("b") } },
    };

    [Fact]
    public void Terms_lie_within_themselves_and_narrower_ones_within_them()
    {
        Prop.ForAll(SampleTerms.Valid.ToArbitrary(), terms => TermsMeet.Check(terms, terms, terms) is MeetOutcome.Within).QuickCheckThrowOnFailure();
        Assert.IsType<MeetOutcome.Within>(TermsMeet.Check(Open with { Rights = Rights.Attribution, Royalty = 0 }, Open));
        Assert.IsType<MeetOutcome.Within>(TermsMeet.Check(Open));
    }

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_credential_is_accepted_or_refused_with_the_reason(Type outcome, string reason, Func<Credential, Credential> change, string territories, string fields)
    {
        LicenseScope chosen = new(Territories.Parse(territories), FieldsOfUse.Parse(fields), DataTypes.Parse("voice"));
        CredentialOutcome found = CredentialCheck.Decide(change(Paper), SampleTerms.Alice, revoked: false, Guarded, SampleTerms.Bob, chosen, Now);
        Assert.IsType(outcome, found);
        Assert.Equal(reason, found.Reason);
    }

    public static TheoryData<Type, string, Func<Credential, Credential>, string, string> Papers() => new()
    {
        { typeof(CredentialOutcome.Accepted), "", paper => paper, "DE", "medical" },
        { typeof(CredentialOutcome.Accepted), "", paper => paper with { Country = Territories.NotStated, Sectors = default }, "worldwide", "all" },
        { typeof(CredentialOutcome.WrongCountry), "the credential is for FR, but DE was chosen", paper => paper with { Country = (ushort)Territories.IndexOf("FR") }, "DE", "medical" },
        { typeof(CredentialOutcome.WrongCountry), "the credential is for DE, but DE,FR was chosen", paper => paper, "DE,FR", "medical" },
        { typeof(CredentialOutcome.WrongCountry), "the credential is for no territory of the list, but DE was chosen", paper => paper with { Country = 249 }, "DE", "medical" },
        { typeof(CredentialOutcome.WrongSector), "the credential's sectors don't cover finance,media", paper => paper, "DE", "medical,finance,media" },
        { typeof(CredentialOutcome.Expired), $"the credential expired at second {Now}", paper => paper with { Expiry = Now }, "DE", "medical" },
    };

    [Fact]
    public void A_credential_of_others_or_for_others_is_refused()
    {
        Address alice = SampleTerms.Alice, bob = SampleTerms.Bob;
        LicenseScope chosen = Held.Scope;
        Assert.Equal(new CredentialOutcome.NotNeeded(), CredentialCheck.Decide(null, default, false, Subscription, bob, chosen, Now));
        Assert.Equal(new CredentialOutcome.Missing(alice, Claim), CredentialCheck.Decide(null, default, false, Guarded, bob, chosen, Now));
        Assert.Equal(new CredentialOutcome.WrongAccount(bob, alice), CredentialCheck.Decide(Paper, alice, false, Guarded, alice, chosen, Now));
        Assert.Equal(new CredentialOutcome.WrongIssuer(bob, alice), CredentialCheck.Decide(Paper, bob, false, Guarded, bob, chosen, Now));
        Assert.Equal(new CredentialOutcome.WrongClaim(Hash32.Zero, Claim), CredentialCheck.Decide(Paper with { Claim = Hash32.Zero }, alice, false, Guarded, bob, chosen, Now));
        Assert.Equal(new CredentialOutcome.Revoked(Paper.Serial), CredentialCheck.Decide(Paper, alice, true, Guarded, bob, chosen, Now));
        Assert.Equal(new CredentialOutcome.Accepted(), CredentialCheck.Decide(Paper, alice, false, Guarded, bob, chosen, Now));
    }
}
