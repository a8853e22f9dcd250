using ModelDeed.Market;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Market;

/// <summary>An order as the book keeps it.</summary>
/// <param name="Signed">What was signed.</param>
/// <param name="Hash">Its struct hash.</param>
/// <param name="Posted">Seconds since 1970.</param>
/// <param name="PostedBlock">The latest block then.</param>
/// <param name="Hidden">Whether its maker has taken it off.</param>
internal sealed record PostedOrder(SignedOrder Signed, Hash32 Hash, long Posted, long PostedBlock, bool Hidden);

/// <summary>Which orders of the book; null for all.</summary>
internal sealed record OrderFilter(Hash32? Title, Address? Maker, OrderSide? Side, bool Open);

/// <summary>Signed orders that are passed on. The book gives nobody a right: the contract judges each order by itself.</summary>
internal sealed class OrderBook(ServerState state, TimeProvider clock)
{
    /// <summary>Orders of one maker's, hidden ones too.</summary>
    public const int MostOfMaker = 200;

    /// <summary>Orders in all.</summary>
    public const int MostOfAll = 100_000;

    /// <summary>Seconds ahead of now in which an order's deadline must lie: a year.</summary>
    public const long MostAhead = 366 * 86_400;

    // What has expired so long ago is forgotten.
    private const long Remembered = 30 * 86_400;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Keeps an order. False when the book, or the maker's part of it, is full; true too when it was there already.</summary>
    public async Task<bool> Add(SignedOrder signed, ulong block, CancellationToken ct)
    {
        Order order = signed.Order;
        Hash32 hash = order.StructHash;
        await state.Database.Write("DELETE FROM posted_orders WHERE deadline < @then", [("then", Now - Remembered)], ct);
        int added = await state.Database.Write("""
            INSERT INTO posted_orders (hash, title_id, maker, side, deadline, posted, posted_block, hidden, document)
            SELECT @hash, @title, @maker, @side, @deadline, @posted, @block, 0, @document
            WHERE (SELECT COUNT(*) FROM posted_orders WHERE maker = @maker) < @most AND (SELECT COUNT(*) FROM posted_orders) < @all
            ON CONFLICT (hash) DO NOTHING
            """,
            [
                ("hash", hash.ToArray()), ("title", order.TitleId.ToHash().ToArray()), ("maker", order.Maker.ToArray()), ("side", (long)order.Side), ("deadline", (long)order.Deadline),
                ("posted", Now), ("block", (long)block), ("document", OrderJson.Write(signed)), ("most", (long)MostOfMaker), ("all", (long)MostOfAll),
            ], ct);
        return added == 1 || await Find(hash, ct) is not null;
    }

    /// <summary>One order, a hidden one too; null for none.</summary>
    public Task<PostedOrder?> Find(Hash32 hash, CancellationToken ct) =>
        state.Database.First("SELECT * FROM posted_orders WHERE hash = @hash", [("hash", hash.ToArray())], Read, ct);

    /// <summary>Takes an order of a maker's off the book, for good. False when he has none of this hash there.</summary>
    public async Task<bool> Hide(Hash32 hash, Address maker, CancellationToken ct) =>
        await state.Database.Write("UPDATE posted_orders SET hidden = 1 WHERE hash = @hash AND maker = @maker AND hidden = 0", [("hash", hash.ToArray()), ("maker", maker.ToArray())], ct) == 1;

    /// <summary>Orders that aren't hidden, the newest first. Of open ones only those that haven't expired.</summary>
    public Task<List<PostedOrder>> List(OrderFilter filter, Cursor? after, int limit, CancellationToken ct)
    {
        List<string> where = ["hidden = 0"];
        List<(string, object)> values = [("limit", (long)limit)];
        void Where(string condition, string name, object value)
        {
            where.Add(condition);
            values.Add((name, value));
        }
        if (filter.Title is { } title) Where("title_id = @title", "title", title.ToArray());
        if (filter.Maker is { } maker) Where("maker = @maker", "maker", maker.ToArray());
        if (filter.Side is { } side) Where("side = @side", "side", (long)side);
        if (filter.Open) Where("deadline >= @now", "now", Now);
        if (after is not null)
        {
            Where("(posted < @time OR (posted = @time AND hash > @after))", "time", after.Number);
            values.Add(("after", after.Key));
        }
        return state.Database.Rows($"SELECT * FROM posted_orders WHERE {string.Join(" AND ", where)} ORDER BY posted DESC, hash LIMIT @limit", values, Read, ct);
    }

    private static PostedOrder Read(SqlRow row) => new(OrderJson.Read(row.Bytes("document")), row.Hash("hash"), row.Number("posted"), row.Number("posted_block"), row.Flag("hidden"));
}
