namespace ModelDeed.Ethereum;

/// <summary>The anvil of an owner that is gone. Normally it is writing its state and about to end; when its supervisor was killed as
/// well, it runs on: then everything it has is journaled, and it is ended.</summary>
internal sealed class ChainOrphan(ChainFolder folder, ChainKeeper keeper, TimeSpan patience, TimeProvider clock)
{
    // How long an anvil that was told to end may still answer.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Returns when no former anvil of this folder runs. The caller owns the folder and holds the journal's lock.</summary>
    public async Task Settle(CancellationToken ct)
    {
        if (folder.ReadEndpoint() is not { } former) return;
        long start = clock.GetTimestamp();
        while (AnvilProcess.IsAnvil(former.Pid) && clock.GetElapsedTime(start) < patience)
        {
            if (clock.GetElapsedTime(start) > Grace && await TryEnd(former, ct)) return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, ct);
        }
    }

    // True when there is nothing to wait for: it was ended, or it is another program's anvil.
    private async Task<bool> TryEnd(ChainEndpoint former, CancellationToken ct)
    {
        if (!keeper.Journal.Exists) return true;
        using AnvilControl anvil = AnvilControl.At(former.HiddenPort ?? former.Port);
        try
        {
            BlockTag root = BlockTag.At(keeper.Journal.Base.Number);
            if ((await anvil.Node.Block(root, ct))?.Header.Hash != keeper.Journal.Base.Hash) return true;
            if (former.Ready) await keeper.KeepLocked(anvil, ct);
        }
        catch (RpcException)
        {
            return false; // it is writing its state
        }
        AnvilProcess.KillAnvil(former.Pid);
        return false; // once more round, until it is gone
    }
}
