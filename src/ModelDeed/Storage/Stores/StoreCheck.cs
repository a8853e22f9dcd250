namespace ModelDeed.Storage;

/// <summary>The state of one store with regard to one root.</summary>
/// <param name="Name">The store.</param>
/// <param name="Right">Blocks there, each fetched and held against its name.</param>
/// <param name="Missing">Blocks that it hasn't got.</param>
/// <param name="Wrong">Blocks whose bytes were others, or that couldn't be fetched.</param>
/// <param name="Repaired">Blocks that were put back.</param>
/// <param name="Problem">The first thing that went wrong, in words; null for nothing.</param>
public sealed record StoreState(string Name, long Right, long Missing, long Wrong, long Repaired, string? Problem)
{
    /// <summary>Every block is there as it should be.</summary>
    public bool IsWhole => Missing + Wrong == Repaired;
}

/// <summary>What a check found.</summary>
/// <param name="Blocks">Blocks below the root, as far as they could be found.</param>
/// <param name="Bytes">Bytes of these.</param>
/// <param name="Lost">Blocks that no store has: what lies below them is unknown.</param>
/// <param name="Stores">Each store's state.</param>
public sealed record StoreCheckResult(long Blocks, long Bytes, IReadOnlyList<Cid> Lost, IReadOnlyList<StoreState> Stores)
{
    /// <summary>Every store has every block.</summary>
    public bool IsWhole => Lost.Count == 0 && Stores.All(store => store.IsWhole);
}

/// <summary>Looks whether stores have all of a root's blocks, and puts back what is missing. Every block is fetched from every store: nothing is taken on trust.</summary>
public static class StoreCheck
{
    private const int MaxLostNamed = 100;

    /// <summary>Checks, and repairs if asked to.</summary>
    /// <param name="root">The root.</param>
    /// <param name="stores">Stores to check; stay the caller's.</param>
    /// <param name="repair">Put back what is missing or wrong, from whichever store has it.</param>
    /// <param name="parallel">Blocks at once, 1 or more; from each of the stores.</param>
    /// <param name="progress">Told at every block; null for none.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DagException">A block is no file or folder that can be read.</exception>
    public static async Task<StoreCheckResult> Run(Cid root, IReadOnlyList<IBlockStore> stores, bool repair, int parallel, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        Tally[] tallies = [.. stores.Select(store => new Tally(store))];
        List<Cid> lost = [];
        long bytes = 0;
        long blocks = await DagWalk.Run(root, parallel, async (cid, token) =>
        {
            Found[] found = await Task.WhenAll(tallies.Select(tally => tally.Look(cid, token)));
            Block? block = found.FirstOrDefault(one => one.Block is not null)?.Block;
            if (block is null)
            {
                lock (lost) if (lost.Count < MaxLostNamed) lost.Add(cid);
                return [];
            }
            if (repair) await Task.WhenAll(found.Where(one => one.Block is null).Select(one => one.Tally.Repair(block, token)));
            long done = Interlocked.Add(ref bytes, block.Bytes.Length);
            progress?.Report(new TransferProgress(done, 0));
            return DagWalk.Children(block);
        }, ct);
        if (repair && lost.Count == 0) await Task.WhenAll(tallies.Select(tally => tally.Keep(root, ct)));
        return new StoreCheckResult(blocks, bytes, lost, [.. tallies.Select(tally => tally.State)]);
    }

    private sealed record Found(Tally Tally, Block? Block);

    private sealed class Tally(IBlockStore store)
    {
        private long _right, _missing, _wrong, _repaired;
        private string? _problem;

        public StoreState State => new(store.Name, _right, _missing, _wrong, _repaired, _problem);

        public async Task<Found> Look(Cid cid, CancellationToken ct)
        {
            Block? block = null;
            bool answered = await Try(async () => block = await store.Get(cid, ct));
            Interlocked.Increment(ref block is not null ? ref _right : ref answered ? ref _missing : ref _wrong);
            if (answered && block is null) Interlocked.CompareExchange(ref _problem, $"the block {cid} isn't there.", null);
            return new Found(this, block);
        }

        public async Task Repair(Block block, CancellationToken ct)
        {
            if (await Try(() => store.Replace(block, ct)) && await Try(async () => await store.Need(block.Cid, ct))) Interlocked.Increment(ref _repaired);
        }

        public Task Keep(Cid root, CancellationToken ct) => store is GatewayStore ? Task.CompletedTask : Try(() => store.Keep(root, ct));

        private async Task<bool> Try(Func<Task> act)
        {
            try
            {
                await act();
                return true;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                Interlocked.CompareExchange(ref _problem, problem.Message, null);
                return false;
            }
        }
    }
}
