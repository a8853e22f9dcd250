using System.Data.Common;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>The index in its database: appends blocks, takes them back, makes the tables again. Every commit is one transaction that holds
/// rows, logs, undo and the place in the chain together.</summary>
/// <remarks>Not safe for concurrent use. After an exception it must be opened anew: what wasn't committed never was.</remarks>
internal sealed partial class IndexStore : IAsyncDisposable
{
    private const int PruneAfter = 32;

    private readonly Projections _projections;
    private readonly IAsyncDisposable _lock;
    private readonly DbConnection _connection;
    private readonly IBulk _bulk;
    private readonly Rows _rows;
    private readonly IReadOnlyList<IRowFollower> _followers;
    private readonly List<object?[]> _blocks = [];
    private readonly int _journalDepth;
    private readonly bool _indexed;
    private readonly List<object?[]> _created = [];
    private long? _deleteAbove;
    private long _finalSeen = -1;
    private int _pendingEvents;

    private IndexStore(IndexTarget target, IAsyncDisposable hold, DbConnection connection)
    {
        (_projections, _lock, _connection, _journalDepth, _followers) = (target.Projections, hold, connection, target.JournalDepth, target.Followers);
        Dialect = target.Database.Dialect;
        _indexed = target.Database.IsLasting;
        _bulk = IBulk.Of(Dialect, connection);
        _rows = new Rows(_projections.Tables, _bulk.Read);
    }

    public Dialect Dialect { get; }

    /// <summary>Up to where logs are stored: the height of the last block read; -1 for none.</summary>
    public long Stored { get; private set; } = -1;

    /// <summary>That block's hash.</summary>
    public Hash32 StoredHash { get; private set; }

    /// <summary>Up to where logs are in the tables. Below <see cref="Stored"/> while <see cref="Replay(Action{long}?, CancellationToken)"/> is due.</summary>
    public long Applied { get; private set; } = -1;

    /// <summary>Up to where blocks are final; -1 for none.</summary>
    public long Final => Math.Min(_finalSeen, Stored);

    /// <summary>Up to where the chain says that it is final, read or not.</summary>
    public long ChainFinal => _finalSeen;

    /// <summary>Above this height every block can be undone; deeper, the tables are made again from the stored logs.</summary>
    public long JournalFrom { get; private set; } = -1;

    /// <summary>Logs that wait for a commit.</summary>
    public int Waiting => Math.Max(_rows.Waiting, _pendingEvents);

    /// <summary>Logs entered since it was opened.</summary>
    public long Events { get; private set; }

    /// <summary>Contracts that the chain's logs have created, whose logs are fetched too.</summary>
    public HashSet<Address> Created { get; } = [];

    /// <summary>Adds the next blocks.</summary>
    /// <param name="piece">Begins behind <see cref="Stored"/>.</param>
    /// <param name="head">The height of the chain: blocks near it are journaled.</param>
    /// <param name="ct">Stops between blocks.</param>
    public void Append(Piece piece, ulong head, CancellationToken ct)
    {
        if (Applied != Stored) throw new InvalidOperationException("The stored logs aren't all in the tables yet.");
        int next = 0;
        foreach (BlockHeader header in piece.Headers.Values)
        {
            ct.ThrowIfCancellationRequested();
            if ((long)header.Number <= Stored) continue; // the genesis block, to tell chains apart
            int first = next;
            while (next < piece.Logs.Count && piece.Logs[next].BlockNumber == header.Number) next++;
            List<Log> logs = piece.Logs.GetRange(first, next - first);
            bool journals = header.Number + (ulong)_journalDepth > head || (long)header.Number > _finalSeen;
            _blocks.Add([(long)header.Number, header.Hash.ToArray(), header.ParentHash.ToArray(), (long)header.Timestamp, logs.Count == 0 ? null : LogPack.Pack(logs)]);
            Enter(logs, header.Number, header.Timestamp, journals);
            (Stored, StoredHash, Applied) = ((long)header.Number, header.Hash, (long)header.Number);
            if (!journals) JournalFrom = Stored;
        }
    }

