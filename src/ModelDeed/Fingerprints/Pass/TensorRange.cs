namespace ModelDeed.Fingerprints;

/// <summary>A stretch of a file that is a tensor's bytes; tensors that share it share this too, so that it is hashed once.</summary>
/// <param name="offset">Bytes from the start of the file.</param>
/// <param name="length">Bytes.</param>
internal sealed class TensorRange(ulong offset, ulong length)
{
    private readonly Lock _lock = new();
    private Blake3Join? _join;
    private Hash32? _digest = length == 0 ? Blake3.Hash([]) : null;
    private readonly List<ITensorTap> _taps = [];
    private TapQueue? _queue;

    public ulong Offset => offset;

    public ulong Length => length;

    public ulong End => offset + length;

    /// <summary>BLAKE3 of the stretch, once all of the file was read or a cache told it.</summary>
    public Hash32 Digest
    {
        get => _digest ?? _join!.Digest;
        set => _digest = value;
    }

    /// <summary>Hashes those of the tensor's chunks that begin in a piece of the file. The last of them may reach over the piece's
    /// end: that is why a piece is read with a chunk more behind it, and why pieces can be hashed in any order.</summary>
    /// <param name="piece">Where the piece and what was read behind it lie in memory.</param>
    /// <param name="start">Offset of the piece in the file.</param>
    /// <param name="size">Bytes of the piece, without what was read behind it.</param>
    /// <param name="values">Work space.</param>
    /// <param name="width">Vectors to use.</param>
    public unsafe void Hash(byte* piece, ulong start, int size, byte* values, Blake3Width width)
    {
        ulong from = Math.Max(start, offset), to = Math.Min(start + (ulong)size, End);
        if (from >= to) return;
        ulong first = RoundUp(from - offset), behind = RoundUp(to - offset);
        if (first == behind) return;
        ulong at = offset + first * Blake3Constants.ChunkSize;
        int bytes = (int)(Math.Min(offset + behind * Blake3Constants.ChunkSize, End) - at);
        if ((ulong)bytes == length) _digest = Blake3Tree.Root(piece + (at - start), bytes, values, width);
        else Join().AddPart(piece + (at - start), bytes, first, values, width);
    }

    /// <summary>Has the bytes of every piece brought to a tap, in order; before the pass begins.</summary>
    public void Tap(ITensorTap tap, TapFailure failure)
    {
        _taps.Add(tap);
        _queue ??= new TapQueue(_taps, failure);
    }

    /// <summary>Brings those of the tensor's bytes that lie in a piece to its taps.</summary>
    public unsafe void Take(byte* piece, ulong start, int size)
    {
        if (_queue is null) return;
        ulong from = Math.Max(start, offset), to = Math.Min(start + (ulong)size, End);
        if (from < to) _queue.Take(from - offset, new ReadOnlySpan<byte>(piece + (from - start), (int)(to - from)));
    }

    private static ulong RoundUp(ulong bytes) => (bytes + Blake3Constants.ChunkSize - 1) / Blake3Constants.ChunkSize;

    private Blake3Join Join()
    {
        lock (_lock) return _join ??= new Blake3Join(length);
    }
}
