namespace ModelDeed.Ethereum;

/// <summary>Where and how the embedded chain runs.</summary>
public sealed record EmbeddedChainOptions
{
    /// <summary>The folder that keeps the chain, created when missing. One chain to a folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The chain id of a new chain; an existing one must have it. Default 31337.</summary>
    public ulong ChainId { get; init; } = 31337;

    /// <summary>The port on 127.0.0.1; null for the one used last time, or any free one. Default null.</summary>
    public int? Port { get; init; }

    /// <summary>Past states that anvil keeps for calls at past blocks, 1 or more. Default 16; each costs memory in proportion to the storage used.</summary>
    public int PastStates { get; init; } = 16;

    /// <summary>How often anvil writes its state to disk while it runs, in seconds, 1 or more: what lies between two
    /// is restored from the journal. Default 300.</summary>
    public int DumpSeconds { get; init; } = 300;

    /// <summary>How often new blocks are looked for, to journal those that other wallets made. Default 100 ms.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait for anvil to answer, or for another process to finish starting it. Default 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The anvil to run; null to look for it (<see cref="AnvilBinary"/>).</summary>
    public string? Anvil { get; init; }
}
