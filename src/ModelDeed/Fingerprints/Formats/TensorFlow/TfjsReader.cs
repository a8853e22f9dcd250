using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>
/// Reads a TensorFlow.js layers or graph model: <c>model.json</c> with its weightsManifest, or a <c>weights_manifest.json</c> of its own, and
/// the shards that it names. Quantised weights keep their stored bytes and the stored type.
/// </summary>
internal sealed class TfjsReader
{
    /// <summary>Shard files of one model.</summary>
    private const int MostShards = 10_000;

    private readonly FileBytes _file;
    private readonly AssetFiles _files;
    private readonly TableBuilder _table;
    private readonly List<Group> _groups = [];
    private int _shards, _weights;

    private TfjsReader(FileBytes file, AssetFiles files, TableBuilder table)
    {
        _file = file;
        _files = files;
        _table = table;
    }

    private sealed record Weight(string Name, ImmutableArray<ulong> Shape, string DType, Affine? Affine);

    private sealed record Group(List<string> Paths, List<Weight> Weights);

    /// <summary>Whether a file is a manifest of weights alone, as converters before <c>model.json</c> wrote: its JSON is the array.</summary>
    public static bool IsBareManifest(string name) => name.EndsWith("weights_manifest.json", StringComparison.Ordinal);

    /// <summary>Adds the model's weights; false when this JSON has no weightsManifest, and so is none of ours.</summary>
    public static bool TryRead(FileBytes file, AssetFiles files, TableBuilder table, CancellationToken ct)
    {
        if (file.Length > FormatLimits.JsonBytes) return false;
        byte[] utf8 = StrictJson.Load(file);
        var reader = new TfjsReader(file, files, table);
        // Any program may have JSON of such a name: only what speaks of weights is held to the format.
        if (IsBareManifest(AssetFiles.NameOf(file.File)))
        {
            if (utf8.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'[', ..]) return false;
            reader.ParseBare(utf8);
        }
        else if (utf8.AsSpan().IndexOf("\"weightsManifest\""u8) < 0 || !reader.Parse(utf8))
        {
            return false;
        }
        reader.AddAll(ct);
        return true;
    }

    private bool Parse(byte[] utf8)
    {
        var json = new StrictJson(_file, 0, utf8);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        json.Object();
        while (json.Property(out string name))
        {
            if (!seen.Add(name)) throw json.Broken($"\"{TableBuilder.Shown(name)}\" is there twice");
            if (name == "weightsManifest") ReadManifest(ref json);
            else if (name is "format" or "generatedBy" or "convertedBy" && json.StringOrSkip() is string value) _table.Fact("tfjs." + name, value);
            else if (name is not ("format" or "generatedBy" or "convertedBy")) json.Skip();
        }
        json.End();
        return seen.Contains("weightsManifest");
    }

    private void ParseBare(byte[] utf8)
    {
        var json = new StrictJson(_file, 0, utf8);
        ReadManifest(ref json);
        json.End();
    }

    private void ReadManifest(ref StrictJson json)
    {
        json.Array();
        while (json.ObjectElement())
        {
            if (_groups.Count == MostShards) throw json.Broken($"there are more than {MostShards} groups of weights");
            List<string>? paths = null;
            List<Weight>? weights = null;
            while (json.Property(out string name))
            {
                if (name is "paths" && paths is null) paths = json.Strings(MostShards);
                else if (name is "weights" && weights is null) weights = ReadWeights(ref json);
                else if (name is "paths" or "weights") throw json.Broken($"a group has \"{name}\" twice");
                else json.Skip();
            }
            if (paths is null || weights is null) throw json.Broken("a group of weights lacks its paths or weights");
            _groups.Add(new Group(paths, weights));
        }
    }

    private List<Weight> ReadWeights(ref StrictJson json)
    {
        var weights = new List<Weight>();
        json.Array();
        while (json.ObjectElement())
        {
            if (++_weights > FormatLimits.Tensors) throw json.Broken($"there are more than {FormatLimits.Tensors} weights");
            weights.Add(ReadWeight(ref json));
        }
        return weights;
    }

    private static Weight ReadWeight(ref StrictJson json)
    {
        string? label = null, dtype = null;
        (string? Stored, Affine? Affine) quantization = default;
        List<ulong>? shape = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (json.Property(out string name))
        {
            if (!seen.Add(name)) throw json.Broken($"a weight has \"{TableBuilder.Shown(name)}\" twice");
            switch (name)
            {
                case "name": label = json.String(); break;
                case "dtype": dtype = json.String(); break;
                case "shape": shape = json.Numbers(FormatLimits.Rank); break;
                case "quantization": quantization = ReadQuantization(ref json); break;
                default: json.Skip(); break;
            }
        }
        if (label is null || dtype is null || shape is null) throw json.Broken("a weight lacks its name, dtype or shape");
        string given = quantization.Stored ?? dtype;
        string type = Canonical(given) ?? throw json.Broken($"the weight \"{TableBuilder.Shown(label)}\" has the unknown dtype \"{TableBuilder.Shown(given)}\"");
        return new Weight(label, [.. shape], type, quantization.Affine);
    }

    private static (string Stored, Affine? Affine) ReadQuantization(ref StrictJson json)
    {
        string? dtype = null;
        double? scale = null, min = null;
        json.Object();
        while (json.Property(out string name))
        {
            if (name == "dtype" ? dtype is not null : name == "scale" ? scale is not null : name == "min" && min is not null) throw json.Broken($"a quantization has \"{name}\" twice");
            if (name == "dtype") dtype = json.String();
            else if (name == "scale") scale = json.Real();
            else if (name == "min") min = json.Real();
            else json.Skip();
        }
        Affine? affine = scale is { } step && min is { } least ? new Affine([step], [least], -1) : null;
        return (dtype ?? throw json.Broken("a quantization lacks its dtype"), affine);
    }

    private static string? Canonical(string dtype) => dtype switch
    {
        "float32" => "F32",
        "float16" => "F16",
        "int32" => "I32",
        "uint8" => "U8",
        "uint16" => "U16",
        "int8" => "I8",
        "int16" => "I16",
        "bool" => "BOOL",
        "complex64" => "C64",
        "string" => "STRING",
        _ => null,
    };

    private void AddAll(CancellationToken ct)
    {
        foreach (Group group in _groups)
        {
            if ((_shards += group.Paths.Count) > MostShards) throw _file.Broken($"there are more than {MostShards} shards");
            List<ModelFile> files = [.. group.Paths.Select(path => _files.Resolve(_file, path))];
            AddGroup(group, files, ct);
        }
    }

    private void AddGroup(Group group, List<ModelFile> files, CancellationToken ct)
    {
        using var shards = new TfjsShards(_file, files);
        foreach (Weight weight in group.Weights)
        {
            ct.ThrowIfCancellationRequested();
            ulong length = weight.DType == "STRING" ? shards.MeasureTexts(weight.Name, weight.Shape, ct)
                : ElementType.Get(weight.DType).TryLength(weight.Shape.AsSpan(), padded: false, out ulong bytes) ? bytes
                : throw _file.Broken($"the weight \"{TableBuilder.Shown(weight.Name)}\" has a shape of over 2^64 bytes");
            _table.Add(_file, weight.Name, weight.DType, weight.Shape, shards.Take(weight.Name, length), length, weight.Affine);
        }
        if (shards.Left > 0) throw _file.Broken($"the shards from \"{TableBuilder.Shown(group.Paths.Count == 0 ? "" : group.Paths[0])}\" on have {shards.Left} bytes that belong to no weight");
    }
}
