using System.Buffers.Binary;

namespace ModelDeed.Fingerprints;

/// <summary>The values of a TensorProto's typed field, packed or not, as canonical little-endian bytes. Decodes as it is read: memory is constant.</summary>
internal sealed class OnnxTypedStream : CanonicalStream
{
    /// <summary>Bytes decoded at a time; a multiple of every width.</summary>
    public const int BufferBytes = 16 * 1024;

    private readonly FileBytes? _owned;
    private readonly ProtoReader _proto;
    private readonly OnnxTensor _tensor;
    private readonly int _width;
    private readonly byte[] _buffer;
    private ulong _runEnd;
    private int _at, _filled;

    public OnnxTypedStream(ModelFile file, OnnxTensor tensor, ulong length)
        : this(Open(file, tensor, out FileBytes owned), tensor, length, new byte[(int)Math.Min(length, BufferBytes)]) => _owned = owned;

    private OnnxTypedStream(ProtoReader proto, OnnxTensor tensor, ulong length, byte[] buffer)
        : base(length)
    {
        _proto = proto;
        _tensor = tensor;
        _buffer = buffer;
        // Every value of the packed 4-bit types stands for a whole byte; complex numbers are pairs of values.
        _width = tensor.DType switch { "C64" => 4, "C128" => 8, string dtype => (int)ElementType.Get(dtype).Bytes };
        _proto.Cursor.Seek(tensor.Span.Start);
    }

    /// <summary>Decodes everything to find out whether it is well-formed; gives back how many bytes there are.</summary>
    /// <param name="proto">Left anywhere within the tensor.</param>
    /// <param name="tensor">The tensor, with values in a typed field.</param>
    /// <param name="buffer">Of <see cref="BufferBytes"/>, to be used again.</param>
    /// <param name="ct">Stops between two buffers.</param>
    public static ulong Measure(ProtoReader proto, OnnxTensor tensor, byte[] buffer, CancellationToken ct)
    {
        var values = new OnnxTypedStream(proto, tensor, ulong.MaxValue, buffer);
        ulong bytes = 0;
        for (; values.Decode(); bytes += (uint)values._filled) ct.ThrowIfCancellationRequested();
        return bytes;
    }

    /// <inheritdoc/>
    protected override int Fill(ulong position, Span<byte> into)
    {
        if (_at == _filled && !Decode()) throw _proto.Broken("a tensor's values end too early");
        int count = Math.Min(into.Length, _filled - _at);
        _buffer.AsSpan(_at, count).CopyTo(into);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _owned?.Dispose();
        base.Dispose(disposing);
    }

    private static ProtoReader Open(ModelFile source, OnnxTensor tensor, out FileBytes file)
    {
        file = new FileBytes(source);
        return new ProtoReader(new FileCursor(file, (int)Math.Min(tensor.Span.Length + 16, FileCursor.BufferBytes)));
    }

    /// <summary>Fills the buffer with the next values; false when there are none.</summary>
    private bool Decode()
    {
        _at = _filled = 0;
        while (_filled + _width <= _buffer.Length && NextRun()) Value();
        return _filled > 0;
    }

    /// <summary>Stands at a value: within the present run, or at the start of the next.</summary>
    private bool NextRun()
    {
        while (_runEnd == 0 || _proto.Position == _runEnd)
        {
            _runEnd = 0;
            if (!_proto.Next(_tensor.Span.End)) return false;
            if (_proto.Field.Number != _tensor.TypedField) _proto.Skip(_tensor.Span.End);
            else if (_proto.Field.Wire == WireType.Bytes) _runEnd = _proto.Bytes(_tensor.Span.End).End;
            else return true;
        }
        return true;
    }

    private void Value()
    {
        ulong end = _runEnd == 0 ? _tensor.Span.End : _runEnd;
        Span<byte> into = _buffer.AsSpan(_filled, _width);
        switch (_tensor.TypedField)
        {
            case TensorField.Floats or TensorField.Doubles: Fixed(end, into); break;
            case TensorField.Longs or TensorField.UnsignedLongs: Long(end, into); break;
            default: Int(end, into); break;
        }
        _filled += _width;
    }

    private void Fixed(ulong end, Span<byte> into)
    {
        if (_runEnd == 0) _proto.Expect(_width == 4 ? WireType.Fixed32 : WireType.Fixed64);
        if (end - _proto.Position < (uint)into.Length) throw _proto.Broken("a number reaches past its message");
        _proto.Cursor.Read(into);
    }

    private void Long(ulong end, Span<byte> into)
    {
        if (_runEnd == 0) _proto.Expect(WireType.Varint);
        ulong value = _proto.Varint(end);
        if (into.Length == 8) BinaryPrimitives.WriteUInt64LittleEndian(into, value);
        else if (value <= uint.MaxValue) BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)value);
        else throw OutOfRange((long)value);
    }

    private void Int(ulong end, Span<byte> into)
    {
        if (_runEnd == 0) _proto.Expect(WireType.Varint);
        // An int32 varint is sign-extended to 64 bits; some writers leave out the extension, which protobuf accepts.
        ulong varint = _proto.Varint(end);
        long value = varint <= uint.MaxValue ? (int)(uint)varint : (long)varint;
        bool fits = into.Length switch
        {
            1 => _tensor.DType == "BOOL" ? value is 0 or 1 : value is >= sbyte.MinValue and <= byte.MaxValue,
            2 => value is >= short.MinValue and <= ushort.MaxValue,
            _ => value is >= int.MinValue and <= int.MaxValue,
        };
        if (!fits) throw OutOfRange(value);
        for (int i = 0; i < into.Length; i++) into[i] = (byte)(value >> (8 * i));
    }

    private ModelFormatException OutOfRange(long value) => _proto.Broken($"the value {value} doesn't fit {_tensor.DType}");
}
