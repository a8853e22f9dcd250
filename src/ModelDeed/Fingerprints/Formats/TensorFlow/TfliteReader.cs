using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>
/// Reads the constant tensors of a TensorFlow Lite model (schema.fbs 3c of tensorflow/tensorflow): those with bytes in a buffer, inside the
/// flatbuffer or, in models of over 2 GB, behind it.
/// </summary>
internal sealed class TfliteReader
{
    /// <summary>Subgraphs of one model.</summary>
    private const int MostSubgraphs = 65_536;

    private static readonly ImmutableArray<string?> Types =
    [
        "F32", "F16", "I32", "U8", "I64", "STRING", "BOOL", "I16", "C64", "I8", "F64", "C128", "U64", null, null, "U32", "U16", "I4", "BF16",
        "I2", "U4", "F8_E4M3", "F8_E5M2",
    ];

    private readonly FileBytes _file;
    private readonly FlatBuffer _flat;
    private readonly TableBuilder _table;
    private readonly CancellationToken _ct;
    private readonly Dictionary<string, int> _copies = new(StringComparer.Ordinal);
    private FlatVector _buffers;
    private int _visited;

    private TfliteReader(FileBytes file, TableBuilder table, CancellationToken ct)
    {
        _file = file;
        _flat = new FlatBuffer(file);
        _table = table;
        _ct = ct;
    }

    public static void Read(FileBytes file, TableBuilder table, CancellationToken ct) => new TfliteReader(file, table, ct).Run();

    private void Run()
    {
        Span<byte> magic = stackalloc byte[8];
        _file.Read(0, magic);
        if (!magic[4..].SequenceEqual("TFL3"u8)) throw _file.Broken(4, "the identifier isn't TFL3");
        FlatTable model = _flat.Root();
        uint version = _flat.Field(model, 0, 4) is ulong at ? _flat.U32(at) : 0;
        if (version != 3) throw _file.Broken($"schema version {version} isn't known; 3 is");
        if (_flat.Vector(model, 3, 1) is FlatVector description) _table.Fact("tflite.description", Head(description));
        _buffers = _flat.Vector(model, 4, 4) ?? default;
        FlatVector subgraphs = _flat.Vector(model, 2, 4) ?? throw _file.Broken("the model has no subgraphs");
        if (subgraphs.Count > MostSubgraphs) throw _file.Broken($"there are {subgraphs.Count} subgraphs, more than {MostSubgraphs}");
        for (uint i = 0; i < subgraphs.Count; i++) ReadSubgraph(_flat.Table(subgraphs.At + 4 * i), i);
    }

    private string Head(FlatVector text)
    {
        var utf8 = new byte[(int)Math.Min(text.Count, FormatLimits.FactChars)];
        _file.Read(text.At, utf8);
        return System.Text.Encoding.UTF8.GetString(utf8);
    }

    private void ReadSubgraph(FlatTable subgraph, uint index)
    {
        FlatVector tensors = _flat.Vector(subgraph, 0, 4) ?? default;
        for (uint i = 0; i < tensors.Count; i++)
        {
            _ct.ThrowIfCancellationRequested();
            if (++_visited > FormatLimits.Tensors) throw _file.Broken($"there are more than {FormatLimits.Tensors} tensors");
            FlatTable tensor = _flat.Table(tensors.At + 4 * i);
            uint buffer = _flat.Field(tensor, 2, 4) is ulong at ? _flat.U32(at) : 0;
            if (buffer != 0 && Data(buffer) is FileSegment data) Add(tensor, data, index, i);
        }
    }

    /// <summary>The bytes of a buffer, or null when it has none: the tensor is computed, not constant.</summary>
    private FileSegment? Data(uint index)
    {
        if (index >= _buffers.Count) throw _file.Broken($"a tensor is in buffer {index} of {_buffers.Count}");
        FlatTable buffer = _flat.Table(_buffers.At + 4UL * index);
        if (_flat.Vector(buffer, 0, 1) is { Count: > 0 } inside) return new FileSegment(_file.File, inside.At, inside.Count);
        ulong offset = _flat.Field(buffer, 1, 8) is ulong o ? _flat.U64(o) : 0, size = _flat.Field(buffer, 2, 8) is ulong s ? _flat.U64(s) : 0;
        // The schema calls an offset valid "only if > 1": the converter writes 1 as a placeholder.
        if (offset <= 1 || size == 0) return null;
        if (offset > _file.Length || size > _file.Length - offset)
            throw _file.Broken($"buffer {index} is {size} bytes at {offset}, past the file's end at {_file.Length}");
        return new FileSegment(_file.File, offset, size);
    }

