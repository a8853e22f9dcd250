using ModelDeed.Fingerprints;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>Manifests kept as registered: the token URI names them by digest, so whoever holds the file can publish it under that URI.</summary>
internal static class SavedManifest
{
    /// <summary>Keeps a manifest.</summary>
    /// <returns>The file's path.</returns>
    public static async Task<string> Write(Home home, Manifest manifest, CancellationToken ct)
    {
        string path = Path.Combine(Home.Create(home.Manifests), ContentId.Of(manifest.Digest()) + ".json");
        if (!File.Exists(path)) await Files.WriteWhole(path, manifest.ToJson(), ct);
        return path;
    }

    /// <summary>The manifest with this digest if it is here, or null.</summary>
    public static Manifest? Find(Home home, Hash32 digest)
    {
        string path = Path.Combine(home.Manifests, ContentId.Of(digest) + ".json");
        if (!File.Exists(path)) return null;
        using FileStream stream = File.OpenRead(path);
        byte[] json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Manifest.Parse(json);
    }
}