    /// <summary>Adds a block as another index has stored it.</summary>
    public void Enter(object?[] block, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var number = (long)block[0]!;
        (Stored, StoredHash, JournalFrom) = (number, new Hash32((byte[])block[1]!), number);
        _blocks.Add(block);
        if (block[4] is null) Applied = number;
        else Replay(block);
        if (Waiting >= 20_000) Commit();
    }

    /// <summary>Says up to where the chain can't be undone any more.</summary>
    public void Finalize(long block) => _finalSeen = block;

    /// <summary>Takes all blocks above a height back. If they are too deep for the journal, all tables are emptied: <see cref="Replay(Action{long}?, CancellationToken)"/> is due.</summary>
    /// <param name="ancestor">The last block to stay; -1 for none.</param>
    /// <param name="hash">Its hash.</param>
    public void Undo(long ancestor, Hash32 hash)
    {
        Commit();
        _deleteAbove = ancestor;
        foreach (object?[] row in Select(IndexTables.Created, $"WHERE block > {ancestor}")) Created.Remove(new Address((byte[])row[0]!));
        if (ancestor >= JournalFrom) Restore(ancestor);
        else Empty();
        (Stored, StoredHash) = (ancestor, ancestor < 0 ? default : hash);
        Applied = Math.Min(Applied, ancestor);
        _finalSeen = Math.Min(_finalSeen, ancestor);
        if (Applied != Stored) Commit();
    }

    /// <summary>Empties the tables: <see cref="Replay(Action{long}?, CancellationToken)"/> is due.</summary>
    public void Wipe()
    {
        Commit();
        Empty();
        Commit();
    }

    /// <summary>Enters stored logs into the tables, some thousand at a time, until all are.</summary>
    public void Replay(Action<long>? progress, CancellationToken ct)
    {
        if (Applied == Stored) return;
        while (Applied < Stored)
        {
            ct.ThrowIfCancellationRequested();
            progress?.Invoke(Applied);
            List<object?[]> blocks = Select(IndexTables.Blocks, $"WHERE number > {Applied} AND logs IS NOT NULL ORDER BY number LIMIT 50");
            foreach (object?[] block in blocks)
            {
                Replay(block);
                if (Waiting >= 20_000) Commit();
            }
            if (blocks.Count == 0) Applied = Stored;
        }
        Commit();
    }

