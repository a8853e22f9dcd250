using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Market;

/// <summary>The table of <see cref="OrderBook"/>, in <see cref="Api.ServerState"/>.</summary>
internal static class OrderTables
{
    public static readonly Table Posted = new("posted_orders", "A signed order that its maker, or somebody for him, has posted.", 1,
        Column.Bytes("hash", "By which the contract knows it."),
        Column.Bytes("title_id", "The title, for shares too."),
        Column.Bytes("maker", "Who signed."),
        Column.Number("side", "0 to sell, 1 to buy."),
        Column.Number("deadline", "The last second since 1970 in which it counts."),
        Column.Number("posted", "Seconds since 1970."),
        Column.Number("posted_block", "The latest block then: it wasn't filled before."),
        Column.Number("hidden", "1 once its maker has taken it off the book."),
        Column.Bytes("document", "modeldeed-order-1, with the signature."))
    { Indexes = ["title_id", "maker", "posted", "deadline"] };
}
