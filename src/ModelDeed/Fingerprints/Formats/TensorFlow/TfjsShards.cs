using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>The shards of one group as one sequence of bytes, from which the weights are taken in order.</summary>
internal sealed class TfjsShards : IDisposable
{
    private readonly FileBytes _index;
    private readonly List<ModelFile> _files;
    private FileBytes? _open;
    private FileCursor? _cursor;
    private int _shard;
    private ulong _inside;

    public TfjsShards(FileBytes index, List<ModelFile> files)
    {
        _index = index;
        _files = files;
        foreach (ModelFile file in files)
        {
            if (file.Size > ulong.MaxValue - Left) throw index.Broken("the shards add up to over 2^64 bytes");
            Left += file.Size;
        }
    }

    /// <summary>Bytes that no weight has taken.</summary>
    public ulong Left { get; private set; }

    public void Dispose() => _open?.Dispose();

    /// <summary>The next <paramref name="length"/> bytes: a range of one shard, or pieces of several.</summary>
    public TensorData Take(string name, ulong length)
    {
        if (length > Left) throw _index.Broken($"the weight \"{TableBuilder.Shown(name)}\" needs {length} bytes, but its shards have only {Left} left");
        Left -= length;
        ImmutableArray<FileSegment>.Builder pieces = ImmutableArray.CreateBuilder<FileSegment>();
        for (ulong rest = length; rest > 0;)
        {
            ModelFile file = Here();
            ulong piece = Math.Min(rest, file.Size - _inside);
            pieces.Add(new FileSegment(file, _inside, piece));
            _inside += piece;
            rest -= piece;
        }
        if (pieces.Count == 0) return new TensorData.Range(_files.Count == 0 ? _index.File.Path : _files[0].Path, 0, 0);
        if (pieces.Count == 1) return new TensorData.Range(pieces[0].File.Path, pieces[0].Offset, length);
        ImmutableArray<FileSegment> segments = pieces.ToImmutable();
        return new TensorData.Computed(length, () => new SegmentStream(segments));
    }

    /// <summary>Bytes of a string weight, which only its strings tell: each is its length as u32 and its bytes.</summary>
    public ulong MeasureTexts(string name, ImmutableArray<ulong> shape, CancellationToken ct)
    {
        if (!ElementType.TryCount(shape.AsSpan(), out ulong count) || count > Left / 4)
            throw _index.Broken($"the weight \"{TableBuilder.Shown(name)}\" has more strings than its shards can hold");
        (int shard, ulong inside) = (_shard, _inside);
        ulong bytes = 0;
        for (ulong i = 0; i < count; i++)
        {
            ct.ThrowIfCancellationRequested();
            if (Left - bytes < 4) throw TooShort(name);
            ulong length = Prefix();
            bytes += 4;
            if (length > Left - bytes) throw TooShort(name);
            bytes += length;
            Skip(length);
        }
        (_shard, _inside) = (shard, inside);
        return bytes;
    }

    private ModelFormatException TooShort(string name) => _index.Broken($"a string of the weight \"{TableBuilder.Shown(name)}\" reaches past its shards");

    private ulong Prefix()
    {
        ulong length = 0;
        for (int i = 0; i < 4; i++) length |= (ulong)Byte() << (8 * i);
        return length;
    }

    private byte Byte()
    {
        ModelFile file = Here();
        if (_cursor is null || !ReferenceEquals(_cursor.File.File, file))
        {
            _open?.Dispose();
            _open = null;
            _open = new FileBytes(file);
            _cursor = new FileCursor(_open);
        }
        _cursor.Seek(_inside++);
        return _cursor.U8();
    }

    private void Skip(ulong bytes)
    {
        while (bytes > 0)
        {
            ulong step = Math.Min(bytes, Here().Size - _inside);
            _inside += step;
            bytes -= step;
        }
    }

    /// <summary>The shard that has the next byte.</summary>
    private ModelFile Here()
    {
        for (; _inside == _files[_shard].Size; _inside = 0) _shard++;
        return _files[_shard];
    }
}
