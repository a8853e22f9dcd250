namespace ModelDeed.Ethereum;

/// <summary>The chain on this machine: an anvil whose blocks survive a restart, a crash and a kill of any process concerned.</summary>
/// <remarks>
/// The first process to open a folder owns the chain and runs anvil; others use the same anvil. When the owner ends, in whatever way,
/// one of the others takes over within moments, on the same port: their calls in between are retried by <see cref="JsonRpcClient"/>.
/// Every block is journaled by whoever sees it first: <see cref="Secure"/> returns when a block is on the disk, so nobody is told
/// "done" before. What other wallets send is journaled within <see cref="EmbeddedChainOptions.Watch"/>, and written when anvil ends in good order.
/// After a crash the journal is mined again, and each block must come out with the same hash.
/// Not kept by a crash: what isn't in blocks (anvil_setBalance and such, transactions that wait).
/// </remarks>
public sealed class EmbeddedChain : IAsyncDisposable
{
    private const int RestartsBeforeGivingUp = 20;
    private const int StartAttempts = 5;

    // An anvil that ran this long was well: earlier ends don't count any more.
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private readonly EmbeddedChainOptions _options;
    private readonly TimeProvider _clock;
    private readonly ChainFolder _folder;
    private readonly ChainKeeper _keeper;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FileStream? _ownership;
    private AnvilProcess? _process;
    private AnvilControl? _anvil;
    private Task _watch = Task.CompletedTask;
    private int _restarts;
    private long _started;

    private EmbeddedChain(EmbeddedChainOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _folder = new ChainFolder(options.Folder);
        _keeper = new ChainKeeper(_folder);
    }

    /// <summary>The chain's profile, with its address on this machine.</summary>
    public ChainProfile Profile { get; private set; } = KnownChains.Embedded;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>True in the process that runs anvil.</summary>
    public bool IsOwner => _ownership is not null;

    /// <summary>Anvil's process id.</summary>
    public int AnvilPid => _folder.ReadEndpoint()?.Pid ?? 0;

    /// <summary>Fails when anvil can't be kept running; otherwise never ends.</summary>
    public Task Failure => _failed.Task;

    /// <summary>Uses the chain that runs in the folder, or runs it.</summary>
    /// <exception cref="EmbeddedChainException">It can't be started; the message says why.</exception>
    public static Task<EmbeddedChain> Open(EmbeddedChainOptions options, CancellationToken ct) => Open(options, TimeProvider.System, ct);

