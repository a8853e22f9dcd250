using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ModelDeed.Storage;

/// <summary>Several stores as one: puts to all, gets from whichever is fastest. A store that lies, breaks or dawdles is dropped until this is disposed, and another is used.</summary>
public sealed class ReplicatedStore : IBlockStore
{
    private readonly SourceRecord[] _sources;
    private readonly int _copies;
    private readonly TimeSpan _patience;

    /// <summary>Joins stores.</summary>
    /// <param name="stores">One or more; disposed with this.</param>
    /// <param name="copies">In how many of them a block must be for a put to succeed, 1 to all.</param>
    /// <param name="patience">How long one store is waited for before the next is asked as well. A few seconds; longer on slow lines.</param>
    public ReplicatedStore(IReadOnlyList<IBlockStore> stores, int copies, TimeSpan patience)
    {
        ArgumentOutOfRangeException.ThrowIfZero(stores.Count, nameof(stores));
        if (copies < 1 || copies > stores.Count) throw new ArgumentOutOfRangeException(nameof(copies), copies, $"Copies are 1 to the number of stores, {stores.Count}.");
        (_sources, _copies, _patience) = ([.. stores.Select(store => new SourceRecord(store))], copies, patience);
        Name = string.Join(", ", stores.Select(store => store.Name));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What each store has done so far.</summary>
    public IReadOnlyList<SourceReport> Reports => [.. _sources.Select(source => source.Report)];

    /// <inheritdoc/>
    /// <exception cref="StoreException">No store has given it, and one at least failed.</exception>
    public async Task<Block?> Get(Cid cid, CancellationToken ct)
    {
        List<SourceRecord> left = [.. _sources.Where(source => source.Dropped is null).OrderBy(source => source.Expected)];
        if (left.Count == 0) throw Nobody(cid, null);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        List<Attempt> running = [];
        StoreException? last = null;
        try
        {
            while (left.Count > 0 || running.Count > 0)
            {
                if (left.Count > 0)
                {
                    running.Add(new Attempt(left[0], cid, stop.Token));
                    left.RemoveAt(0);
                }
                Attempt? ended = await Next(running, left.Count > 0, ct);
                if (ended is null) continue; // too slow: another is asked as well
                running.Remove(ended);
                (Block? block, StoreException? problem) = await ended.Result;
                if (block is not null) return block;
                last = problem ?? last;
            }
        }
        finally
        {
            foreach (Attempt beaten in running) beaten.GiveUp(ct.IsCancellationRequested ? Timeout.InfiniteTimeSpan : _patience);
            await stop.CancelAsync();
        }
        return last is null ? null : throw Nobody(cid, last);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">Fewer stores have it than are wanted.</exception>
    public Task Put(Block block, CancellationToken ct) => ToAll($"block {block.Cid}", (store, token) => store.Put(block, token), ct);

    /// <inheritdoc/>
    public Task Replace(Block block, CancellationToken ct) => ToAll($"block {block.Cid}", (store, token) => store.Replace(block, token), ct);

    /// <inheritdoc/>
    public Task Keep(Cid root, CancellationToken ct) => ToAll($"root {root}", (store, token) => store.Keep(root, token), ct);

    /// <summary>Whether as many stores say that they have it as are wanted.</summary>
    public async Task<bool> Has(Cid cid, CancellationToken ct)
    {
        int there = 0;
        StoreException?[] problems = await Task.WhenAll(_sources.Select(source => Try(source, async (store, token) =>
        {
            if (await store.Has(cid, token)) Interlocked.Increment(ref there);
        }, ct)));
        return there >= _copies || (problems.Any(problem => problem is null) ? false : throw Failure($"block {cid}", problems));
    }

    /// <summary>The roots that any store keeps, each once.</summary>
    public IAsyncEnumerable<Cid> Roots(CancellationToken ct) => Once(store => store.Roots(ct), ct);

    /// <summary>The blocks that any store has, each once.</summary>
    public IAsyncEnumerable<Cid> Blocks(CancellationToken ct) => Once(store => store.Blocks(ct), ct);

    /// <summary>Disposes the stores.</summary>
    public void Dispose()
    {
        foreach (SourceRecord source in _sources) source.Store.Dispose();
    }

    private async Task<Attempt?> Next(List<Attempt> running, bool others, CancellationToken ct)
    {
        Task first = Task.WhenAny(running.Select(one => one.Result));
        try
        {
            if (others) await first.WaitAsync(_patience, ct);
            else await first.WaitAsync(ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
        return running.First(one => one.Result.IsCompleted);
    }

    private async Task ToAll(string what, Func<IBlockStore, CancellationToken, Task> act, CancellationToken ct)
    {
        StoreException?[] problems = await Task.WhenAll(_sources.Select(source => Try(source, act, ct)));
        int done = problems.Count(problem => problem is null);
        if (done < _copies) throw Failure(_copies == 1 ? what : $"{what}: {done} of {_copies} copies were made", problems);
    }

    private StoreException Failure(string what, StoreException?[] problems)
    {
        StoreException[] all = [.. problems.OfType<StoreException>()];
        if (_sources.Length == 1) return all[0];
        StoreFault fault = all.Select(problem => problem.Fault).Distinct().Count() == 1 ? all[0].Fault : StoreFault.Failed;
        return new StoreException(Name, fault, $"{what}. {string.Join(" ", all.Select(problem => problem.Message).Distinct())}", all[0]);
    }

    private static async Task<StoreException?> Try(SourceRecord source, Func<IBlockStore, CancellationToken, Task> act, CancellationToken ct)
    {
        if (source.Dropped is { } why) return why;
        long began = Stopwatch.GetTimestamp();
        source.Begin();
        try
        {
            await act(source.Store, ct);
            source.Answered(Stopwatch.GetElapsedTime(began), null);
            return null;
        }
        catch (StoreException problem)
        {
            source.Failed(Stopwatch.GetElapsedTime(began), problem);
            return problem;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            var problem = Disk(source, broken);
            source.Failed(Stopwatch.GetElapsedTime(began), problem);
            return problem;
        }
        catch (OperationCanceledException)
        {
            source.Stopped();
            throw;
        }
    }

    private static StoreException Disk(SourceRecord source, Exception broken) => new(source.Store.Name, StoreFault.Disk, $"{broken.Message} Make room, or name another store; what is there stays.", broken);

    private StoreException Nobody(Cid cid, StoreException? last)
    {
        if (_sources.Length == 1 && (last ?? _sources[0].Dropped) is { } only) return only;
        string why = string.Join(" ", _sources.Select(source => source.Dropped?.Message).OfType<string>().Append(last?.Message).OfType<string>().Distinct());
        return new StoreException(Name, last?.Fault ?? StoreFault.Failed, $"no store gave the block {cid}. {why}");
    }

    private async IAsyncEnumerable<Cid> Once(Func<IBlockStore, IAsyncEnumerable<Cid>> list, [EnumeratorCancellation] CancellationToken ct)
    {
        HashSet<Cid> seen = [];
        foreach (SourceRecord source in _sources.Where(source => source.Store is not GatewayStore))
            await foreach (Cid cid in list(source.Store).WithCancellation(ct))
                if (seen.Add(cid)) yield return cid;
    }

    /// <summary>One store asked for one block.</summary>
    private sealed class Attempt
    {
        private readonly SourceRecord _source;
        private readonly long _began = Stopwatch.GetTimestamp();
        private int _ended;

        public Attempt(SourceRecord source, Cid cid, CancellationToken ct)
        {
            _source = source;
            _source.Begin();
            Result = Task.Run(() => Run(cid, ct), CancellationToken.None);
        }

        public Task<(Block? Block, StoreException? Problem)> Result { get; }

        /// <summary>Its answer isn't needed any more. It counts as slow if it had more time than it should need.</summary>
        public void GiveUp(TimeSpan patience)
        {
            if (Interlocked.Exchange(ref _ended, 1) != 0) return;
            TimeSpan took = Stopwatch.GetElapsedTime(_began);
            if (patience != Timeout.InfiniteTimeSpan && took >= patience) _source.Beaten(took);
            else _source.Stopped();
        }

        private async Task<(Block?, StoreException?)> Run(Cid cid, CancellationToken ct)
        {
            try
            {
                Block? block = await _source.Store.Get(cid, ct);
                if (Interlocked.Exchange(ref _ended, 1) == 0) _source.Answered(Stopwatch.GetElapsedTime(_began), block?.Bytes.Length);
                return (block, null);
            }
            catch (StoreException problem)
            {
                return (null, Failed(problem));
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                return (null, Failed(Disk(_source, broken)));
            }
            catch (OperationCanceledException)
            {
                GiveUp(Timeout.InfiniteTimeSpan);
                return (null, null);
            }
        }

        private StoreException Failed(StoreException problem)
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) _source.Failed(Stopwatch.GetElapsedTime(_began), problem);
            return problem;
        }
    }
}
