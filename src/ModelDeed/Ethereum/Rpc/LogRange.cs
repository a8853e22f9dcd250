using System.Runtime.CompilerServices;

namespace ModelDeed.Ethereum;

/// <summary>The logs of some consecutive blocks, complete and in order.</summary>
/// <param name="First">The first block that was searched.</param>
/// <param name="Last">The last block that was searched.</param>
/// <param name="Logs">By block and position in it.</param>
public sealed record LogBatch(ulong First, ulong Last, IReadOnlyList<Log> Logs);

/// <summary>Fetches logs over any range of blocks: asks for less when the node says "too much", and for more again when it answers.</summary>
/// <remarks>The batches follow each other without gap or overlap. A node that lags behind answers for the blocks it has: ask up to a
/// block that the node itself named, and compare block hashes before relying on the newest logs.</remarks>
public sealed class LogRange(EthereumNode node)
{
    // Answers of the size found good after which a larger one is tried again: at most one wasted request in so many.
    private const int Trust = 16;

    private ulong _size = 2_000;
    private ulong _good; // the largest size answered lately
    private ulong? _bad; // the smallest size refused lately
    private int _answers;

    /// <summary>The most blocks asked for at once, 1 or more. Default 100 000.</summary>
    public ulong Largest { get; init; } = 100_000;

    /// <summary>How many blocks the next request asks for.</summary>
    public ulong Size => Math.Min(_size, Largest);

    /// <summary>The logs from <paramref name="first"/> to <paramref name="last"/>, both included. One enumeration at a time.</summary>
    /// <exception cref="RpcException">The node fails for another reason than the size of the range, or answers nonsense.</exception>
    public async IAsyncEnumerable<LogBatch> Read(LogFilter filter, ulong first, ulong last, [EnumeratorCancellation] CancellationToken ct)
    {
        for (ulong next = first; next <= last;)
        {
            LogBatch batch = await Next(filter, next, last, ct);
            yield return batch;
            if (batch.Last == ulong.MaxValue) yield break;
            next = batch.Last + 1;
        }
    }

    private async Task<LogBatch> Next(LogFilter filter, ulong first, ulong last, CancellationToken ct)
    {
        while (true)
        {
            ulong size = Math.Min(Size, last - first + 1 is 0 ? ulong.MaxValue : last - first + 1);
            try
            {
                List<Log> logs = await node.Logs(filter, first, first + size - 1, ct);
                Grow(size);
                return new LogBatch(first, first + size - 1, InOrder(logs, first, first + size - 1));
            }
            catch (RpcException e) when (RangeLimit.Smaller(e, first, size) is { } smaller)
            {
                if (size == 1) return await FromReceipts(filter, first, e, ct);
                Shrink(size, smaller);
            }
        }
    }

    private void Shrink(ulong refused, ulong smaller)
    {
        if (_good >= refused) _good = 0; // it depends on the blocks too
        _bad = refused;
        _size = Math.Max(smaller, _good);
        _answers = 0;
    }

    // Doubles; once a size was refused, closes in on the largest that isn't.
    private void Grow(ulong answered)
    {
        if (answered < Size) return; // the end of the range says nothing about the node
        _good = Math.Max(_good, answered);
        if (_bad is { } bad && bad - _good > Math.Max(1, _good / 4)) _size = _good + (bad - _good) / 2;
        else if (_bad is null) _size = Math.Min(_good > ulong.MaxValue / 2 ? _good : _good * 2, Largest);
        else if (++_answers >= Trust) (_bad, _answers) = (null, 0);
    }

    // One block has more logs than the node returns at once: its receipts have them all.
    private async Task<LogBatch> FromReceipts(LogFilter filter, ulong number, RpcException refusal, CancellationToken ct)
    {
        if (await node.Block(BlockTag.At(number), ct) is not { } block) throw refusal;
        IReadOnlyList<Receipt> receipts = await node.Receipts(block, ct);
        return new LogBatch(number, number, [.. receipts.SelectMany(receipt => receipt.Logs).Where(log => filter.Matches(log))]);
    }

    private List<Log> InOrder(List<Log> logs, ulong first, ulong last)
    {
        logs.RemoveAll(log => log.Removed);
        logs.Sort((a, b) => a.BlockNumber != b.BlockNumber ? a.BlockNumber.CompareTo(b.BlockNumber) : a.LogIndex.CompareTo(b.LogIndex));
        int kept = 0;
        for (int i = 0; i < logs.Count; i++)
        {
            if (logs[i].BlockNumber < first || logs[i].BlockNumber > last)
                throw Nonsense($"a log of block {logs[i].BlockNumber}, but {first} to {last} were asked for");
            if (i > 0 && logs[i].BlockNumber == logs[kept - 1].BlockNumber && logs[i].BlockHash != logs[kept - 1].BlockHash)
                throw Nonsense($"logs of two different blocks {logs[i].BlockNumber}: the chain was reorganised meanwhile");
            if (i > 0 && logs[i] == logs[kept - 1]) continue; // sent twice
            logs[kept++] = logs[i];
        }
        logs.RemoveRange(kept, logs.Count - kept);
        return logs;
    }

    private RpcException Nonsense(string problem) => RpcException.Malformed(node.Client.Endpoint, "eth_getLogs", problem);
}
