namespace ModelDeed.Fingerprints;

/// <summary>Remembers one asset's digests on this machine, so that files which didn't change aren't read again. A cache that is missing,
/// damaged or of another version is as good as none; it can only save time.</summary>
/// <remarks>Whoever can write the user's cache folder can make it lie: a verification for others reads everything
/// (<see cref="FingerprintOptions.CacheFolder"/> null, or <see cref="FingerprintOptions.Full"/>).</remarks>
public sealed class FingerprintCache
{
    /// <summary>A file whose time stamps are this fresh may be written again without a new one: its entry isn't kept
    /// ("racy git", git's Documentation/technical/racy-git). Two seconds is FAT's grain, the coarsest in use.</summary>
    private const long FreshNs = 2_000_000_000;

    private readonly string _path;
    private readonly string _root;
    private readonly CacheContent _old;

    private FingerprintCache(string path, string root, CacheContent old) => (_path, _root, _old) = (path, root, old);

    /// <summary>The user's cache folder: <c>$XDG_CACHE_HOME/modeldeed</c>, else <c>~/.cache/modeldeed</c>; on Windows
    /// <c>%LOCALAPPDATA%\modeldeed</c>; null when the user has no home.</summary>
    public static string? DefaultFolder
    {
        get
        {
            string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (!string.IsNullOrEmpty(xdg) && Path.IsPathRooted(xdg)) return Path.Join(xdg, "modeldeed");
            string home = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.IsPathRooted(home) ? Path.Join(home, "modeldeed") : null;
        }
    }

    /// <summary>Loads what is known of the asset at a full path.</summary>
    internal static FingerprintCache Open(string folder, string root)
    {
        string name = Convert.ToHexStringLower(Blake3.Hash(System.Text.Encoding.UTF8.GetBytes(root)).Bytes[..16]) + ".fingerprints";
        string path = Path.Join(folder, name);
        return new FingerprintCache(path, root, CacheFile.Read(path, root));
    }

    /// <summary>Takes the digests of every file that is in the state remembered, if all of its tensors are remembered too.</summary>
    internal void Fill(HashPlan plan)
    {
        foreach (FileJob job in plan.Files)
        {
            if (!_old.Files.TryGetValue(job.File.Model.FullPath, out CachedFile? known) || known.Stamp != job.File.Stamp) continue;
            if (!job.Ranges.All(range => known.Ranges.ContainsKey((range.Offset, range.Length)))) continue;
            foreach (TensorRange range in job.Ranges) range.Digest = known.Ranges[(range.Offset, range.Length)];
            job.Digest = known.Blake3;
        }
    }

    /// <summary>Takes the digests of computed tensors: they follow from the content of all files, so the fingerprint is their key.</summary>
    internal void FillComputed(HashPlan plan)
    {
        if (_old.Fingerprint != plan.Fingerprint) return;
        foreach (ComputedJob job in plan.Computed)
            if (_old.Computed.TryGetValue((job.Tensor.Name, job.Length), out Hash32 digest)) job.Digest = digest;
    }

    /// <summary>Remembers the run. A full disk or a missing right is told, not thrown: the fingerprint is right without a cache.</summary>
    internal string? Save(HashPlan plan, DateTimeOffset started)
    {
        long startedNs = (started - DateTimeOffset.UnixEpoch).Ticks * 100;
        var content = new CacheContent(plan.Fingerprint, [], []);
        foreach (FileJob job in plan.Files)
        {
            if (job.File.Stamp.LatestNs > startedNs - FreshNs) continue;
            var known = new CachedFile(job.File.Stamp, job.Digest!.Value, []);
            foreach (TensorRange range in job.Ranges) known.Ranges.Add((range.Offset, range.Length), range.Digest);
            content.Files.Add(job.File.Model.FullPath, known);
        }
        foreach (ComputedJob job in plan.Computed) content.Computed.Add((job.Tensor.Name, job.Length), job.Digest!.Value);
        try
        {
            CacheFile.Write(_path, _root, content);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{_path}: the cache could not be written: {e.Message}";
        }
    }
}
