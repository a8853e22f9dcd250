using ModelDeed.Ethereum;
using ModelDeed.Server;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Tests.Server;

/// <summary>The rows that logs become, in memory: one block for each log, its height and its time those of a counter.</summary>
internal sealed class Projected
{
    private readonly Projections _projections = MarketProjections.Of(MarketLogs.Contracts, MarketLogs.Contest);
    private ulong _block;

    public Projected(params IEnumerable<Log> logs)
    {
        Rows = new Rows(_projections.Tables, (_, _) => null);
        foreach (Log log in logs) Enter(log);
    }

    public Rows Rows { get; }

    public Projected Enter(Log log)
    {
        _block++;
        Rows.Begin(_block, journals: false);
        var entry = new ChainLog(log with { BlockNumber = _block }, 1_000 * _block);
        foreach (IProjection projection in _projections.All)
        {
            try
            {
                projection.Apply(in entry, Rows);
            }
            catch (MalformedDataException e)
            {
                SkippedLogs.Record(Rows, in entry, projection.GetType().Name, e.Message);
            }
        }
        return this;
    }

    /// <summary>A row that must be there.</summary>
    public Row this[Table table, params ReadOnlySpan<Cell> key] => Rows.TryEdit(table, out Row row, key) ? row : throw new InvalidOperationException($"{table} has no such row.");

    /// <summary>All rows of a table, cells by its columns.</summary>
    public IEnumerable<object?[]> All(Table table) => Rows.Tables.Single(rows => rows.Table == table).Entries.Values.Select(entry => entry.Now).OfType<object?[]>();

    public bool Has(Table table, params ReadOnlySpan<Cell> key) => Rows.Has(table, key);
}
