namespace ModelDeed.Ethereum;

/// <summary>Follows a transaction that was broadcast until it is final, lost, or its time is over.</summary>
internal sealed class TransactionWatch(EthereumNode node, ChainProfile profile, SenderOptions options, TimeProvider clock)
{
    // A node may know the new nonce before it knows the receipt (behind a load balancer by seconds): so often, and for so long, must it say the same.
    private const int ProofsOfReplacement = 3;

    private static readonly TimeSpan ProofTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);

    public async Task<SendOutcome> Follow(SignedTransaction transaction, TransactionRequest request, CancellationToken ct)
    {
        long start = clock.GetTimestamp();
        int replaced = 0;
        long replacedSince = 0;
        Receipt? receipt = null;
        TimeSpan pause = node.Client.Endpoint.IsLoopback ? FirstLook : options.Poll;
        while (true)
        {
            try
            {
                receipt = await node.Receipt(transaction.Hash, ct);
                if (receipt is not null)
                {
                    replaced = 0;
                    if (await IsFinal(receipt, ct) && await IsKept(receipt, ct)) return await Conclude(receipt, transaction, request, ct);
                }
                else if (await IsNonceUsed(transaction, ct))
                {
                    if (++replaced == 1) replacedSince = clock.GetTimestamp();
                    if (replaced >= ProofsOfReplacement && clock.GetElapsedTime(replacedSince) >= ProofTime) return new SendOutcome.Replaced(transaction.Hash, transaction.Body.Nonce);
                }
                else
                {
                    replaced = 0;
                    if (await Rebroadcast(transaction, ct) is { } dropped) return dropped;
                }
            }
            catch (RpcException)
            {
                // It was sent: whatever the node's trouble, the answer is in the chain.
            }
            if (clock.GetElapsedTime(start) > options.Patience) return new SendOutcome.StillPending(transaction.Hash, transaction.Body.Nonce, receipt);
            await Task.Delay(pause, clock, ct);
            if (pause < options.Poll) pause = pause * 1.25 < options.Poll ? pause * 1.25 : options.Poll;
        }
    }

    private async Task<bool> IsFinal(Receipt receipt, CancellationToken ct)
    {
        FinalityRule rule = options.Until ?? profile.Finality;
        ulong? finalized = rule is FinalityRule.FinalizedTag ? await node.FinalizedNumber(ct) : null;
        ulong head = rule is FinalityRule.FinalizedTag ? receipt.BlockNumber : await node.BlockNumber(ct);
        if (Finality.Of(rule, head, finalized, receipt.BlockNumber) is not Finality.Final) return false;
        // The receipt may be of a fork that has been left: its block must still be the one at that height.
        return (await node.Block(BlockTag.At(receipt.BlockNumber), ct))?.Header.Hash == receipt.BlockHash;
    }

    // What was kept may be another block of that height, when the chain came back from a crash in between.
    private async Task<bool> IsKept(Receipt receipt, CancellationToken ct)
    {
        if (options.BeforeDone is null) return true;
        await options.BeforeDone(receipt.BlockNumber, ct);
        return (await node.Block(BlockTag.At(receipt.BlockNumber), ct))?.Header.Hash == receipt.BlockHash;
    }

    private async Task<SendOutcome> Conclude(Receipt receipt, SignedTransaction transaction, TransactionRequest request, CancellationToken ct) =>
        receipt.Succeeded ? new SendOutcome.Confirmed(receipt) : new SendOutcome.Reverted(receipt, await Reason(receipt, transaction, request, ct));

    private async Task<bool> IsNonceUsed(SignedTransaction transaction, CancellationToken ct) =>
        await node.TransactionCount(transaction.Sender, BlockTag.Latest, ct) > transaction.Body.Nonce
        && await node.Transaction(transaction.Hash, ct) is null && await node.Receipt(transaction.Hash, ct) is null;

    private async Task<SendOutcome?> Rebroadcast(SignedTransaction transaction, CancellationToken ct)
    {
        if (await node.Transaction(transaction.Hash, ct) is not null) return null;
        try
        {
            await node.SendRaw(transaction, ct);
            return null;
        }
        catch (RpcException e) when (e.Fault == RpcFault.Application && !SendRefusals.IsNonceTooLow(e))
        {
            return await IsNonceTaken(transaction, ct) || await node.Transaction(transaction.Hash, ct) is not null || await node.Receipt(transaction.Hash, ct) is not null
                ? null : new SendOutcome.Dropped(transaction.Hash, e.Problem);
        }
    }

    // "Replacement underpriced": another transaction of this nonce waits or was mined just now. Which of the two wins, the chain will say.
    private async Task<bool> IsNonceTaken(SignedTransaction transaction, CancellationToken ct) =>
        await node.TransactionCount(transaction.Sender, BlockTag.Pending, ct) > transaction.Body.Nonce;

    // The call is run again on the state after its block, and, where that doesn't fail, before it.
    private async Task<RevertReason> Reason(Receipt receipt, SignedTransaction transaction, TransactionRequest request, CancellationToken ct)
    {
        CallRequest call = request.AsCall(transaction.Sender, transaction.Body.GasLimit);
        foreach (ulong number in (ulong[])[receipt.BlockNumber, receipt.BlockNumber - 1])
        {
            try
            {
                await node.Call(call, BlockTag.At(number), ct);
            }
            catch (RpcException e) when (e.RevertData is { Length: > 0 } data)
            {
                return RevertReason.Decode(data, request.Errors);
            }
            catch (RpcException)
            {
                // No data, or the node keeps no state of that block.
            }
        }
        return new RevertReason.Nothing();
    }
}
