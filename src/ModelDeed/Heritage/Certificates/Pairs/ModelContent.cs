using System.Collections.Frozen;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>A model whose manifest is known and whose tensors can be read.</summary>
internal sealed class ModelContent
{
    private readonly FrozenDictionary<string, ModelFile> _files;
    private readonly FrozenDictionary<string, Hash32> _digests;
    private readonly ContentListing _listing;
    private readonly string _path;

    private ModelContent(string path, ContentListing listing, FingerprintResult result, TensorTable? table, IReadOnlyList<ModelFile> files)
    {
        (_path, _listing, Manifest, Tensors) = (path, listing, result.Manifest, [.. table?.Tensors ?? []]);
        _files = files.ToFrozenDictionary(file => file.Path, StringComparer.Ordinal);
        Affines = new AffineNames(Tensors, Open);
        _digests = result.Manifest.Tensors.ToFrozenDictionary(tensor => tensor.Name, tensor => tensor.Blake3, StringComparer.Ordinal);
    }

    /// <summary>The manifest.</summary>
    public Manifest Manifest { get; }

    /// <summary>The tensors, in file order.</summary>
    public IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>What its whole numbers stand for.</summary>
    public AffineNames Affines { get; }

    /// <summary>Fingerprints a model, every byte of it.</summary>
    public static ModelContent Read(string path, FingerprintOptions options, IProgress<FingerprintProgress>? progress, CancellationToken ct)
    {
        ContentListing listing = ContentWalk.List(path, ct);
        (TensorTable? table, IReadOnlyList<ModelFile> files) = (null, []);
        TensorTable? Reader(IReadOnlyList<ModelFile> found, FormatPolicy policy, CancellationToken stop) => table = options.Reader(files = found, policy, stop);
        FingerprintResult result = Fingerprinter.Run(path, options with { Tensors = true, CacheFolder = null, Reader = Reader }, progress, ct);
        return new ModelContent(path, listing, result, table, files);
    }

    /// <summary>BLAKE3 of a tensor's canonical bytes.</summary>
    public Hash32 Digest(Tensor tensor) => _digests[tensor.Name];

    /// <summary>A stream over a tensor's canonical bytes.</summary>
    public Stream Open(Tensor tensor) => ValueType.Open(tensor, _files);

    /// <summary>Throws when a file is no longer what was fingerprinted.</summary>
    /// <exception cref="ContentException">It was changed meanwhile.</exception>
    public void CheckUnchanged(CancellationToken ct)
    {
        ContentListing now = ContentWalk.List(_path, ct);
        if (!now.Files.SequenceEqual(_listing.Files)) throw new ContentException(_path, "it changed while it was read. Wait until nothing writes to it, and start again.");
    }
}
