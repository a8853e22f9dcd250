using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Licensing;

/// <summary>The tables of <see cref="LicensingProjection"/>.</summary>
internal static class LicensingTables
{
    public static readonly Table Terms = new("terms", "Terms by their digest, member by member; they never change.", 1,
        Column.Bytes("id", "EIP-712 struct hash."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Amount("price", "Per license, or per period of a subscription; in the currency's smallest units."),
        Column.Number("payment", "0 free, 1 one-time, 2 subscription, 3 metered."),
        Column.Number("period", "Seconds: of a subscription's period, else how long a license lasts; 0 for ever."),
        Column.Number("grace", "Seconds after expiry in which a renewal joins on."),
        Column.Amount("unit_price", "Metered: per unit, in the currency's smallest units."),
        Column.Bytes("unit", "Metered: the unit's name in UTF-8, padded with zeros."),
        Column.Number("supply", "Licenses in all; 0 for any number."),
        Column.Number("per_account", "Licenses bought for one account; 0 for any number."),
        Column.Number("sale_start", "Seconds since 1970; 0 for at once."),
        Column.Number("sale_end", "Seconds since 1970, exclusive; 0 for never."),
        Column.Number("commercial", "1 when commercial use is allowed."),
        Column.Number("derivatives", "1 when derivatives are allowed."),
        Column.Number("share_alike", "1 when derivatives' terms must lie within these."),
        Column.Number("attribution", "1 when the asset must be named."),
        Column.Number("transferable", "1 when licenses may be handed on."),
        Column.Number("royalty", "Of a derivative's income, in parts per 10,000."),
        Column.Bytes("territories", "A set of countries as a number of 32 bytes, big-endian: bit by docs/formats.md."),
        Column.Bytes("fields", "A set of fields of use, likewise."),
        Column.Bytes("data_types", "A set of types of data, likewise."),
        Column.Bytes("issuer", "Whose credential a licensee needs; zero for none."),
        Column.Bytes("claim", "Keccak-256 of the claim's name; zero for none."),
        Column.Bytes("legal_text", "SHA-256 of the legal text."),
        Column.Number("block", "Height of the first block that offered them."));

    public static readonly Table Offers = new("offers", "Terms that a title offers, or did. It counts while its epoch is its title's.", 2,
        Column.Bytes("title_id", "The title."),
        Column.Bytes("terms_id", "The terms."),
        Column.Number("state", "1 open to anybody, 2 closed: by voucher only."),
        Column.Number("epoch", "The title's epoch in which it counts."),
        Column.Number("sold", "Licenses granted on it in that epoch."),
        Column.Number("renewals_ended", "1 when the holder has ended renewals in that epoch."),
        Column.Number("offered", "Seconds since 1970 of the first offer."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["terms_id"] };

    public static readonly Table Licenses = new("licenses", "A license. It counts while its epoch is its title's, from since until expires.", 1,
        Column.Bytes("id", "The token."),
        Column.Bytes("title_id", "The title."),
        Column.Bytes("terms_id", "The terms."),
        Column.Bytes("licensee", "Who holds it now."),
        Column.Bytes("payer", "Who bought it."),
        Column.Bytes("territories", "A set as in terms."),
        Column.Bytes("fields", "A set as in terms."),
        Column.Bytes("data_types", "A set as in terms."),
        Column.Number("since", "Seconds since 1970 from which it counts without a gap."),
        Column.Number("expires", "Seconds since 1970 from which it doesn't; 2^40 - 1 for never."),
        Column.Bytes("currency", "What was paid in; zero for the chain's own."),
        Column.Amount("price", "What was paid when it was granted."),
        Column.Amount("renewal_price", "Per period; of no meaning for other than subscriptions."),
        Column.Amount("paid", "What was paid in all, renewals included."),
        Column.Number("renewals", "How often it was renewed."),
        Column.Bytes("voucher", "Struct hash of the voucher; null when it was bought.").OrNull(),
        Column.Bytes("credential", "The credential presented last, its EIP-712 hash; null for none since the grant.").OrNull(),
        Column.Number("epoch", "The title's epoch in which it counts."),
        Column.Number("transfers", "How often it changed hands."),
        Column.Number("bound", "1 when it can't be handed on, though its terms may allow that."),
        Column.Number("granted", "Seconds since 1970."),
        Column.Bytes("tx_hash", "The transaction that granted it."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["title_id,granted", "licensee,expires", "terms_id", "payer"] };

    public static readonly Table Renewals = new("renewals", "A renewal of a license.", 2,
        Column.Number("block", "Height of its block."),
        Column.Number("log_index", "Position in the block."),
        Column.Bytes("license_id", "The license."),
        Column.Bytes("payer", "Who paid."),
        Column.Number("periods", "How many."),
        Column.Amount("price", "In all, in the license's currency's smallest units."),
        Column.Number("since", "Seconds since 1970."),
        Column.Number("expires", "Seconds since 1970."),
        Column.Number("time", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."))
    { Indexes = ["license_id"] };

    public static readonly Table LineageLicenses = new("lineage_licenses", "How an edge of the lineage was licensed at registration. It counts while its epoch is the child's.", 2,
        Column.Bytes("child_id", "The title that descends."),
        Column.Bytes("parent_id", "The title from which."),
        Column.Bytes("license_id", "The license; null for none.").OrNull(),
        Column.Number("bond", "0 declared only, 1 licensed, 2 the registrant held the parent."),
        Column.Number("epoch", "The child's epoch in which it counts."),
        Column.Number("block", "Height of its block."))
    { Indexes = ["parent_id", "license_id"] };

    public static readonly Table Revocations = new("credential_revocations", "A credential that its issuer revoked.", 2,
        Column.Bytes("issuer", "The issuer."),
        Column.Bytes("credential", "Its EIP-712 hash."),
        Column.Number("time", "Seconds since 1970."),
        Column.Number("block", "Height of its block."));

    public static readonly Table CanceledVouchers = new("canceled_vouchers", "A voucher's nonce that its signer canceled.", 2,
        Column.Bytes("holder", "The signer."),
        Column.Bytes("nonce", "The nonce, 32 bytes."),
        Column.Number("block", "Height of its block."));

    public static readonly Table Titles = new("license_titles", "What licensing knows of a title: numbers to sort by.", 1,
        Column.Bytes("title_id", "The title."),
        Column.Number("epoch", "As titles.epoch."),
        Column.Number("licenses", "Granted in all."),
        Column.Number("licenses_in_epoch", "Granted in this epoch."),
        Column.Number("open_offers", "Offers open in this epoch."),
        Column.Number("last_granted", "Seconds since 1970 of the latest grant; 0 for none."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["licenses", "last_granted"] };
}
