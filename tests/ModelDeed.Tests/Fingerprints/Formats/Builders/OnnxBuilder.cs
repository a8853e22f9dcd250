using System.Buffers.Binary;
using System.Globalization;

namespace ModelDeed.Tests.Fingerprints.Formats;

internal enum OnnxLayout { Raw, Packed, Unpacked, External }

/// <summary>Writes ONNX models; a graph is a <see cref="ProtoWriter"/> that the test fills.</summary>
internal static class OnnxBuilder
{
    public static readonly string[] Types =
    [
        "", "F32", "U8", "I8", "U16", "I16", "I32", "I64", "STRING", "BOOL", "F16", "F64", "U32", "U64", "C64", "C128", "BF16",
        "F8_E4M3", "F8_E4M3FNUZ", "F8_E5M2", "F8_E5M2FNUZ", "U4", "I4", "F4", "F8_E8M0", "U2", "I2",
    ];

    public static Dictionary<string, byte[]> Build(OnnxLayout layout, params Weight[] weights)
    {
        var data = new List<byte>();
        var graph = new ProtoWriter();
        foreach (Weight weight in weights) graph.Message(5, Tensor(layout, weight, data));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["model.onnx"] = Model(graph) };
        if (layout == OnnxLayout.External) files.Add("model.onnx_data", [.. data]);
        return files;
    }

    public static byte[] Model(ProtoWriter graph, Action<ProtoWriter>? more = null)
    {
        ProtoWriter model = new ProtoWriter().Number(1, 8).Text(2, "test").Text(3, "1.0").Message(7, graph)
            .Message(8, opset => opset.Text(1, "").Number(2, 17));
        more?.Invoke(model);
        return model.Bytes;
    }

    public static ProtoWriter Constant(string output, ProtoWriter tensor) => new ProtoWriter().Text(2, output).Text(3, "n_" + output).Text(4, "Constant")
        .Message(5, attribute => attribute.Text(1, "value").Message(5, tensor).Number(20, 4));

    /// <summary>A node with one graph attribute.</summary>
    public static ProtoWriter Nested(string output, string attribute, ProtoWriter graph) => new ProtoWriter().Text(2, output).Text(4, "If")
        .Message(5, a => a.Text(1, attribute).Message(6, graph).Number(20, 5));

    public static ProtoWriter Tensor(OnnxLayout layout, Weight weight, List<byte>? external = null)
    {
        ProtoWriter tensor = Head(weight);
        switch (layout)
        {
            case OnnxLayout.Raw: return tensor.Data(9, weight.Bytes);
            case OnnxLayout.External: return External(tensor, weight, external!);
            default: return Typed(tensor, weight, layout == OnnxLayout.Packed);
        }
    }

    public static ProtoWriter Head(Weight weight)
    {
        var tensor = new ProtoWriter();
        foreach (ulong dim in weight.Shape) tensor.Number(1, (long)dim);
        return tensor.Number(2, Array.IndexOf(Types, weight.DType)).Text(8, weight.Name);
    }

    public static ProtoWriter Refer(ProtoWriter tensor, string location, string? offset, string? length)
    {
        tensor.Message(13, entry => entry.Text(1, "location").Text(2, location));
        if (offset is not null) tensor.Message(13, entry => entry.Text(1, "offset").Text(2, offset));
        if (length is not null) tensor.Message(13, entry => entry.Text(1, "length").Text(2, length));
        return tensor.Number(14, 1);
    }

    private static ProtoWriter External(ProtoWriter tensor, Weight weight, List<byte> data)
    {
        while (data.Count % 64 != 0) data.Add(0xEE);
        int offset = data.Count;
        data.AddRange(weight.Bytes);
        return Refer(tensor, "model.onnx_data", offset.ToString(CultureInfo.InvariantCulture), weight.Bytes.Length.ToString(CultureInfo.InvariantCulture));
    }

    private static ProtoWriter Typed(ProtoWriter tensor, Weight weight, bool packed)
    {
        (uint field, int width) = weight.DType switch
        {
            "F32" or "C64" => (4u, 4),
            "F64" or "C128" => (10u, 8),
            "I64" => (7u, 8),
            "U32" => (11u, 4),
            "U64" => (11u, 8),
            "I32" => (5u, 4),
            "F16" or "BF16" or "I16" or "U16" => (5u, 2),
            _ => (5u, 1),
        };
        byte[][] values = [.. weight.Bytes.Chunk(width).Select(word => field is 4 or 10 ? word : ProtoWriter.Varint(Integer(weight.DType, word)))];
        if (packed) return tensor.Data(field, [.. values.SelectMany(value => value)]);
        foreach (byte[] value in values)
        {
            if (field is 4 or 10) tensor.Fixed(field, value);
            else tensor.Raw([.. ProtoWriter.Varint(field << 3), .. value]);
        }
        return tensor;
    }

    /// <summary>Signed types are sign-extended, as protobuf does.</summary>
    private static ulong Integer(string dtype, byte[] word) => (dtype, word.Length) switch
    {
        ("I8", _) => (ulong)(sbyte)word[0],
        ("I16", _) => (ulong)BinaryPrimitives.ReadInt16LittleEndian(word),
        ("I32", _) => (ulong)BinaryPrimitives.ReadInt32LittleEndian(word),
        (_, 1) => word[0],
        (_, 2) => BinaryPrimitives.ReadUInt16LittleEndian(word),
        (_, 4) => BinaryPrimitives.ReadUInt32LittleEndian(word),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(word),
    };
}
