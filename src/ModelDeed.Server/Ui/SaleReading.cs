using System.Data.Common;

namespace ModelDeed.Server.Ui;

/// <summary>Reads auctions, sales and cards.</summary>
internal static class SaleReading
{
    /// <summary>Auctions of a title and of its shares that nobody has settled yet, 20 at most.</summary>
    internal static async Task<IReadOnlyList<AuctionView>> Auctions(DbConnection db, Hash32 title, CurrencyBook currencies, CancellationToken ct)
    {
        IReadOnlyList<AuctionRow> rows = await db.Rows<AuctionRow>("""
            SELECT a.seller, a.lot, a.amount, a.currency, a.reserve, a.highest, a.bids, a.ends, d.share AS divided
            FROM auctions a LEFT JOIN divisions d ON d.share = a.asset WHERE a.title_id = @id AND a.state = 1 ORDER BY a.ends, a.id LIMIT 20
            """, new { id = title.ToArray() }, ct);
        return [.. rows.Select(row => row.View(currencies))];
    }

    /// <summary>The last 20 sales of a title and of its shares.</summary>
    internal static async Task<IReadOnlyList<SaleView>> Sales(DbConnection db, Hash32 title, CurrencyBook currencies, CancellationToken ct)
    {
        IReadOnlyList<SaleRow> rows = await db.Rows<SaleRow>("""
            SELECT s.seller, s.buyer, s.amount, s.currency, s.price, s.time, d.share AS divided
            FROM sales s LEFT JOIN divisions d ON d.share = s.asset WHERE s.title_id = @id ORDER BY s.time DESC, s.block DESC, s.log_index DESC LIMIT 20
            """, new { id = title.ToArray() }, ct);
        return [.. rows.Select(row => new SaleView(new Address(row.Seller), new Address(row.Buyer), Shares(row.Divided, row.Amount), currencies.Money(Sql.Amount(row.Price), new Address(row.Currency)), (ulong)row.Time))];
    }

    /// <summary>The card that describes a title: its digest and where it is; null for none.</summary>
    internal static async Task<(Hash32 Digest, string Uri)?> Card(DbConnection db, Hash32 title, CancellationToken ct) =>
        await db.First<CardRow>("SELECT digest, uri FROM cards WHERE title_id = @id", new { id = title.ToArray() }, ct) is { } row ? (new Hash32(row.Digest), row.Uri) : null;

    private static TokenAmount? Shares(byte[]? divided, string amount) => divided is null ? null : Sql.Amount(amount);

    private sealed record AuctionRow(byte[] Seller, byte[] Lot, string Amount, byte[] Currency, string Reserve, string Highest, long Bids, long Ends, byte[]? Divided)
    {
        internal AuctionView View(CurrencyBook currencies)
        {
            Money highest = currencies.Money(Sql.Amount(Highest), new Address(Currency));
            return new AuctionView(new Address(Seller), new Address(Lot), Shares(Divided, Amount), highest.Amount.Units.IsZero ? null : highest, currencies.Money(Sql.Amount(Reserve), new Address(Currency)), Bids, (ulong)Ends);
        }
    }

    private sealed record SaleRow(byte[] Seller, byte[] Buyer, string Amount, byte[] Currency, string Price, long Time, byte[]? Divided);

    private sealed record CardRow(byte[] Digest, string Uri);
}
