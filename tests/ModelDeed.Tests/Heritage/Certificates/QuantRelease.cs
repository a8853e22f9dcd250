using System.Runtime.InteropServices;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>A small Llama as Hugging Face names its tensors, and GGUF releases of it as llama.cpp makes them.</summary>
internal sealed class QuantRelease : IDisposable
{
    public const int Rows = 256, Columns = 512, HeadRows = 64;

    private readonly TempFolder _folder = new();

    public QuantRelease(int seed, string parentType = "BF16")
    {
        var weights = new SampleWeights(seed);
        ParentType = parentType;
        foreach ((string name, int rows) in (ReadOnlySpan<(string, int)>)[("model.embed_tokens.weight", 300), ("model.layers.0.self_attn.q_proj.weight", Rows), ("model.layers.0.self_attn.k_proj.weight", HeadRows),
            ("model.layers.0.self_attn.v_proj.weight", Rows), ("model.layers.0.mlp.down_proj.weight", Rows), ("lm_head.weight", 300)])
            Values[name] = Cast(parentType, weights.Of("normal", rows * Columns));
        Values["model.norm.weight"] = Cast(parentType, weights.Of("positive", Columns));
        _folder.With("parent.safetensors", SafetensorsBuilder.Build([.. Values.Select(tensor => new Weight(tensor.Key, parentType, Shape(tensor.Value), Bytes(parentType, tensor.Value)))]));
    }

    public string ParentType { get; }

    /// <summary>The parent's values by tensor.</summary>
    public Dictionary<string, float[]> Values { get; } = new(StringComparer.Ordinal);

    public string Parent => _folder["parent.safetensors"];

    public string Child => _folder["child.gguf"];

    public TempFolder Folder => _folder;

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes a release: matrices in a type, the rest as F32.</summary>
    /// <param name="type">Type of the matrices.</param>
    /// <param name="through">Type in between, or none.</param>
    /// <param name="importance">An importance matrix's row, or none.</param>
    /// <param name="edit">Edits a tensor's bytes by its name in GGUF.</param>
    /// <param name="wholeNames">Whether the tensors are called as nobody else calls them.</param>
    public QuantRelease Write(string type, string? through = null, float[]? importance = null, Action<string, byte[]>? edit = null, bool wholeNames = true)
    {
        GgufBuilder gguf = new GgufBuilder().Text("general.architecture", "llama");
        foreach ((string name, float[] values) in Values)
        {
            string told = TensorNames.Of(name, false).Name;
            float[] given = told.Contains("attn_q", StringComparison.Ordinal) || told.Contains("attn_k", StringComparison.Ordinal) ? Permuted(values) : values;
            if (through is not null) given = Cast(through, given);
            bool isMatrix = values.Length > Columns;
            byte[] bytes = !isMatrix ? Bytes("F32", values) : type is "F16" or "BF16" or "F32" ? Bytes(type, given)
                : [.. given.Chunk(Columns).SelectMany(row => GgmlQuantiser.Row(type, row, importance))];
            edit?.Invoke(told, bytes);
            gguf.Tensor(wholeNames ? told : $"tensor{gguf.Tensors}", Number(isMatrix ? type : "F32"), Shape(values), bytes);
        }
        _folder.With("child.gguf", gguf.Build());
        return this;
    }

    public QuantCertificate Certify() => QuantCertifier.Run(Parent, Child, new FingerprintOptions(), null, default);

    public static byte[] Bytes(string type, float[] values) => type switch
    {
        "F32" => MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        "F16" => [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))],
        _ => [.. SampleWeights.BrainFloats(values).SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))],
    };

    public static ulong[] Shape(float[] values) => values.Length == Columns ? [Columns] : [(ulong)(values.Length / Columns), Columns];

    private static float[] Cast(string type, float[] values) => type switch
    {
        "F32" => values,
        "F16" => [.. values.Select(value => (float)(Half)value)],
        _ => SampleWeights.BrainFloats(values),
    };

    // reshape(heads, 2, half, columns).swapaxes(1, 2)
    private static float[] Permuted(float[] values) =>
        [.. Enumerable.Range(0, values.Length / Columns).SelectMany(row => values.AsSpan((row / HeadRows * HeadRows + row % 2 * (HeadRows / 2) + row % HeadRows / 2) * Columns, Columns).ToArray())];

    private static uint Number(string type) => type switch
    {
        "Q4_0" => 2,
        "Q4_1" => 3,
        "Q5_0" => 6,
        "Q5_1" => 7,
        "Q8_0" => 8,
        "Q4_K" => 12,
        "Q5_K" => 13,
        "Q6_K" => 14,
        _ => GgufBuilder.Number(type),
    };
}