    private void Add(FlatTable tensor, FileSegment data, uint subgraph, uint index)
    {
        string name = Unique(_flat.Text(tensor, 3, 4 * FormatLimits.NameChars), subgraph, index);
        byte type = _flat.Field(tensor, 1, 1) is ulong at ? _flat.U8(at) : (byte)0;
        string dtype = (type < Types.Length ? Types[type] : null) ?? throw Broken(name, $"has the tensor type {type}, which holds no data that is known");
        ImmutableArray<ulong> shape = Shape(tensor, name);
        if (dtype == "STRING") AddTexts(name, shape, data);
        else if (_flat.Field(tensor, 6, 4) is not null) _table.Add(_file, name, "SPARSE_" + dtype, shape, data.Offset, data.Length);
        else if (!ElementType.Get(dtype).TryLength(shape.AsSpan(), padded: true, out ulong length) || length != data.Length)
            throw Broken(name, $"has {data.Length} bytes, not as many as its type {dtype} and shape [{string.Join(',', shape)}] need");
        else _table.Add(_file, name, dtype, shape, data.Offset, length, Quantization(tensor, shape));
    }

    /// <summary>Scales and zero points (QuantizationParameters of the schema); null where there are none, or none that fit the shape: they don't change the fingerprint.</summary>
    private Affine? Quantization(FlatTable tensor, ImmutableArray<ulong> shape)
    {
        if (_flat.Field(tensor, 4, 4) is not ulong at) return null;
        FlatTable quantization = _flat.Table(at);
        if (_flat.Vector(quantization, 2, 4) is not { Count: > 0 } scales || _flat.Vector(quantization, 3, 8) is not { } zeros || zeros.Count != scales.Count) return null;
        uint axis = _flat.Field(quantization, 6, 4) is ulong dimension ? _flat.U32(dimension) : 0;
        if (scales.Count > 1 && (axis >= shape.Length || shape[(int)axis] != scales.Count)) return null;
        var steps = ImmutableArray.CreateBuilder<double>((int)scales.Count);
        var offsets = ImmutableArray.CreateBuilder<double>((int)scales.Count);
        for (uint i = 0; i < scales.Count; i++)
        {
            steps.Add(BitConverter.UInt32BitsToSingle(_flat.U32(scales.At + 4 * i)));
            offsets.Add(-steps[(int)i] * (long)_flat.U64(zeros.At + 8 * i));
            if (!double.IsFinite(offsets[(int)i])) return null;
        }
        return new Affine(steps.MoveToImmutable(), offsets.MoveToImmutable(), (int)axis);
    }

    private ImmutableArray<ulong> Shape(FlatTable tensor, string name)
    {
        FlatVector dims = _flat.Vector(tensor, 0, 4) ?? default;
        if (dims.Count > FormatLimits.Rank) throw Broken(name, $"has {dims.Count} dimensions, more than {FormatLimits.Rank}");
        var shape = new ulong[dims.Count];
        for (uint i = 0; i < dims.Count; i++)
        {
            uint dim = _flat.U32(dims.At + 4 * i);
            shape[i] = dim <= int.MaxValue ? dim : throw Broken(name, $"has the dimension {(int)dim}");
        }
        return [.. shape];
    }

    private void AddTexts(string name, ImmutableArray<ulong> shape, FileSegment data)
    {
        ulong length = TfliteTextStream.Measure(_flat, data, shape, problem => Broken(name, problem), _ct);
        _table.Add(_file, name, "STRING", shape, new TensorData.Computed(length, () => new TfliteTextStream(data, length)), length);
    }

    /// <summary>TFLite lets names repeat: later ones get <c>#2</c>, <c>#3</c> …, in the order of the file.</summary>
    private string Unique(string name, uint subgraph, uint index)
    {
        string label = (subgraph == 0 ? "" : $"subgraph[{subgraph}]/") + (name.Length == 0 ? $"tensor[{index}]" : Nfc.Normalize(name));
        if (!_table.Has(label)) return label;
        int copy = _copies.GetValueOrDefault(label, 1);
        string next;
        do next = $"{label}#{++copy}";
        while (_table.Has(next));
        _copies[label] = copy;
        return next;
    }

    private ModelFormatException Broken(string name, string problem) => _file.Broken($"the tensor \"{TableBuilder.Shown(name)}\" {problem}");
}
