using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>What must be hashed for one asset, and afterwards the digests.</summary>
internal sealed class HashPlan
{
    private readonly ContentListing _listing;
    private readonly List<(Tensor Tensor, Func<Hash32> Digest)> _tensors = [];
    private readonly Func<Tensor, ITensorTap?>? _tap;
    private PassProgress? _progress;

    private HashPlan(ContentListing listing, Func<Tensor, ITensorTap?>? tap) => (_listing, _tap) = (listing, tap);

    /// <summary>Set when any thread fails, so that none waits for its turn in vain.</summary>
    public TapFailure Failure { get; } = new();

    /// <summary>Every file, in the listing's order.</summary>
    public ImmutableArray<FileJob> Files { get; private set; } = [];

    /// <summary>Tensors whose bytes must be made.</summary>
    public List<ComputedJob> Computed { get; } = [];

    /// <summary>Bytes of files that were read, not vouched for by a cache.</summary>
    public ulong BytesRead { get; private set; }

    /// <summary>The content root, once all files are hashed.</summary>
    public Hash32 Fingerprint { get; private set; }

    /// <summary>Plans the hashing of an asset.</summary>
    /// <param name="path">The asset, as the user knows it.</param>
    /// <param name="listing">Its files.</param>
    /// <param name="table">Its tensors, or null for opaque bytes.</param>
    /// <param name="options">Bytes read at a time, and who takes tensors' bytes.</param>
    public static HashPlan Of(string path, ContentListing listing, TensorTable? table, FingerprintOptions options)
    {
        var plan = new HashPlan(listing, options.Tap);
        var ranges = new Dictionary<string, Dictionary<(ulong, ulong), TensorRange>>(StringComparer.Ordinal);
        foreach (Tensor tensor in table?.Tensors ?? [])
        {
            if (tensor.Data is TensorData.Computed computed) plan.Add(new ComputedJob(tensor, computed, path, options.Tap?.Invoke(tensor)));
            else if (tensor.Data is TensorData.Range range) plan.Add(tensor, range, ranges);
        }
        IReadOnlyCollection<TensorRange> Ranges(ContentFile file) => ranges.Remove(file.Model.Path, out Dictionary<(ulong, ulong), TensorRange>? found) ? found.Values : [];
        plan.Files = [.. listing.Files.Select(file => new FileJob(file, Ranges(file), options.PieceSize))];
        return ranges.Count == 0 ? plan : throw new ModelFormatException(path, $"a tensor is in \"{ranges.Keys.First()}\", which isn't a file of the asset.");
    }

    /// <summary>Reads every file that no cache vouched for.</summary>
    public void HashFiles(HashPassOptions options, IProgress<FingerprintProgress>? report, CancellationToken ct)
    {
        List<FileJob> unread = [.. Files.Where(file => file.Digest is null)];
        BytesRead = unread.Aggregate(0ul, (sum, file) => sum + file.Size);
        _progress = new PassProgress(Computed.Aggregate(BytesRead, (sum, job) => sum + job.Length), report);
        new HashPass(unread, [], options, _progress, Failure, ct).Run();
        Fingerprint = ContentRoot.Of([.. Files.Select(Entry)], options.Threads);
    }

    /// <summary>Makes and hashes every computed tensor that no cache vouched for; afterwards all files must still be as they were.</summary>
    public void HashComputed(HashPassOptions options, CancellationToken ct)
    {
        List<ComputedJob> unmade = [.. Computed.Where(job => job.Digest is null)];
        if (unmade.Count > 0)
        {
            new HashPass([], unmade, options, _progress!, Failure, ct).Run();
            foreach (FileJob file in Files) file.CheckUnchanged(FileStamp.Of(file.File.Model.FullPath, followLinks: true));
        }
        _progress!.Finish();
    }

    /// <summary>The manifest, once everything is hashed.</summary>
    public Manifest Manifest(TensorTable? table, int threads)
    {
        ImmutableArray<ManifestTensor> tensors =
            [.. _tensors.Select(pair => new ManifestTensor(pair.Tensor.Name, pair.Tensor.DType, pair.Tensor.Shape, pair.Digest()))
                .OrderBy(tensor => tensor.Name, Utf8Order.Instance)];
        return new Manifest
        {
            Format = table?.Format ?? ModelDeed.Fingerprints.Manifest.Opaque,
            Fingerprint = Fingerprint,
            TensorRoot = ContentRoot.Of(tensors, threads),
            Files = [.. Files.Select(Entry)],
            Tensors = tensors,
            Excluded = [.. _listing.Excluded],
            Metadata = table?.Metadata ?? ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    private static ManifestFile Entry(FileJob job) => new(job.File.Model.Path, job.Size, job.Digest!.Value);

    private void Add(ComputedJob job)
    {
        Computed.Add(job);
        _tensors.Add((job.Tensor, () => job.Digest!.Value));
    }

    private void Add(Tensor tensor, TensorData.Range data, Dictionary<string, Dictionary<(ulong, ulong), TensorRange>> ranges)
    {
        if (!ranges.TryGetValue(data.Path, out Dictionary<(ulong, ulong), TensorRange>? inFile)) ranges.Add(data.Path, inFile = []);
        if (!inFile.TryGetValue((data.Offset, data.Length), out TensorRange? range))
            inFile.Add((data.Offset, data.Length), range = new TensorRange(data.Offset, data.Length));
        if (_tap?.Invoke(tensor) is { } tap) range.Tap(tap, Failure);
        _tensors.Add((tensor, () => range.Digest));
    }
}
