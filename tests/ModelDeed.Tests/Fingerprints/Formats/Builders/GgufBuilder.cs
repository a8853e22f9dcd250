using System.Buffers.Binary;
using System.Text;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Writes GGUF, of either byte order; every part can be given out of the ordinary.</summary>
internal sealed class GgufBuilder(uint version = 3, bool big = false, int alignment = 32)
{
    private readonly List<byte> _pairs = [];
    private readonly List<byte> _infos = [];
    private readonly List<byte> _data = [];

    public ulong Pairs { get; set; }

    public ulong Tensors { get; set; }

    public static byte[] Build(params Weight[] weights) => Build(3, false, weights);

    public static byte[] Build(uint version, bool big, params Weight[] weights)
    {
        GgufBuilder gguf = new GgufBuilder(version, big).Text("general.architecture", "tiny").Text("general.name", "A tiny one")
            .Texts("tokenizer.ggml.tokens", "a", "b", "").U32("general.file_type", 1);
        foreach (Weight weight in weights) gguf.Tensor(weight);
        return gguf.Build();
    }

    public GgufBuilder Text(string key, string value) => Pair(key, 8, [.. TextBytes(value)]);

    public GgufBuilder U32(string key, uint value) => Pair(key, 4, U32(value));

    public GgufBuilder U16(string key, ushort value) => Pair(key, 2, U16(value));

    public GgufBuilder Texts(string key, params string[] values) =>
        Pair(key, 9, [.. U32(8), .. U64((ulong)values.Length), .. values.SelectMany(TextBytes)]);

    public GgufBuilder Pair(string key, uint kind, byte[] value)
    {
        Pairs++;
        _pairs.AddRange([.. TextBytes(key), .. U32(kind), .. value]);
        return this;
    }

    public GgufBuilder Tensor(Weight weight) => Tensor(weight.Name, Number(weight.DType), weight.Shape, big ? Swap(weight) : weight.Bytes);

    /// <summary>Shape outermost first, as everywhere but in the file.</summary>
    public GgufBuilder Tensor(string name, uint type, ulong[] shape, byte[] bytes, ulong? offset = null)
    {
        Tensors++;
        while (_data.Count % alignment != 0) _data.Add(0);
        _infos.AddRange([.. TextBytes(name), .. U32((uint)shape.Length), .. shape.Reverse().SelectMany(U64), .. U32(type), .. U64(offset ?? (ulong)_data.Count)]);
        _data.AddRange(bytes);
        return this;
    }

    public byte[] Build()
    {
        List<byte> file = [.. "GGUF"u8, .. U32(version), .. U64(Tensors), .. U64(Pairs), .. _pairs, .. _infos];
        while (file.Count % alignment != 0) file.Add(0);
        return [.. file, .. _data];
    }

    public static uint Number(string dtype) => dtype switch
    {
        "F32" => 0,
        "F16" => 1,
        "I8" => 24,
        "I16" => 25,
        "I32" => 26,
        "I64" => 27,
        "F64" => 28,
        "BF16" => 30,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    private static byte[] Swap(Weight weight)
    {
        int width = weight.DType switch { "F32" or "I32" => 4, "F16" or "BF16" or "I16" => 2, "I8" => 1, _ => 8 };
        return [.. weight.Bytes.Chunk(width).SelectMany(word => word.AsEnumerable().Reverse())];
    }

    private IEnumerable<byte> TextBytes(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return [.. U64((ulong)utf8.Length), .. utf8];
    }

    private byte[] U16(ushort value) => Number(2, span => BinaryPrimitives.WriteUInt16LittleEndian(span, value));

    private byte[] U32(uint value) => Number(4, span => BinaryPrimitives.WriteUInt32LittleEndian(span, value));

    private byte[] U64(ulong value) => Number(8, span => BinaryPrimitives.WriteUInt64LittleEndian(span, value));

    private byte[] Number(int width, Action<byte[]> write)
    {
        var bytes = new byte[width];
        write(bytes);
        if (big) Array.Reverse(bytes);
        return bytes;
    }
}
