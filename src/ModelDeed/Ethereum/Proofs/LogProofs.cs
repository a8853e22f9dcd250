namespace ModelDeed.Ethereum;

/// <summary>Collects a <see cref="LogProof"/> from a node that has the block. Nothing the node says is believed: the proof is checked before it is given out.</summary>
public static class LogProofs
{
    /// <summary>Proves a log of a transaction that stands in a block.</summary>
    /// <param name="node">A node that has the block's receipts and raw transactions.</param>
    /// <param name="receipt">The transaction's receipt.</param>
    /// <param name="logIndex">Position of the log in the receipt.</param>
    /// <param name="ct">Ends the collection.</param>
    /// <exception cref="RpcException">The node failed, or lacks a method.</exception>
    /// <exception cref="MalformedDataException">What the node gave doesn't fit together.</exception>
    public static async Task<LogProof> Collect(EthereumNode node, Receipt receipt, uint logIndex, CancellationToken ct)
    {
        Block block = await node.Block(receipt.BlockHash, ct)
            ?? throw new MalformedDataException($"The node has a receipt of block {receipt.BlockHash}, but not the block: the chain was reorganised. Try again.");
        IReadOnlyList<Receipt> receipts = await node.Receipts(block, ct);
        byte[][] transactions = await RawTransactions(node, block, ct);
        OrderedTrie receiptTrie = new([.. receipts.Select(Encode)]);
        OrderedTrie transactionTrie = new(transactions);
        LogProof proof = new()
        {
            BlockHash = block.Header.Hash,
            BlockNumber = block.Header.Number,
            Header = [.. block.Header.Encode()],
            TransactionIndex = receipt.TransactionIndex,
            TransactionHash = receipt.TransactionHash,
            TransactionPath = [.. transactionTrie.Proof(receipt.TransactionIndex)],
            ReceiptPath = [.. receiptTrie.Proof(receipt.TransactionIndex)],
            LogIndex = logIndex,
        };
        HeaderFacts header = proof.CheckHeader();
        proof.CheckTransaction(header);
        proof.CheckLog(header, proof.CheckReceipt(header));
        return proof;
    }

    private static byte[] Encode(Receipt receipt) =>
        ReceiptLogs.Encode(receipt.Type, receipt.Succeeded, receipt.CumulativeGasUsed, receipt.LogsBloom.Span, receipt.Logs);

    private static async Task<byte[][]> RawTransactions(EthereumNode node, Block block, CancellationToken ct)
    {
        RpcRequest[] requests = [.. block.Transactions.Select(hash => new RpcRequest("eth_getRawTransactionByHash", json => json.WriteStringValue(hash.ToString())))];
        RpcAnswer<byte[]>[] answers = await node.Client.Batch(requests, NodeJson.Bytes, ct);
        return [.. answers.Select(answer => answer.Require())];
    }
}
