using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ModelDeed.Server.Indexing;

/// <content>Opening, and what is kept about the index itself.</content>
internal sealed partial class IndexStore
{
    /// <summary>Opens the index for writing, and makes what isn't there. Tables that were made by other rules than the present ones are emptied:
    /// <see cref="Replay(Action{long}?, CancellationToken)"/> is due.</summary>
    /// <exception cref="IndexException">Another process writes, or the database has the index of another chain.</exception>
    public static async Task<IndexStore> Open(IndexTarget target, CancellationToken ct)
    {
        IAsyncDisposable hold = await target.Database.TryLock(ct)
            ?? throw new IndexException($"Another server indexes into {target.Database}. Stop it, or give this one a database of its own.");
        DbConnection? connection = null;
        try
        {
            connection = await target.Database.OpenWriter(ct);
            var store = new IndexStore(target, hold, connection);
            store.Begin(target);
            return store;
        }
        catch
        {
            if (connection is not null) await connection.DisposeAsync();
            await hold.DisposeAsync();
            throw;
        }
    }

    private void Begin(IndexTarget target)
    {
        if (Dialect == Dialect.Postgres) Execute("SET synchronous_commit=off; SET client_min_messages=warning");
        Execute(Dialect == Dialect.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
        foreach (Table table in IndexTables.All) Create(table);
        Dictionary<string, string> state = Select(IndexTables.State, "").ToDictionary(row => (string)row[0]!, row => (string)row[1]!);
        string chain = target.ChainId.ToString(CultureInfo.InvariantCulture), schema = SchemaOf(_projections);
        if (state.TryGetValue("chain_id", out string? other) && other != chain)
            throw new IndexException($"{target.Database} has the index of chain {other}, not {chain}. Give each chain a database of its own.");
        if (state.TryGetValue("stored_block", out string? stored)) Load(state, long.Parse(stored, CultureInfo.InvariantCulture));
        if (state.TryGetValue("schema", out string? made) && made != schema) Drop();
        if (made != schema)
            foreach (Table table in _projections.Tables) Create(table);
        foreach (IRowFollower follower in _followers) follower.Create(_connection, Dialect);
        _bulk.Write(IndexTables.State, [["chain_id", chain], ["schema", schema]]);
        Execute("COMMIT");
        if (made is null || made != schema) Empty();
        else LoadDigests();
        LoadCreated();
    }

    private void Load(Dictionary<string, string> state, long stored)
    {
        Stored = stored;
        StoredHash = Hash32.Parse(state["stored_hash"]);
        Applied = long.Parse(state["applied_block"], CultureInfo.InvariantCulture);
        _finalSeen = long.Parse(state["final_block"], CultureInfo.InvariantCulture);
        JournalFrom = long.Parse(state["journal_from"], CultureInfo.InvariantCulture);
    }

    private void SaveState()
    {
        string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
        _bulk.Write(IndexTables.State,
        [
            ["stored_block", Text(Stored)], ["stored_hash", StoredHash.ToString()], ["applied_block", Text(Applied)],
            ["final_block", Text(Final)], ["journal_from", Text(JournalFrom)],
        ]);
        _bulk.Write(IndexTables.Digests, [.. _rows.Tables.Select(rows => new object?[] { rows.Table.Name, rows.Digest.ToArray(), rows.Count })]);
    }

    private void LoadDigests()
    {
        Dictionary<string, object?[]> saved = Select(IndexTables.Digests, "").ToDictionary(row => (string)row[0]!);
        foreach (TableRows rows in _rows.Tables)
        {
            if (Applied < 0) rows.Clear();
            if (!saved.TryGetValue(rows.Table.Name, out object?[]? row)) continue;
            rows.Digest = Digest.Read((byte[])row[1]!);
            rows.Count = (long)row[2]!;
        }
    }

    private void LoadCreated()
    {
        foreach (object?[] row in Read(IndexTables.Created, "")) Created.Add(new Address((byte[])row[0]!));
    }

    private void Create(Table table)
    {
        foreach (string statement in Dialect.Create(table).Take(_indexed ? int.MaxValue : 1)) Execute(statement);
    }

    // Tables of before may have other columns; those that no projection has any more go too.
    private void Drop()
    {
        foreach (object?[] row in Select(IndexTables.Digests, "")) Execute($"DROP TABLE IF EXISTS {(string)row[0]!}");
        Execute("DELETE FROM digests");
    }

    private static string SchemaOf(Projections projections) =>
        Hex.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{projections.Version}\n{Dialects.Document(projections.Tables)}")));

    private void Execute(string sql)
    {
        using DbCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<object?[]> Select(Table table, string where, bool withLogs = true) => [.. Read(table, where, withLogs)];

    private IEnumerable<object?[]> Read(Table table, string where, bool withLogs = true)
    {
        using DbCommand command = _connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(',', table.Columns.Select(column => withLogs || column.Name != "logs" ? column.Name : "NULL AS logs"))} FROM {table.Name} {where}";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read()) yield return IBulk.Cells(table, reader);
    }
}
