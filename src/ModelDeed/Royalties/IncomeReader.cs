using ModelDeed.Ethereum;

namespace ModelDeed.Royalties;

/// <summary>Reads income straight from a node, without an index.</summary>
/// <param name="node">The node.</param>
/// <param name="royalties">The <c>Royalties</c> contract.</param>
/// <param name="firstBlock">The block in which it was created, or 0: nothing before is searched.</param>
public sealed class IncomeReader(EthereumNode node, Address royalties, ulong firstBlock)
{
    // Blocks asked for at once, where a node's logs don't tell their time.
    private const int Batch = 100;

    /// <summary>Calls a view of the contract at the latest block.</summary>
    /// <exception cref="RpcException">The node failed, or the contract reverted.</exception>
    public async Task<T> Call<T>(IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = royalties, Data = call.Encode() }, BlockTag.Latest, ct));

    /// <summary>The books of all titles.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    /// <exception cref="MalformedDataException">A log breaks its format.</exception>
    public async Task<RoyaltyBooks> Read(CancellationToken ct)
    {
        RoyaltyBooks books = new();
        ulong head = await node.BlockNumber(ct);
        if (head < firstBlock) return books;
        await foreach (LogBatch batch in new LogRange(node).Read(LogFilter.Of(royalties), firstBlock, head, ct))
        {
            IReadOnlyDictionary<ulong, ulong> times = await Times(batch.Logs, ct);
            foreach (Log log in batch.Logs) books.Enter(in log, log.BlockTimestamp ?? times[log.BlockNumber]);
        }
        return books;
    }

    private async Task<IReadOnlyDictionary<ulong, ulong>> Times(IReadOnlyList<Log> logs, CancellationToken ct)
    {
        Dictionary<ulong, ulong> times = [];
        foreach (ulong[] numbers in logs.Where(log => log.BlockTimestamp is null).Select(log => log.BlockNumber).Distinct().Chunk(Batch))
        {
            Block?[] blocks = await node.Blocks(numbers, ct);
            for (int i = 0; i < numbers.Length; i++)
                times[numbers[i]] = (blocks[i] ?? throw RpcException.Malformed(node.Client.Endpoint, "eth_getBlockByNumber", $"logs of block {numbers[i]} were found, but not the block")).Header.Timestamp;
        }
        return times;
    }
}
