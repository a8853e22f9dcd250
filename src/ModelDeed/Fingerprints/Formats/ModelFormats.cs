namespace ModelDeed.Fingerprints;

/// <summary>
/// Reads model files down to their tensors, without loading or executing anything: safetensors, GGUF, ONNX, PyTorch zip checkpoints,
/// TensorFlow.js and TFLite. docs/model-formats.md says what is read of each, how tensors are named, and every limit.
/// </summary>
public static class ModelFormats
{
    /// <summary>The tensors of an asset; null when none of its files is in a known format, so that it is opaque bytes.</summary>
    /// <param name="files">All regular files of the asset. A single file has the path <c>""</c>. What a model refers to must be among them.</param>
    /// <param name="policy">What to do with a file that claims a known format but is broken.</param>
    /// <param name="ct">Stops within some milliseconds.</param>
    /// <remarks>
    /// A folder with one model gives the model's own names. In a folder with several, each name begins with the path of its model and a
    /// colon. Costs a few reads per model file; the tensors' bytes are left for the caller to hash.
    /// </remarks>
    /// <exception cref="ModelFormatException">A file claims a known format, but is broken, or refers to what isn't in the asset.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static TensorTable? Read(IReadOnlyList<ModelFile> files, FormatPolicy policy, CancellationToken ct)
    {
        var asset = new AssetFiles(files);
        var found = new List<FoundModel>();
        foreach (ModelSource source in ModelSources.Find(asset, policy, ct))
        {
            if (ReadOne(source, asset, policy, ct) is FoundModel model) found.Add(model);
        }
        // Training leaves files without tensors beside the model (arguments, schedulers): they aren't models of their own.
        if (found.Any(model => !model.IsEmpty)) found.RemoveAll(model => model.IsEmpty);
        return found.Any(model => model.Table is not null) ? FoundModel.Join(found, asset) : null;
    }

    private static FoundModel? ReadOne(ModelSource source, AssetFiles asset, FormatPolicy policy, CancellationToken ct)
    {
        try
        {
            return source.Read(asset, ct) is TensorTable table ? new FoundModel(source, table, null) : null;
        }
        catch (ModelFormatException e) when (policy == FormatPolicy.Opaque)
        {
            return new FoundModel(source, null, e.Message);
        }
    }
}
