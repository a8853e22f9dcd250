using System.Buffers;
using System.Text;

namespace ModelDeed.Storage;

/// <summary>How far a transfer is.</summary>
/// <param name="Done">Bytes so far.</param>
/// <param name="Total">Bytes in all; 0 while that isn't known.</param>
public readonly record struct TransferProgress(long Done, long Total);

/// <summary>Turns files and folders into blocks, by IPFS's profile <c>unixfs-v1-2025</c>. One pass, several chunks at once, memory for these alone.</summary>
public sealed class DagBuilder
{
    private readonly IBlockStore? _store;
    private readonly int _parallel;
    private readonly DagProfile _profile;
    private readonly IProgress<TransferProgress>? _progress;
    private long _done, _total;

    /// <summary>Prepares.</summary>
    /// <param name="store">Where the blocks go; blocks that it has aren't sent again. Null to compute the CID alone.</param>
    /// <param name="parallel">Chunks at once, 1 or more: at least the processors', more where the store is far away. Each takes 1 MiB of memory.</param>
    /// <param name="progress">Told at every chunk, from one thread at a time; null for none.</param>
    public DagBuilder(IBlockStore? store, int parallel, IProgress<TransferProgress>? progress) : this(store, parallel, progress, DagProfile.UnixFs2025)
    {
    }

    internal DagBuilder(IBlockStore? store, int parallel, IProgress<TransferProgress>? progress, DagProfile profile)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parallel);
        (_store, _parallel, _progress, _profile) = (store, parallel, progress, profile);
    }

    /// <summary>Adds a file or a folder from the disk, with all that is in it, hidden files too.</summary>
    /// <exception cref="IOException">Something can't be read, changes while it is read, is neither file nor folder (links aren't followed), or a folder has too many entries; or the store fails.</exception>
    public async Task<DagEntry> Add(string path, CancellationToken ct)
    {
        DiskTree tree = DiskTree.List(path);
        _total = tree.Length;
        DagEntry root = await Add(tree, ct);
        if (_store is not null) await _store.Keep(root.Cid, ct);
        return root;
    }

    /// <summary>Adds the bytes of a file.</summary>
    /// <exception cref="IOException">They can't be read, or the store fails.</exception>
    public async Task<DagEntry> AddFile(ByteSource source, CancellationToken ct)
    {
        var dag = new BalancedDag(_profile.MaxLinks, block => Put(block, ct));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Queue<Task<DagPart>> running = [];
        long chunks = Math.Max(1, (source.Length + _profile.ChunkSize - 1) / _profile.ChunkSize);
        try
        {
            for (long next = 0; next < chunks || running.Count > 0;)
            {
                for (; next < chunks && running.Count < _parallel; next++)
                {
                    long at = next * _profile.ChunkSize;
                    running.Enqueue(Task.Run(() => AddChunk(source, at, stop.Token), stop.Token));
                }
                DagPart part = await running.Dequeue();
                await dag.Add(part);
                _done += (long)part.Length;
                _progress?.Report(new TransferProgress(_done, Math.Max(_total, source.Length)));
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // they use the source
        }
        DagPart root = await dag.Finish();
        return new DagEntry(root.Cid, source.Length, root.Total);
    }

    /// <summary>Adds a folder of what was added before.</summary>
    /// <param name="entries">Names and what they lead to; in any order.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="IOException">A name can't be one, is there twice, or the entries are too many; or the store fails.</exception>
    public async Task<DagEntry> AddFolder(IReadOnlyCollection<(string Name, DagEntry Entry)> entries, CancellationToken ct)
    {
        List<(byte[] Sort, DagLink Link)> links = [.. entries.Select(one => (Encoding.UTF8.GetBytes(one.Name), new DagLink(one.Entry.Cid, one.Name, one.Entry.TotalSize)))];
        links.Sort((a, b) => a.Sort.AsSpan().SequenceCompareTo(b.Sort));
        foreach ((_, DagLink link) in links) FolderNames.Check(link.Name);
        for (int i = 1; i < links.Count; i++)
            if (links[i].Link.Name == links[i - 1].Link.Name) throw new IOException($"The folder has two entries called {links[i].Link.Name}.");
        long size = DagWriter.EmptyFolderSize + links.Sum(one => (long)DagWriter.LinkSize(one.Sort.Length, one.Link.TotalSize));
        if (size > _profile.MaxFolder)
            throw new IOException($"A folder has {links.Count:N0} entries, whose names and links take {size:N0} bytes; {_profile.MaxFolder:N0} fit (some 3,000 entries). Put them into folders of their own, or seal or pack the whole into one file.");
        Block block = Block.Of(BlockCodec.DagPb, DagWriter.Folder(links.Select(one => one.Link)));
        await Put(block, ct);
        return new DagEntry(block.Cid, entries.Sum(one => one.Entry.Length), entries.Aggregate((ulong)block.Bytes.Length, (sum, one) => sum + one.Entry.TotalSize));
    }

    private async Task<DagEntry> Add(DiskTree tree, CancellationToken ct)
    {
        if (tree.Entries is not null)
        {
            List<(string, DagEntry)> entries = [];
            foreach (DiskTree entry in tree.Entries) entries.Add((Path.GetFileName(entry.Path), await Add(entry, ct)));
            return await AddFolder(entries, ct);
        }
        using var source = new FileSource(tree.Path);
        DagEntry added = await AddFile(source, ct);
        tree.CheckUnchanged();
        return added;
    }

    private async Task<DagPart> AddChunk(ByteSource source, long at, CancellationToken ct)
    {
        int length = (int)Math.Min(_profile.ChunkSize, source.Length - at);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await source.ReadAsync(at, buffer.AsMemory(0, length), ct);
            Block block = Block.Of(BlockCodec.Raw, buffer.AsMemory(0, length));
            await Put(block, ct);
            return new DagPart(block.Cid, (ulong)length, (ulong)length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task Put(Block block, CancellationToken ct)
    {
        if (_store is not null) await _store.Put(block, ct);
    }
}
