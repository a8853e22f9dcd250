using System.Globalization;

namespace ModelDeed.Server.Indexing;

/// <summary>What the indexer is doing.</summary>
internal enum IndexStage
{
    /// <summary>It opens the database, or waits for the node's first answer.</summary>
    Starting,

    /// <summary>It makes the tables again from stored logs.</summary>
    Replaying,

    /// <summary>It reads blocks of before.</summary>
    CatchingUp,

    /// <summary>It has all that the node has.</summary>
    Following,

    /// <summary>The node has fewer blocks than are indexed, or shows another fork that isn't confirmed: nothing is undone yet.</summary>
    Waiting,

    /// <summary>The node, or the database, fails: it tries again at <see cref="IndexHealth.NextTry"/>.</summary>
    Retrying,

    /// <summary>It can't go on as configured: the node is of another chain, or the database is another's.</summary>
    Refused,
}

/// <summary>How the indexer is, at a moment. Times are the server's.</summary>
internal sealed record IndexHealth
{
    public IndexStage Stage { get; init; }

    /// <summary>The last indexed block; -1 for none.</summary>
    public long Block { get; init; } = -1;

    /// <summary>The node's head; -1 before it answered.</summary>
    public long Head { get; init; } = -1;

    /// <summary>Up to where blocks are final; -1 for none.</summary>
    public long Final { get; init; } = -1;

    /// <summary>Blocks that the node has and the index hasn't.</summary>
    public long Lag => Math.Max(0, Head - Block);

    /// <summary>When the last block was indexed.</summary>
    public DateTimeOffset? BlockAt { get; init; }

    /// <summary>When the node's head became another; of the first one seen the time that it states, if that is earlier. Null before.</summary>
    public DateTimeOffset? HeadAt { get; init; }

    /// <summary>What stands still, for how long, and what to do; null while blocks come.</summary>
    public string? Silence { get; init; }

    /// <summary>What went wrong last, without secrets; null when nothing has since the start.</summary>
    public string? Error { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? ErrorAt { get; init; }

    /// <summary>Failures one after another; 0 while it goes well.</summary>
    public int Failures { get; init; }

    /// <summary>When it tries again; null while it goes well.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>Reorganizations since the start.</summary>
    public int Reorgs { get; init; }

    /// <summary>Blocks that the deepest of them undid.</summary>
    public long DeepestReorg { get; init; }

    /// <summary>Logs entered since the start.</summary>
    public long Events { get; init; }

    /// <summary>The same, with <see cref="Silence"/> as it is to be told at a moment: the indexer itself may hang.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="started">When the indexer was made.</param>
    /// <param name="patience">From when on it is told; null for never.</param>
    public IndexHealth At(DateTimeOffset now, DateTimeOffset started, TimeSpan? patience)
    {
        // While it has all that the node has, only the node can bring something new; else the index must go on too.
        DateTimeOffset moved = Stage == IndexStage.Following ? HeadAt ?? started : new[] { started, HeadAt ?? started, BlockAt ?? started }.Max();
        if (patience is null || now - moved < patience) return this;
        string still = string.Create(CultureInfo.InvariantCulture, $"for {Math.Floor((now - moved).TotalMinutes):N0} minutes");
        return this with
        {
            Silence = Stage switch
            {
                IndexStage.Following => $"The node has had no block after {Head} {still}: it is cut off from the chain, or the chain stands still. Look at the node.",
                IndexStage.CatchingUp or IndexStage.Starting or IndexStage.Replaying => $"No block was indexed {still}: the node or the database hangs. Look at both; if they are well, start the server again.",
                _ => $"No block was indexed {still}: see the error.",
            },
        };
    }

    /// <summary>True while pages may be shown as current: blocks come, and it follows, or lags by no more than <paramref name="blocks"/>.</summary>
    public bool IsCurrent(long blocks) => Silence is null && IsClose(blocks);

    private bool IsClose(long blocks) => Stage == IndexStage.Following || (Stage == IndexStage.CatchingUp && Lag <= blocks);
}
