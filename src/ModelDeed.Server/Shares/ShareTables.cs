using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Shares;

/// <summary>The tables of <see cref="ShareProjection"/>.</summary>
internal static class ShareTables
{
    public static readonly Table Divisions = new("divisions", "A divided title.", 1,
        Column.Bytes("share", "The token, which holds the title while it is divided."),
        Column.Bytes("title_id", "The title."),
        Column.Bytes("divider", "Who divided it."),
        Column.Number("majority", "Of all votes, in parts per 10,000, that carries a motion."),
        Column.Bytes("steward", "Who acts for the holders; zero for nobody."),
        Column.Bytes("currency", "The token in which the whole may be bought out, besides the chain's own; zero for none."),
        Column.Text("name", "The token's name: a stranger's text."),
        Column.Text("symbol", "The token's symbol: a stranger's text."),
        Column.Amount("issued", "Shares issued."),
        Column.Number("holders", "Accounts with shares."),
        Column.Bytes("bought_out", "The accepted buy-out's motion; null for none.").OrNull(),
        Column.Number("divided", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["title_id", "steward"] };

    public static readonly Table Holdings = new("holdings", "What an account holds of a divided title.", 2,
        Column.Bytes("share", "The token."),
        Column.Bytes("account", "The holder, now or once: income of before may be unclaimed."),
        Column.Amount("shares", "How many."),
        Column.Bytes("delegate", "Who votes with them; null for the account itself.").OrNull(),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["account"] };

    public static readonly Table Motions = new("motions", "A motion of share holders.", 1,
        Column.Bytes("id", "Its number, 32 bytes."),
        Column.Bytes("share", "The token."),
        Column.Bytes("proposer", "Who made it; of a buy-out, the buyer."),
        Column.Bytes("candidate", "The steward to appoint; of no meaning for a buy-out."),
        Column.Bytes("currency", "The offer's; zero for the chain's own."),
        Column.Amount("price", "Per share, in the currency's smallest units; zero for the appointment of a steward."),
        Column.Number("snapshot", "Votes count as at this second since 1970."),
        Column.Amount("accepted", "Votes that have accepted it."),
        Column.Number("state", "1 open (until 30 days after its snapshot), 2 accepted, 3 withdrawn."),
        Column.Amount("redeemed", "What bought-out holders have taken."),
        Column.Number("opened", "Seconds since 1970."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["share"] };

    public static readonly Table Support = new("motion_support", "Who accepts a motion.", 2,
        Column.Bytes("motion_id", "The motion."),
        Column.Bytes("account", "The holder."),
        Column.Amount("votes", "With how many votes."),
        Column.Number("block", "Height of the last block that changed the row."));

    public static readonly Table Claims = new("share_claims", "What an account has claimed of a divided title's income.", 3,
        Column.Bytes("share", "The token."),
        Column.Bytes("account", "The holder."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Amount("claimed", "In the currency's smallest units."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["account"] };

    public static readonly Table Redemptions = new("redemptions", "A bought-out holder was paid.", 2,
        Column.Number("block", "Height of its block."),
        Column.Number("log_index", "Position in the block."),
        Column.Bytes("motion_id", "The buy-out."),
        Column.Bytes("account", "The holder."),
        Column.Bytes("recipient", "Where it went."),
        Column.Amount("shares", "How many."),
        Column.Amount("amount", "In the offer's currency's smallest units."),
        Column.Number("time", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."))
    { Indexes = ["account"] };
}
