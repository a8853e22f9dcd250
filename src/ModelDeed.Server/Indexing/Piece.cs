using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>Consecutive blocks as a node gave them.</summary>
/// <param name="First">The first block.</param>
/// <param name="Last">The last block.</param>
/// <param name="Headers">By height: of all blocks with logs, of the first and of the last; near the head of every block.</param>
/// <param name="Logs">All logs of the contracts, in order.</param>
internal sealed record Piece(ulong First, ulong Last, SortedList<ulong, BlockHeader> Headers, List<Log> Logs);

/// <summary>What the node says doesn't fit together: its chain was reorganized in between, or it is several nodes that disagree. Ask again.</summary>
internal sealed class ChainMovedException(string message) : Exception(message);
