using System.Data.Common;

namespace ModelDeed.Server.Ui;

/// <summary>Reads past sales, and the card that describes a title.</summary>
internal static class SoldReading
{
    /// <summary>What holds a title or its shares in auctions that nobody has settled yet, 20 at most.</summary>
    internal static async Task<IReadOnlyList<LotView>> Lots(DbConnection db, Hash32 title, CancellationToken ct)
    {
        IReadOnlyList<LotRow> rows = await db.Rows<LotRow>("SELECT lot, seller FROM auctions WHERE title_id = @id AND state = 1 ORDER BY ends, id LIMIT 20", new { id = title.ToArray() }, ct);
        return [.. rows.Select(row => new LotView(new Address(row.Lot), new Address(row.Seller)))];
    }

    /// <summary>The last 20 sales of a title and of its shares.</summary>
    internal static async Task<IReadOnlyList<SoldView>> Sales(DbConnection db, Hash32 title, CurrencyBook currencies, CancellationToken ct)
    {
        IReadOnlyList<SaleRow> rows = await db.Rows<SaleRow>("""
            SELECT s.seller, s.buyer, s.amount, s.currency, s.price, s.time, d.share AS divided
            FROM sales s LEFT JOIN divisions d ON d.share = s.asset WHERE s.title_id = @id ORDER BY s.time DESC, s.block DESC, s.log_index DESC LIMIT 20
            """, new { id = title.ToArray() }, ct);
        return [.. rows.Select(row => new SoldView(new Address(row.Seller), new Address(row.Buyer), Shares(row.Divided, row.Amount), currencies.Money(Sql.Amount(row.Price), new Address(row.Currency)), (ulong)row.Time))];
    }

    /// <summary>The card that describes a title: its digest and where it is; null for none.</summary>
    internal static async Task<(Hash32 Digest, string Uri)?> Card(DbConnection db, Hash32 title, CancellationToken ct) =>
        await db.First<CardRow>("SELECT digest, uri FROM cards WHERE title_id = @id", new { id = title.ToArray() }, ct) is { } row ? (new Hash32(row.Digest), row.Uri) : null;

    private static TokenAmount? Shares(byte[]? divided, string amount) => divided is null ? null : Sql.Amount(amount);

    private sealed record LotRow(byte[] Lot, byte[] Seller);

    private sealed record SaleRow(byte[] Seller, byte[] Buyer, string Amount, byte[] Currency, string Price, long Time, byte[]? Divided);

    private sealed record CardRow(byte[] Digest, string Uri);
}
