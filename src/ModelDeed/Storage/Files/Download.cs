namespace ModelDeed.Storage;

/// <summary>What was downloaded.</summary>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Bytes of these.</param>
/// <param name="Resumed">Bytes of these that an interrupted download had left, found to be right.</param>
public sealed record DownloadResult(long Files, long Bytes, long Resumed);

/// <summary>Writes a file or folder from a block store to the disk, several chunks at once. It stands under its name when all of it is there and right, not before.
/// What an interrupted download left beside it (<c>OUTPUT.xxxxxxxx.download</c>) is read, held against the CIDs, and used.</summary>
public sealed class Download
{
    private const int FilesAtOnce = 8;

    private readonly IBlockStore _store;
    private readonly int _parallel;
    private readonly IProgress<TransferProgress>? _progress;
    private readonly SemaphoreSlim _places;
    private long _done, _resumed, _total;

    private Download(IBlockStore store, int parallel, IProgress<TransferProgress>? progress) =>
        (_store, _parallel, _progress, _places) = (store, parallel, progress, new SemaphoreSlim(parallel));

    /// <summary>Downloads.</summary>
    /// <param name="store">Where the blocks are.</param>
    /// <param name="root">The file or folder.</param>
    /// <param name="output">Where it shall stand; must not exist yet.</param>
    /// <param name="parallel">Chunks at once, 1 or more; each takes 1 MiB of memory, or 2.</param>
    /// <param name="progress">Told at every chunk, from any thread; null for none.</param>
    /// <param name="ct">Ends it; what is there stays for the next try.</param>
    /// <exception cref="DagException">A block is no file or folder that can be read.</exception>
    /// <exception cref="StoreException">A block can't be had; what is there stays for the next try.</exception>
    /// <exception cref="IOException">The output exists, the disk is full, a name leads elsewhere, or another download of the same is under way.</exception>
    public static async Task<DownloadResult> Run(IBlockStore store, Cid root, string output, int parallel, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        string full = Path.GetFullPath(Path.TrimEndingDirectorySeparator(output));
        if (Path.Exists(full)) throw new IOException($"{full} exists already. Give another place, or move it away.");
        string folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"The folder {folder} doesn't exist.");
        DownloadPlan plan = await DownloadPlan.Read(store, root, ct);
        string part = $"{full}.{root.ToString()[^9..^1]}.download";
        CheckRoom(part, folder, plan.Length);
        var run = new Download(store, parallel, progress) { _total = plan.Length };
        await run.Write(plan, part, ct);
        if (plan.IsFolder) Directory.Move(part, full);
        else File.Move(part, full);
        DiskFlush.Folder(folder);
        return new DownloadResult(plan.Files.Count, run._done, run._resumed);
    }

    private static void CheckRoom(string part, string folder, long length)
    {
        if (Path.Exists(part)) return; // some of it is there already: the disk itself will tell
        DiskWrite.RequireRoom(folder, length);
    }

    private async Task Write(DownloadPlan plan, string part, CancellationToken ct)
    {
        if (plan.IsFolder) Directory.CreateDirectory(part);
        foreach (string folder in plan.Folders) Directory.CreateDirectory(Path.Join(part, folder));
        ParallelOptions options = new() { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(plan.Files, options, async (file, token) =>
        {
            await using var stream = new FileStream(Path.Join(part, file.Path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
            long length = file.Cid.Codec == BlockCodec.Raw ? await WriteChunk(stream, file.Cid, token) : await WriteChunks(stream, file.Cid, token);
            stream.SetLength(length);
            stream.Flush(flushToDisk: true);
        });
        if (!plan.IsFolder) return;
        foreach (string folder in plan.Folders) DiskFlush.Folder(Path.Join(part, folder));
        DiskFlush.Folder(part);
    }

    /// <summary>A file of one chunk, whose length only the chunk tells.</summary>
    private async Task<long> WriteChunk(FileStream stream, Cid cid, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            if (stream.Length is > 0 and <= Block.MaxSize && IsThere(stream, cid, 0, (int)stream.Length)) return Count(stream.Length, resumed: true);
            Block block = await _store.Need(cid, ct);
            DiskWrite.At(stream, block.Bytes.Span, 0);
            return Count(block.Bytes.Length, resumed: false);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<long> WriteChunks(FileStream stream, Cid root, CancellationToken ct)
    {
        DagFile file = await DagFile.Open(_store, root, ct);
        long there = stream.Length; // before anything of this run is written
        Queue<Task> running = [];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            for (long next = 0; next < file.Length;)
            {
                if (running.Count == _parallel) await running.Dequeue();
                (Cid cid, long start, long length) = await file.Locate(next, ct);
                await _places.WaitAsync(ct);
                running.Enqueue(Task.Run(() => WriteChunk(stream, file, cid, start, length, there, stop.Token), CancellationToken.None));
                next = start + length;
            }
            while (running.Count > 0) await running.Dequeue();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // they use the stream
        }
        return file.Length;
    }

    private async Task WriteChunk(FileStream stream, DagFile file, Cid cid, long start, long length, long there, CancellationToken ct)
    {
        try
        {
            if (cid.Codec == BlockCodec.Raw && length <= Block.MaxSize && start + length <= there && IsThere(stream, cid, start, (int)length))
            {
                Count(length, resumed: true);
                return;
            }
            ReadOnlyMemory<byte> bytes = await file.Chunk(cid, length, ct);
            DiskWrite.At(stream, bytes.Span, start);
            Count(length, resumed: false);
        }
        finally
        {
            _places.Release();
        }
    }

    private static bool IsThere(FileStream stream, Cid cid, long start, int length)
    {
        byte[] bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(length);
        try
        {
            int read = 0;
            for (int more = 1; read < length && more > 0; read += more) more = RandomAccess.Read(stream.SafeFileHandle, bytes.AsSpan(read, length - read), start + read);
            return read == length && Cid.Of(cid.Codec, bytes.AsSpan(0, length)) == cid;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private long Count(long bytes, bool resumed)
    {
        if (resumed) Interlocked.Add(ref _resumed, bytes);
        long done = Interlocked.Add(ref _done, bytes);
        _progress?.Report(new TransferProgress(done, _total));
        return bytes;
    }
}