    /// <summary>Writes everything that waits, in one transaction.</summary>
    public void Commit()
    {
        Execute(Dialect == Dialect.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
        if (_deleteAbove is { } above)
        {
            Execute($"DELETE FROM blocks WHERE number > {above}");
            Execute($"DELETE FROM undo WHERE block > {above}");
            Execute($"DELETE FROM created_contracts WHERE block > {above}");
        }
        var changes = new List<RowChange>();
        _rows.Flush(rows => Write(rows, changes), undo => _bulk.Write(IndexTables.Undo, undo));
        if (_blocks.Count > 0) _bulk.Write(IndexTables.Blocks, _blocks);
        if (_created.Count > 0) _bulk.Write(IndexTables.Created, _created);
        Prune();
        foreach (IRowFollower follower in _followers) follower.Follow(changes, _connection);
        SaveState();
        Execute("COMMIT");
        _blocks.Clear();
        _created.Clear();
        (_deleteAbove, _pendingEvents) = (null, 0);
    }

    /// <summary>The digest of each table, as kept, and its count of rows; by name. Of what is committed.</summary>
    public IReadOnlyDictionary<string, TableDigest> Digests() =>
        _rows.Tables.ToDictionary(rows => rows.Table.Name, rows => new TableDigest(rows.Digest, rows.Count));

    /// <summary>The same, computed anew from every row in the database.</summary>
    public IReadOnlyDictionary<string, TableDigest> Recount(CancellationToken ct)
    {
        var counted = new Dictionary<string, TableDigest>();
        foreach (Table table in _projections.Tables)
        {
            Digest digest = default;
            long count = 0;
            foreach (object?[] row in Read(table, ""))
            {
                ct.ThrowIfCancellationRequested();
                digest.Add(table, row);
                count++;
            }
            counted.Add(table.Name, new TableDigest(digest, count));
        }
        return counted;
    }

    /// <summary>Stored blocks at or below a height, the highest first: number and hash.</summary>
    public List<(long Number, Hash32 Hash)> BlocksFrom(long highest, int count) =>
        [.. Select(IndexTables.Blocks, $"WHERE number <= {highest} ORDER BY number DESC LIMIT {count}", withLogs: false).Select(block => ((long)block[0]!, new Hash32((byte[])block[1]!)))];

    /// <summary>Stored blocks with logs above a height, in order.</summary>
    public IEnumerable<object?[]> StoredBlocks() => Read(IndexTables.Blocks, "ORDER BY number");

    public async ValueTask DisposeAsync()
    {
        _bulk.Dispose();
        await _connection.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private void Enter(List<Log> logs, ulong block, ulong time, bool journals)
    {
        _rows.Begin(block, journals);
        foreach (Log log in logs)
        {
            if (_projections.Creates(log) is { } created && Created.Add(created)) _created.Add([created.ToArray(), (long)block]);
            var entry = new ChainLog(in log, time);
            foreach (IProjection projection in _projections.All) Apply(projection, in entry);
        }
        _pendingEvents += logs.Count;
        Events += logs.Count;
    }

    private void Apply(IProjection projection, in ChainLog entry)
    {
        try
        {
            projection.Apply(in entry, _rows);
        }
        catch (MalformedDataException e)
        {
            SkippedLogs.Record(_rows, in entry, projection.GetType().Name, e.Message);
        }
    }

    private void Replay(object?[] block)
    {
        var number = (long)block[0]!;
        List<Log> logs = LogPack.Unpack((byte[])block[4]!, (ulong)number, new Hash32((byte[])block[1]!));
        Enter(logs, (ulong)number, (ulong)(long)block[3]!, number > JournalFrom);
        Applied = number;
    }

    private void Restore(long ancestor)
    {
        _rows.Begin((ulong)Math.Max(0, ancestor), journals: false);
        foreach (object?[] record in Select(IndexTables.Undo, $"WHERE block > {ancestor} ORDER BY block DESC, position DESC"))
            _rows.Restore((string)record[2]!, (byte[])record[3]!);
    }

    private void Empty()
    {
        Execute(Dialect == Dialect.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
        foreach (Table table in _projections.Tables) Execute($"DELETE FROM {table.Name}");
        Execute("DELETE FROM undo");
        foreach (IRowFollower follower in _followers) follower.Clear(_connection);
        _rows.Clear();
        Applied = -1;
        JournalFrom = Math.Max(-1, Math.Min(_deleteAbove ?? Stored, Stored) - _journalDepth);
        SaveState();
        Execute("COMMIT");
    }

    private void Write(TableRows rows, List<RowChange> changes)
    {
        var gone = new List<object?[]>();
        var written = new List<object?[]>(rows.Changed.Count);
        foreach (Entry entry in rows.Changed)
        {
            if (entry.Now is null) gone.Add(entry.Key);
            else written.Add(entry.Now);
            if (_followers.Count > 0) changes.Add(new RowChange(rows.Table, entry.Saved, entry.Now));
        }
        if (gone.Count > 0) _bulk.Delete(rows.Table, gone);
        if (written.Count > 0) _bulk.Write(rows.Table, written);
    }

    // Old undo records, and blocks without logs that are so deep that any with logs will do to find a common ancestor.
    private void Prune()
    {
        long from = Math.Min(Final, Stored - _journalDepth);
        if (from < JournalFrom + PruneAfter || Applied != Stored) return;
        Execute($"DELETE FROM undo WHERE block <= {from}");
        Execute($"DELETE FROM blocks WHERE number <= {from} AND number > 0 AND logs IS NULL");
        JournalFrom = from;
    }
}

/// <summary>A table's digest and its count of rows.</summary>
internal readonly record struct TableDigest(Digest Digest, long Rows);
