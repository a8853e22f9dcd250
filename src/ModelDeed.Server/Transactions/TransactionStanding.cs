using ModelDeed.Ethereum;

namespace ModelDeed.Server.Transactions;

/// <summary>What became of a transaction.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="State">waiting (in no block), pending (in a block that may be undone), final, or replaced (another took its nonce: it will never be in a block).</param>
/// <param name="Succeeded">Whether it did what it should; null while it is in no block.</param>
/// <param name="Block">Height of its block; null while it is in none.</param>
/// <param name="Confirmations">Blocks on top, its own counted; 0 while it is in none.</param>
internal sealed record TransactionView(Hash32 Hash, string State, bool? Succeeded, long? Block, long Confirmations);

/// <summary>Asks the node about a transaction.</summary>
internal static class TransactionStanding
{
    /// <summary>What is known of it; null when the node knows nothing.</summary>
    public static async Task<TransactionView?> Read(EthereumNode node, ChainProfile chain, Hash32 hash, Address? from, ulong? nonce, CancellationToken ct)
    {
        if (await node.Receipt(hash, ct) is { } receipt)
        {
            ulong head = await node.BlockNumber(ct);
            ulong? finalized = chain.Finality is FinalityRule.FinalizedTag ? await node.FinalizedNumber(ct) : null;
            return Of(hash, receipt.Succeeded, receipt.BlockNumber, head, Finality.Of(chain.Finality, head, finalized, receipt.BlockNumber) is Finality.Final);
        }
        if (await node.Transaction(hash, ct) is not null) return new TransactionView(hash, "waiting", null, null, 0);
        return from is { } sender && nonce is { } number && await node.TransactionCount(sender, BlockTag.Latest, ct) > number ? new TransactionView(hash, "replaced", null, null, 0) : null;
    }

    private static TransactionView Of(Hash32 hash, bool succeeded, ulong block, ulong head, bool final) =>
        new(hash, final ? "final" : "pending", succeeded, (long)block, head >= block ? (long)(head - block + 1) : 0);
}
