using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>One model of an asset as it was read: its table, or why it stays opaque.</summary>
internal sealed record FoundModel(ModelSource Source, TensorTable? Table, string? Problem)
{
    /// <summary>Read, but there is no tensor in it.</summary>
    public bool IsEmpty => Table is { Tensors.Length: 0 };

    /// <summary>One table of all models; names get their model's path when there are several.</summary>
    public static TensorTable Join(List<FoundModel> models, AssetFiles asset)
    {
        List<TensorTable> tables = [.. models.Select(model => model.Table).OfType<TensorTable>()];
        if (models.Count == 1) return tables[0];
        string format = string.Join('+', tables.Select(table => table.Format).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        var names = new HashSet<string>(StringComparer.Ordinal);
        ImmutableArray<Tensor>.Builder tensors = ImmutableArray.CreateBuilder<Tensor>();
        ImmutableSortedDictionary<string, string>.Builder facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (FoundModel model in models)
        {
            string prefix = model.Source.Label + ":";
            if (model.Problem is not null && facts.Count < FormatLimits.Facts) facts["opaque " + model.Source.Label] = TableBuilder.Printable(model.Problem);
            foreach (Tensor tensor in model.Table?.Tensors ?? []) tensors.Add(Prefixed(tensor, prefix, names, model.Source));
            foreach ((string name, string value) in model.Table?.Metadata ?? ImmutableSortedDictionary<string, string>.Empty)
            {
                if (facts.Count < FormatLimits.Facts) facts[prefix + name] = value;
            }
        }
        CheckTotal(tensors, models[0].Source, asset);
        return new TensorTable(format, tensors.ToImmutable(), facts.ToImmutable());
    }

    private static Tensor Prefixed(Tensor tensor, string prefix, HashSet<string> names, ModelSource source)
    {
        string name = prefix + tensor.Name;
        AffineTensors? by = tensor.ScaledBy is { } own ? own with { Scale = prefix + own.Scale, Zero = own.Zero is { } zero ? prefix + zero : null } : null;
        return names.Add(name) ? tensor with { Name = name, ScaledBy = by }
            : throw new ModelFormatException(source.Primary.FullPath, $"two models of the folder both have a tensor \"{TableBuilder.Shown(name)}\". Fingerprint them apart.");
    }

    private static void CheckTotal(ImmutableArray<Tensor>.Builder tensors, ModelSource first, AssetFiles asset)
    {
        if (tensors.Count > FormatLimits.Tensors)
            throw new ModelFormatException(first.Primary.FullPath, $"the folder's models have {tensors.Count} tensors together, more than {FormatLimits.Tensors}. Fingerprint them apart.");
        ulong most = TableBuilder.MostBytes(asset.TotalBytes), sum = 0;
        foreach (Tensor tensor in tensors)
        {
            ulong length = tensor.Data switch { TensorData.Range range => range.Length, TensorData.Computed computed => computed.Length, _ => 0 };
            if (length > most - sum) throw new ModelFormatException(first.Primary.FullPath, $"the folder's models share so much data that it adds up to over {most} bytes. Fingerprint them apart.");
            sum += length;
        }
    }
}
