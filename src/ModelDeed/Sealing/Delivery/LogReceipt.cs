using System.Collections.Immutable;

namespace ModelDeed.Sealing;

/// <summary>A receipt as the custodian gives it with the share: the entry, and proof that its signed log has it. Whoever keeps it can show later that
/// the log was changed.</summary>
/// <param name="Number">The entry's number, from 0.</param>
/// <param name="Entry">The entry, byte by byte.</param>
/// <param name="Head">A head that covers it.</param>
/// <param name="Path">Its siblings up to the root, 64 at most.</param>
public sealed record LogReceipt(ulong Number, ReadOnlyMemory<byte> Entry, SignedHead Head, ImmutableArray<Hash32> Path)
{
    /// <summary>Siblings, at most.</summary>
    public const int LongestPath = 64;

    /// <summary>The entry's hash.</summary>
    public Hash32 Leaf => MerkleLog.LeafOf(Entry.Span);

    /// <summary>Why it proves nothing about a custodian's log; null when it does.</summary>
    /// <param name="custodian">The custodian's account.</param>
    /// <param name="chainId">EIP-155 id of the chain.</param>
    /// <param name="custodians">The <c>Custodians</c> contract.</param>
    public string? Fault(Address custodian, ulong chainId, Address custodians) =>
        !Head.IsBy(custodian, chainId, custodians) ? $"The head of {Head.Size} entries isn't signed by {custodian}."
        : !MerkleLog.Covers(Head.Size, Head.Root, Number, Leaf, Path.AsSpan()) ? $"Entry {Number} isn't under the head of {Head.Size} entries."
        : null;

    /// <summary>True when the two can't be of one log: another entry at the same place, or heads of one size with different roots. Both must be proven to be the custodian's.</summary>
    public bool Contradicts(LogReceipt other) => Number == other.Number && Leaf != other.Leaf || Head.Size == other.Head.Size && Head.Root != other.Head.Root;
}
