using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Sealing;

/// <summary>The tables of <see cref="SealingProjection"/>.</summary>
internal static class SealingTables
{
    public static readonly Table Packages = new("packages", "The sealed package of a version, as named last. It counts while its epoch is its title's and the version stands.", 1,
        Column.Bytes("fingerprint", "The version."),
        Column.Bytes("title_id", "The title whose holder named it."),
        Column.Number("epoch", "The title's epoch in which it was named."),
        Column.Bytes("header", "SHA-256 of its header."),
        Column.Bytes("root", "SHA-256 in the CID of its folder (CIDv1, dag-pb)."),
        Column.Text("sources", "Where to fetch it, addresses separated by line feeds: a stranger's text, a hint."),
        Column.Number("published", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["title_id"] };

    public static readonly Table Epochs = new("package_epochs", "How often a title that packages may belong to was taken over or dissolved.", 1,
        Column.Bytes("title_id", "The title."),
        Column.Number("epoch", "0 for a title without a row."),
        Column.Number("block", "Height of the last block that changed the row."));

    public static readonly Table Custodians = new("custodians", "Who keeps shares of packages' keys, those that left included.", 1,
        Column.Bytes("account", "Its account."),
        Column.Bytes("public_key", "Its X25519 public key, the latest."),
        Column.Text("url", "Where its service answers: a stranger's text."),
        Column.Bytes("territories", "The set for which it releases, 32 bytes."),
        Column.Amount("bond", "What it loses when it is proven to tell two stories, in the currency's smallest units."),
        Column.Number("joined", "Seconds since 1970."),
        Column.Number("left_at", "Seconds since 1970; null while it serves.").OrNull(),
        Column.Number("convicted", "When it was proven to have told two stories, in seconds since 1970; null for never.").OrNull(),
        Column.Bytes("tx_hash", "The transaction by which it joined."),
        Column.Number("block", "Height of the last block that changed the row."));

    public static readonly Table Keys = new("custodian_keys", "A key that shares may be sealed to, and whose it is: those before the latest stay the custodian's.", 1,
        Column.Bytes("public_key", "X25519."),
        Column.Bytes("account", "The custodian."),
        Column.Number("block", "Height of its block."));
}
