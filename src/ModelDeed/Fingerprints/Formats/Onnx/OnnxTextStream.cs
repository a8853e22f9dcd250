using System.Buffers.Binary;

namespace ModelDeed.Fingerprints;

/// <summary>The strings of a TensorProto as canonical bytes: each its length as u32 and its bytes.</summary>
internal sealed class OnnxTextStream : CanonicalStream
{
    private readonly FileBytes? _owned;
    private readonly ProtoReader _proto;
    private readonly ProtoSpan _span;
    private readonly byte[] _prefix = new byte[4];
    private int _prefixLeft;
    private ulong _end;

    public OnnxTextStream(ModelFile file, ProtoSpan span, ulong length)
        : this(Open(file, out FileBytes owned), span, length) => _owned = owned;

    private OnnxTextStream(ProtoReader proto, ProtoSpan span, ulong length)
        : base(length)
    {
        _proto = proto;
        _span = span;
        _proto.Cursor.Seek(span.Start);
        _end = span.Start;
    }

    /// <summary>How many strings there are, and how many canonical bytes; leaves the reader at the tensor's end.</summary>
    public static (ulong Strings, ulong Bytes) Measure(ProtoReader proto, ProtoSpan span, CancellationToken ct)
    {
        var texts = new OnnxTextStream(proto, span, ulong.MaxValue);
        ulong strings = 0, bytes = 0;
        for (; texts.NextText(); strings++)
        {
            ct.ThrowIfCancellationRequested();
            bytes += 4 + texts._end - proto.Position;
            proto.Cursor.Seek(texts._end);
        }
        return (strings, bytes);
    }

    /// <inheritdoc/>
    protected override int Fill(ulong position, Span<byte> into)
    {
        if (_prefixLeft == 0 && _proto.Position == _end && !NextText()) throw _proto.Broken("a tensor's strings end too early");
        if (_prefixLeft > 0)
        {
            int count = Math.Min(into.Length, _prefixLeft);
            _prefix.AsSpan(4 - _prefixLeft, count).CopyTo(into);
            _prefixLeft -= count;
            return count;
        }
        int bytes = (int)Math.Min((ulong)into.Length, _end - _proto.Position);
        _proto.Cursor.Read(into[..bytes]);
        return bytes;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _owned?.Dispose();
        base.Dispose(disposing);
    }

    private static ProtoReader Open(ModelFile source, out FileBytes file)
    {
        file = new FileBytes(source);
        return new ProtoReader(new FileCursor(file));
    }

    private bool NextText()
    {
        while (_proto.Next(_span.End))
        {
            if (_proto.Field.Number != TensorField.Strings) _proto.Skip(_span.End);
            else
            {
                ProtoSpan text = _proto.Bytes(_span.End);
                if (text.Length > uint.MaxValue) throw _proto.Broken("a string is longer than 2^32 bytes");
                BinaryPrimitives.WriteUInt32LittleEndian(_prefix, (uint)text.Length);
                (_prefixLeft, _end) = (4, text.End);
                return true;
            }
        }
        return false;
    }
}
