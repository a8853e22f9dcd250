using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>Whether terms are on offer. The numbers are the contract's.</summary>
public enum OfferState : byte
{
    /// <summary>Not offered; or offered before an earlier priority took the title over.</summary>
    None,

    /// <summary>Anybody may buy.</summary>
    Open,

    /// <summary>Licenses are granted by voucher only.</summary>
    Closed,
}

/// <summary>Terms as a title offers them.</summary>
/// <param name="TitleId">The title.</param>
/// <param name="TermsId">Under which digest the contract keeps them.</param>
/// <param name="Terms">What they say.</param>
/// <param name="State">Whether they are on offer now.</param>
public sealed record Offer(UInt256 TitleId, Hash32 TermsId, LicenseTerms Terms, OfferState State)
{
    /// <summary>Licenses granted on them so far.</summary>
    public uint Sold { get; init; }

    /// <summary>Whether the holder has ended renewals.</summary>
    public bool RenewalsEnded { get; init; }

    /// <summary>Whether the terms are those of the id: the digest, computed anew.</summary>
    public bool IdHolds => Terms.TermsId() == TermsId;

    /// <summary>Whether the terms bear the digest of the text that is generated from them; false too for terms that no text can be generated from.</summary>
    public bool TextHolds => TermsProblems.Of(Terms).Count == 0 && LegalText.Matches(Terms);

    /// <summary>The offer after a log of <c>Offers</c> or <c>Licensing</c>; unchanged by logs that don't concern it.</summary>
    /// <param name="offer">Null before its first log.</param>
    public static Offer? Apply(Offer? offer, in Log log)
    {
        if (OffersContract.TermsOffered.TryDecode(in log, out OffersContract.TermsOffered offered))
            return offer is not null && offer.TermsId != offered.TermsId ? offer
                : new Offer(offered.TitleId, offered.TermsId, LicenseTerms.Of(offered.Terms), (OfferState)offered.State) { RenewalsEnded = offer?.RenewalsEnded ?? false };
        if (OffersContract.OfferChanged.TryDecode(in log, out OffersContract.OfferChanged changed))
            return offer is null || offer.TermsId != changed.TermsId ? offer : offer with { State = (OfferState)changed.State };
        if (LicensingContract.RenewalsEnded.TryDecode(in log, out LicensingContract.RenewalsEnded ended))
            return offer is null || offer.TermsId != ended.TermsId ? offer : offer with { RenewalsEnded = ended.Ended };
        return offer;
    }
}
