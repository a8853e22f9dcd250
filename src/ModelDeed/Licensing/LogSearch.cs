using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>All logs of a kind up to the latest block.</summary>
internal static class LogSearch
{
    internal static async Task<List<Log>> Run(EthereumNode node, LogFilter filter, ulong firstBlock, CancellationToken ct)
    {
        List<Log> logs = [];
        ulong head = await node.BlockNumber(ct);
        if (head < firstBlock) return logs;
        await foreach (LogBatch batch in new LogRange(node).Read(filter, firstBlock, head, ct)) logs.AddRange(batch.Logs);
        return logs;
    }
}
