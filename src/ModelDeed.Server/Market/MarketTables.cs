using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Market;

/// <summary>The tables of <see cref="MarketProjection"/>.</summary>
internal static class MarketTables
{
    public static readonly Table Sales = new("sales", "A title or shares were sold: by an order, wholly or in part, or in an auction.", 2,
        Column.Number("block", "Height of its block."),
        Column.Number("log_index", "Position in the block."),
        Column.Bytes("title_id", "The title, for shares too."),
        Column.Bytes("seller", "Who sold."),
        Column.Bytes("buyer", "Who bought."),
        Column.Bytes("asset", "The contract of titles, or the share token."),
        Column.Amount("amount", "Shares; 1 for a title."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Amount("price", "For all of them, in the currency's smallest units."),
        Column.Amount("royalty", "What of that went to the title's till."),
        Column.Bytes("order_hash", "The order's EIP-712 struct hash; null for an auction.").OrNull(),
        Column.Number("side", "Of the order: 0 to sell, 1 to buy; 0 for an auction."),
        Column.Bytes("auction_id", "The auction, 32 bytes; null for an order.").OrNull(),
        Column.Number("time", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."))
    { Indexes = ["title_id,time", "seller", "buyer", "order_hash"] };

    public static readonly Table Fills = new("order_fills", "How much of an order was filled.", 1,
        Column.Bytes("order_hash", "The order's EIP-712 struct hash."),
        Column.Bytes("maker", "Who signed it."),
        Column.Amount("filled", "Shares; 1 for a title."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["maker"] };

    public static readonly Table Cancellations = new("order_cancellations", "A nonce whose orders their maker took back.", 2,
        Column.Bytes("maker", "Who signed."),
        Column.Bytes("nonce", "The nonce, 32 bytes."),
        Column.Number("block", "Height of its block."));

    public static readonly Table Counters = new("order_counters", "What a maker's orders must bear: those of a lower counter are taken back.", 1,
        Column.Bytes("maker", "Who signs."),
        Column.Amount("counter", "The counter."),
        Column.Number("block", "Height of its block."));

    public static readonly Table Auctions = new("auctions", "An auction of a title or of shares.", 1,
        Column.Bytes("id", "Its number, 32 bytes."),
        Column.Bytes("title_id", "The title, for shares too."),
        Column.Bytes("seller", "Who started it, and whose it is until it is sold."),
        Column.Bytes("lot", "What holds the asset meanwhile: while the auction runs, titles.owner or holdings.account."),
        Column.Bytes("asset", "The contract of titles, or the share token."),
        Column.Amount("amount", "Shares; 1 for a title."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Amount("reserve", "The lowest first bid, in the currency's smallest units."),
        Column.Number("step", "How much more a bid must be than the last, in parts per 10,000 of that."),
        Column.Number("extension", "Seconds that are left after each bid, at least."),
        Column.Number("ends", "Seconds since 1970 from which nobody bids."),
        Column.Number("state", "1 open (also after its end, until somebody settles it), 2 sold, 3 void."),
        Column.Bytes("bidder", "Who has bid most; null for nobody.").OrNull(),
        Column.Amount("highest", "The highest bid; zero for none."),
        Column.Number("bids", "How many bids."),
        Column.Amount("royalty", "What of the price went to the title's till."),
        Column.Number("returned", "1 when the seller has got back what wasn't sold."),
        Column.Number("started", "Seconds since 1970."),
        Column.Number("settled", "Seconds since 1970 when it was sold or void; 0 before."),
        Column.Bytes("tx_hash", "The transaction that started it."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["title_id,state", "lot", "seller", "bidder", "state,ends"] };

    public static readonly Table Bids = new("bids", "A bid in an auction.", 2,
        Column.Number("block", "Height of its block."),
        Column.Number("log_index", "Position in the block."),
        Column.Bytes("auction_id", "The auction, 32 bytes."),
        Column.Bytes("bidder", "Who bid."),
        Column.Amount("amount", "In the auction's currency's smallest units."),
        Column.Number("time", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."))
    { Indexes = ["auction_id,block,log_index", "bidder"] };

    public static readonly Table Withdrawals = new("market_withdrawals", "Money left the market: proceeds, or the bid of somebody outbid.", 2,
        Column.Number("block", "Height of its block."),
        Column.Number("log_index", "Position in the block."),
        Column.Bytes("account", "Whose it was."),
        Column.Bytes("currency", "ERC-20; zero for the chain's own."),
        Column.Bytes("recipient", "Where it went."),
        Column.Amount("amount", "In the currency's smallest units."),
        Column.Number("time", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."))
    { Indexes = ["account"] };

    public static readonly Table Cards = new("cards", "What describes a title now; taken back, it has no row.", 1,
        Column.Bytes("title_id", "The title."),
        Column.Bytes("digest", "SHA-256 of the card, a JSON document: docs/formats.md."),
        Column.Text("uri", "Where it is, or nothing: a stranger's text."),
        Column.Bytes("author", "Who described it: the holder, one approved by him, or a steward."),
        Column.Number("described", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."),
        Column.Number("block", "Height of its block."))
    { Indexes = ["digest"] };
}
