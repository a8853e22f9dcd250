using System.Buffers.Binary;
using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>
/// A string tensor of TFLite (count, count+1 offsets, characters; tensorflow/lite/string_util.h) as canonical bytes: each string its length
/// as u32 and its bytes.
/// </summary>
internal sealed class TfliteTextStream : CanonicalStream
{
    private readonly FileBytes _file;
    private readonly FlatBuffer _flat;
    private readonly FileSegment _data;
    private readonly byte[] _prefix = new byte[4];
    private int _prefixLeft;
    private uint _next;
    private ulong _at, _end;

    public TfliteTextStream(FileSegment data, ulong length)
        : base(length)
    {
        _data = data;
        _file = new FileBytes(data.File);
        _flat = new FlatBuffer(_file);
    }

    /// <summary>Checks the offsets and gives back the number of canonical bytes.</summary>
    public static ulong Measure(FlatBuffer flat, FileSegment data, ImmutableArray<ulong> shape, Func<string, ModelFormatException> broken, CancellationToken ct)
    {
        if (data.Length < 8) throw broken("has no room for its strings' offsets");
        uint count = flat.U32(data.Offset);
        if (count > data.Length / 4 - 2) throw broken($"claims {count} strings in {data.Length} bytes");
        if (!ElementType.TryCount(shape.AsSpan(), out ulong expected) || expected != count) throw broken($"has {count} strings, not as many as its shape says");
        uint last = 8 + 4 * count;
        for (uint i = 0; i <= count; i++)
        {
            ct.ThrowIfCancellationRequested();
            uint offset = flat.U32(data.Offset + 4 + 4UL * i);
            if (offset < last || offset > data.Length || (i == 0 && offset != last)) throw broken($"has its string {i} at {offset}, out of order or out of its buffer");
            last = offset;
        }
        return last - (8 + 4UL * count) + 4UL * count;
    }

    /// <inheritdoc/>
    protected override int Fill(ulong position, Span<byte> into)
    {
        if (_prefixLeft == 0 && _at == _end) NextText();
        if (_prefixLeft > 0)
        {
            int count = Math.Min(into.Length, _prefixLeft);
            _prefix.AsSpan(4 - _prefixLeft, count).CopyTo(into);
            _prefixLeft -= count;
            return count;
        }
        int bytes = (int)Math.Min((ulong)into.Length, _end - _at);
        _file.Read(_at, into[..bytes]);
        _at += (uint)bytes;
        return bytes;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private void NextText()
    {
        ulong entry = _data.Offset + 4 + 4UL * _next++;
        uint start = _flat.U32(entry), end = _flat.U32(entry + 4);
        (_at, _end, _prefixLeft) = (_data.Offset + start, _data.Offset + end, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(_prefix, end - start);
    }
}
