using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Licensing;

/// <summary>Sets of a license or of terms, in words as docs/formats.md lists them.</summary>
/// <param name="Territories">ISO 3166-1 codes, EU, EEA, worldwide, exclusions with <c>-</c>.</param>
/// <param name="Fields">Fields of use.</param>
/// <param name="DataTypes">Types of data.</param>
internal sealed record ScopeView(IReadOnlyList<string> Territories, IReadOnlyList<string> Fields, IReadOnlyList<string> DataTypes)
{
    public static ScopeView Of(LicenseScope scope) => new(scope.Territories.ToWords(), scope.Fields.ToWords(), scope.DataTypes.ToWords());

    /// <summary>The sets that the words mean.</summary>
    /// <exception cref="FormatException">A word is unknown: the error names it, and the nearest known.</exception>
    public LicenseScope Read() => new(
        ModelDeed.Licensing.Territories.Parse(Joined(Territories, "territories")), FieldsOfUse.Parse(Joined(Fields, "fields")), ModelDeed.Licensing.DataTypes.Parse(Joined(DataTypes, "dataTypes")));

    private static string Joined(IReadOnlyList<string> words, string name) =>
        words.Count is > 0 and <= 300 && words.All(word => word.Length <= 40) ? string.Join(',', words) : throw new FormatException($"{name}: name 1 to 300 words of the list.");
}

/// <summary>Terms, member by member.</summary>
internal sealed record TermsView
{
    /// <summary>EIP-712 struct hash of the terms.</summary>
    public required Hash32 Id { get; init; }

    /// <summary>ERC-20; zero for the chain's own currency.</summary>
    public required Address Currency { get; init; }

    /// <summary>In the currency's smallest units: per license, or per period of a subscription.</summary>
    public required UInt256 Price { get; init; }

    /// <summary>free, one-time, subscription or metered.</summary>
    public required string Payment { get; init; }

    /// <summary>Seconds: of a subscription's period, else how long a license lasts; 0 for ever.</summary>
    public required uint Period { get; init; }

    /// <summary>Seconds after expiry in which a renewal joins on.</summary>
    public required uint Grace { get; init; }

    /// <summary>Metered: per unit, in the currency's smallest units.</summary>
    public required UInt256 UnitPrice { get; init; }

    /// <summary>Metered: the unit's name; null otherwise.</summary>
    public string? Unit { get; init; }

    /// <summary>Licenses in all; 0 for any number.</summary>
    public required uint Supply { get; init; }

    /// <summary>Licenses for one account; 0 for any number.</summary>
    public required uint PerAccount { get; init; }

    /// <summary>Seconds since 1970; 0 for at once.</summary>
    public required ulong SaleStart { get; init; }

    /// <summary>Seconds since 1970, exclusive; 0 for never.</summary>
    public required ulong SaleEnd { get; init; }

    /// <summary>Some of commercial, derivatives, share-alike, attribution, transferable.</summary>
    public required IReadOnlyList<string> Rights { get; init; }

    /// <summary>Of a derivative's income, in parts per 10,000.</summary>
    public required ushort Royalty { get; init; }

    public required ScopeView Scope { get; init; }

    /// <summary>Whose credential a licensee needs; null for none.</summary>
    public Address? Issuer { get; init; }

    /// <summary>Keccak-256 of the claim's name; null for none.</summary>
    public Hash32? Claim { get; init; }

    /// <summary>SHA-256 of the legal text.</summary>
    public required Hash32 LegalText { get; init; }

    /// <summary>Whether that is the text generated from these terms, which <c>/terms/{id}/text</c> serves.</summary>
    public required bool LegalTextHolds { get; init; }

    public static TermsView Of(LicenseTerms terms, Hash32 id) => new()
    {
        Id = id,
        Currency = terms.Currency,
        Price = (UInt256)terms.Price.Units,
        Payment = TermsJson.Word(terms.Payment),
        Period = terms.Period,
        Grace = terms.Grace,
        UnitPrice = (UInt256)terms.UnitPrice.Units,
        Unit = terms.Payment == PaymentModel.Metered && UnitName.TryDecode(terms.Unit, out string unit) ? unit : null,
        Supply = terms.Supply,
        PerAccount = terms.PerAccount,
        SaleStart = terms.SaleStart,
        SaleEnd = terms.SaleEnd,
        Rights = TermsJson.Words(terms.Rights),
        Royalty = terms.Royalty,
        Scope = ScopeView.Of(LicenseScope.Of(terms)),
        Issuer = terms.NeedsCredential ? terms.Issuer : null,
        Claim = terms.NeedsCredential ? terms.Claim : null,
        LegalText = terms.LegalText,
        LegalTextHolds = TermsProblems.Of(terms).Count == 0 && ModelDeed.Licensing.LegalText.Matches(terms),
    };
}

