using System.Buffers.Binary;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>A tensor from which every builder makes its file.</summary>
internal sealed record Weight(string Name, string DType, ulong[] Shape, byte[] Bytes)
{
    /// <summary>A small network of the types that every format has.</summary>
    public static Weight[] Network(ulong seed = 7)
    {
        var random = new SplitMix(seed);
        return
        [
            Make(random, "embed.weight", "F16", 8, 32),
            Make(random, "layers.0.attn.weight", "F32", 3, 4, 5),
            Make(random, "layers.0.norm.weight", "F32", 7),
            Make(random, "steps", "I64", 2),
            Make(random, "größe", "I8", 3, 3),
        ];
    }

    /// <summary>Two tensors of few bytes, for tests that try every byte.</summary>
    public static Weight[] Small()
    {
        var random = new SplitMix(8);
        return [Make(random, "w", "F32", 2, 3), Make(random, "größe", "I8", 3)];
    }

    public static Weight Make(SplitMix random, string name, string dtype, params ulong[] shape)
    {
        int width = dtype switch { "F64" or "I64" or "U64" or "C64" => 8, "F32" or "I32" or "U32" => 4, "F16" or "BF16" or "I16" or "U16" => 2, _ => 1 };
        ulong count = shape.Aggregate(1UL, (product, dim) => product * dim);
        return new Weight(name, dtype, shape, random.Bytes((int)count * width));
    }

    public static Weight Floats(string name, ulong[] shape, params float[] values)
    {
        var bytes = new byte[values.Length * 4];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return new Weight(name, "F32", shape, bytes);
    }
}
