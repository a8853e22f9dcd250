using System.IO.Compression;

namespace ModelDeed.Ethereum;

/// <summary>Keeps the journal up with a running anvil, from any process that uses the chain.</summary>
internal sealed class ChainKeeper(ChainFolder folder) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Hash32 _kept;

    /// <summary>The journal, for the owner while anvil doesn't run.</summary>
    public ChainJournal Journal { get; } = new(folder.Journal);

    /// <summary>Journals every block that anvil has. When it returns, they are on the disk; the result is the height.</summary>
    /// <exception cref="RpcException">Anvil doesn't answer.</exception>
    /// <exception cref="EmbeddedChainException">The chain is being restored by another process; it will be there soon.</exception>
    public async Task<ulong> Keep(AnvilControl anvil, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            BlockHeader head = await Head(anvil, ct);
            if (head.Hash == _kept) return head.Number;
            await using FileStream held = await folder.LockJournal(ct);
            if (folder.ReadEndpoint() is not { Ready: true }) throw new EmbeddedChainException("The embedded chain is being restored.");
            Journal.Refresh();
            await KeepLocked(anvil, ct);
            return Journal.Tip;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The same for a caller that holds the journal's lock and has read it.</summary>
    public async Task KeepLocked(AnvilControl anvil, CancellationToken ct)
    {
        BlockHeader head = await Head(anvil, ct);
        await FollowForks(anvil, head, ct);
        await Append(anvil, head.Number, ct);
        _kept = Journal.TipHash;
    }

    public void Dispose() => _gate.Dispose();

    private async Task FollowForks(AnvilControl anvil, BlockHeader head, CancellationToken ct)
    {
        ulong common = Math.Min(Journal.Tip, head.Number);
        while (common > Journal.Base.Number && await HashAt(anvil, common, ct) != Journal.HashAt(common)) common--;
        if (head.Number < Journal.Base.Number || await HashAt(anvil, common, ct) != Journal.HashAt(common)) await StartAnew(anvil, ct);
        else if (common < Journal.Tip) Journal.Truncate(common);
    }

    private static async Task<BlockHeader> Head(AnvilControl anvil, CancellationToken ct) =>
        (await anvil.Head(ct) ?? throw new EmbeddedChainException("anvil has no latest block.")).Header;

    private static async Task<Hash32?> HashAt(AnvilControl anvil, ulong number, CancellationToken ct) =>
        (await anvil.Node.Block(BlockTag.At(number), ct))?.Header.Hash;

    private async Task Append(AnvilControl anvil, ulong head, CancellationToken ct)
    {
        if (head <= Journal.Tip) return;
        await foreach (IReadOnlyList<(Block Block, JournalBlock Line)> part in anvil.Blocks(Journal.Tip + 1, head, ct))
        {
            // A reorganisation in between: what links up is written, the next round sees to the rest.
            Hash32 parent = Journal.TipHash;
            List<JournalBlock> linked = [];
            foreach ((Block block, JournalBlock line) in part)
            {
                if (block.Header.ParentHash != parent) break;
                linked.Add(line);
                parent = block.Header.Hash;
            }
            Journal.Append(linked);
            if (linked.Count < part.Count) return;
        }
    }

    // The chain was taken back below the journal's base (only a developer's anvil_reorg or evm_revert does that): today's whole state is the new base.
    private async Task StartAnew(AnvilControl anvil, CancellationToken ct)
    {
        Block before = (await anvil.Head(ct))!;
        byte[] state = await anvil.DumpState(ct);
        if ((await anvil.Head(ct))!.Header.Hash != before.Header.Hash) return; // changed meanwhile: the next round sees to it
        string name = $"base-{before.Header.Hash.ToString()[2..18]}.json";
        await using (FileStream file = new(folder.PathOf(name), FileMode.Create, FileAccess.Write))
        {
            await using var json = new GZipStream(new MemoryStream(state), CompressionMode.Decompress);
            await json.CopyToAsync(file, ct);
            file.Flush(flushToDisk: true);
        }
        Journal.Rebase(Journal.Base with { Number = before.Header.Number, Hash = before.Header.Hash, Time = before.Header.Timestamp, State = name }, keepLater: false);
    }
}
