using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>One named tensor of a model and where its canonical bytes (little-endian, row-major) come from.</summary>
/// <param name="Name">The name in the file, NFC; unique within the model.</param>
/// <param name="DType">Canonical name of the element type: <c>F64 F32 F16 BF16 F8_E4M3 F8_E5M2 I64 I32 I16 I8 U64 U32 U16 U8 BOOL C64 C128 STRING</c>,
/// or a ggml block type (<c>Q4_0</c>, <c>Q8_0</c>, <c>Q4_K</c> …), whose canonical bytes are its raw blocks.</param>
/// <param name="Shape">Logical shape, outermost (slowest) dimension first; empty for a scalar.</param>
/// <param name="Data">Where the canonical bytes are.</param>
public sealed record Tensor(string Name, string DType, ImmutableArray<ulong> Shape, TensorData Data)
{
    /// <summary>How the stored numbers stand for weights, where the format says so beside the tensor (TFLite, TensorFlow.js). No part of the fingerprint's leaf.</summary>
    public Affine? Affine { get; init; }

    /// <summary>The tensors that say so instead, where the format keeps scales among its tensors and its graph names them (ONNX). No part of the fingerprint's leaf.</summary>
    public AffineTensors? ScaledBy { get; init; }
}

/// <summary>Stored numbers that stand for weights: weight = offset + scale × stored.</summary>
/// <param name="Scales">One for the whole tensor, or one for each index of the axis; finite.</param>
/// <param name="Offsets">As many; finite.</param>
/// <param name="Axis">The axis; -1 where the format doesn't say which.</param>
public sealed record Affine(ImmutableArray<double> Scales, ImmutableArray<double> Offsets, int Axis);

/// <summary>Tensors by which another's stored numbers stand for weights: weight = scale × (stored − zero point). Nothing of it is checked.</summary>
/// <param name="Scale">Name of the tensor of scales: one, or one for each index of the axis.</param>
/// <param name="Zero">Name of the tensor of as many zero points; null where they are zero.</param>
/// <param name="Axis">The axis; a negative one counts from the end.</param>
public sealed record AffineTensors(string Scale, string? Zero, int Axis);

/// <summary>Where a tensor's canonical bytes come from: a range of a file as it stands, or bytes that must be computed.</summary>
public abstract record TensorData
{
    private TensorData() { }

    /// <summary>The bytes stand in the file as they are, so hashing the file can hash the tensor in the same pass.</summary>
    /// <param name="Path">Path relative to the asset's root, <c>/</c>-separated; <c>""</c> when the asset is a single file.</param>
    /// <param name="Offset">Bytes from the start of the file.</param>
    /// <param name="Length">Bytes.</param>
    public sealed record Range(string Path, ulong Offset, ulong Length) : TensorData;

    /// <summary>The bytes must be made: typed protobuf fields, big-endian values, transposed or strided storages, compressed archive entries.</summary>
    /// <param name="Length">Bytes that <paramref name="Open"/> yields.</param>
    /// <param name="Open">Opens a stream over the canonical bytes; the caller disposes it. Memory stays bounded whatever the length.</param>
    public sealed record Computed(ulong Length, Func<Stream> Open) : TensorData;
}

/// <summary>What a format reader understood of a model: its format and every tensor.</summary>
/// <param name="Format">Stable name: <c>safetensors</c>, <c>gguf</c>, <c>onnx</c>, <c>pytorch</c>, <c>tfjs</c>, <c>tflite</c>.</param>
/// <param name="Tensors">All tensors, in file order.</param>
/// <param name="Metadata">Short facts worth showing (architecture, producer, opset, quantization), bounded in number and length.</param>
public sealed record TensorTable(string Format, ImmutableArray<Tensor> Tensors, ImmutableSortedDictionary<string, string> Metadata);

/// <summary>A model file that can't be read as what it claims to be: names the file, what is wrong, and where.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Path of the file, as the user knows it.</summary>
    public string File { get; }

    /// <summary>Says which file and what is wrong in it.</summary>
    public ModelFormatException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner) => File = file;
}
