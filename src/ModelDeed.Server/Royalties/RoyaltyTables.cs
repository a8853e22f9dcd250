using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Royalties;

/// <summary>The tables of <see cref="RoyaltyProjection"/>.</summary>
internal static class RoyaltyTables
{
    public static readonly Table Numbers = new("account_numbers", "The title behind an account's number.", 1,
        Column.Number("number", "From 1, in the order of opening."),
        Column.Bytes("title_id", "The title."),
        Column.Number("block", "Height of its block."));

    public static readonly Table Titles = new("royalty_titles", "What a title owes, and under which key its income is credited.", 1,
        Column.Bytes("title_id", "The title."),
        Column.Number("number", "Of its account; 0 before it has one."),
        Column.Bytes("vector", "Whom it owes of every payment: 40 bytes each, the ancestor's id and big-endian parts per 10^12."),
        Column.Bytes("payee", "The key under which its income is credited now; zero until its first transfer."),
        Column.Number("block", "Height of the last block that changed the row."));

    public static readonly Table Payees = new("payees", "Whose the income under a key is, where it isn't the key's own.", 2,
        Column.Bytes("title_id", "The title."),
        Column.Bytes("payee", "The key; zero before the first transfer."),
        Column.Bytes("owner", "Whose it is; null for the key's own.").OrNull(),
        Column.Number("divided", "1 when the key divides among share holders."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["owner"] };

    public static readonly Table Payments = new("payments", "A payment to a title.", 2,
        Column.Number("block", "Height of its block."),
        Column.Number("log_index", "Position in the block."),
        Column.Bytes("title_id", "The title paid."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Bytes("payer", "Who paid."),
        Column.Amount("received", "What arrived, in the currency's smallest units."),
        Column.Amount("own", "What of it the title got; the rest went to its ancestors. When kept: all."),
        Column.Bytes("own_payee", "Under which key."),
        Column.Number("kept", "1 when it was kept until title and lineage are final: then nobody was credited yet."),
        Column.Number("time", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."))
    { Indexes = ["title_id,time", "payer"] };

    public static readonly Table Kept = new("kept_income", "What is kept of a title's income until it and all its ancestors are final; then it is distributed, and the row goes.", 3,
        Column.Bytes("title_id", "The title paid."),
        Column.Bytes("payee", "Under which key; payees has its owner."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Amount("amount", "Ancestors' parts included; in the currency's smallest units."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["payee"] };

    public static readonly Table Credits = new("credits", "What a title got of a payment, or of kept income, to it or to a descendant.", 3,
        Column.Number("block", "Height of the payment's or the distribution's block."),
        Column.Number("log_index", "Its position in the block."),
        Column.Number("position", "0 for the paid title, then its ancestors in the vector's order."),
        Column.Bytes("title_id", "The title credited."),
        Column.Bytes("source_id", "The title paid."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Bytes("payee", "Under which key."),
        Column.Bytes("payer", "Who paid; zero for kept income, which may have been paid by many."),
        Column.Amount("amount", "In the currency's smallest units."),
        Column.Number("time", "Seconds since 1970."))
    { Indexes = ["title_id,time"] };

    public static readonly Table Balances = new("balances", "What waits in an account of a title's.", 3,
        Column.Bytes("title_id", "The title."),
        Column.Bytes("payee", "The key; payees has its owner."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Amount("credited", "In all, in the currency's smallest units."),
        Column.Amount("withdrawn", "In all."),
        Column.Amount("balance", "What is left."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["payee"] };

    public static readonly Table Withdrawals = new("withdrawals", "A withdrawal of income.", 2,
        Column.Number("block", "Height of its block."),
        Column.Number("log_index", "Position in the block."),
        Column.Bytes("title_id", "The title that earned it."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Bytes("payee", "From under which key."),
        Column.Bytes("recipient", "Where it went."),
        Column.Amount("amount", "In the currency's smallest units."),
        Column.Number("time", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."))
    { Indexes = ["title_id,time", "payee", "recipient"] };

    public static readonly Table Income = new("title_income", "A title's income in a currency: numbers to sort by.", 2,
        Column.Bytes("title_id", "The title."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Amount("received", "Paid to it, ancestors' parts included."),
        Column.Amount("credited", "What it got, from payments to it and to its descendants."),
        Column.Amount("from_descendants", "What of that came from descendants."),
        Column.Amount("withdrawn", "What was withdrawn."),
        Column.Amount("kept", "What of what was paid to it is kept until it is distributed."),
        Column.Number("payments", "How many payments to it."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["currency,credited"] };
}
