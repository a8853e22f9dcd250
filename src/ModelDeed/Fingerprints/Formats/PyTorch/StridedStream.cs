namespace ModelDeed.Fingerprints;

/// <summary>
/// A tensor whose elements don't stand in row-major order, gathered into that order. Works through the output in blocks; within a block
/// it visits the elements in storage order, so that a transposed matrix is read in runs and not element by element.
/// </summary>
internal sealed class StridedStream : CanonicalStream
{
    // Output gathered at a time: large enough that a block of a transposed matrix has runs of hundreds of bytes.
    private const int BlockBytes = 4 * 1024 * 1024;

    // Read ahead where the next element is near; where it is farther than the second number, only what is needed.
    private const int WindowBytes = 64 * 1024, NearBytes = 16 * 1024;

    private readonly FileBytes _file;
    private readonly ulong _origin, _end;
    private readonly int _item;
    private readonly List<Axis> _outer;
    private readonly Axis _split;
    private readonly List<Axis> _inner;
    private readonly ulong[] _outerIndex;
    private readonly byte[] _block;
    private readonly byte[] _window = new byte[WindowBytes];
    private ulong _splitAt, _windowStart;
    private int _windowBytes, _at, _filled;

    /// <summary>Opens the file and plans the blocks.</summary>
    /// <param name="storage">The bytes that the strides walk over; the caller has checked that no element lies outside.</param>
    /// <param name="offset">Bytes from the storage's start to the first element.</param>
    /// <param name="item">Bytes of an element.</param>
    /// <param name="shape">Sizes, outermost first; none is 0.</param>
    /// <param name="strides">In elements.</param>
    /// <param name="length">Bytes of all elements.</param>
    public StridedStream(FileSegment storage, ulong offset, int item, ReadOnlySpan<ulong> shape, ReadOnlySpan<ulong> strides, ulong length)
        : base(length)
    {
        _item = item;
        _origin = storage.Offset + offset;
        _end = storage.Offset + storage.Length;
        List<Axis> axes = Coalesce(shape, strides, (uint)item);
        ulong inner = (uint)item;
        int split = axes.Count;
        while (split > 1 && inner * axes[split - 1].Size <= BlockBytes) inner *= axes[--split].Size;
        _inner = axes[split..];
        _split = axes[split - 1];
        _outer = axes[..(split - 1)];
        _outerIndex = new ulong[_outer.Count];
        ulong rows = Math.Clamp(BlockBytes / inner, 1, _split.Size);
        _block = new byte[(int)(rows * inner)];
        _file = new FileBytes(storage.File);
    }

    /// <summary>A dimension: how many steps, how far apart in the source (bytes).</summary>
    private readonly record struct Axis(ulong Size, ulong Stride);

    /// <summary>A dimension within a block: <paramref name="Out"/> is the step in the output (bytes).</summary>
    private readonly record struct Walk(ulong Size, ulong Stride, ulong Out);

    /// <inheritdoc/>
    protected override int Fill(ulong position, Span<byte> into)
    {
        if (_at == _filled) NextBlock();
        int count = Math.Min(into.Length, _filled - _at);
        _block.AsSpan(_at, count).CopyTo(into);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Drops dimensions of one element and joins those that make one run; a leading dimension of one step stays.</summary>
    private static List<Axis> Coalesce(ReadOnlySpan<ulong> shape, ReadOnlySpan<ulong> strides, uint item)
    {
        var axes = new List<Axis> { new(1, 0) };
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 1) continue;
            var axis = new Axis(shape[i], strides[i] * item);
            Axis last = axes[^1];
            if (axes.Count > 1 && last.Stride == axis.Stride * axis.Size) axes[^1] = new Axis(last.Size * axis.Size, axis.Stride);
            else axes.Add(axis);
        }
        return axes;
    }

    private void NextBlock()
    {
        ulong inner = _inner.Aggregate((ulong)_item, (bytes, axis) => bytes * axis.Size);
        ulong rows = Math.Min((ulong)_block.Length / inner, _split.Size - _splitAt);
        ulong source = _origin + _splitAt * _split.Stride;
        for (int i = 0; i < _outer.Count; i++) source += _outerIndex[i] * _outer[i].Stride;
        Gather(source, Walks(rows, inner));
        _at = 0;
        _filled = (int)(rows * inner);
        _splitAt += rows;
        if (_splitAt == _split.Size) Carry();
    }

    private void Carry()
    {
        _splitAt = 0;
        for (int i = _outer.Count - 1; i >= 0; i--)
        {
            if (++_outerIndex[i] < _outer[i].Size) return;
            _outerIndex[i] = 0;
        }
    }

    /// <summary>The block's dimensions, farthest strides first: the order of the storage.</summary>
    private Walk[] Walks(ulong rows, ulong inner)
    {
        var walks = new List<Walk> { new(rows, _split.Stride, inner) };
        foreach (Axis axis in _inner) walks.Add(new Walk(axis.Size, axis.Stride, inner /= axis.Size));
        return [.. walks.OrderByDescending(walk => walk.Stride)];
    }

    private void Gather(ulong source, Walk[] walks)
    {
        var index = new ulong[walks.Length];
        Walk last = walks[^1];
        ulong jump = last.Stride > (uint)_item || walks.Length == 1 ? last.Stride : walks[^2].Stride;
        ulong into = 0;
        while (true)
        {
            Run(source, into, last, jump);
            int axis = walks.Length - 2;
            for (; axis >= 0; axis--)
            {
                (source, into) = (source + walks[axis].Stride, into + walks[axis].Out);
                if (++index[axis] < walks[axis].Size) break;
                (source, into) = (source - walks[axis].Stride * walks[axis].Size, into - walks[axis].Out * walks[axis].Size);
                index[axis] = 0;
            }
            if (axis < 0) return;
        }
    }

    private void Run(ulong source, ulong into, Walk walk, ulong jump)
    {
        bool dense = walk.Stride == (uint)_item;
        for (ulong i = 0; i < walk.Size; i++)
        {
            int left = dense ? (int)Math.Min((walk.Size - i) * (uint)_item, WindowBytes) : _item;
            ReadOnlySpan<byte> element = Element(source + i * walk.Stride, left, jump);
            element.CopyTo(_block.AsSpan((int)(into + i * walk.Out)));
        }
    }

    private ReadOnlySpan<byte> Element(ulong source, int needed, ulong jump)
    {
        if (source < _windowStart || source + (uint)_item > _windowStart + (uint)_windowBytes)
        {
            _windowBytes = 0;
            int length = (int)Math.Min(jump <= NearBytes ? WindowBytes : (uint)needed, _end - source);
            _file.Read(source, _window.AsSpan(0, length));
            (_windowStart, _windowBytes) = (source, length);
        }
        return _window.AsSpan((int)(source - _windowStart), _item);
    }
}
