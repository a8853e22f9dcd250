using System.Buffers.Binary;
using System.Collections.Immutable;

namespace ModelDeed.Bench.Heritage;

/// <summary>A container that releases are written in.</summary>
internal enum Container
{
    Safetensors,

    /// <summary>Three safetensors files side by side.</summary>
    Shards,

    Gguf,
    Onnx,
}

/// <summary>A model as it is released: its tensors' stored bytes and the container.</summary>
internal sealed record Release(Container Container, ImmutableArray<StoredTensor> Tensors)
{
    /// <summary>Every tensor in single precision.</summary>
    public static Release Of(Net net, Container container = Container.Safetensors) => new(container, [.. net.Tensors.Select(tensor => StoredTensor.F32(tensor))]);

    /// <summary>Matrices as a storage makes them, the rest in single precision.</summary>
    public static Release Of(Net net, Container container, Func<NetTensor, StoredTensor> matrices) =>
        new(container, [.. net.Tensors.Select(tensor => tensor.IsMatrix ? matrices(tensor) : StoredTensor.F32(tensor))]);
}

/// <summary>A tensor's stored bytes.</summary>
internal sealed record StoredTensor(string Name, string DType, ImmutableArray<int> Shape, byte[] Bytes)
{
    /// <summary>Of whole numbers: one, or one for each index of the last axis. Only ONNX files hold them.</summary>
    public ImmutableArray<float> Scales { get; init; } = [];

    /// <summary>The whole number that stands for zero.</summary>
    public byte Zero { get; init; }

    /// <summary>The tensors of a file, as onnxruntime names them.</summary>
    public IEnumerable<StoredTensor> Parts => Scales.IsEmpty ? [this] :
    [
        this with { Name = Name + "_quantized" },
        new(Name + "_scale", "F32", Lengths, [.. Scales.SelectMany(BitConverter.GetBytes)]),
        new(Name + "_zero_point", DType, Lengths, [.. Scales.Select(_ => Zero)]),
    ];

    private ImmutableArray<int> Lengths => Scales.Length == 1 ? [] : [Scales.Length];

    public static StoredTensor F32(NetTensor tensor) => Of(tensor, "F32", 4, (into, value) => BinaryPrimitives.WriteSingleLittleEndian(into, value));

    public static StoredTensor F16(NetTensor tensor) => Of(tensor, "F16", 2, (into, value) => BinaryPrimitives.WriteHalfLittleEndian(into, (Half)value));

    /// <summary>Rounded to the nearest, ties to even.</summary>
    public static StoredTensor BF16(NetTensor tensor) => Of(tensor, "BF16", 2, (into, value) =>
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        BinaryPrimitives.WriteUInt16LittleEndian(into, (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16));
    });

    /// <summary>Whole numbers of eight bits, symmetric, one scale for all.</summary>
    public static StoredTensor I8(NetTensor tensor) => I8(tensor, 1);

    /// <summary>The same with a scale for each index of the last axis.</summary>
    public static StoredTensor I8ByColumn(NetTensor tensor) => I8(tensor, tensor.Shape[^1]);

    /// <summary>Whole numbers of eight bits between the least and the largest value, one of which is zero.</summary>
    public static StoredTensor U8(NetTensor tensor)
    {
        float least = Math.Min(0, tensor.Values.Min()), step = Math.Max((Math.Max(0, tensor.Values.Max()) - least) / 255, 1e-30f), zero = MathF.Round(-least / step);
        return Of(tensor, "U8", 1, (into, value) => into[0] = (byte)Math.Clamp(MathF.Round(value / step) + zero, 0, 255)) with { Scales = [step], Zero = (byte)zero };
    }

    private static StoredTensor I8(NetTensor tensor, int channels)
    {
        var scales = new float[channels];
        for (int i = 0; i < tensor.Values.Length; i++) scales[i % channels] = Math.Max(scales[i % channels], MathF.Abs(tensor.Values[i]) / 127);
        int at = 0;
        StoredTensor stored = Of(tensor, "I8", 1, (into, value) =>
        {
            float scale = scales[at++ % channels];
            into[0] = (byte)(sbyte)(scale == 0 ? 0 : MathF.Round(value / scale));
        });
        return stored with { Scales = [.. scales] };
    }

    /// <summary>ggml blocks where the last axis has whole ones. Elsewhere the values take the blocks' rounding, and are kept as halves.</summary>
    public static StoredTensor Blocks(NetTensor tensor, GgmlBlock block)
    {
        if (tensor.Shape[^1] % block.Elements == 0) return new StoredTensor(tensor.Name, block.Name, tensor.Shape, block.Quantize(tensor.Values));
        var padded = new float[(tensor.Values.Length + block.Elements - 1) / block.Elements * block.Elements];
        tensor.Values.CopyTo(padded, 0);
        var rounded = new float[padded.Length];
        ModelDeed.Heritage.ValueType.Find(block.Name)!.Read(block.Quantize(padded), rounded);
        return F16(tensor with { Values = rounded[..tensor.Values.Length] });
    }

    private static StoredTensor Of(NetTensor tensor, string dtype, int width, Store store)
    {
        var bytes = new byte[tensor.Values.Length * width];
        for (int i = 0; i < tensor.Values.Length; i++) store(bytes.AsSpan(i * width, width), tensor.Values[i]);
        return new StoredTensor(tensor.Name, dtype, tensor.Shape, bytes);
    }

    private delegate void Store(Span<byte> into, float value);
}
