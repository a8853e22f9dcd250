namespace ModelDeed.Ethereum;

/// <summary>Starts anvil on the newest state that agrees with the journal, and mines again what the journal has beyond it.</summary>
internal sealed class ChainStart(ChainFolder folder, ChainKeeper keeper, EmbeddedChainOptions options, TimeProvider clock)
{
    private ChainJournal Journal => keeper.Journal;

    /// <summary>Runs the chain. The caller owns the folder.</summary>
    /// <remarks>After a crash the chain is restored on a port that nobody knows, so that nobody sees it shorter than it was.</remarks>
    /// <exception cref="EmbeddedChainException">Anvil doesn't start, or the chain is another one.</exception>
    public async Task<(AnvilProcess Process, int Port)> Run(CancellationToken ct)
    {
        await using FileStream held = await folder.LockJournal(ct);
        Journal.Refresh();
        if (Journal.Exists && Journal.Base.ChainId != options.ChainId)
            throw new EmbeddedChainException($"The chain in {folder} has the id {Journal.Base.ChainId}, not {options.ChainId}. Use its id, or another folder.");
        ChainEndpoint? former = folder.ReadEndpoint();
        await new ChainOrphan(folder, keeper, options.Patience, clock).Settle(ct);
        int port = await ChoosePort(former, ct);
        string? state = former?.CleanState ?? await Recover(port, ct);
        AnvilProcess process = await TryRun(state, isBase: state is null, port, null, ct)
            ?? await TryRun(await Recover(port, ct), isBase: false, port, null, ct)
            ?? throw new EmbeddedChainException($"The chain in {folder} was restored, but can't be loaded again. Its log: {folder.Log}");
        folder.WriteEndpoint(folder.ReadEndpoint()! with { Ready = true });
        return (process, port);
    }

    // The state of the whole chain; null for a chain that is still to begin.
    private async Task<string?> Recover(int publicPort, CancellationToken ct)
    {
        List<(string? State, bool IsBase)> candidates = Candidates();
        if (candidates is [(null, true)] && !Journal.Exists) return null;
        foreach ((string? state, bool isBase) in candidates)
        {
            AnvilProcess? process = await TryRun(state, isBase, publicPort, LoopbackPort.AnyBut(publicPort), ct);
            if (process is null) continue;
            await process.DisposeAsync(); // writes the whole state
            return ChainFolder.DumpOf(folder.ReadEndpoint()!.Run);
        }
        throw new EmbeddedChainException(
            $"No state in {folder} agrees with its journal, so the embedded chain can't go on without losing blocks. Restore the folder from a copy, or move it away to begin a new chain.");
    }

    private async Task<int> ChoosePort(ChainEndpoint? former, CancellationToken ct)
    {
        if ((options.Port ?? former?.Port) is not { } wanted) return LoopbackPort.Any();
        // A former anvil may be about to end.
        return await LoopbackPort.BecomesFree(wanted, clock, ct) || options.Port is not null ? wanted : LoopbackPort.Any();
    }

    // Never twice the same, not even when a run left no file: a former anvil may still be writing its own.
    private int NextRun() => folder.Dumps().Select(dump => dump.Run)
        .Append(Journal.Exists ? Journal.Base.Run : 0).Append(folder.ReadEndpoint()?.Run ?? 0).Max() + 1;

    private List<(string? State, bool IsBase)> Candidates()
    {
        int oldest = Journal.Exists ? Journal.Base.Run : 0;
        return [.. folder.Dumps().Where(dump => dump.Run >= oldest).Select(dump => ((string?)dump.Name, false)), (Journal.Exists ? Journal.Base.State : null, true)];
    }

    // Null: this state is unreadable (cut by a crash) or of another fork; the next older one may do.
    private async Task<AnvilProcess?> TryRun(string? state, bool isBase, int port, int? hiddenPort, CancellationToken ct)
    {
        var endpoint = new ChainEndpoint(port, Pid: 0, Ready: false, NextRun()) { HiddenPort = hiddenPort };
        folder.WriteEndpoint(endpoint);
        int run = endpoint.Run;
        AnvilProcess process = await AnvilProcess.Start(options.Anvil ?? AnvilBinary.Find(), Arguments(state, run, hiddenPort ?? port), folder.Log, ct);
        bool done = false;
        try
        {
            folder.WriteEndpoint(endpoint with { Pid = process.Pid });
            using AnvilControl anvil = AnvilControl.At(hiddenPort ?? port);
            if (await Ready(process, anvil, ct) is not { } head)
            {
                string words = await process.LastWords(ct);
                if (isBase || !words.Contains("load-state", StringComparison.Ordinal)) throw new AnvilEndedException(process.Status, words);
                return null;
            }
            if (!await Agrees(anvil, head, ct)) return null;
            if (hiddenPort is null && Journal.Exists && head.Number < Journal.Tip) return null; // to be completed where nobody sees it
            await Restore(anvil, head, isBase && Journal.Exists ? null : state, run, ct);
            await anvil.SetTime(Math.Max(Now(), Journal.TipTime), ct);
            if (hiddenPort is null) await anvil.StartMining(ct);
            done = true;
            return process;
        }
        finally
        {
            if (!done) await Abandon(process, run);
        }
    }

