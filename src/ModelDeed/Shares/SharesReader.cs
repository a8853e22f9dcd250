using ModelDeed.Ethereum;

namespace ModelDeed.Shares;

/// <summary>Reads divided titles straight from a node, without an index.</summary>
/// <param name="node">The node.</param>
/// <param name="shares">The <c>Shares</c> contract.</param>
/// <param name="firstBlock">The block in which it was created, or 0: nothing before is searched.</param>
public sealed class SharesReader(EthereumNode node, Address shares, ulong firstBlock)
{
    // Contracts asked for at once: nodes take about a thousand.
    private const int Tokens = 500;

    /// <summary>Calls a view of <c>Shares</c> at the latest block.</summary>
    /// <exception cref="RpcException">The node failed, or the contract reverted.</exception>
    public Task<T> Call<T>(IContractCall<T> call, CancellationToken ct) => Call(shares, call, ct);

    /// <summary>Calls a view of a token at the latest block.</summary>
    /// <exception cref="RpcException">The node failed, or the contract reverted.</exception>
    public async Task<T> Call<T>(Address token, IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = token, Data = call.Encode() }, BlockTag.Latest, ct));

    /// <summary>Every division there ever was, oldest first. A title that was bought out and divided again has two.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    /// <exception cref="MalformedDataException">A log breaks its format.</exception>
    public async Task<IReadOnlyList<DivisionState>> ReadAll(CancellationToken ct)
    {
        List<DivisionState> divisions = [];
        await foreach (Log log in Search(shares, ct))
        {
            if (DivisionState.Begin(in log) is { } begun) divisions.Add(begun);
            else
                for (int i = 0; i < divisions.Count; i++) divisions[i] = divisions[i].Apply(in log);
        }
        return divisions;
    }

    /// <summary>Who holds, and has claimed, what of a token.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    /// <exception cref="MalformedDataException">A log breaks its format.</exception>
    public async Task<ShareHoldings> Holdings(Address token, CancellationToken ct)
    {
        ShareHoldings holdings = new();
        await foreach (Log log in Search(token, ct)) holdings.Enter(in log);
        return holdings;
    }

    /// <summary>The tokens of some that an account ever received shares of.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<IReadOnlySet<Address>> EverHeld(IReadOnlyList<Address> tokens, Address account, CancellationToken ct)
    {
        HashSet<Address> held = [];
        ulong head = await node.BlockNumber(ct);
        if (tokens.Count == 0 || head < firstBlock) return held;
        Hash32 receiver = new([.. new byte[Hash32.Size - Address.Size], .. account.Bytes]);
        LogFilter filter = new([], [[ShareContract.Transfer.Topic0], [], [receiver]]);
        foreach (Address[] some in tokens.Chunk(Tokens))
            await foreach (LogBatch batch in new LogRange(node).Read(filter with { Addresses = some }, firstBlock, head, ct)) held.UnionWith(batch.Logs.Select(log => log.Address));
        return held;
    }

    private async IAsyncEnumerable<Log> Search(Address contract, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        ulong head = await node.BlockNumber(ct);
        if (head < firstBlock) yield break;
        await foreach (LogBatch batch in new LogRange(node).Read(LogFilter.Of(contract), firstBlock, head, ct))
            foreach (Log log in batch.Logs) yield return log;
    }
}