    internal static async Task<EmbeddedChain> Open(EmbeddedChainOptions options, TimeProvider clock, CancellationToken ct)
    {
        var chain = new EmbeddedChain(options, clock);
        try
        {
            await chain.OwnOrAttach(ct);
            chain._watch = Task.Run(() => chain.Watch(chain._end.Token), CancellationToken.None);
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when all blocks that the chain has are on the disk: true when this height is among them; false when the chain
    /// doesn't have it (any more: it came back from a crash without it), so whatever stood in that block must be looked up again.</summary>
    /// <exception cref="EmbeddedChainException">The chain did not come back within <see cref="EmbeddedChainOptions.Patience"/>.</exception>
    public async Task<bool> Secure(ulong block, CancellationToken ct)
    {
        long start = _clock.GetTimestamp();
        while (true)
        {
            Exception? cause = null;
            if (_failed.Task.IsFaulted) await _failed.Task;
            try
            {
                if (_anvil is { } anvil && await _keeper.Keep(anvil, ct) is { } height) return height >= block;
            }
            catch (Exception e) when (e is RpcException or ObjectDisposedException)
            {
                cause = e; // it is just being restarted
            }
            if (_clock.GetElapsedTime(start) > _options.Patience)
                throw new EmbeddedChainException($"Block {block} of the embedded chain could not be journaled in {_folder}: {cause?.Message ?? "the chain is not back yet"}.", cause);
            await Task.Delay(TimeSpan.FromMilliseconds(20), _clock, ct);
        }
    }

    /// <summary>Journals what there is; the owner then lets anvil write its state and end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watch;
        if (_process is not null) await End(_process);
        _anvil?.Dispose();
        if (_ownership is not null) await _ownership.DisposeAsync();
        _keeper.Dispose();
        _end.Dispose();
    }

    private async Task End(AnvilProcess process)
    {
        await TryStopMining(CancellationToken.None); // so that the state is written whole
        await TryKeep(CancellationToken.None);
        bool clean = !process.HasExited && await process.Stop();
        await process.DisposeAsync();
        if (clean && _folder.ReadEndpoint() is { } endpoint)
            _folder.WriteEndpoint(endpoint with { Pid = 0, Ready = false, CleanState = ChainFolder.DumpOf(endpoint.Run) });
    }

    private async Task OwnOrAttach(CancellationToken ct)
    {
        long start = _clock.GetTimestamp();
        while (true)
        {
            if (_folder.TryOwn() is { } ownership)
            {
                _ownership = ownership;
                await Run(ct);
                return;
            }
            if (await TryAttach(ct)) return;
            if (_clock.GetElapsedTime(start) > _options.Patience)
                throw new EmbeddedChainException($"Another process holds {_folder}, but its chain gives no answer. Its log: {_folder.Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(30), _clock, ct);
        }
    }

    // What kills anvil may kill it again while the chain is being restored.
    private async Task Run(CancellationToken ct)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await RunOnce(ct);
                return;
            }
            catch (Exception e) when (attempt < StartAttempts && (e is RpcException or AnvilEndedException))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), _clock, ct);
            }
            catch (Exception e) when (e is RpcException or AnvilEndedException)
            {
                throw new EmbeddedChainException($"The embedded chain in {_folder} can't be started: {e.Message}", e);
            }
        }
    }

    private async Task RunOnce(CancellationToken ct)
    {
        (AnvilProcess process, int port) = await new ChainStart(_folder, _keeper, _options with { Port = Port > 0 ? Port : _options.Port }, _clock).Run(ct);
        _process = process;
        _started = _clock.GetTimestamp();
        Use(port);
    }

    private async Task<bool> TryAttach(CancellationToken ct)
    {
        if (_folder.ReadEndpoint() is not { Ready: true } endpoint) return false;
        using AnvilControl anvil = AnvilControl.At(endpoint.Port);
        try
        {
            ulong id = await anvil.Node.ChainId(ct);
            if (id != _options.ChainId) throw new EmbeddedChainException($"The chain in {_folder} has the id {id}, not {_options.ChainId}.");
        }
        catch (RpcException)
        {
            return false;
        }
        Use(endpoint.Port);
        return true;
    }

    private void Use(int port)
    {
        _anvil?.Dispose();
        _anvil = AnvilControl.At(port);
        Port = port;
        Profile = KnownChains.Embedded with { ChainId = _options.ChainId, Nodes = [AnvilControl.Endpoint(port)] };
    }

    private async Task Watch(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.Watch, _clock, ct);
                if (_ownership is null) await TryTakeOver(ct);
                else if (_process is { HasExited: true }) await Restart(ct);
                else await TryKeep(ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception e) when (e is EmbeddedChainException or IOException or UnauthorizedAccessException)
        {
            _failed.TrySetException(e);
        }
    }

    private async Task TryTakeOver(CancellationToken ct)
    {
        if (_folder.TryOwn() is not { } ownership)
        {
            if (_folder.ReadEndpoint() is { Ready: true } endpoint && endpoint.Port != Port) Use(endpoint.Port);
            return;
        }
        _ownership = ownership;
        await Run(ct);
    }

    private async Task Restart(CancellationToken ct)
    {
        _restarts = _clock.GetElapsedTime(_started) > Steady ? 1 : _restarts + 1;
        if (_restarts > RestartsBeforeGivingUp)
            throw new EmbeddedChainException($"anvil ended {_restarts} times; its log: {_folder.Log}");
        await _process!.DisposeAsync();
        _process = null;
        await Run(ct);
    }

    private async Task TryStopMining(CancellationToken ct)
    {
        try
        {
            await _anvil!.StopMining(ct);
        }
        catch (RpcException)
        {
            // It has ended.
        }
    }

    private async Task TryKeep(CancellationToken ct)
    {
        try
        {
            if (await _keeper.Keep(_anvil!, ct) is null) _process?.Kill(); // its chain was replaced, by anvil_reset say: the next round restores it
        }
        catch (RpcException)
        {
            // It is ending, or busy: the next round sees.
        }
    }
}
