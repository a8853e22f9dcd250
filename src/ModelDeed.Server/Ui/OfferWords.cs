using ModelDeed.Licensing;

namespace ModelDeed.Server.Ui;

/// <summary>Terms in plain words: what a license allows and what it doesn't. The legal text is what counts; this is for choosing.</summary>
internal static class OfferWords
{
    private const uint Day = 86_400, Hour = 3_600;

    // Up to so many exclusions are named one by one; beyond, what is included is the shorter thing to say.
    private const int MostNamed = 8;

    /// <summary>What the terms allow.</summary>
    internal static IEnumerable<string> May(LicenseTerms terms, Texts texts)
    {
        OfferTexts words = texts.Offer;
        if (terms.Allows(Rights.Commercial)) yield return words.CommercialYes;
        if (terms.Allows(Rights.Derivatives)) yield return terms.Royalty == 0 ? words.DerivativesFree : Texts.Fill(words.DerivativesYes, texts.Numbers.Percent(new BasisPoints(Math.Min((int)terms.Royalty, BasisPoints.Whole))));
        yield return terms.Fields == FieldsOfUse.All ? $"{words.WhatFor}: {words.AllFields}" : Texts.Fill(words.FieldsYes, Named(SetWords.Of(terms.Fields, texts), texts));
        if (terms.Allows(Rights.Attribution)) yield return words.AttributionYes;
        if (terms.Allows(Rights.Transferable)) yield return words.TransferYes;
    }

    /// <summary>What they don't allow.</summary>
    internal static IEnumerable<string> MayNot(LicenseTerms terms, Texts texts)
    {
        OfferTexts words = texts.Offer;
        if (!terms.Allows(Rights.Commercial)) yield return words.CommercialNo;
        if (!terms.Allows(Rights.Derivatives)) yield return words.DerivativesNo;
        if (terms.Allows(Rights.ShareAlike)) yield return words.ShareAlike;
        if (!terms.Allows(Rights.Transferable)) yield return words.TransferNo;
        FieldsOfUse fields = FieldsOfUse.All.Without(terms.Fields);
        if (!fields.IsEmpty) yield return Texts.Fill(words.FieldsNot, Named(SetWords.Of(fields, texts), texts));
        DataTypes data = DataTypes.All.Without(terms.DataTypes);
        if (!data.IsEmpty) yield return Texts.Fill(words.DataNot, Named(SetWords.Of(data, texts), texts));
        Territories elsewhere = Territories.Worldwide.Without(terms.Territories);
        if (!elsewhere.IsEmpty && elsewhere.Size <= MostNamed) yield return Texts.Fill(words.TerritoriesNot, SetWords.Of(elsewhere, texts));
        else if (!elsewhere.IsEmpty) yield return Texts.Fill(words.TerritoriesNot, texts.Sets.Territories.Of(elsewhere.Size, texts.Numbers));
    }

    /// <summary>30 days; 12 hours; day.</summary>
    internal static string Span(uint seconds, Texts texts) => seconds switch
    {
        Day => texts.Offer.OneDay,
        _ when seconds % Day == 0 => Texts.Fill(texts.Offer.Days, texts.Numbers.Count(seconds / Day)),
        _ => Texts.Fill(texts.Offer.Hours, texts.Numbers.Count((seconds + Hour - 1) / Hour)),
    };

    /// <summary>Why nobody can simply buy it now; null when anybody can.</summary>
    internal static string? Standing(Offer offer, ulong now, Texts texts) =>
        offer.State == OfferState.Closed ? texts.Offer.Closed
        : offer.Terms.Supply > 0 && offer.Sold >= offer.Terms.Supply ? texts.Offer.SoldOut
        : offer.Terms.SaleStart > now ? Texts.Fill(texts.Offer.NotYetOpen, texts.Numbers.Day(offer.Terms.SaleStart))
        : offer.Terms.SaleEnd > 0 && offer.Terms.SaleEnd <= now ? Texts.Fill(texts.Offer.SaleOver, texts.Numbers.Day(offer.Terms.SaleEnd))
        : offer.RenewalsEnded && offer.Terms.Payment == PaymentModel.Subscription ? texts.Offer.RenewalsEnded
        : null;

    /// <summary>How many are left, for each account, and sold so far.</summary>
    internal static string Supply(Offer offer, Texts texts)
    {
        (OfferTexts words, Numbers numbers, LicenseTerms terms) = (texts.Offer, texts.Numbers, offer.Terms);
        string left = terms.Supply == 0 ? words.SupplyOpen : Texts.Fill(words.SupplyLeft, numbers.Count(terms.Supply - Math.Min(offer.Sold, terms.Supply)), numbers.Count(terms.Supply));
        string each = terms.PerAccount == 0 ? "" : $", {Texts.Fill(words.PerAccount, numbers.Count(terms.PerAccount))}";
        return $"{left}{each}; {Texts.Fill(words.Sold, numbers.Count(offer.Sold))}";
    }

    /// <summary>True when the terms have entries beyond the lists that we know: no words would be true of them.</summary>
    internal static bool IsStrange(LicenseTerms terms) => terms.Territories.HasUnknown || terms.Fields.HasUnknown || terms.DataTypes.HasUnknown || TermsProblems.Of(terms).Count > 0;

    private static string Named(IReadOnlyList<string> names, Texts texts) => names.Count <= MostNamed + 1
        ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNamed))} {Texts.Fill(texts.Sets.More, texts.Numbers.Count(names.Count - MostNamed))}";
}
