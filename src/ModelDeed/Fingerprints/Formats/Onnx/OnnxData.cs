using System.Buffers.Binary;
using System.Globalization;

namespace ModelDeed.Fingerprints;

/// <summary>Finds where the bytes of an ONNX tensor are: raw in the model, typed values to be decoded, or a range of an external _file.</summary>
internal sealed class OnnxData(ProtoReader proto, AssetFiles files, TableBuilder table, CancellationToken ct)
{
    private readonly FileBytes _file = proto.File;
    private readonly byte[] _buffer = new byte[OnnxTypedStream.BufferBytes];

    /// <summary>Adds a tensor named <paramref name="name"/>, or by its own name.</summary>
    public void Add(OnnxTensor tensor, string prefix, string? name)
    {
        string full = prefix + (name ?? tensor.Name);
        if (full.Length == prefix.Length) throw _file.Broken(tensor.Span.Start, "an initializer has no name");
        (TensorData data, ulong length) = tensor.DType == "STRING" ? Texts(tensor, full) : Numbers(tensor, full);
        table.Add(_file, full, tensor.DType, tensor.Shape, data, length);
    }

    /// <summary>Adds a SparseTensorProto as its three parts: <c>.values</c>, <c>.indices</c> and <c>.dims</c>.</summary>
    public void AddSparse(ProtoSpan sparse, string prefix, string? name)
    {
        OnnxTensor? values = null, indices = null;
        var dims = new List<ulong>();
        while (proto.Next(sparse.End))
        {
            switch (proto.Field.Number)
            {
                case 1 when values is null: values = OnnxTensor.Read(proto, proto.Bytes(sparse.End)); break;
                case 2 when indices is null: indices = OnnxTensor.Read(proto, proto.Bytes(sparse.End)); break;
                case 3: ReadDims(sparse.End, dims); break;
                case 1 or 2: throw proto.Broken("a part of a sparse tensor is there twice");
                default: proto.Skip(sparse.End); break;
            }
        }
        if (values is null || indices is null) throw _file.Broken(sparse.Start, "a sparse tensor lacks its values or indices");
        string label = name ?? values.Name;
        if (label.Length == 0) throw _file.Broken(sparse.Start, "a sparse initializer has no name");
        Add(values, prefix, label + ".values");
        Add(indices, prefix, label + ".indices");
        AddDims(prefix + label + ".dims", dims);
    }

    private void ReadDims(ulong end, List<ulong> dims)
    {
        ulong stop = proto.Field.Wire == WireType.Varint ? 0 : proto.Bytes(end).End;
        do
        {
            if (stop != 0 && proto.Position == stop) break;
            dims.Add(proto.Varint(stop == 0 ? end : stop));
            if (dims[^1] > long.MaxValue || dims.Count > FormatLimits.Rank) throw proto.Broken("a sparse tensor has a negative or too many dimensions");
        }
        while (proto.Position < stop);
    }

    private void AddDims(string name, List<ulong> dims)
    {
        var bytes = new byte[dims.Count * 8];
        for (int i = 0; i < dims.Count; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), dims[i]);
        var data = new TensorData.Computed((ulong)bytes.Length, () => new MemoryStream(bytes, writable: false));
        table.Add(_file, name, "I64", [(ulong)dims.Count], data, (ulong)bytes.Length);
    }

    private (TensorData, ulong) Texts(OnnxTensor tensor, string name)
    {
        (ulong strings, ulong bytes) = OnnxTextStream.Measure(proto, tensor.Span, ct);
        if (!ElementType.TryCount(tensor.Shape.AsSpan(), out ulong expected) || strings != expected)
            throw Broken(tensor, name, $"has {strings} strings, not as many as its shape says");
        ModelFile source = _file.File;
        return (new TensorData.Computed(bytes, () => new OnnxTextStream(source, tensor.Span, bytes)), bytes);
    }

    private (TensorData, ulong) Numbers(OnnxTensor tensor, string name)
    {
        if (!ElementType.Get(tensor.DType).TryLength(tensor.Shape.AsSpan(), padded: true, out ulong length))
            throw Broken(tensor, name, "has a shape of over 2^64 bytes");
        if (tensor.External is not null) return (External(tensor, tensor.External, name, length), length);
        if (tensor.Raw is ProtoSpan raw) return (Inside(tensor, name, raw, length), length);
        if (tensor.TypedFields == 0 && length > 0) throw Broken(tensor, name, "has no data");
        if (tensor.Packed is ProtoSpan packed && tensor.TypedField is TensorField.Floats or TensorField.Doubles) return (Inside(tensor, name, packed, length), length);
        ulong typed = OnnxTypedStream.Measure(proto, tensor, _buffer, ct);
        if (typed != length) throw Broken(tensor, name, $"has {typed} bytes of values, but its type and shape need {length}");
        ModelFile source = _file.File;
        return (new TensorData.Computed(length, () => new OnnxTypedStream(source, tensor, length)), length);
    }

    private TensorData.Range Inside(OnnxTensor tensor, string name, ProtoSpan span, ulong length) =>
        span.Length == length ? new TensorData.Range(_file.File.Path, span.Start, length)
            : throw Broken(tensor, name, $"has {span.Length} bytes, but its type and shape need {length}");

    private TensorData.Range External(OnnxTensor tensor, Dictionary<string, string> entries, string name, ulong length)
    {
        if (!entries.TryGetValue("location", out string? location)) throw Broken(tensor, name, "is external, but has no location");
        ModelFile source = files.Resolve(_file, location);
        ulong offset = Number(tensor, name, entries, "offset") ?? 0;
        ulong claimed = Number(tensor, name, entries, "length") ?? length;
        if (claimed != length) throw Broken(tensor, name, $"has {claimed} external bytes, but its type and shape need {length}");
        if (offset > source.Size || length > source.Size - offset)
            throw Broken(tensor, name, $"wants {length} bytes at {offset} of {TableBuilder.Shown(location)}, which has {source.Size}");
        return new TensorData.Range(source.Path, offset, length);
    }

    private ulong? Number(OnnxTensor tensor, string name, Dictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out string? text)) return null;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
            : throw Broken(tensor, name, $"has the {key} \"{TableBuilder.Shown(text)}\", which is no number");
    }

    private ModelFormatException Broken(OnnxTensor tensor, string name, string problem) =>
        _file.Broken(tensor.Span.Start, $"the tensor \"{TableBuilder.Shown(name)}\" {problem}");
}
