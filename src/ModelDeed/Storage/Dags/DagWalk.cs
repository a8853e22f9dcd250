namespace ModelDeed.Storage;

/// <summary>Goes through all that a root leads to, each block once, several at a time. Keeps the names of the blocks seen: some 100 bytes for each, 100 MB for a terabyte.</summary>
public static class DagWalk
{
    /// <summary>Goes from a root.</summary>
    /// <param name="root">Where from.</param>
    /// <param name="parallel">Blocks at once, 1 or more.</param>
    /// <param name="visit">Handles a block, and gives what it links to (<see cref="DagReader"/>); called by several threads at once, for each block once, in no order.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>How many blocks.</returns>
    /// <exception cref="Exception">The first that <paramref name="visit"/> threw; the others are stopped.</exception>
    public static async Task<long> Run(Cid root, int parallel, Func<Cid, CancellationToken, Task<IReadOnlyList<Cid>>> visit, CancellationToken ct)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        HashSet<Cid> seen = [root];
        Stack<Cid> waiting = new([root]);
        List<Task<IReadOnlyList<Cid>>> running = [];
        try
        {
            while (waiting.Count > 0 || running.Count > 0)
            {
                while (waiting.Count > 0 && running.Count < parallel)
                {
                    Cid next = waiting.Pop();
                    running.Add(Task.Run(() => visit(next, stop.Token), stop.Token));
                }
                Task<IReadOnlyList<Cid>> ended = await Task.WhenAny(running);
                running.Remove(ended);
                IReadOnlyList<Cid> children = await ended;
                for (int i = children.Count - 1; i >= 0; i--)
                    if (seen.Add(children[i])) waiting.Push(children[i]);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return seen.Count;
    }

    /// <summary>What a block links to, in order; a chunk to nothing.</summary>
    /// <exception cref="DagException">It is no file or folder that can be read.</exception>
    public static IReadOnlyList<Cid> Children(Block block) => DagReader.Children(block);

    /// <summary>Fetches a block that must be there.</summary>
    /// <exception cref="StoreException">It isn't, or the store fails.</exception>
    public static async Task<Block> Need(this IBlockStore store, Cid cid, CancellationToken ct) => await store.Get(cid, ct)
        ?? throw new StoreException(store.Name, StoreFault.Missing, $"the block {cid} isn't there. Name a store that has it, or ask whoever gave you the CID where it is kept.");
}
