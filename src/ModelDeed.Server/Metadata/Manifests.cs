using System.Collections.Concurrent;
using ModelDeed.Fingerprints;

namespace ModelDeed.Server.Metadata;

/// <summary>Manifests by their digest: from the store, checked, the last ones kept in memory.</summary>
/// <param name="store">Where they are.</param>
/// <param name="written">Where the command line on this machine writes those that it makes: taken over into the store when first wanted.</param>
internal sealed class Manifests(DocumentStore store, string written)
{
    // A page needs one; a handful covers a reader who pages through its tensors.
    private const int MostKept = 32;

    // Checking a larger one on a page's request would hold the page up: it is for the command line.
    private const long MostShown = 32 * 1024 * 1024;

    private readonly ConcurrentDictionary<Hash32, Manifest> _kept = new();

    /// <summary>The manifest whose document has a digest; null when the document isn't here, is too large to show, or isn't a manifest.</summary>
    internal async Task<Manifest?> Find(Hash32 sha256, CancellationToken ct)
    {
        if (_kept.TryGetValue(sha256, out Manifest? known)) return known;
        await using FileStream? file = await Open(sha256, ct);
        if (file is null || file.Length > MostShown) return null;
        byte[] json = new byte[file.Length];
        await file.ReadExactlyAsync(json, ct);
        try
        {
            Manifest manifest = Manifest.Parse(json);
            if (_kept.Count >= MostKept) _kept.Clear();
            return _kept[sha256] = manifest;
        }
        catch (ManifestException)
        {
            // What a title names may be anything: then its page has no description.
            return null;
        }
    }

    /// <summary>Opens a document, or null when it is neither kept nor was written here.</summary>
    internal async Task<FileStream?> Open(Hash32 sha256, CancellationToken ct) => store.Open(sha256) ?? await TakeOver(sha256, ct);

    private async Task<FileStream?> TakeOver(Hash32 sha256, CancellationToken ct)
    {
        string path = Path.Combine(written, $"{ContentId.Of(sha256)}.json");
        if (!File.Exists(path)) return null;
        await using FileStream file = File.OpenRead(path);
        return await store.Put(file, sha256, ct) == Kept.Stored ? store.Open(sha256) : null;
    }
}
