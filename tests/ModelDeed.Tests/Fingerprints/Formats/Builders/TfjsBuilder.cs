using System.Text.Json;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Writes TensorFlow.js models whose weights are cut into shards of any size.</summary>
internal static class TfjsBuilder
{
    public static Dictionary<string, byte[]> Build(int shardBytes, params Weight[] weights)
    {
        byte[] data = [.. weights.SelectMany(weight => weight.Bytes)];
        byte[][] shards = [.. data.Chunk(shardBytes)];
        string[] paths = [.. shards.Select((_, i) => $"group1-shard{i + 1}of{shards.Length}.bin")];
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["model.json"] = Model(paths, weights) };
        for (int i = 0; i < shards.Length; i++) files.Add(paths[i], shards[i]);
        return files;
    }

    public static byte[] Model(string[] paths, params Weight[] weights) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        format = "layers-model",
        generatedBy = "test",
        convertedBy = (string?)null,
        modelTopology = new { node = new[] { new { name = "x" } } },
        weightsManifest = new[] { new { paths, weights = weights.Select(Entry) } },
    });

    private static Dictionary<string, object> Entry(Weight weight)
    {
        var entry = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = weight.Name, ["shape"] = weight.Shape };
        bool quantized = weight.DType is "U8" or "U16" or "F16";
        entry["dtype"] = quantized ? "float32" : weight.DType switch { "F32" => "float32", "I32" => "int32", "BOOL" => "bool", "STRING" => "string", "C64" => "complex64", _ => "int8" };
        if (quantized) entry["quantization"] = new { dtype = weight.DType switch { "U8" => "uint8", "U16" => "uint16", _ => "float16" }, scale = 0.5, min = -1 };
        return entry;
    }
}