/// <summary>Terms that a title offers.</summary>
/// <param name="TitleId">The title.</param>
/// <param name="Terms">What they say.</param>
/// <param name="State">open, closed (by voucher only) or void (the title was taken over since).</param>
/// <param name="Sold">Licenses granted on it.</param>
/// <param name="RenewalsEnded">Whether the holder has ended renewals.</param>
/// <param name="Offered">Seconds since 1970.</param>
internal sealed record OfferView(Hash32 TitleId, TermsView Terms, string State, long Sold, bool RenewalsEnded, long Offered);

/// <summary>A license.</summary>
internal sealed record LicenseView
{
    /// <summary>The token.</summary>
    public required Hash32 Id { get; init; }

    public required Hash32 TitleId { get; init; }

    public required Hash32 TermsId { get; init; }

    public required Address Licensee { get; init; }

    public required Address Payer { get; init; }

    public required ScopeView Scope { get; init; }

    /// <summary>Seconds since 1970 from which it counts without a gap.</summary>
    public required long Since { get; init; }

    /// <summary>Seconds since 1970 from which it doesn't; null for never.</summary>
    public long? Expires { get; init; }

    /// <summary>valid, not-yet, expired or void (the title was taken over, and its holder hasn't honored the license), by this server's clock.</summary>
    public required string Standing { get; init; }

    /// <summary>Zero for the chain's own.</summary>
    public required Address Currency { get; init; }

    /// <summary>Paid in all, renewals included, in the currency's smallest units.</summary>
    public required UInt256 Paid { get; init; }

    /// <summary>Per further period; of no meaning for other than subscriptions.</summary>
    public required UInt256 RenewalPrice { get; init; }

    public required long Renewals { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Granted { get; init; }

    public required Hash32 Transaction { get; init; }

    /// <summary>True while its last change may still be undone by a reorganization.</summary>
    public required bool Pending { get; init; }

    public static LicenseView Of(SqlRow row, DateTimeOffset now)
    {
        HeldLicense held = LicensingRecords.Held(row);
        return new LicenseView
        {
            Id = row.Hash("id"),
            TitleId = row.Hash("title_id"),
            TermsId = row.Hash("terms_id"),
            Licensee = held.Licensee,
            Payer = row.Address("payer"),
            Scope = ScopeView.Of(held.License.Scope),
            Since = row.Number("since"),
            Expires = held.License.Expiry == Seconds.Perpetual ? null : row.Number("expires"),
            Standing = held.At((ulong)now.ToUnixTimeSeconds()) switch
            {
                LicenseStanding.Valid => "valid",
                LicenseStanding.NotYet => "not-yet",
                LicenseStanding.Expired => "expired",
                _ => "void",
            },
            Currency = row.Address("currency"),
            Paid = row.Amount("paid"),
            RenewalPrice = row.Amount("renewal_price"),
            Renewals = row.Number("renewals"),
            Granted = row.Number("granted"),
            Transaction = row.Hash("tx_hash"),
            Pending = row.Flag("pending"),
        };
    }
}

/// <summary>Whether an account may use an asset so, and why not.</summary>
/// <param name="Licensed">The answer.</param>
/// <param name="License">The license that covers the use; null when none does.</param>
/// <param name="Reasons">Of each license that the account holds of the asset why it doesn't cover the use; when it holds none, that.</param>
/// <param name="At">Seconds since 1970 for which it is said.</param>
internal sealed record CheckView(bool Licensed, Hash32? License, IReadOnlyList<CheckReason> Reasons, long At);

/// <summary>Why a license doesn't cover a use.</summary>
/// <param name="License">The license; null when there is none at all.</param>
/// <param name="Code">no-license, void, territories, fields, data-types, not-yet or expired.</param>
/// <param name="Words">The same for people.</param>
internal sealed record CheckReason(Hash32? License, string Code, string Words);
