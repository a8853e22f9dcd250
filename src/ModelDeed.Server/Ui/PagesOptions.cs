using ModelDeed.Ethereum;

namespace ModelDeed.Server.Ui;

/// <summary>What the pages say of the chain that they are read from.</summary>
/// <param name="Chain">Its profile.</param>
/// <param name="Contracts">Names and addresses, as the status page lists them.</param>
internal sealed record PagesOptions(ChainProfile Chain, IReadOnlyList<(string Name, Address Address)> Contracts);

/// <summary>How the index stands, as its runner says; a server that only reads says what its tables say.</summary>
/// <param name="Head">The newest block that a node told; null for none.</param>
/// <param name="Fault">What is wrong; null for nothing.</param>
internal sealed record IndexStanding(long? Head, string? Fault);

/// <summary>Tells how the index stands now.</summary>
internal delegate IndexStanding Standing();
