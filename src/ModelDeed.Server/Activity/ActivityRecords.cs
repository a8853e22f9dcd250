using ModelDeed.Ethereum;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Activity;

/// <summary>Something that happened.</summary>
internal sealed record ActivityView
{
    /// <summary>Height of its block.</summary>
    public required long Block { get; init; }

    /// <summary>Position in the block.</summary>
    public required long LogIndex { get; init; }

    /// <summary>registered, licensed, paid …: docs/api.md lists them.</summary>
    public required string Kind { get; init; }

    public Hash32? TitleId { get; init; }

    /// <summary>Whose doing it is; null where the log doesn't say.</summary>
    public Address? Actor { get; init; }

    /// <summary>The other party; null for none.</summary>
    public Address? Other { get; init; }

    /// <summary>The root, fingerprint, terms, license, motion or credential concerned; null for none.</summary>
    public Hash32? Subject { get; init; }

    public Address? Currency { get; init; }

    /// <summary>In the currency's smallest units; null for none.</summary>
    public UInt256? Amount { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Time { get; init; }

    public required Hash32 Transaction { get; init; }

    /// <summary>True while a reorganization may still undo it.</summary>
    public required bool Pending { get; init; }

    public static ActivityView Of(SqlRow row) => new()
    {
        Block = row.Number("block"),
        LogIndex = row.Number("log_index"),
        Kind = row.Text("kind"),
        TitleId = row.HashOrNull("title_id"),
        Actor = row.AddressOrNull("actor"),
        Other = row.AddressOrNull("other"),
        Subject = row.HashOrNull("subject"),
        Currency = row.AddressOrNull("currency"),
        Amount = row.AmountOrNull("amount"),
        Time = row.Number("time"),
        Transaction = row.Hash("tx_hash"),
        Pending = row.Flag("pending"),
    };
}

/// <summary>Whose activity.</summary>
/// <param name="Title">Of a title; null for all.</param>
/// <param name="Account">By or with an account; null for all.</param>
/// <param name="Kind">Of one kind; null for all.</param>
internal sealed record ActivityFilter(Hash32? Title, Address? Account, string? Kind)
{
    public static ActivityFilter All { get; } = new(null, null, null);
}

/// <summary>What is asked of the table of activity.</summary>
internal sealed class ActivityRecords(Database index)
{
    private const string Activity = """
        SELECT a.*, CASE WHEN a.block > COALESCE((SELECT CAST(value AS BIGINT) FROM index_state WHERE name = 'final_block'), -1) THEN 1 ELSE 0 END AS pending FROM activity a
        """;

    /// <summary>The newest first.</summary>
    public async Task<Page<ActivityView>> List(ActivityFilter filter, Cursor? after, int limit, CancellationToken ct)
    {
        (List<string> where, List<(string, object)> values) = Conditions(filter);
        if (after is not null)
        {
            where.Add("(a.block < @block OR (a.block = @block AND a.log_index < @log))");
            values.AddRange([("block", after.Number), ("log", after.Second)]);
        }
        values.Add(("limit", limit + 1L));
        List<ActivityView> rows = await index.Rows($"{Activity} WHERE {string.Join(" AND ", where)} ORDER BY a.block DESC, a.log_index DESC LIMIT @limit", values, ActivityView.Of, ct);
        return Page<ActivityView>.Of(rows, limit, row => Cursor.Of(row.Block, row.LogIndex));
    }

    /// <summary>What came after a place, the oldest first.</summary>
    public Task<List<ActivityView>> After(ActivityFilter filter, long block, long logIndex, int limit, CancellationToken ct)
    {
        (List<string> where, List<(string, object)> values) = Conditions(filter);
        where.Add("(a.block > @block OR (a.block = @block AND a.log_index > @log))");
        values.AddRange([("block", block), ("log", logIndex), ("limit", (long)limit)]);
        return index.Rows($"{Activity} WHERE {string.Join(" AND ", where)} ORDER BY a.block, a.log_index LIMIT @limit", values, ActivityView.Of, ct);
    }

    /// <summary>The hash of an indexed block; null for one without logs of ours, or none.</summary>
    public async Task<Hash32?> BlockHash(long block, CancellationToken ct) =>
        (await index.Rows("SELECT hash FROM blocks WHERE number = @number", [("number", block)], row => row.Hash("hash"), ct)) is [var hash] ? hash : null;

    /// <summary>Where the index is: another text after each commit that brought or took away anything.</summary>
    public async Task<string> Place(CancellationToken ct) =>
        string.Join(' ', await index.Rows("SELECT name, value FROM index_state WHERE name IN ('applied_block', 'stored_hash', 'final_block') ORDER BY name", [], row => row.Text("value"), ct));

    /// <summary>A fact of <c>index_state</c>; -1 for none.</summary>
    public async Task<long> State(string name, CancellationToken ct) =>
        (await index.Rows("SELECT CAST(value AS BIGINT) AS number FROM index_state WHERE name = @name", [("name", name)], row => row.Number("number"), ct)) is [var number] ? number : -1;

    private static (List<string> Where, List<(string, object)> Values) Conditions(ActivityFilter filter)
    {
        List<string> where = ["1 = 1"];
        List<(string, object)> values = [];
        if (filter.Title is { } title)
        {
            where.Add("a.title_id = @title");
            values.Add(("title", title.ToArray()));
        }
        if (filter.Account is { } account)
        {
            where.Add("(a.actor = @account OR a.other = @account)");
            values.Add(("account", account.ToArray()));
        }
        if (filter.Kind is { } kind)
        {
            where.Add("a.kind = @kind");
            values.Add(("kind", kind));
        }
        return (where, values);
    }
}
