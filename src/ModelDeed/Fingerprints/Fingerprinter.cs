namespace ModelDeed.Fingerprints;

/// <summary>How to fingerprint. Nothing here changes a digest.</summary>
public sealed record FingerprintOptions
{
    /// <summary>Threads to read and hash with, 1 or more. Default: one per processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Threads
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "One thread is the least.");
    } = Environment.ProcessorCount;

    /// <summary>Whether the format is read and every tensor hashed too. Default true; the fingerprint is the same either way, the manifest isn't.</summary>
    public bool Tensors { get; init; } = true;

    /// <summary>What to do with a file that claims a known format but is broken. Default: refuse.</summary>
    public FormatPolicy Broken { get; init; } = FormatPolicy.Refuse;

    /// <summary>Folder of the cache that lets unchanged files be skipped; null, the default, for none. <see cref="FingerprintCache.DefaultFolder"/> is the user's.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Reads every file whatever the cache says; what was read is remembered all the same.</summary>
    public bool Full { get; init; }

    /// <summary>Tells the time of day, for what is too fresh to remember.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Vectors to hash with; for tests.</summary>
    internal Blake3Width Width { get; init; } = Blake3Widths.Best;

    /// <summary>Reads the tensors of the asset's files; for tests.</summary>
    internal Func<IReadOnlyList<ModelFile>, FormatPolicy, CancellationToken, TensorTable?> Reader { get; init; } = ModelFormats.Read;

    /// <summary>Who takes a tensor's bytes while they are hashed, or null for nobody. Files with such tensors are read whatever a cache says.</summary>
    internal Func<Tensor, ITensorTap?>? Tap { get; init; }

    /// <summary>Bytes read at a time, a power of two of KiB; for tests.</summary>
    internal int PieceSize { get; init; } = Blake3.PieceSize;
}

/// <summary>How far a run is.</summary>
/// <param name="Done">Bytes read so far.</param>
/// <param name="Total">Bytes to read; files that the cache vouches for don't count.</param>
public readonly record struct FingerprintProgress(ulong Done, ulong Total);

/// <summary>What a run found.</summary>
/// <param name="Manifest">Everything about the asset.</param>
/// <param name="BytesRead">Bytes that were read and hashed; the rest the cache vouched for.</param>
/// <param name="CacheProblem">Why the cache could not be written, or null. The result is right all the same.</param>
public sealed record FingerprintResult(Manifest Manifest, ulong BytesRead, string? CacheProblem);

/// <summary>Fingerprints files and folders by the scheme <c>modeldeed-1</c> (docs/formats.md).</summary>
public static class Fingerprinter
{
    /// <summary>Fingerprints a file or a folder in one pass over its bytes. Memory doesn't grow with the size of the files.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">Threads, cache and the like.</param>
    /// <param name="progress">Told ten times a second at most, from any thread; null for none.</param>
    /// <param name="ct">Ends the run after at most one piece of 1 MiB per thread.</param>
    /// <exception cref="ContentException">Something can't be read, changed meanwhile, or has no fingerprint; it names the path.</exception>
    /// <exception cref="ModelFormatException">A model file is broken and <see cref="FingerprintOptions.Broken"/> says refuse.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static FingerprintResult Run(
        string path, FingerprintOptions options, IProgress<FingerprintProgress>? progress, CancellationToken ct)
    {
        if (options.Threads > 1) WarmUp.Begin();
        DateTimeOffset started = options.Time.GetUtcNow();
        ContentListing listing = ContentWalk.List(path, ct);
        TensorTable? table = options.Tensors ? Tensors(path, listing, options, ct) : null;
        var plan = HashPlan.Of(path, listing, table, options);
        FingerprintCache? cache = options.CacheFolder is { } folder ? FingerprintCache.Open(folder, listing.Root) : null;
        bool readsAll = options.Full || options.Tap is not null;
        if (cache is not null && !readsAll) cache.Fill(plan);
        var pass = new HashPassOptions(options.Threads, options.Width, options.PieceSize);
        plan.HashFiles(pass, progress, ct);
        if (cache is not null && !readsAll) cache.FillComputed(plan);
        plan.HashComputed(pass, ct);
        ContentWalk.CheckUnchanged(listing);
        return new FingerprintResult(plan.Manifest(table, options.Threads), plan.BytesRead, cache?.Save(plan, started));
    }

    private static TensorTable? Tensors(string path, ContentListing listing, FingerprintOptions options, CancellationToken ct)
    {
        try
        {
            return options.Reader([.. listing.Files.Select(file => file.Model)], options.Broken, ct);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new ContentException(path, $"{e.Message.TrimEnd('.')}. Give yourself the right to read it, or move it out of the folder.", e);
        }
    }
}
