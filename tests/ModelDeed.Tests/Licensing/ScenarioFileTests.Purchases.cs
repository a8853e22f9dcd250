using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Tests.Royalties;

namespace ModelDeed.Tests.Licensing;

/// <summary>Single purchases: within and outside of sale windows and limits, and with credentials of all kinds.</summary>
public sealed partial class ScenarioFileTests
{
    private const int Windows = 24, Credentials = 96, Purchases = 10;

    // What may be wrong with a credential besides what it states; the replay makes it so.
    private const int OtherAccount = 1, OtherIssuer = 2, OtherClaim = 3, NoneShown = 4, TakenBack = 5;

    [Fact]
    public void The_purchases_reach_every_outcome()
    {
        int[] sales = [.. Enumerable.Range(0, Windows).SelectMany(i => Sales(new SplitMix((ulong)i + 2_001)).Select(sale => sale.Outcome))];
        Assert.Equal([0, 1 + (int)SaleRefusal.NotStarted, 1 + (int)SaleRefusal.Ended, 1 + (int)SaleRefusal.SoldOut, 1 + (int)SaleRefusal.AccountLimit], sales.Distinct().Order());
        int[] credentials = [.. Enumerable.Range(0, Credentials).Select(i => Shown(new SplitMix((ulong)i + 3_001)).Outcome)];
        Assert.Equal([0, 1, 2, 3, 4, 5], credentials.Distinct().Order());
    }

    // ------------------------------------------------------------------------------------------------------------ sales

    private readonly record struct Sale(ulong Wait, int Buyer, ushort Periods, int Outcome, ulong Price, ulong Lasts);

    private static LicenseTerms Limited(SplitMix random)
    {
        ulong start = (ulong)random.Next(0, 2) * 43_200;
        LicenseTerms terms = Plain() with { Price = new TokenAmount(random.Next(1, 99)), SaleStart = Start + start, SaleEnd = random.Next(0, 3) == 0 ? 0 : Start + start + (ulong)random.Next(1, 5) * 86_400, Supply = (uint)random.Next(0, 5), PerAccount = (uint)random.Next(0, 3) };
        return random.Next(0, 1) == 0 ? terms : terms with { Payment = PaymentModel.Subscription, Period = (uint)random.Next(1, 30) * 86_400 };
    }

    private static IEnumerable<Sale> Sales(SplitMix random)
    {
        LicenseTerms terms = Limited(random);
        uint[] bought = [0, 0];
        ulong now = Start;
        for (int i = 0; i < Purchases; i++)
        {
            ulong wait = (ulong)random.Next(0, 86_400);
            // Now and then the second before one at which something changes, or that very one.
            ulong edge = now < terms.SaleStart ? terms.SaleStart : terms.SaleEnd;
            if (random.Next(0, 2) == 0 && edge > now) wait = edge - now - (ulong)random.Next(0, 1);
            now += wait;
            int buyer = random.Next(0, 1);
            ushort periods = (ushort)(terms.Payment == PaymentModel.Subscription ? random.Next(1, 3) : 1);
            QuoteOutcome outcome = LicenseState.Quote(terms, periods, now, bought[0] + bought[1], bought[buyer]);
            if (outcome is QuoteOutcome.Offered offered)
            {
                bought[buyer]++;
                yield return new Sale(wait, buyer, periods, 0, (ulong)offered.Price.Units, offered.Expiry == Seconds.Perpetual ? 0 : offered.Expiry - now);
            }
            else yield return new Sale(wait, buyer, periods, 1 + (int)((QuoteOutcome.Refused)outcome).Reason, 0, 0);
        }
    }

