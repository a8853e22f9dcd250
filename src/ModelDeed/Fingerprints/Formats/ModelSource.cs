namespace ModelDeed.Fingerprints;

/// <summary>A file, or a set of files that belong together, that may be a model.</summary>
/// <param name="Format">The format's stable name.</param>
/// <param name="Primary">The file that errors are about: the only one, the index, or the first part.</param>
internal abstract record ModelSource(string Format, ModelFile Primary)
{
    /// <summary>What the names of its tensors begin with in a folder of several models: the path of the model as if it were one file.</summary>
    public virtual string Label => Primary.Path;

    /// <summary>The model's tensors; null when the file turns out to be in no known format.</summary>
    public abstract TensorTable? Read(AssetFiles asset, CancellationToken ct);

    /// <summary>A model in one file (with what it refers to).</summary>
    public sealed record Single(string Format, ModelFile Primary) : ModelSource(Format, Primary)
    {
        public override TensorTable? Read(AssetFiles asset, CancellationToken ct)
        {
            var table = new TableBuilder(Format, asset.TotalBytes);
            using var file = new FileBytes(Primary);
            bool known = true;
            switch (Format)
            {
                case "safetensors": SafetensorsReader.Read(file, table, ct); break;
                case "gguf": GgufReader.Read(file, table, ct); break;
                case "onnx": OnnxReader.Read(file, asset, table, ct); break;
                case "tflite": TfliteReader.Read(file, table, ct); break;
                case "pytorch": known = PyTorchReader.TryRead(file, table, ct); break;
                case "tfjs": known = TfjsReader.TryRead(file, asset, table, ct); break;
                default: throw new InvalidOperationException($"No reader for {Format}.");
            }
            return known ? table.Build() : null;
        }
    }

    /// <summary>Shards named by an index.</summary>
    public sealed record Indexed(string Format, ModelFile Primary, ShardIndex Index) : ModelSource(Format, Primary)
    {
        public override string Label => Primary.Path[..^".index.json".Length];

        public override TensorTable? Read(AssetFiles asset, CancellationToken ct)
        {
            var table = new TableBuilder(Format, asset.TotalBytes);
            var shardOf = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (ModelFile shard in Index.Shards.Values)
            {
                int before = table.Names.Count;
                using var file = new FileBytes(shard);
                if (Format == "safetensors") SafetensorsReader.Read(file, table, ct);
                else if (!PyTorchReader.TryRead(file, table, ct)) return null;
                for (int i = before; i < table.Names.Count; i++) shardOf.Add(table.Names[i], shard.Path);
            }
            Index.Check(shardOf);
            return table.Build();
        }
    }

    /// <summary>Parts numbered <c>-00001-of-00003</c>.</summary>
    public sealed record Numbered(string Format, NumberedParts Parts) : ModelSource(Format, Parts.Found.Values.First())
    {
        public override string Label => Parts.Whole;

        public override TensorTable? Read(AssetFiles asset, CancellationToken ct)
        {
            Parts.CheckComplete();
            var table = new TableBuilder(Format, asset.TotalBytes);
            foreach ((uint number, ModelFile part) in Parts.Found)
            {
                using var file = new FileBytes(part);
                if (Format == "gguf") Parts.CheckSplit(file, number, GgufReader.Read(file, table, ct));
                else SafetensorsReader.Read(file, table, ct);
            }
            if (Format == "gguf") Parts.CheckTotal(table.Names.Count);
            return table.Build();
        }
    }
}
