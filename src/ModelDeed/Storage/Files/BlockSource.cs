namespace ModelDeed.Storage;

/// <summary>A file in a block store, read at any place by several threads at once: fetches the chunks that are asked for, and some after them when it is read from front to back.</summary>
public sealed class BlockSource : ByteSource
{
    private readonly DagFile _file;
    private readonly int _parallel;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _lock = new();
    private readonly LinkedList<Held> _held = new();
    private long _end = -1;

    private BlockSource(DagFile file, int parallel) => (_file, _parallel) = (file, parallel);

    /// <inheritdoc/>
    public override long Length => _file.Length;

    /// <summary>Opens a file.</summary>
    /// <param name="store">Where its blocks are; stays the caller's, and must live as long as the source.</param>
    /// <param name="file">Its CID.</param>
    /// <param name="parallel">Chunks fetched at once, 1 to 64; twice as many are held (1 MiB each).</param>
    /// <param name="ct">Ends the opening.</param>
    /// <exception cref="DagException">It is a folder, or nothing that can be read.</exception>
    /// <exception cref="StoreException">It can't be had.</exception>
    public static async Task<BlockSource> Open(IBlockStore store, Cid file, int parallel, CancellationToken ct)
    {
        if (parallel is < 1 or > 64) throw new ArgumentOutOfRangeException(nameof(parallel), parallel, "Chunks at once are 1 to 64.");
        return new BlockSource(await DagFile.Open(store, file, ct), parallel);
    }

    /// <inheritdoc/>
    public override async ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct)
    {
        CheckRange(offset, into.Length);
        bool isSequential;
        lock (_lock) (isSequential, _end) = (offset == _end, offset + into.Length);
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
        if (isSequential) await Prefetch(end, ct);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _closed.Cancel();
        _closed.Dispose();
        base.Dispose(disposing);
    }

    private async Task Prefetch(long from, CancellationToken ct)
    {
        for (int i = 0; i < _parallel && from < Length; i++) from = (await Fetch(from, ct)).End;
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
            var chunk = new Held(start, start + length, Task.Run(() => _file.Chunk(cid, length, closed), closed));
            _held.AddFirst(chunk);
            if (_held.Count > 2 * _parallel) _held.RemoveLast();
            return chunk;
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
