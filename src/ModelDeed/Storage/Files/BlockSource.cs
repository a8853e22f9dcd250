namespace ModelDeed.Storage;

/// <summary>A file in a block store, read at any place by several threads at once: fetches the chunks that are asked for, and some after them when it is read from front to back.</summary>
public sealed class BlockSource : ByteSource
{
    private readonly DagFile _file;
    private readonly KeptFile? _kept;
    private readonly int _parallel;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _lock = new();
    private readonly LinkedList<Held> _held = new();
    private long _end = -1;
    private (long From, long To)? _expected;

    private BlockSource(DagFile file, int parallel, KeptFile? kept) => (_file, _parallel, _kept) = (file, parallel, kept);

    /// <inheritdoc/>
    public override long Length => _file.Length;

    /// <summary>Opens a file.</summary>
    /// <param name="store">Where its blocks are; stays the caller's, and must live as long as the source.</param>
    /// <param name="file">Its CID.</param>
    /// <param name="parallel">Chunks fetched at once, 1 to 64; twice as many are held (1 MiB each).</param>
    /// <param name="ct">Ends the opening.</param>
    /// <exception cref="DagException">It is a folder, or nothing that can be read.</exception>
    /// <exception cref="StoreException">It can't be had.</exception>
    public static Task<BlockSource> Open(IBlockStore store, Cid file, int parallel, CancellationToken ct) => Open(store, file, parallel, null, ct);

    /// <summary>Opens a file, keeping on the disk what is fetched of it: another opening with the same place goes on from there.</summary>
    /// <param name="store">Where its blocks are; stays the caller's, and must live as long as the source.</param>
    /// <param name="file">Its CID.</param>
    /// <param name="parallel">Chunks fetched at once, 1 to 64; twice as many are held (1 MiB each).</param>
    /// <param name="keep">A file; made if it isn't there, used by one at a time. What lies in it is used if it is right, and fetched anew if it isn't. Null for none.</param>
    /// <param name="ct">Ends the opening.</param>
    /// <exception cref="DagException">It is a folder, or nothing that can be read.</exception>
    /// <exception cref="StoreException">It can't be had.</exception>
    /// <exception cref="IOException">The place can't be written, or is in use.</exception>
    public static async Task<BlockSource> Open(IBlockStore store, Cid file, int parallel, string? keep, CancellationToken ct)
    {
        if (parallel is < 1 or > 64) throw new ArgumentOutOfRangeException(nameof(parallel), parallel, "Chunks at once are 1 to 64.");
        return new BlockSource(await DagFile.Open(store, file, ct), parallel, keep is null ? null : new KeptFile(keep));
    }

    /// <inheritdoc/>
    public override void Expect(long from, long to)
    {
        lock (_lock) _expected = (from, to);
    }

    /// <inheritdoc/>
    public override async ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct)
    {
        CheckRange(offset, into.Length);
        (long ahead, long until) = Ahead(offset, into.Length);
        Queue<(Held Chunk, long At)> coming = [];
        long next = offset, end = offset + into.Length;
        while (next < end || coming.Count > 0)
        {
            for (; next < end && coming.Count < _parallel; next = coming.Last().Chunk.End) coming.Enqueue((await Fetch(next, ct), next));
            (Held chunk, long at) = coming.Dequeue();
            ReadOnlyMemory<byte> bytes = await Wait(chunk, ct);
            int count = (int)(Math.Min(chunk.End, end) - at);
            bytes.Slice((int)(at - chunk.Start), count).CopyTo(into[(int)(at - offset)..]);
        }
        if (ahead < until) await Prefetch(ahead, until, ct);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _closed.Cancel();
        Held[] held;
        lock (_lock) held = [.. _held];
        ((Task)Task.WhenAll(held.Select(chunk => chunk.Bytes))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult(); // they use the file
        _kept?.Dispose();
        _closed.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>What to fetch ahead of a read: within the stretch that was announced; without one, behind a read that goes on where the last one ended.</summary>
    private (long From, long Until) Ahead(long offset, int count)
    {
        lock (_lock)
        {
            bool isSequential = offset == _end;
            _end = offset + count;
            if (_expected is { } stretch) return offset >= stretch.From && offset < stretch.To ? (_end, stretch.To) : (_end, _end);
            return isSequential ? (_end, Length) : (_end, _end);
        }
    }

    private async Task Prefetch(long from, long until, CancellationToken ct)
    {
        for (int i = 0; i < _parallel && from < until; i++) from = (await Fetch(from, ct)).End;
    }

    private async Task<ReadOnlyMemory<byte>> Chunk(Cid cid, long start, long length, CancellationToken ct)
    {
        if (_kept?.Find(cid, start, length) is { } there) return there;
        ReadOnlyMemory<byte> bytes = await _file.Chunk(cid, length, ct);
        ct.ThrowIfCancellationRequested(); // closed: the file isn't ours any more
        _kept?.Keep(bytes.Span, start);
        return bytes;
    }

    /// <summary>The chunk at a place, begun to be fetched if it isn't held.</summary>
    private async ValueTask<Held> Fetch(long offset, CancellationToken ct)
    {
        lock (_lock)
            for (LinkedListNode<Held>? node = _held.First; node is not null; node = node.Next)
                if (node.Value.Start <= offset && offset < node.Value.End) return Touch(node);
        (Cid cid, long start, long length) = await _file.Locate(offset, ct);
        lock (_lock)
        {
            for (LinkedListNode<Held>? node = _held.First; node is not null; node = node.Next)
                if (node.Value.Start == start) return Touch(node); // another thread was quicker
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            CancellationToken closed = _closed.Token;
            var chunk = new Held(start, start + length, Task.Run(() => Chunk(cid, start, length, closed), closed));
            _held.AddFirst(chunk);
            Trim();
            return chunk;
        }
    }

    /// <summary>Lets go of the chunks that weren't used for the longest time; those that are still being fetched stay.</summary>
    private void Trim()
    {
        LinkedListNode<Held>? node = _held.Last;
        for (int over = _held.Count - 2 * _parallel; over > 0 && node is not null;)
        {
            LinkedListNode<Held>? newer = node.Previous;
            if (node.Value.Bytes.IsCompleted)
            {
                _held.Remove(node);
                over--;
            }
            node = newer;
        }
    }

    private Held Touch(LinkedListNode<Held> node)
    {
        _held.Remove(node);
        _held.AddFirst(node);
        return node.Value;
    }

    /// <summary>A chunk that couldn't be had is forgotten, so that the next read tries again.</summary>
    private async Task<ReadOnlyMemory<byte>> Wait(Held chunk, CancellationToken ct)
    {
        try
        {
            return await chunk.Bytes.WaitAsync(ct);
        }
        catch when (chunk.Bytes.IsFaulted || chunk.Bytes.IsCanceled)
        {
            lock (_lock) _held.Remove(chunk);
            throw;
        }
    }

    private sealed record Held(long Start, long End, Task<ReadOnlyMemory<byte>> Bytes);
}
