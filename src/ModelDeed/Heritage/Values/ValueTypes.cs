using System.Collections.Frozen;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Turns the canonical bytes of a tensor into single-precision values.</summary>
/// <param name="bytes">Whole blocks.</param>
/// <param name="values">As many values as the blocks have.</param>
internal delegate void ValueReader(ReadOnlySpan<byte> bytes, Span<float> values);

/// <summary>An element type whose values can be read.</summary>
/// <param name="Code">Its number in a heritage print (docs/formats.md): never changes.</param>
/// <param name="Name">Canonical name.</param>
/// <param name="Elements">Elements of a block.</param>
/// <param name="Bytes">Bytes of a block.</param>
/// <param name="Precision">Bits by which a release in it is coarser or finer than another: an order, not a promise.</param>
/// <param name="Read">Reads blocks.</param>
internal sealed record ValueType(byte Code, string Name, int Elements, int Bytes, int Precision, ValueReader Read)
{
    private static readonly ValueType[] All =
    [
        new(1, "F64", 1, 8, 64, PlainValues.F64), new(2, "F32", 1, 4, 32, PlainValues.F32), new(3, "F16", 1, 2, 16, PlainValues.F16),
        new(4, "BF16", 1, 2, 15, PlainValues.BF16), new(5, "F8_E4M3", 1, 1, 8, SmallFloats.E4M3), new(6, "F8_E5M2", 1, 1, 7, SmallFloats.E5M2),
        new(7, "F8_E4M3FNUZ", 1, 1, 8, SmallFloats.E4M3Fnuz), new(8, "F8_E5M2FNUZ", 1, 1, 7, SmallFloats.E5M2Fnuz),
        new(9, "I8", 1, 1, 8, PlainValues.I8), new(10, "U8", 1, 1, 8, PlainValues.U8), new(11, "I16", 1, 2, 16, PlainValues.I16), new(12, "U16", 1, 2, 16, PlainValues.U16),
        new(20, "Q4_0", 32, 18, 4, GgmlBlocks.Q4_0), new(21, "Q4_1", 32, 20, 4, GgmlBlocks.Q4_1), new(22, "Q5_0", 32, 22, 5, GgmlBlocks.Q5_0),
        new(23, "Q5_1", 32, 24, 5, GgmlBlocks.Q5_1), new(24, "Q8_0", 32, 34, 8, GgmlBlocks.Q8_0), new(25, "Q8_1", 32, 36, 8, GgmlBlocks.Q8_1),
        new(26, "Q2_K", 256, 84, 2, GgmlSuperBlocks.Q2K), new(27, "Q3_K", 256, 110, 3, GgmlSuperBlocks.Q3K), new(28, "Q4_K", 256, 144, 4, GgmlSuperBlocks.Q4K),
        new(29, "Q5_K", 256, 176, 5, GgmlSuperBlocks.Q5K), new(30, "Q6_K", 256, 210, 6, GgmlSuperBlocks.Q6K), new(31, "Q8_K", 256, 292, 8, GgmlSuperBlocks.Q8K),
        new(32, "IQ4_NL", 32, 18, 4, GgmlBlocks.IQ4NL), new(33, "IQ4_XS", 256, 136, 4, GgmlSuperBlocks.IQ4XS),
    ];

    private static readonly FrozenDictionary<string, ValueType> ByName = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<byte, ValueType> ByCode = All.ToFrozenDictionary(type => type.Code);

    /// <summary>The type of a tensor; null for one that holds no weights (whole numbers, truth values, texts) or blocks that aren't read (docs/formats.md).</summary>
    public static ValueType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The type of a number in a print, or null.</summary>
    public static ValueType? Find(byte code) => ByCode.GetValueOrDefault(code);

    /// <summary>A stream over a tensor's canonical bytes. The caller disposes it.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="files">The asset's files by path, for tensors that stand in one.</param>
    public static Stream Open(Tensor tensor, IReadOnlyDictionary<string, ModelFile> files) => tensor.Data switch
    {
        TensorData.Computed computed => computed.Open(),
        TensorData.Range range => TensorRangeStream.Open(files[range.Path].FullPath, range),
        _ => throw new InvalidOperationException($"Unknown data {tensor.Data}."),
    };
}
