namespace ModelDeed.Fingerprints;

/// <summary>The <c>*.index.json</c> of a model in several files: which tensor is in which shard (Hugging Face's sharded checkpoints).</summary>
internal sealed class ShardIndex
{
    /// <summary>Shards of one model.</summary>
    public const int MostShards = 10_000;

    private readonly Dictionary<string, string> _shardOf = new(StringComparer.Ordinal);

    private ShardIndex(FileBytes file, AssetFiles files)
    {
        Source = file.File;
        var json = new StrictJson(file, 0, StrictJson.Load(file));
        bool found = false;
        json.Object();
        while (json.Property(out string name))
        {
            if (name != "weight_map") json.Skip();
            else if (found) throw json.Broken("weight_map is there twice");
            else
            {
                found = true;
                ReadMap(ref json, file, files);
            }
        }
        json.End();
        if (!found) throw file.Broken("the index has no weight_map");
    }

    public ModelFile Source { get; }

    /// <summary>In ordinal order of path.</summary>
    public SortedDictionary<string, ModelFile> Shards { get; } = new(StringComparer.Ordinal);

    public static ShardIndex Read(ModelFile index, AssetFiles files)
    {
        using var file = new FileBytes(index);
        return new ShardIndex(file, files);
    }

    /// <summary>Each tensor must be in the shard that the map gives, and each of the map's tensors must be there.</summary>
    public void Check(IReadOnlyDictionary<string, string> actual)
    {
        foreach ((string name, string shard) in actual)
        {
            if (!_shardOf.TryGetValue(name, out string? mapped)) throw Broken($"\"{TableBuilder.Shown(name)}\" of {shard} isn't in weight_map");
            if (mapped != shard) throw Broken($"weight_map says that \"{TableBuilder.Shown(name)}\" is in {mapped}, but it is in {shard}");
        }
        foreach ((string name, string shard) in _shardOf)
        {
            if (!actual.ContainsKey(name)) throw Broken($"weight_map says that \"{TableBuilder.Shown(name)}\" is in {shard}, but it isn't");
        }
    }

    private void ReadMap(ref StrictJson json, FileBytes file, AssetFiles files)
    {
        var resolved = new Dictionary<string, ModelFile>(StringComparer.Ordinal);
        json.Object();
        while (json.Property(out string tensor))
        {
            string reference = json.String();
            if (_shardOf.Count == FormatLimits.Tensors) throw json.Broken($"there are more than {FormatLimits.Tensors} tensors");
            if (!resolved.TryGetValue(reference, out ModelFile? shard))
            {
                if (resolved.Count == MostShards) throw json.Broken($"there are more than {MostShards} shards");
                resolved.Add(reference, shard = files.Resolve(file, reference));
                Shards[shard.Path] = shard;
            }
            if (!_shardOf.TryAdd(Nfc.Normalize(tensor), shard.Path)) throw json.Broken($"weight_map has \"{TableBuilder.Shown(tensor)}\" twice");
        }
    }

    private ModelFormatException Broken(string problem) =>
        new(Source.FullPath, problem + ". Fetch the index and its shards again from one place, or fingerprint them as opaque bytes.");
}
