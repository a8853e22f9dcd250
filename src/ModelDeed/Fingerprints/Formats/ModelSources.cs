using System.Buffers.Binary;

namespace ModelDeed.Fingerprints;

/// <summary>Finds what in an asset may be a model, by name, and by magic where the name says nothing.</summary>
internal static class ModelSources
{
    /// <summary>In ordinal order of label, so that the table doesn't depend on the order of the walk.</summary>
    public static List<ModelSource> Find(AssetFiles asset, FormatPolicy policy, CancellationToken ct)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        List<ModelSource> sources = [.. Indexed(asset, policy, taken)];
        sources.AddRange(Numbered(asset, taken));
        foreach (ModelFile file in asset.All)
        {
            ct.ThrowIfCancellationRequested();
            if (!taken.Contains(file.Path) && Format(file) is string format) sources.Add(new ModelSource.Single(format, file));
        }
        return [.. sources.OrderBy(source => source.Label, StringComparer.Ordinal)];
    }

    private static IEnumerable<ModelSource> Indexed(AssetFiles asset, FormatPolicy policy, HashSet<string> taken)
    {
        foreach (ModelFile file in asset.All)
        {
            string? format = file.Path.Length == 0 ? null
                : file.Path.EndsWith(".safetensors.index.json", StringComparison.Ordinal) ? "safetensors"
                : file.Path.EndsWith(".bin.index.json", StringComparison.Ordinal) ? "pytorch" : null;
            if (format is null || ReadIndex(file, asset, policy) is not ShardIndex index) continue;
            taken.UnionWith(index.Shards.Keys);
            yield return new ModelSource.Indexed(format, file, index);
        }
    }

    /// <summary>A broken index leaves its shards to stand for themselves when the policy allows.</summary>
    private static ShardIndex? ReadIndex(ModelFile file, AssetFiles asset, FormatPolicy policy)
    {
        try
        {
            return ShardIndex.Read(file, asset);
        }
        catch (ModelFormatException) when (policy == FormatPolicy.Opaque)
        {
            return null;
        }
    }

    private static IEnumerable<ModelSource> Numbered(AssetFiles asset, HashSet<string> taken)
    {
        var models = new Dictionary<(string Whole, uint Count), NumberedParts>();
        foreach (ModelFile file in asset.All)
        {
            if (file.Path.Length == 0 || taken.Contains(file.Path) || NumberedParts.Match(file.Path) is not (string whole, uint number, uint count)) continue;
            if (!models.TryGetValue((whole, count), out NumberedParts? parts)) models.Add((whole, count), parts = new NumberedParts(whole, count));
            parts.Found[number] = file;
        }
        foreach (NumberedParts parts in models.Values)
        {
            string format = parts.Whole.EndsWith(".gguf", StringComparison.Ordinal) ? "gguf" : "safetensors";
            taken.UnionWith(parts.Found.Values.Select(part => part.Path));
            yield return new ModelSource.Numbered(format, parts);
        }
    }

    /// <summary>The format that a file claims by its name, or, where that says nothing, by its magic.</summary>
    private static string? Format(ModelFile file)
    {
        string name = AssetFiles.NameOf(file);
        return System.IO.Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".safetensors" => "safetensors",
            ".gguf" => "gguf",
            ".onnx" => "onnx",
            ".tflite" => "tflite",
            ".pt" or ".pth" or ".ckpt" => "pytorch",
            ".bin" => Magic(file) ?? "pytorch",
            ".json" => name == "model.json" || TfjsReader.IsBareManifest(name) ? "tfjs" : null,
            "" => Magic(file),
            _ => file.Path.Length == 0 ? Magic(file) : null,
        };
    }

    private static string? Magic(ModelFile file)
    {
        if (file.Size < 8) return null;
        using var bytes = new FileBytes(file);
        Span<byte> head = stackalloc byte[10];
        head = head[..(int)Math.Min(10, (long)file.Size)];
        bytes.Read(0, head);
        if (head.StartsWith("GGUF"u8)) return "gguf";
        if (head[4..].StartsWith("TFL3"u8)) return "tflite";
        // Safetensors have no magic: the length of a header that fits, and JSON's first two bytes.
        return BinaryPrimitives.ReadUInt64LittleEndian(head) <= (ulong)file.Size - 8 && head[8..].SequenceEqual("{\""u8) ? "safetensors" : null;
    }
}
