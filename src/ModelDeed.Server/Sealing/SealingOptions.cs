using System.ComponentModel.DataAnnotations;

namespace ModelDeed.Server.Sealing;

/// <summary>Section <c>Sealing</c> of the configuration: the blocks that this server gives, and whom it asks whether they are there.</summary>
internal sealed class SealingOptions
{
    /// <summary>The folder of blocks (<c>deed store</c>, <c>deed seal --store local:FOLDER</c>). All of it is given to anybody who names a block. Default <c>blocks</c> in the data folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Blocks that an address may ask for at once; of IPv6 a /64. Default 256: as many MiB.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 256;

    /// <summary>Blocks for each second that an address gets back. Default 64.</summary>
    [Range(1, 1_000_000)]
    public int PerSecond { get; init; } = 64;

    /// <summary>Blocks read at once for all together, 2 MiB of memory each at most; an address gets a quarter of them. Default 64.</summary>
    [Range(1, 10_000)]
    public int AtOnce { get; init; } = 64;

    /// <summary>Seconds in which a block must be taken. Default 60: 18 kB a second.</summary>
    [Range(1, 3_600)]
    public int BlockSeconds { get; init; } = 60;

    /// <summary>Custodians that are asked whether they answer, those with the highest bonds first. Default 50; 0 for none.</summary>
    [Range(0, 1_000)]
    public int Watched { get; init; } = 50;

    /// <summary>Seconds from one round of asking them to the next. Default 30.</summary>
    [Range(1, 86_400)]
    public int WatchSeconds { get; init; } = 30;
}
