using System.Data.Common;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>Keeps an index equal to a chain, as one node or several tell it.</summary>
/// <remarks>Near the head each block's header is stored. When the node's block at the height read last has another hash, the highest stored
/// block that the node has too is the common ancestor: what lies above is undone, in one transaction with the first blocks of the new
/// fork. A node that has fewer blocks than are indexed lags, until it has shown another fork <see cref="IndexerOptions.Looks"/> times.</remarks>
internal sealed class Indexer(EthereumNode node, IndexTarget target, IndexerOptions options, TimeProvider clock)
{
    private const int CommitAfter = 10_000;

    private readonly ChainFeed _feed = new(node, target.Projections);
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private IndexHealth _health = new();
    private (Hash32 Ancestor, int Looks) _seen;

    /// <summary>How it is. May be read by others at any time.</summary>
    public IndexHealth Health => Last.At(clock.GetUtcNow(), _started, options.Silence);

    private IndexHealth Last => Volatile.Read(ref _health);

    /// <summary>Called after each commit.</summary>
    public Action<IndexHealth>? Committed { get; set; }

    /// <summary>Indexes until cancelled. Failures of node and database are tried again, with growing pauses.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await using IndexStore store = await IndexStore.Open(target, ct);
                await Run(store, ct);
            }
            catch (Exception e) when (e is DbException or IOException or IndexException)
            {
                await Pause(e, e is IndexException ? IndexStage.Refused : IndexStage.Retrying, ct);
            }
        }
    }

    /// <summary>Brings an open index up to the node's head, once.</summary>
    /// <returns>Whether anything was there to do.</returns>
    /// <exception cref="RpcException">The node fails.</exception>
    /// <exception cref="ChainMovedException">What it says doesn't fit together.</exception>
    /// <exception cref="IndexException">It is a node of another chain.</exception>
    public async Task<bool> Step(IndexStore store, CancellationToken ct)
    {
        if (store.Applied != store.Stored) Replay(store, ct);
        BlockHeader head = (await node.Block(BlockTag.Latest, ct))?.Header ?? throw new ChainMovedException("The node has no latest block.");
        long final = await FinalBlock(head, ct);
        See(store, head);
        if (store.Stored < 0) await Begin(store, ct);
        if ((long)head.Number < store.Stored) return await Behind(store, head, ct);
        if ((long)head.Number == store.Stored && head.Hash == store.StoredHash) return Rest(store, final);
        BlockHeader? own = (long)head.Number == store.Stored ? head : (await node.Block(BlockTag.At((ulong)store.Stored), ct))?.Header;
        if (own is null) throw new ChainMovedException($"The node has no block {store.Stored}, though its head is {head.Number}.");
        if (own.Hash != store.StoredHash) return await Reorganize(store, head, final, ct);
        _seen = default;
        store.Finalize(final);
        await Advance(store, head.Number, ct);
        return true;
    }

    private async Task Run(IndexStore store, CancellationToken ct)
    {
        await RequireChain(ct);
        while (true)
        {
            try
            {
                bool more = await Step(store, ct);
                if (Last.Failures > 0) Volatile.Write(ref _health, Last with { Failures = 0, NextTry = null });
                if (!more) await Task.Delay(options.Poll, clock, ct);
            }
            catch (Exception e) when (e is RpcException or ChainMovedException)
            {
                if (e is RpcException { Fault: RpcFault.RateLimited or RpcFault.Timeout }) _feed.SlowDown();
                await Pause(e, IndexStage.Retrying, ct);
            }
        }
    }

    private void See(IndexStore store, BlockHeader head)
    {
        DateTimeOffset now = clock.GetUtcNow(), seen = Last.HeadAt ?? now;
        if (Last.Head < 0 && head.Timestamp < (ulong)now.ToUnixTimeSeconds()) seen = DateTimeOffset.FromUnixTimeSeconds((long)head.Timestamp);
        else if (Last.Head != (long)head.Number) seen = now;
        Show(store, Last with { Head = (long)head.Number, HeadAt = seen });
    }

    private void Replay(IndexStore store, CancellationToken ct)
    {
        Show(store, Last with { Stage = IndexStage.Replaying });
        store.Replay(block => Show(store, Last with { Block = block, BlockAt = clock.GetUtcNow() }), ct);
    }

    private async Task Begin(IndexStore store, CancellationToken ct)
    {
        await RequireChain(ct);
        BlockHeader genesis = (await node.Block(BlockTag.At(0), ct))?.Header ?? throw new ChainMovedException("The node has no block 0.");
        store.Append(new Piece(0, 0, new SortedList<ulong, BlockHeader> { [0] = genesis }, []), 0, ct);
    }

    private bool Rest(IndexStore store, long final)
    {
        _seen = default;
        store.Finalize(final);
        if (store.Final != Last.Final || store.Waiting > 0) Commit(store);
        Show(store, Last with { Stage = IndexStage.Following });
        return false;
    }

    private async Task Advance(IndexStore store, ulong head, CancellationToken ct)
    {
        Show(store, Last with { Stage = head - (ulong)store.Stored > 2 ? IndexStage.CatchingUp : IndexStage.Following });
        ulong first = Math.Max(options.FirstBlock, (ulong)store.Stored + 1);
        if (first > head) throw new ChainMovedException($"The chain ends at {head}, before the contracts' first block {first}.");
        try
        {
            await foreach (Piece piece in _feed.Read(first, head, LinkFrom(store, head), [.. store.Created], ct)) Append(store, piece, head, ct);
        }
        catch (Exception e) when (e is RpcException or ChainMovedException)
        {
            Commit(store); // what came before stands
            throw;
        }
        Commit(store);
    }

    private ulong LinkFrom(IndexStore store, ulong head) =>
        (ulong)Math.Max(0, Math.Min((long)head - Math.Max(target.JournalDepth, options.LinkedBlocks), store.ChainFinal) + 1);

    private void Append(IndexStore store, Piece piece, ulong head, CancellationToken ct)
    {
        if ((long)piece.First == store.Stored + 1 && piece.Headers.Values[0].ParentHash != store.StoredHash)
            throw new ChainMovedException($"Block {piece.First} doesn't follow the block indexed before.");
        store.Append(piece, head, ct);
        if (store.Waiting >= CommitAfter) Commit(store);
    }

    private async Task<bool> Reorganize(IndexStore store, BlockHeader head, long final, CancellationToken ct)
    {
        await RequireChain(ct);
        (long ancestor, Hash32 hash) = await CommonAncestor(store, head.Number, ct);
        bool harmless = ancestor >= store.Final && (long)head.Number >= store.Stored;
        if (!harmless && !SeenOften(hash)) return Wait(store, $"The node shows another fork from block {ancestor + 1} on: asking {options.Looks} times before {store.Stored - ancestor} blocks are undone.");
        // The fork's first blocks are here, and whole, before any of ours is undone.
        Piece? first = null;
        if (ancestor >= 0 && (ulong)ancestor < head.Number)
        {
            ulong next = Math.Max(options.FirstBlock, (ulong)ancestor + 1), last = Math.Min(head.Number, next + 63);
            await foreach (Piece piece in _feed.Read(next, last, 0, [.. store.Created], ct))
            {
                first = piece;
                break;
            }
            if (first is not null && first.First == (ulong)ancestor + 1 && first.Headers.Values[0].ParentHash != hash)
                throw new ChainMovedException($"The fork's block {first.First} doesn't follow the common ancestor.");
        }
        long depth = store.Stored - ancestor;
        store.Undo(ancestor, hash);
        Volatile.Write(ref _health, Last with { Reorgs = Last.Reorgs + 1, DeepestReorg = Math.Max(Last.DeepestReorg, depth) });
        if (store.Applied != store.Stored) Replay(store, ct);
        store.Finalize(final);
        if (first is not null) store.Append(first, head.Number, ct);
        Commit(store);
        _seen = default;
        return true;
    }

    private async Task<bool> Behind(IndexStore store, BlockHeader head, CancellationToken ct)
    {
        (long number, Hash32 hash) = store.BlocksFrom((long)head.Number, 1)[0];
        BlockHeader? same = number == (long)head.Number ? head : (await node.Block(BlockTag.At((ulong)number), ct))?.Header;
        if (same is null || same.Hash == hash) return Wait(store, $"The node's head is block {head.Number}, but block {store.Stored} is indexed: it lags, or was rolled back.");
        return await Reorganize(store, head, Math.Min(store.Final, (long)head.Number), ct);
    }

    // By the common ancestor: a fork may grow while it is looked at.
    private bool SeenOften(Hash32 ancestor)
    {
        _seen = (ancestor, _seen.Ancestor == ancestor ? _seen.Looks + 1 : 1);
        return _seen.Looks >= options.Looks;
    }

    private bool Wait(IndexStore store, string why)
    {
        Show(store, Last with { Stage = IndexStage.Waiting, Error = why, ErrorAt = clock.GetUtcNow() });
        return false;
    }

    // Ever larger steps back: forks are short, as a rule.
    private async Task<(long Number, Hash32 Hash)> CommonAncestor(IndexStore store, ulong head, CancellationToken ct)
    {
        int count = 16;
        for (long from = Math.Min(store.Stored, (long)head); from >= 0; count = Math.Min(count * 4, 1_000))
        {
            List<(long Number, Hash32 Hash)> ours = store.BlocksFrom(from, count);
            if (ours.Count == 0) break;
            Block?[] theirs = await node.Blocks(ours.Select(block => (ulong)block.Number), ct);
            for (int i = 0; i < ours.Count; i++)
            {
                BlockHeader header = theirs[i]?.Header ?? throw new ChainMovedException($"The node has no block {ours[i].Number}, though its head is {head}.");
                if (header.Hash == ours[i].Hash) return ours[i];
            }
            from = ours[^1].Number - 1;
        }
        return (-1, default);
    }

    private async Task<long> FinalBlock(BlockHeader head, CancellationToken ct) => options.Finality switch
    {
        FinalityRule.Confirmations(var count) => (long)head.Number - count + 1,
        _ => Math.Min((long)(await node.FinalizedNumber(ct) ?? 0), (long)head.Number),
    };

    private async Task RequireChain(CancellationToken ct)
    {
        ulong id = await node.ChainId(ct);
        if (id != target.ChainId) throw new IndexException($"The node says that it is chain {id}, not {target.ChainId}. Check the RPC URL; nothing was changed.");
    }

    private void Commit(IndexStore store)
    {
        bool further = store.Stored != Last.Block;
        store.Commit();
        Show(store, further ? Last with { BlockAt = clock.GetUtcNow() } : Last);
        Committed?.Invoke(Last);
    }

    private void Show(IndexStore store, IndexHealth health) => Volatile.Write(ref _health, health with
    {
        Block = health.Stage == IndexStage.Replaying ? health.Block : store.Stored,
        Final = store.Final,
        Events = store.Events,
    });

    private async Task Pause(Exception e, IndexStage stage, CancellationToken ct)
    {
        int failures = Last.Failures + 1;
        TimeSpan pause = TimeSpan.FromTicks(Math.Min(options.LongestPause.Ticks, options.FirstPause.Ticks << Math.Min(failures - 1, 20)));
        DateTimeOffset now = clock.GetUtcNow();
        Volatile.Write(ref _health, Last with { Stage = stage, Error = StorageFault.Words(e), ErrorAt = now, Failures = failures, NextTry = now + pause });
        await Task.Delay(pause, clock, ct);
    }
}
