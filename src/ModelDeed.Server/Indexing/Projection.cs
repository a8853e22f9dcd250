using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>A log with the time of its block, in seconds since 1970.</summary>
internal readonly struct ChainLog(in Log log, ulong time)
{
    /// <summary>The log: a field, so that it is passed on without a copy.</summary>
    public readonly Log Log = log;

    public readonly ulong Time = time;
}

/// <summary>Turns logs into rows of its own tables: a function of the logs alone, fed in the chain's order. It asks no node, no clock and
/// no other projection's table.</summary>
internal interface IProjection
{
    /// <summary>The tables that it alone writes.</summary>
    IReadOnlyList<Table> Tables { get; }

    /// <summary>Enters the next log. Logs that don't concern it change nothing.</summary>
    /// <exception cref="MalformedDataException">The log breaks its event's format: it is skipped, and recorded in <c>skipped_logs</c>.</exception>
    void Apply(in ChainLog entry, Rows rows);
}

/// <summary>Which contracts are indexed, and into what.</summary>
/// <param name="Contracts">Whose logs are fetched from the first block on.</param>
/// <param name="All">What they become.</param>
internal sealed record Projections(IReadOnlyList<Address> Contracts, IReadOnlyList<IProjection> All)
{
    /// <summary>The contract whose creation a log tells, so that its logs are fetched from that block on; null for any other log.</summary>
    public Func<Log, Address?> Creates { get; init; } = _ => null;

    /// <summary>Raised when the same logs become other rows of the same columns: the tables are then made again.</summary>
    public int Version { get; init; } = 1;

    /// <summary>All tables of all projections.</summary>
    public IReadOnlyList<Table> Tables { get; } = [SkippedLogs.Table, .. All.SelectMany(projection => projection.Tables)];
}
