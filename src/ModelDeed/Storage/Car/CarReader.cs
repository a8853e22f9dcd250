namespace ModelDeed.Storage;

/// <summary>What was imported.</summary>
/// <param name="Roots">The roots that the file names; all blocks below them are in the store.</param>
/// <param name="Blocks">Blocks in the file.</param>
/// <param name="Bytes">Bytes of these.</param>
public sealed record CarContent(IReadOnlyList<Cid> Roots, long Blocks, long Bytes);

/// <summary>Reads a CAR of version 1 into a store. Each block is held against its name before it is kept; at the end every block below the roots must be there.</summary>
public static class CarReader
{
    private const int MaxHeader = 64 << 10;

    /// <summary>Reads.</summary>
    /// <param name="from">The file, from its place on; nothing in it is trusted.</param>
    /// <param name="store">Where the blocks go.</param>
    /// <param name="parallel">Blocks at once, 1 or more.</param>
    /// <param name="progress">Told at every block; null for none.</param>
    /// <param name="ct">Ends it; blocks that were kept stay.</param>
    /// <exception cref="CarException">The file breaks its format, was altered or cut short, or lacks blocks.</exception>
    /// <exception cref="IOException">It can't be read, or the store fails.</exception>
    public static async Task<CarContent> Read(Stream from, IBlockStore store, int parallel, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        byte[] header = await Section(from, MaxHeader, "header", ct) ?? throw new CarException("it is empty.");
        IReadOnlyList<Cid> roots = CarHeader.Read(header);
        if (roots.Count == 0) throw new CarException("it names no root: nothing would tell what its blocks are.");
        Queue<Task> running = [];
        (long blocks, long bytes) = (0, 0);
        try
        {
            while (await Section(from, Cid.Size + Block.MaxSize, $"block {blocks + 1}", ct) is { } section)
            {
                Cid cid = CidOf(section, ++blocks);
                long number = blocks;
                if (running.Count == parallel) await running.Dequeue();
                running.Enqueue(Task.Run(() => Keep(store, cid, section.AsMemory(Cid.Size), number, ct), ct));
                bytes += section.Length - Cid.Size;
                progress?.Report(new TransferProgress(bytes, 0));
            }
            while (running.Count > 0) await running.Dequeue();
        }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        foreach (Cid root in roots) await CheckWhole(store, root, parallel, ct);
        return new CarContent(roots, blocks, bytes);
    }

    private static Cid CidOf(byte[] section, long number)
    {
        // A CID of version 0 begins with the hash's own bytes.
        string why = section is [0x12, 0x20, ..] ? "a CID of version 0. Export it again from content added with --cid-version=1." : "a CID of another version, codec or hash.";
        return section.Length >= Cid.Size && Cid.TryRead(section.AsSpan(0, Cid.Size), out Cid cid) ? cid : throw new CarException($"block {number} has {why}");
    }

    private static async Task Keep(IBlockStore store, Cid cid, ReadOnlyMemory<byte> bytes, long number, CancellationToken ct)
    {
        Block block = Block.Verify(cid, bytes) ?? throw new CarException($"block {number} has other bytes than its name {cid} says: the file was altered or damaged. Get it again.");
        await store.Put(block, ct);
    }

    private static async Task CheckWhole(IBlockStore store, Cid root, int parallel, CancellationToken ct)
    {
        await DagWalk.Run(root, parallel, async (cid, token) =>
        {
            // A chunk was verified when it came; whether it came is all that is left to ask.
            if (cid.Codec == BlockCodec.Raw) return await store.Has(cid, token) ? [] : throw Lacks(cid);
            return DagReader.Children(await store.Get(cid, token) ?? throw Lacks(cid));
        }, ct);
        await store.Keep(root, ct);
    }

    private static CarException Lacks(Cid cid) => new($"the block {cid} isn't in it, nor in the store. Get a whole one.");

    /// <summary>The next length and as many bytes; null at the end.</summary>
    private static async Task<byte[]?> Section(Stream from, int most, string what, CancellationToken ct)
    {
        ulong length = 0;
        byte[] one = new byte[1];
        for (int at = 0; ; at++)
        {
            if (await from.ReadAsync(one, ct) == 0) return at == 0 ? null : throw CutShort(what);
            length |= (ulong)(one[0] & 0x7f) << (7 * at);
            if (one[0] < 0x80) break;
            if (at == 4) throw TooLong(what, most);
        }
        if (one[0] == 0) throw new CarException($"{what} has no length, or one longer than need be.");
        if (length > (ulong)most) throw TooLong(what, most);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        return await from.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct) == bytes.Length ? bytes : throw CutShort(what);
    }

    private static CarException TooLong(string what, int most) => new($"{what} says that it has more than {most:N0} bytes, which can't be.");

    private static CarException CutShort(string what) => new($"it ends within {what}. Get it again.");
}
