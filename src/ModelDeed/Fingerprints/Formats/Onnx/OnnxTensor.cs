using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>What a TensorProto says, without its data.</summary>
internal sealed class OnnxTensor
{
    private readonly List<ulong> _dims = [];
    private ulong? _type;
    private bool _external;

    private OnnxTensor(ProtoSpan span) => Span = span;

    /// <summary>Where the message stands.</summary>
    public ProtoSpan Span { get; }

    public string Name { get; private set; } = "";

    public string DType { get; private set; } = "";

    public ImmutableArray<ulong> Shape { get; private set; }

    /// <summary>Where <c>raw_data</c> stands, if it is there.</summary>
    public ProtoSpan? Raw { get; private set; }

    /// <summary>The only packed run of values in a typed field, if there is just one field of them; its fixed-width numbers are canonical as they stand.</summary>
    public ProtoSpan? Packed { get; private set; }

    /// <summary>How many times a typed field occurs.</summary>
    public int TypedFields { get; private set; }

    /// <summary>Which typed field occurs; 0 for none.</summary>
    public uint TypedField { get; private set; }

    /// <summary>The entries of <c>external_data</c>, or null when the data is inside.</summary>
    public Dictionary<string, string>? External { get; private set; }

    /// <summary>Reads the message at <paramref name="span"/> and leaves the reader at its end.</summary>
    public static OnnxTensor Read(ProtoReader proto, ProtoSpan span)
    {
        var tensor = new OnnxTensor(span);
        proto.Cursor.Seek(span.Start);
        while (proto.Next(span.End)) tensor.ReadField(proto, span.End);
        tensor.Finish(proto.File);
        return tensor;
    }

    private void ReadField(ProtoReader proto, ulong end)
    {
        switch (proto.Field.Number)
        {
            case TensorField.Dims: ReadDims(proto, end); break;
            case TensorField.DataType: Once(proto, _type is null); _type = proto.Number(end); break;
            case TensorField.Name: Once(proto, Name.Length == 0); Name = proto.Text(end, FormatLimits.NameChars); break;
            case TensorField.Raw: Once(proto, Raw is null); Raw = proto.Bytes(end); proto.Cursor.Seek(Raw.Value.End); break;
            case TensorField.Location: _external = proto.Number(end) switch { 0 => false, 1 => true, _ => throw proto.Broken("data_location isn't known") }; break;
            case TensorField.External: ReadExternal(proto, end); break;
            case TensorField.Segment: throw proto.Broken("segmented tensors aren't read");
            case TensorField.Floats or TensorField.Ints or TensorField.Strings or TensorField.Longs or TensorField.Doubles or TensorField.UnsignedLongs:
                SkipTyped(proto, end);
                break;
            default: proto.Skip(end); break;
        }
    }

    private void ReadDims(ProtoReader proto, ulong end)
    {
        if (proto.Field.Wire == WireType.Varint) AddDim(proto, proto.Varint(end));
        else
        {
            ProtoSpan span = proto.Bytes(end);
            while (proto.Position < span.End) AddDim(proto, proto.Varint(span.End));
        }
    }

    private void AddDim(ProtoReader proto, ulong dim)
    {
        if (dim > long.MaxValue) throw proto.Broken($"a dimension is {(long)dim}");
        if (_dims.Count == FormatLimits.Rank) throw proto.Broken($"a tensor has more than {FormatLimits.Rank} dimensions");
        _dims.Add(dim);
    }

    private void SkipTyped(ProtoReader proto, ulong end)
    {
        uint field = proto.Field.Number;
        if (TypedFields > 0 && TypedField != field) throw proto.Broken($"the tensor \"{TableBuilder.Shown(Name)}\" has values in the fields {TypedField} and {field}");
        (TypedField, TypedFields) = (field, TypedFields + 1);
        if (proto.Field.Wire != WireType.Bytes || field == TensorField.Strings)
        {
            Packed = null;
            proto.Skip(end);
        }
        else
        {
            ProtoSpan span = proto.Bytes(end);
            Packed = TypedFields == 1 ? span : null;
            proto.Cursor.Seek(span.End);
        }
    }

    private void ReadExternal(ProtoReader proto, ulong end)
    {
        External ??= new Dictionary<string, string>(StringComparer.Ordinal);
        ProtoSpan span = proto.Bytes(end);
        string key = "", value = "";
        while (proto.Next(span.End))
        {
            if (proto.Field.Number == 1) key = proto.Text(span.End, FormatLimits.NameChars);
            else if (proto.Field.Number == 2) value = proto.Text(span.End, FormatLimits.NameChars);
            else proto.Skip(span.End);
        }
        if (External.Count == 16 || !External.TryAdd(key, value)) throw proto.Broken($"external_data has \"{TableBuilder.Shown(key)}\" twice, or over 16 entries");
    }

    private void Finish(FileBytes file)
    {
        string name = TableBuilder.Shown(Name);
        DType = OnnxTypes.Name(_type ?? 0) ?? throw file.Broken(Span.Start, $"the tensor \"{name}\" has the unknown data type {_type ?? 0}");
        Shape = [.. _dims];
        if (!_external) External = null;
        else if (External is null) throw file.Broken(Span.Start, $"the tensor \"{name}\" is external, but doesn't say where");
        int places = (Raw is null ? 0 : 1) + (TypedFields == 0 ? 0 : 1) + (External is null ? 0 : 1);
        if (places > 1) throw file.Broken(Span.Start, $"the tensor \"{name}\" has its data in more than one place");
        if (DType == "STRING" && (Raw is not null || External is not null)) throw file.Broken(Span.Start, $"the string tensor \"{name}\" must have its values in string_data");
        if (TypedFields > 0 && TypedField != OnnxTypes.Field(DType))
            throw file.Broken(Span.Start, $"the {DType} tensor \"{name}\" has its values in field {TypedField}, not {OnnxTypes.Field(DType)}");
    }

    private static void Once(ProtoReader proto, bool first)
    {
        if (!first) throw proto.Broken($"field {proto.Field.Number} of a tensor is there twice");
    }
}
