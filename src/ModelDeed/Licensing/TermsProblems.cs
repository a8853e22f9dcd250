namespace ModelDeed.Licensing;

/// <summary>What can be wrong with terms.</summary>
public enum TermsFault
{
    /// <summary>The price is over 128 bits.</summary>
    PriceTooLarge,

    /// <summary>Free terms have a price.</summary>
    FreeWithPrice,

    /// <summary>There is no such payment model.</summary>
    PaymentUnknown,

    /// <summary>A subscription has no period.</summary>
    PeriodMissing,

    /// <summary>Something else than a subscription has a grace.</summary>
    GraceWithoutSubscription,

    /// <summary>Metered terms have no unit price.</summary>
    UnitPriceMissing,

    /// <summary>Terms that aren't metered have a unit price.</summary>
    UnitPriceWithoutMeter,

    /// <summary>The unit price is over 128 bits.</summary>
    UnitPriceTooLarge,

    /// <summary>Metered terms name no unit.</summary>
    UnitMissing,

    /// <summary>Terms that aren't metered name a unit.</summary>
    UnitWithoutMeter,

    /// <summary>The unit's name can't be read.</summary>
    UnitUnreadable,

    /// <summary>The sale's start is over 40 bits.</summary>
    SaleStartTooLate,

    /// <summary>The sale's end is over 40 bits.</summary>
    SaleEndTooLate,

    /// <summary>The sale ends before it starts.</summary>
    SaleWindowEmpty,

    /// <summary>A bit of the rights means nothing.</summary>
    RightsUnknown,

    /// <summary>Share-alike without derivatives.</summary>
    ShareAlikeWithoutDerivatives,

    /// <summary>A royalty without derivatives.</summary>
    RoyaltyWithoutDerivatives,

    /// <summary>The royalty is over the whole.</summary>
    RoyaltyTooLarge,

    /// <summary>No territory.</summary>
    TerritoriesMissing,

    /// <summary>A bit of the territories means nothing.</summary>
    TerritoriesUnknown,

    /// <summary>No field of use.</summary>
    FieldsMissing,

    /// <summary>A bit of the fields means nothing.</summary>
    FieldsUnknown,

    /// <summary>No type of data.</summary>
    DataTypesMissing,

    /// <summary>A bit of the types of data means nothing.</summary>
    DataTypesUnknown,

    /// <summary>A claim without an issuer.</summary>
    IssuerMissing,

    /// <summary>An issuer without a claim.</summary>
    ClaimMissing,

    /// <summary>A license that needs a credential is its holder's, and can't be transferable.</summary>
    CredentialTransferable,

    /// <summary>No digest of a legal text.</summary>
    LegalTextMissing,
}

/// <summary>Something wrong with terms.</summary>
/// <param name="Fault">What.</param>
/// <param name="Member">The member as the terms file and the contract call it.</param>
/// <param name="Text">What is wrong and what to do.</param>
public sealed record TermsProblem(TermsFault Fault, string Member, string Text)
{
    /// <summary>Member and text.</summary>
    public override string ToString() => $"{Member}: {Text}";
}

/// <summary>The rules that terms must keep to be published.</summary>
public static class TermsProblems
{
    private const Rights KnownRights = Rights.Commercial | Rights.Derivatives | Rights.ShareAlike | Rights.Attribution | Rights.Transferable;

    /// <summary>All that is wrong, in the order of the members; empty for valid terms.</summary>
    public static IReadOnlyList<TermsProblem> Of(LicenseTerms terms) => [.. Payment(terms), .. Sale(terms), .. Allowed(terms), .. Scope(terms), .. Papers(terms)];

