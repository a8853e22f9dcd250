namespace ModelDeed.Ethereum;

/// <summary>Keeps the journal up with a running anvil, from any process that uses the chain.</summary>
internal sealed class ChainKeeper(ChainFolder folder) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Hash32 _kept;

    /// <summary>The journal, for the owner while anvil doesn't run.</summary>
    public ChainJournal Journal { get; } = new(folder.Journal);

    /// <summary>Journals every block that anvil has. When it returns, they are on the disk; the result is the height.
    /// Null when anvil's chain isn't the journal's: it is being restored, or somebody replaced it (anvil_reset).</summary>
    /// <exception cref="RpcException">Anvil doesn't answer.</exception>
    public async Task<ulong?> Keep(AnvilControl anvil, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (await anvil.Head(ct) is { } head && head.Header.Hash == _kept) return head.Header.Number;
            await using FileStream held = await folder.LockJournal(ct);
            if (folder.ReadEndpoint() is not { Ready: true }) return null;
            Journal.Refresh();
            return await KeepLocked(anvil, ct) ? Journal.Tip : null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The same for a caller that holds the journal's lock and has read it. False when anvil's chain isn't the journal's.</summary>
    public async Task<bool> KeepLocked(AnvilControl anvil, CancellationToken ct)
    {
        if (await anvil.Head(ct) is not { } head || await Common(anvil, head.Header.Number, ct) is not { } common) return false;
        if (common < Journal.Tip) Journal.Truncate(common);
        await Append(anvil, head.Header.Number, ct);
        _kept = Journal.TipHash;
        return true;
    }

    public void Dispose() => _gate.Dispose();

    // The last block that both have; null when not even the journal's base is on anvil's chain.
    private async Task<ulong?> Common(AnvilControl anvil, ulong head, CancellationToken ct)
    {
        for (ulong number = Math.Min(Journal.Tip, head); number >= Journal.Base.Number; number--)
        {
            if (await HashAt(anvil, number, ct) == Journal.HashAt(number)) return number;
            if (number == 0) break;
        }
        return null;
    }

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
}