    /// <summary>Brings anvil to the journal's tip, or the journal to anvil's.</summary>
    /// <param name="anvil">The chain, on one of its states.</param>
    /// <param name="head">The state's last block.</param>
    /// <param name="newBase">The state's file, when it is to become the journal's base.</param>
    /// <param name="run">The number of this run.</param>
    /// <param name="ct">Cancels.</param>
    private async Task Restore(AnvilControl anvil, BlockHeader head, string? newBase, int run, CancellationToken ct)
    {
        ulong genesis = (await anvil.Node.Block(BlockTag.At(0), ct))!.Header.Timestamp;
        var found = new JournalBase(options.ChainId, genesis, head.Number, head.Hash, head.Timestamp, newBase, run, Edition: 0);
        if (!Journal.Exists) Journal.Rebase(found, keepLater: false);
        if (head.Number > Journal.Tip) await keeper.KeepLocked(anvil, ct); // blocks that were dumped, but not journaled any more
        await Replay(anvil, head, ct);
        if (newBase is not null) Journal.Rebase(found, keepLater: true);
        folder.Forget(run, Journal.Base.State);
    }

    private async Task Replay(AnvilControl anvil, BlockHeader head, CancellationToken ct)
    {
        if (Journal.Tip == head.Number) return;
        await anvil.SetTime(head.Timestamp, ct);
        foreach (JournalBlock block in Journal.After(head.Number))
        {
            await anvil.Mine(block, ct);
            Hash32? mined = (await anvil.Head(ct))?.Header.Hash;
            if (mined != block.Hash)
                throw new EmbeddedChainException(
                    $"Block {block.Number} of the chain in {folder} came out as {mined} instead of {block.Hash} when it was mined again from the journal. "
                    + "Its state was changed by other means than transactions (anvil_setBalance or the like), or another version of anvil made it. Nothing was lost: use that version, or move the folder away to begin a new chain.");
        }
    }

    // Anvil dumps blocks and accounts one after the other: while it mines, a block may come in between, and its effects be there without it.
    private async Task<bool> Agrees(AnvilControl anvil, BlockHeader head, CancellationToken ct)
    {
        if (head.Number > 0 && await anvil.StateRoot(ct) != head.StateRoot) return false; // its genesis block names no state
        if (!Journal.Exists) return true;
        ulong both = Math.Min(head.Number, Journal.Tip);
        return both >= Journal.Base.Number && (await anvil.Node.Block(BlockTag.At(both), ct))?.Header.Hash == Journal.HashAt(both);
    }

    // Null when anvil ended. It may be another program that answers on the port, or doesn't: so both are watched.
    private async Task<BlockHeader?> Ready(AnvilProcess process, AnvilControl anvil, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(options.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        Task exit = process.Exit(either.Token);
        Task<BlockHeader> answer = Answer(anvil, either.Token);
        bool ended = await Task.WhenAny(exit, answer) == exit;
        if (ended) await either.CancelAsync();
        try
        {
            BlockHeader head = await answer;
            return ended || process.HasExited ? null : head;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return ended && !patience.IsCancellationRequested ? null
                : throw new EmbeddedChainException($"anvil gave no answer within {options.Patience.TotalSeconds} s. Its log: {folder.Log}");
        }
    }

    private async Task<BlockHeader> Answer(AnvilControl anvil, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                ulong id = await anvil.Node.ChainId(ct);
                if (id != options.ChainId) throw new EmbeddedChainException($"The chain in {folder} has the id {id}, not {options.ChainId}.");
                if (await anvil.Head(ct) is { } head) return head.Header;
            }
            catch (RpcException)
            {
                // Not up yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(15), clock, ct);
        }
    }

    private List<string> Arguments(string? state, int run, int port)
    {
        List<string> arguments =
        [
            "--host", "127.0.0.1", "--no-cors", // no page in a browser may call it past the wallet
            "--port", $"{port}", "--chain-id", $"{options.ChainId}", "--quiet",
            "--hardfork", "osaka", // pinned: another default would give a journal's blocks other hashes
            "--no-mining", // until the journal knows this state: whoever waits for the port may have sent something already
            "--order", "fifo", "--prune-history", $"{options.PastStates}", "--timestamp", $"{(Journal.Exists ? Journal.Base.Genesis : Now())}",
            "--dump-state", folder.PathOf(ChainFolder.DumpOf(run)), "--state-interval", $"{options.DumpSeconds}",
        ];
        if (state is not null) arguments.AddRange(["--load-state", folder.PathOf(state)]);
        return arguments;
    }

    private async Task Abandon(AnvilProcess process, int run)
    {
        process.Kill();
        await process.DisposeAsync();
        File.Delete(folder.PathOf(ChainFolder.DumpOf(run)));
    }

    private ulong Now() => (ulong)clock.GetUtcNow().ToUnixTimeSeconds();
}
