using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Licensing;

/// <summary>What somebody would like to buy.</summary>
/// <param name="TitleId">The title.</param>
/// <param name="TermsId">Terms that it offers.</param>
/// <param name="Scope">What for; within the terms.</param>
/// <param name="Periods">1 to 65,535 for a subscription, else 1.</param>
internal sealed record QuoteRequest(Hash32 TitleId, Hash32 TermsId, ScopeView Scope, ushort Periods);

/// <summary>What it would cost.</summary>
/// <param name="TitleId">The title.</param>
/// <param name="TermsId">The terms.</param>
/// <param name="Currency">Zero for the chain's own.</param>
/// <param name="PricePerPeriod">In the currency's smallest units; for other than subscriptions the price of the license.</param>
/// <param name="Periods">How many.</param>
/// <param name="Price">Their product: what is due, exactly.</param>
/// <param name="UnitPrice">Metered: for each unit used later; otherwise 0.</param>
/// <param name="Unit">Metered: the unit's name.</param>
/// <param name="Expires">The first second in which it would hold no more if it were granted now; null for never.</param>
/// <param name="NeedsCredential">Whether a credential of <see cref="TermsView.Issuer"/> must come along.</param>
/// <param name="Warnings">What a buyer should know first.</param>
internal sealed record QuoteView(
    Hash32 TitleId, Hash32 TermsId, Address Currency, UInt256 PricePerPeriod, ushort Periods, UInt256 Price, UInt256 UnitPrice, string? Unit, long? Expires, bool NeedsCredential, IReadOnlyList<string> Warnings);

/// <summary>Quotes as a pure function of what is known: the same refusals as the contract's, under the same names.</summary>
internal static class Quote
{
    /// <summary>The quote, or why there is none.</summary>
    /// <param name="offer">As it stands.</param>
    /// <param name="terms">What it says.</param>
    /// <param name="finalAt">Seconds since 1970 from which nobody can take the title over.</param>
    public static (QuoteView? Offered, Problem? Refused) Decide(QuoteRequest asked, LicenseScope scope, OfferView offer, LicenseTerms terms, long finalAt, DateTimeOffset now)
    {
        if (offer.State == "void") return (null, Refused("Offers_NoOffer"));
        if (offer.State == "closed") return (null, Refused("Offers_NotOpen"));
        if (Beyond(scope, LicenseScope.Of(terms)) is { } words) return (null, Problem.OfError("Licensing_BeyondTerms", 422, words));
        ulong seconds = (ulong)now.ToUnixTimeSeconds();
        QuoteOutcome outcome = LicenseState.Quote(terms, asked.Periods, seconds, (uint)offer.Sold, 0);
        if (outcome is QuoteOutcome.Refused { Reason: var reason }) return (null, Refused(ErrorOf(reason)));
        QuoteOutcome.Offered price = (QuoteOutcome.Offered)outcome;
        bool metered = terms.Payment == PaymentModel.Metered;
        return (new QuoteView(
            asked.TitleId, asked.TermsId, terms.Currency, (UInt256)terms.Price.Units, asked.Periods, (UInt256)price.Price.Units,
            metered ? (UInt256)terms.UnitPrice.Units : UInt256.Zero, offer.Terms.Unit, price.Expiry == Seconds.Perpetual ? null : (long)price.Expiry, terms.NeedsCredential,
            [.. Warnings(offer, terms, finalAt, now)]), null);
    }

    /// <summary>The contract's error of the same meaning.</summary>
    public static string ErrorOf(SaleRefusal reason) => reason switch
    {
        SaleRefusal.PeriodsImpossible => "Licensing_BadPeriods",
        SaleRefusal.NotStarted or SaleRefusal.Ended => "Offers_NotOnSale",
        SaleRefusal.SoldOut => "Offers_SoldOut",
        SaleRefusal.AccountLimit => "Offers_AccountLimit",
        SaleRefusal.NotRenewable => "Licensing_NotRenewable",
        SaleRefusal.TooFar => "Licensing_TooLong",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a refusal."),
    };

    private static IEnumerable<string> Warnings(OfferView offer, LicenseTerms terms, long finalAt, DateTimeOffset now)
    {
        if (finalAt > now.ToUnixTimeSeconds()) yield return $"The title is provisional until second {finalAt}: if an earlier priority takes it over before, the license is void.";
        if (!offer.Terms.LegalTextHolds) yield return "The legal text isn't the one generated from the terms: ask the holder for it before you pay.";
        if (terms.PerAccount > 0) yield return $"One account may have {terms.PerAccount} of these licenses; whether the receiver has had them is checked when the transaction is prepared.";
    }

    private static string? Beyond(LicenseScope asked, LicenseScope offered) =>
        !asked.Territories.IsWithin(offered.Territories) ? $"territories: {asked.Territories.Without(offered.Territories)} isn't offered."
        : !asked.Fields.IsWithin(offered.Fields) ? $"fields: {asked.Fields.Without(offered.Fields)} isn't offered."
        : !asked.DataTypes.IsWithin(offered.DataTypes) ? $"dataTypes: {asked.DataTypes.Without(offered.DataTypes)} isn't offered." : null;

    private static Problem Refused(string error) => Problem.OfError(error, 422, ErrorWords.Of(error)!);
}
