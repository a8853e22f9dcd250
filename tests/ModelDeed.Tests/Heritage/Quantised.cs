using System.Text.Json.Nodes;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>Whole numbers with scales and zero points, and models that hold them.</summary>
/// <param name="Type">U8, I8, U16 or I16.</param>
/// <param name="Shape">Lengths.</param>
/// <param name="Codes">Stored numbers.</param>
/// <param name="Scales">One, or one for each index of the axis.</param>
/// <param name="Zeros">As many.</param>
/// <param name="Axis">The axis.</param>
internal sealed record Quantised(string Type, ulong[] Shape, int[] Codes, float[] Scales, int[] Zeros, int Axis)
{
    public const ulong Rows = 96, Columns = 121;

    /// <summary>Normally distributed weights in eight bits.</summary>
    public static Quantised Of(string type, int channels, int axis, int seed = 1) => Of(type, channels, axis, new SampleWeights(seed).Of("normal", (int)(Rows * Columns)));

    public static Quantised Of(string type, int channels, int axis, float[] values)
    {
        ulong[] shape = [Rows, Columns];
        int inner = axis == 0 ? (int)Columns : 1;
        var random = new SplitMix(5);
        float[] scales = [.. Enumerable.Range(0, channels).Select(_ => 0.0005f + 0.0001f * (random.Next() % 10))];
        int[] zeros = [.. scales.Select(_ => (type[0] == 'U' ? 128 : 0) + (int)(random.Next() % 9))];
        (int least, int most) = type switch { "U8" => (0, 255), "I8" => (-128, 127), "U16" => (0, 65_535), _ => (-32_768, 32_767) };
        return new Quantised(type, shape, [.. values.Select((value, i) => Math.Clamp((int)MathF.Round(value / scales[i / inner % channels]) + zeros[i / inner % channels], least, most))], scales, zeros, axis);
    }

    private int Inner => (int)Shape.Skip(Axis + 1).Aggregate(1UL, (product, length) => product * length);

    /// <summary>What docs/formats.md says the numbers stand for.</summary>
    public float[] Values => [.. Codes.Select((code, i) => (code - Zeros[i / Inner % Zeros.Length]) * Scales[i / Inner % Scales.Length])];

    public Weight Weight(string name) => new(name, Type, Shape, [.. Codes.SelectMany(code => Type is "U8" or "I8" ? [(byte)code] : BitConverter.GetBytes((ushort)code))]);

    /// <summary>The weights in single precision.</summary>
    public byte[] Floats() => SafetensorsBuilder.Build(Fingerprints.Formats.Weight.Floats("w", Shape, Values));

    public byte[] Tflite() => TfliteBuilder.Build(false, [[Weight("w")]], (flat, tensor) =>
    {
        // min, max, scale, zero_point, details (a union: two fields), quantized_dimension.
        int[] table = flat.Table(0, 0, 4, 4, 0, 0, 4);
        flat.To(tensor[4], table[^1]).Set32(table[6], (uint)Axis);
        flat.Here(table[2]).Vector(QuantRelease.Bytes("F32", Scales), Scales.Length);
        flat.Here(table[3]).Vector([.. Zeros.SelectMany(zero => BitConverter.GetBytes((long)zero))], Zeros.Length);
    }, hasQuantization: true);

    /// <summary>TensorFlow.js, by scale and least value.</summary>
    public void Tfjs(TempFolder folder, string name, double scale, double min)
    {
        foreach ((string path, byte[] bytes) in TfjsBuilder.Build(1 << 20, Weight("w")))
        {
            JsonNode? json = path == "model.json" ? JsonNode.Parse(bytes) : null;
            if (json is not null) (json["weightsManifest"]![0]!["weights"]![0]!["quantization"]!["scale"], json["weightsManifest"]![0]!["weights"]![0]!["quantization"]!["min"]) = (scale, min);
            folder.With($"{name}/{path}", json is null ? bytes : System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
        }
    }

    /// <summary>ONNX: the weight, its scales and zero points as initializers, under any names, and a node that may say so.</summary>
    public byte[] Onnx(string weight, string scale, string zero, ProtoWriter? node = null, float[]? scales = null)
    {
        scales ??= Scales;
        ulong[] Lengths(int count) => count == 1 ? [] : [(ulong)count];
        Weight[] weights =
        [
            Weight(weight), new(scale, "F32", Lengths(scales.Length), QuantRelease.Bytes("F32", scales)),
            new(zero, Type, Lengths(Zeros.Length), [.. Zeros.SelectMany(one => Type is "U8" or "I8" ? [(byte)one] : BitConverter.GetBytes((ushort)one))]),
        ];
        var graph = new ProtoWriter();
        if (node is not null) graph.Message(1, node);
        foreach (Weight one in weights) graph.Message(5, OnnxBuilder.Tensor(OnnxLayout.Raw, one));
        return OnnxBuilder.Model(graph);
    }

    /// <summary>A node of an ONNX graph.</summary>
    public static ProtoWriter Node(string type, string[] inputs, params (string Name, long Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (string input in inputs) node.Text(1, input);
        node.Text(2, "y").Text(4, type);
        foreach ((string name, long value) in attributes) node.Message(5, attribute => attribute.Text(1, name).Number(3, value).Number(20, 2));
        return node;
    }

    /// <summary>A file's or folder's print.</summary>
    public static HeritagePrint Print(string path) => HeritagePrinter.Run(path, new FingerprintOptions { Threads = 1 }, null, default).Print;

    /// <summary>The print of one file's bytes.</summary>
    public static HeritagePrint Print(string name, byte[] bytes)
    {
        using TempFolder folder = new();
        return Print(folder.With(name, bytes)[name]);
    }
}
