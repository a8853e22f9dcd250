using System.Runtime.CompilerServices;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>Fetches blocks and logs ahead of the writer, several ranges at once, and hands them on in order once they are proven to belong together.</summary>
/// <param name="node">The node.</param>
/// <param name="projections">Whose logs.</param>
internal sealed class ChainFeed(EthereumNode node, Projections projections)
{
    // Logs in a piece: enough that requests don't matter (80,000 a second at 100 ms each), few enough that memory doesn't: of each lane the answer
    // (640 bytes a log, in a buffer of up to twice that) and its logs (300 bytes) are held.
    private const int GoodPiece = 2_000;
    private const ulong MostBlocks = 50_000, MostLinked = 500;
    private const int AddressesAtOnce = 200;

    private readonly LogFilter _filter = LogFilter.Of([.. projections.Contracts]);
    private LogRange[] _ranges = [];
    // Small, for nothing is known of the density yet; it grows fourfold with each piece.
    private ulong _size = 16;

    /// <summary>Ranges in flight, 1 or more. Halved whenever the node asks for fewer requests, and one more after each hundred pieces without.</summary>
    public int Parallel { get; private set; } = 4;

    /// <summary>Fewer requests at once from now on.</summary>
    public void SlowDown() => Parallel = Math.Max(1, Parallel / 2);

    /// <summary>The pieces of a range.</summary>
    /// <param name="first">The first block.</param>
    /// <param name="last">The last block; the node has it.</param>
    /// <param name="linkFrom">From here on every header is fetched, checked against its parent's hash, and its bloom against the logs.</param>
    /// <param name="created">Contracts created before; those that the pieces create are added.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="RpcException">The node fails.</exception>
    /// <exception cref="ChainMovedException">What it says doesn't fit together.</exception>
    public async IAsyncEnumerable<Piece> Read(ulong first, ulong last, ulong linkFrom, HashSet<Address> created, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var flying = new Queue<Task<Piece>>();
        int lane = 0;
        if (_ranges.Length != Parallel) _ranges = [.. Enumerable.Range(0, Parallel).Select(_ => new LogRange(node))];
        try
        {
            for (ulong next = first; next <= last || flying.Count > 0;)
            {
                while (flying.Count < _ranges.Length && next <= last)
                {
                    bool linked = next >= linkFrom;
                    ulong end = Math.Min(linked ? last : Math.Min(last, linkFrom - 1), next + (linked ? Math.Min(_size, MostLinked) : _size) - 1);
                    flying.Enqueue(Fetch(next, end, linked, _ranges[lane++ % _ranges.Length], stop.Token));
                    next = end + 1;
                }
                Piece piece = await flying.Dequeue();
                Adapt(piece);
                piece = await WithCreated(piece, created, stop.Token);
                await Check(piece, piece.First >= linkFrom, created, stop.Token);
                yield return piece;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(flying).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    // A lane's range remembers what the node allows; one enumeration at a time, so a lane waits for its own last piece: that is
    // dequeued before the lane comes round again.
    private async Task<Piece> Fetch(ulong first, ulong last, bool linked, LogRange range, CancellationToken ct)
    {
        IEnumerable<ulong> asked = linked ? Blocks(first, last) : first == last ? [first] : [first, last];
        Task<SortedList<ulong, BlockHeader>> headers = Headers(asked, ct);
        var logs = new List<Log>();
        try
        {
            await foreach (LogBatch batch in range.Read(_filter, first, last, ct)) logs.AddRange(batch.Logs);
        }
        finally
        {
            await headers.ContinueWith(task => task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        return new Piece(first, last, await headers, logs);
    }

    private void Adapt(Piece piece)
    {
        ulong blocks = piece.Last - piece.First + 1;
        if (blocks < _size / 2) return; // the end of a range says nothing about density
        ulong wished = piece.Logs.Count == 0 ? _size * 4 : blocks * GoodPiece / (ulong)piece.Logs.Count;
        _size = Math.Clamp(Math.Clamp(wished, _size / 4, _size * 4), 1, MostBlocks);
    }

    // Contracts that were created meanwhile have logs from that block on; a filter by address can't know them before.
    private async Task<Piece> WithCreated(Piece piece, HashSet<Address> created, CancellationToken ct)
    {
        foreach (Log log in piece.Logs)
            if (projections.Creates(log) is { } address) created.Add(address);
        if (created.Count == 0) return piece;
        List<Log> all = [.. piece.Logs];
        foreach (Address[] some in created.Chunk(AddressesAtOnce))
            await foreach (LogBatch batch in new LogRange(node).Read(LogFilter.Of(some), piece.First, piece.Last, ct)) all.AddRange(batch.Logs);
        all.Sort((a, b) => a.BlockNumber != b.BlockNumber ? a.BlockNumber.CompareTo(b.BlockNumber) : a.LogIndex.CompareTo(b.LogIndex));
        return piece with { Logs = all };
    }

    private async Task Check(Piece piece, bool linked, HashSet<Address> created, CancellationToken ct)
    {
        ulong[] missing = [.. piece.Logs.Select(log => log.BlockNumber).Distinct().Where(number => !piece.Headers.ContainsKey(number))];
        foreach ((ulong number, BlockHeader header) in await Headers(missing, ct)) piece.Headers.Add(number, header);
        if (linked)
        {
            PieceCheck.Links(piece);
            foreach (BlockHeader header in PieceCheck.Suspicious(piece, projections.Contracts.Concat(created))) await Ask(piece, header, created, ct);
        }
        PieceCheck.Places(piece);
    }

    // The header's bloom speaks of logs that the node didn't give. Its receipts, all of them, decide.
    private async Task Ask(Piece piece, BlockHeader header, HashSet<Address> created, CancellationToken ct)
    {
        Block block = await node.Block(header.Hash, ct) ?? throw new ChainMovedException($"The node doesn't know its block {header.Number} ({header.Hash}) any more.");
        IReadOnlyList<Receipt> receipts = await node.Receipts(block, ct);
        List<Log> logs = [.. receipts.SelectMany(receipt => receipt.Logs).Where(log => _filter.Matches(log) || created.Contains(log.Address))];
        if (logs.Count == piece.Logs.Count(log => log.BlockNumber == header.Number)) return;
        throw new ChainMovedException($"The node's logs of block {header.Number} aren't complete: its receipts have {logs.Count}.");
    }

    private async Task<SortedList<ulong, BlockHeader>> Headers(IEnumerable<ulong> numbers, CancellationToken ct)
    {
        ulong[] asked = [.. numbers];
        var headers = new SortedList<ulong, BlockHeader>(asked.Length);
        if (asked.Length == 0) return headers;
        Block?[] blocks = await node.Blocks(asked, ct);
        for (int i = 0; i < asked.Length; i++)
        {
            BlockHeader header = blocks[i]?.Header ?? throw new ChainMovedException($"The node has no block {asked[i]}, though its head is above.");
            if (header.Number != asked[i]) throw new ChainMovedException($"The node gave block {header.Number} for block {asked[i]}.");
            headers.Add(asked[i], header);
        }
        return headers;
    }

    private static IEnumerable<ulong> Blocks(ulong first, ulong last)
    {
        for (ulong number = first; number <= last; number++) yield return number;
    }
}
