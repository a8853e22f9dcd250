namespace ModelDeed.Storage;

/// <summary>Writes all blocks below a root into one file, a CAR of version 1: the root first, then depth first, each block once. The same root gives the same bytes.</summary>
public static class CarWriter
{
    /// <summary>Writes.</summary>
    /// <param name="store">Where the blocks are.</param>
    /// <param name="root">The root.</param>
    /// <param name="into">Gets the file, from its place on.</param>
    /// <param name="parallel">Blocks fetched ahead of the writing, 1 or more.</param>
    /// <param name="progress">Told at every block; null for none.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>How many blocks, and the bytes of these.</returns>
    /// <exception cref="StoreException">A block can't be had.</exception>
    /// <exception cref="DagException">A block is no file or folder that can be read.</exception>
    public static async Task<(long Blocks, long Bytes)> Write(IBlockStore store, Cid root, Stream into, int parallel, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        await into.WriteAsync(CarHeader.Write(root), ct);
        HashSet<Cid> written = [];
        var waiting = new Stack<Cid>([root]);
        Dictionary<Cid, Task<Block>> ahead = [];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        (long blocks, long bytes) = (0, 0);
        try
        {
            while (waiting.Count > 0)
            {
                foreach (Cid soon in waiting.Take(parallel))
                    if (!written.Contains(soon) && !ahead.ContainsKey(soon)) ahead[soon] = Task.Run(() => store.Need(soon, stop.Token), stop.Token);
                Cid next = waiting.Pop();
                if (!written.Add(next)) continue;
                ahead.Remove(next, out Task<Block>? fetched);
                Block block = await fetched!;
                await Write(into, block, ct);
                (blocks, bytes) = (blocks + 1, bytes + block.Bytes.Length);
                progress?.Report(new TransferProgress(bytes, 0));
                IReadOnlyList<Cid> children = DagReader.Children(block);
                for (int i = children.Count - 1; i >= 0; i--)
                    if (!written.Contains(children[i])) waiting.Push(children[i]);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(ahead.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return (blocks, bytes);
    }

    private static async Task Write(Stream into, Block block, CancellationToken ct)
    {
        byte[] head = new byte[Varint.MaxSize + Cid.Size];
        int length = Varint.Write(head, (ulong)(Cid.Size + block.Bytes.Length));
        block.Cid.Write(head.AsSpan(length));
        await into.WriteAsync(head.AsMemory(0, length + Cid.Size), ct);
        await into.WriteAsync(block.Bytes, ct);
    }
}