    private static IEnumerable<TermsProblem> Payment(LicenseTerms terms)
    {
        bool metered = terms.Payment == PaymentModel.Metered, subscription = terms.Payment == PaymentModel.Subscription;
        if (TooLarge(terms.Price)) yield return new(TermsFault.PriceTooLarge, "price", "is over 2^128 - 1 smallest units");
        if (terms.Payment == PaymentModel.Free && !terms.Price.Units.IsZero) yield return new(TermsFault.FreeWithPrice, "price", "must be 0 when the payment is free");
        if (terms.Payment > PaymentModel.Metered) yield return new(TermsFault.PaymentUnknown, "payment", $"{(byte)terms.Payment} is no payment model: 0 to 3 are");
        if (subscription && terms.Period == 0) yield return new(TermsFault.PeriodMissing, "period", "a subscription needs a period of 1 second or more");
        if (!subscription && terms.Grace != 0) yield return new(TermsFault.GraceWithoutSubscription, "grace", "only a subscription has one: set it to 0");
        if (metered && terms.UnitPrice.Units.IsZero) yield return new(TermsFault.UnitPriceMissing, "unitPrice", "metered terms need a price per unit");
        if (!metered && !terms.UnitPrice.Units.IsZero) yield return new(TermsFault.UnitPriceWithoutMeter, "unitPrice", "only metered terms have one: set it to 0");
        if (TooLarge(terms.UnitPrice)) yield return new(TermsFault.UnitPriceTooLarge, "unitPrice", "is over 2^128 - 1 smallest units");
        if (metered && terms.Unit.IsZero) yield return new(TermsFault.UnitMissing, "unit", "metered terms must name their unit");
        else if (!metered && !terms.Unit.IsZero) yield return new(TermsFault.UnitWithoutMeter, "unit", "only metered terms name one: leave it empty");
        else if (metered && !UnitName.TryDecode(terms.Unit, out _)) yield return new(TermsFault.UnitUnreadable, "unit", "isn't a readable name: letters, digits, single spaces, and - . / are possible");
    }

    private static IEnumerable<TermsProblem> Sale(LicenseTerms terms)
    {
        if (terms.SaleStart > Seconds.Most) yield return new(TermsFault.SaleStartTooLate, "saleStart", "is over 2^40 - 1 seconds");
        if (terms.SaleEnd > Seconds.Most) yield return new(TermsFault.SaleEndTooLate, "saleEnd", "is over 2^40 - 1 seconds");
        if (terms.SaleEnd != 0 && terms.SaleEnd <= terms.SaleStart) yield return new(TermsFault.SaleWindowEmpty, "saleEnd", $"must be after saleStart ({terms.SaleStart}), or 0 for an open end");
    }

    private static IEnumerable<TermsProblem> Allowed(LicenseTerms terms)
    {
        bool derivatives = terms.Allows(Rights.Derivatives);
        if ((terms.Rights & ~KnownRights) != Rights.None) yield return new(TermsFault.RightsUnknown, "rights", $"the bits {(byte)(terms.Rights & ~KnownRights)} mean nothing");
        if (!derivatives && terms.Allows(Rights.ShareAlike)) yield return new(TermsFault.ShareAlikeWithoutDerivatives, "rights", "share-alike needs derivatives");
        if (!derivatives && terms.Royalty != 0) yield return new(TermsFault.RoyaltyWithoutDerivatives, "royalty", "needs derivatives: allow them, or set it to 0");
        if (terms.Royalty > BasisPoints.Whole) yield return new(TermsFault.RoyaltyTooLarge, "royalty", $"{terms.Royalty} is over 10,000 parts per 10,000");
    }

    private static IEnumerable<TermsProblem> Scope(LicenseTerms terms)
    {
        if (terms.Territories.IsEmpty) yield return new(TermsFault.TerritoriesMissing, "territories", "name at least one");
        if (terms.Territories.HasUnknown) yield return new(TermsFault.TerritoriesUnknown, "territories", $"bits {Territories.Count} and above mean nothing");
        if (terms.Fields.IsEmpty) yield return new(TermsFault.FieldsMissing, "fields", "name at least one");
        if (terms.Fields.HasUnknown) yield return new(TermsFault.FieldsUnknown, "fields", $"bits {FieldsOfUse.Count} and above mean nothing");
        if (terms.DataTypes.IsEmpty) yield return new(TermsFault.DataTypesMissing, "dataTypes", "name at least one");
        if (terms.DataTypes.HasUnknown) yield return new(TermsFault.DataTypesUnknown, "dataTypes", $"bits {DataTypes.Count} and above mean nothing");
    }

    private static IEnumerable<TermsProblem> Papers(LicenseTerms terms)
    {
        if (terms.Issuer.IsZero && !terms.Claim.IsZero) yield return new(TermsFault.IssuerMissing, "issuer", "a claim needs an issuer: name one, or no claim");
        if (!terms.Issuer.IsZero && terms.Claim.IsZero) yield return new(TermsFault.ClaimMissing, "claim", "an issuer needs a claim: name one, or no issuer");
        if (!terms.Issuer.IsZero && terms.Allows(Rights.Transferable)) yield return new(TermsFault.CredentialTransferable, "rights", "a license that needs a credential can't be transferable: name no issuer, or leave out transferable");
        if (terms.LegalText.IsZero) yield return new(TermsFault.LegalTextMissing, "legalText", "the digest of the legal text is missing");
    }

    private static bool TooLarge(TokenAmount amount) => amount.Units.GetBitLength() > 128;
}
