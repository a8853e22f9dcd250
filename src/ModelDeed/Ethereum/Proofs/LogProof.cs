using System.Collections.Immutable;

namespace ModelDeed.Ethereum;

/// <summary>Shows, offline, that a log was emitted in a block: log in receipt, receipt under the header's receipts root, transaction under
/// its transactions root, header under the block hash. What remains to be trusted is that this block hash is on that chain.</summary>
public sealed record LogProof
{
    /// <summary>Hash of the block.</summary>
    public required Hash32 BlockHash { get; init; }

    /// <summary>Height of the block.</summary>
    public required ulong BlockNumber { get; init; }

    /// <summary>The block's header, RLP.</summary>
    public required ImmutableArray<byte> Header { get; init; }

    /// <summary>Position of the transaction in the block.</summary>
    public required ulong TransactionIndex { get; init; }

    /// <summary>Hash of the transaction.</summary>
    public required Hash32 TransactionHash { get; init; }

    /// <summary>Nodes of the transactions trie, root first; the last holds the transaction itself.</summary>
    public required ImmutableArray<byte[]> TransactionPath { get; init; }

    /// <summary>Nodes of the receipts trie, root first; the last holds the receipt itself.</summary>
    public required ImmutableArray<byte[]> ReceiptPath { get; init; }

    /// <summary>Position of the log in the receipt.</summary>
    public required uint LogIndex { get; init; }

    /// <summary>The header's facts, if it has the hash and the height that the proof states.</summary>
    /// <exception cref="MalformedDataException">It doesn't.</exception>
    public HeaderFacts CheckHeader()
    {
        HeaderFacts facts = HeaderFacts.Decode(Header.AsSpan());
        if (facts.Hash != BlockHash) throw new MalformedDataException($"the header has the hash {facts.Hash}, not {BlockHash}");
        if (facts.Number != BlockNumber) throw new MalformedDataException($"the header is of block {facts.Number}, not {BlockNumber}");
        return facts;
    }

    /// <summary>The encoded transaction, if it stands under the header's transactions root and has the stated hash.</summary>
    /// <exception cref="MalformedDataException">It doesn't.</exception>
    public byte[] CheckTransaction(HeaderFacts header)
    {
        byte[] transaction = TrieProof.Verify(header.TransactionsRoot, TransactionIndex, TransactionPath);
        Hash32 hash = Keccak256.Hash(transaction);
        return hash == TransactionHash ? transaction : throw new MalformedDataException($"the transaction has the hash {hash}, not {TransactionHash}");
    }

    /// <summary>The encoded receipt, if it stands under the header's receipts root.</summary>
    /// <exception cref="MalformedDataException">It doesn't.</exception>
    public byte[] CheckReceipt(HeaderFacts header) => TrieProof.Verify(header.ReceiptsRoot, TransactionIndex, ReceiptPath);

    /// <summary>The log of that receipt, with its block and transaction filled in.</summary>
    /// <exception cref="MalformedDataException">There is no such log, or the transaction failed.</exception>
    public Log CheckLog(HeaderFacts header, ReadOnlySpan<byte> receipt) => ReceiptLogs.Read(receipt, LogIndex) with
    {
        BlockNumber = header.Number,
        BlockHash = header.Hash,
        BlockTimestamp = header.Timestamp,
        TransactionHash = TransactionHash,
        TransactionIndex = TransactionIndex <= uint.MaxValue ? (uint)TransactionIndex : throw new MalformedDataException($"Receipt: no block has {TransactionIndex} transactions."),
    };
}
