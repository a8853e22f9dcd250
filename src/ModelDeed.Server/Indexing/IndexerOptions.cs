namespace ModelDeed.Server.Indexing;

/// <summary>How the indexer reads a chain.</summary>
internal sealed record IndexerOptions
{
    /// <summary>Nothing of ours lies before this block. Default 0.</summary>
    public ulong FirstBlock { get; init; }

    /// <summary>When blocks are final.</summary>
    public required Ethereum.FinalityRule Finality { get; init; }

    /// <summary>So many of the last blocks are read with every header: linked to its parent, its bloom compared with the logs. Of earlier ones only
    /// those of blocks with logs: that a node leaves logs out there isn't found. Default 10 000.</summary>
    public int LinkedBlocks { get; init; } = 10_000;

    /// <summary>Between two looks at a chain that stands still. Default 200 ms for a node on this machine, else 2 s.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The first pause after a failure; it doubles up to <see cref="LongestPause"/>. Default 250 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Default 30 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Without a block for so long, the health says so; null for never. Default 10 minutes.</summary>
    public TimeSpan? Silence { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often in a row the node must show the same other chain before final blocks are undone, or blocks for a shorter chain. Default 4.</summary>
    public int Looks { get; init; } = 4;
}
