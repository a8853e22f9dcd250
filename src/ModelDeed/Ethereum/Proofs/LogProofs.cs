namespace ModelDeed.Ethereum;

/// <summary>Collects a <see cref="LogProof"/> from a node that has the block. Nothing the node says is believed: the proof is checked before it is given out.</summary>
public static class LogProofs
{
    // How far back a rehearsal looks for a block that isn't empty.
    private const int MostBlocks = 64;

    /// <summary>Proves a log of a transaction that stands in a block.</summary>
    /// <param name="node">A node that has the block's receipts and transactions.</param>
    /// <param name="receipt">The transaction's receipt.</param>
    /// <param name="logIndex">Position of the log in the receipt.</param>
    /// <param name="ct">Ends the collection.</param>
    /// <exception cref="RpcException">The node failed, or lacks a method.</exception>
    /// <exception cref="MalformedDataException">What the node gave doesn't fit together.</exception>
    public static async Task<LogProof> Collect(EthereumNode node, Receipt receipt, uint logIndex, CancellationToken ct)
    {
        Block block = await node.Block(receipt.BlockHash, ct)
            ?? throw new MalformedDataException($"The node has a receipt of block {receipt.BlockHash}, but not the block: the chain was reorganised. Try again.");
        LogProof proof = await Place(node, block, receipt.TransactionIndex, ct) with { LogIndex = logIndex };
        HeaderFacts header = proof.CheckHeader();
        if (proof.TransactionHash != receipt.TransactionHash) throw new MalformedDataException($"The block names {proof.TransactionHash} where the receipt is of {receipt.TransactionHash}.");
        proof.CheckLog(header, proof.CheckReceipt(header));
        return proof;
    }

    /// <summary>Finds out whether a node gives all that <see cref="Collect"/> will need, on the newest block that has a transaction:
    /// header, receipts and transactions are collected, encoded and checked against the block's hash.</summary>
    /// <remarks>Where the last <see cref="MostBlocks"/> blocks are empty there is nothing to try it on, and nothing is said.</remarks>
    /// <exception cref="RpcException">The node failed, or lacks a method.</exception>
    /// <exception cref="MalformedDataException">What the node gave doesn't fit together, or is of a kind that isn't known here.</exception>
    public static async Task Rehearse(EthereumNode node, CancellationToken ct)
    {
        Block? block = await node.Block(BlockTag.Latest, ct);
        for (int i = 1; i < MostBlocks && block is { Transactions.Count: 0, Header.Number: > 0 }; i++) block = await node.Block(BlockTag.At(block.Header.Number - 1), ct);
        if (block is { Transactions.Count: > 0 }) await Place(node, block, 0, ct);
    }

    // The proof but for the log.
    private static async Task<LogProof> Place(EthereumNode node, Block block, uint index, CancellationToken ct)
    {
        if (index >= block.Transactions.Count) throw new MalformedDataException($"The block has {block.Transactions.Count} transactions, none at {index}.");
        IReadOnlyList<Receipt> receipts = await node.Receipts(block, ct);
        OrderedTrie receiptTrie = new([.. receipts.Select(Encode)]);
        OrderedTrie transactionTrie = new(await RawTransactions.Of(node, block, ct));
        LogProof proof = new()
        {
            BlockHash = block.Header.Hash,
            BlockNumber = block.Header.Number,
            Header = [.. block.Header.Encode()],
            TransactionIndex = index,
            TransactionHash = block.Transactions[(int)index],
            TransactionPath = [.. transactionTrie.Proof(index)],
            ReceiptPath = [.. receiptTrie.Proof(index)],
            LogIndex = 0,
        };
        HeaderFacts header = proof.CheckHeader();
        proof.CheckTransaction(header);
        proof.CheckReceipt(header);
        return proof;
    }

    private static byte[] Encode(Receipt receipt) =>
        ReceiptLogs.Encode(receipt.Type, receipt.Succeeded, receipt.CumulativeGasUsed, receipt.LogsBloom.Span, receipt.Logs);
}