    private static string Window(SplitMix random)
    {
        SplitMix again = random.Copy();
        LicenseTerms terms = Limited(again);
        Sale[] sales = [.. Sales(random)];
        ulong[] stated = [terms.SaleStart - Start, terms.SaleEnd == 0 ? 0 : terms.SaleEnd - Start, terms.Supply, terms.PerAccount, (ulong)terms.Price.Units, terms.Period];
        return string.Join(", ", $"{{{Numbers("terms", stated)}", Numbers("waits", sales.Select(sale => sale.Wait)), Numbers("buyers", sales.Select(sale => (ulong)sale.Buyer)), Numbers("periods", sales.Select(sale => (ulong)sale.Periods)),
            Numbers("outcomes", sales.Select(sale => (ulong)sale.Outcome)), Numbers("prices", sales.Select(sale => sale.Price)), Numbers("lasts", sales.Select(sale => sale.Lasts))) + "}";
    }

    // ------------------------------------------------------------------------------------------------------ credentials

    private readonly record struct Showing(Credential Stated, LicenseScope Chosen, int Flaw, ulong Price, ulong Age, int Outcome);

    private static Showing Shown(SplitMix random)
    {
        LicenseTerms terms = Plain() with { Issuer = Issuer, Claim = Credential.ClaimOf("accredited-hospital"), Price = new TokenAmount(random.Next(1, 99)) };
        int flaw = random.Next(0, 9);
        ushort country = random.Next(0, 2) == 0 ? Territories.NotStated : (ushort)random.Next(0, 3);
        LicenseScope chosen = new(new Territories((UInt256)(ulong)(random.Next(0, 1) == 0 ? 1 << random.Next(0, 2) : random.Next(1, 7))), new FieldsOfUse((ulong)random.Next(1, 7)), new DataTypes(1));
        Credential stated = new(Receiver, terms.Claim, country, new FieldsOfUse((ulong)random.Next(0, 7)), Start + (ulong)random.Next(1, 4) * 100, Hash32.Zero);
        ulong age = random.Next(0, 2) == 0 ? stated.Expiry - Start - (ulong)random.Next(0, 1) : (ulong)random.Next(0, 99);
        // The contract and the model look at what else is wrong in another order: a revoked one is sound in all else.
        if (flaw == TakenBack) (stated, age) = (stated with { Country = Territories.NotStated, Sectors = new FieldsOfUse(0) }, 0);
        Credential? seen = flaw switch
        {
            OtherAccount => stated with { Account = Issuer },
            OtherClaim => stated with { Claim = Credential.ClaimOf("accredited-research") },
            NoneShown => null,
            _ => stated,
        };
        CredentialOutcome outcome = CredentialCheck.Decide(seen, flaw == OtherIssuer ? Receiver : Issuer, flaw == TakenBack, terms, Receiver, chosen, Start + age);
        return new Showing(stated, chosen, flaw, (ulong)terms.Price.Units, age, Number(outcome));
    }

    // As the contract tells them apart: by its errors.
    private static int Number(CredentialOutcome outcome) => outcome switch
    {
        CredentialOutcome.Accepted => 0,
        CredentialOutcome.Missing or CredentialOutcome.WrongAccount or CredentialOutcome.WrongIssuer or CredentialOutcome.WrongClaim => 1,
        CredentialOutcome.Expired => 2,
        CredentialOutcome.Revoked => 3,
        CredentialOutcome.WrongCountry => 4,
        CredentialOutcome.WrongSector => 5,
        _ => throw new InvalidOperationException($"Terms that ask for a credential: {outcome}"),
    };

    private static string Purchase(SplitMix random)
    {
        Showing shown = Shown(random);
        ulong[] stated = [shown.Stated.Country, (ulong)shown.Stated.Sectors.Bits, shown.Stated.Expiry - Start], chosen = [(ulong)shown.Chosen.Territories.Bits, (ulong)shown.Chosen.Fields.Bits];
        return $"{{{Numbers("stated", stated)}, {Numbers("chosen", chosen)}, {Numbers("case", [(ulong)shown.Flaw, shown.Age, shown.Price, (ulong)shown.Outcome])}}}";
    }

    // Whoever buys: nothing here depends on who it is, only on being somebody else than the issuer.
    private static readonly Address Receiver = new([.. new byte[19], 1]);
}
