using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Activity;

/// <summary>The table of <see cref="ActivityProjection"/>.</summary>
internal static class ActivityTables
{
    public static readonly Table Activity = new("activity", "What happened, one row for each thing that a person would call an event.", 2,
        Column.Number("block", "Height of its block."),
        Column.Number("log_index", "Position in the block."),
        Column.Text("kind", "anchored, registered, transferred, taken-over, dissolved, version, priority, disputed, settled, awarded, struck, offered, offer-opened, offer-closed, renewals-ended, renewals-resumed, licensed, renewed, canceled, license-transferred, license-bound, honored, credential-revoked, paid, distributed, withdrawn, divided, motion, supported, support-lowered, motion-accepted, motion-withdrawn, redeemed, steward, share-transferred, claimed, described, undescribed, sold, orders-canceled, auction, bid, auction-void, lot-returned or money-withdrawn."),
        Column.Bytes("title_id", "The title concerned; null for none.").OrNull(),
        Column.Bytes("actor", "Whose doing it is; null where the log doesn't say.").OrNull(),
        Column.Bytes("other", "The other party; null for none.").OrNull(),
        Column.Bytes("subject", "The root, fingerprint, terms, license, motion, credential, card, order, nonce or auction concerned; null for none.").OrNull(),
        Column.Bytes("currency", "Of the amount: ERC-20, zero for the chain's own; of shares, the token; null for no amount.").OrNull(),
        Column.Amount("amount", "In the currency's smallest units; null for none.").OrNull(),
        Column.Number("time", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."))
    { Indexes = ["title_id,block,log_index", "actor,block,log_index", "other,block,log_index", "kind,block,log_index", "time"] };
}
