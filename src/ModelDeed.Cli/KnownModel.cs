using System.Collections.Immutable;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>A model of which a print is known, with or without its files.</summary>
/// <param name="Label">What people call it: a title's name, or a path.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Print">Its print under the public seed.</param>
/// <param name="Path">Its files, or null.</param>
internal sealed record KnownModel(string Label, Manifest Manifest, HeritagePrint Print, string? Path)
{
    /// <summary>The names of the print's tensors.</summary>
    public ImmutableArray<string> Names => [.. Print.Tensors.Select(tensor => Manifest.Tensors[tensor.Ordinal].Name)];

    /// <summary>The model of a manifest; null when it has no print.</summary>
    public static KnownModel? Of(Manifest manifest)
    {
        try
        {
            return ManifestPrint.Of(manifest) is { } print ? new KnownModel(manifest.Name ?? manifest.Fingerprint.ToString(), manifest, print, null) : null;
        }
        catch (HeritageException)
        {
            // A stranger's manifest may say anything: then it has no print.
            return null;
        }
    }
}

/// <summary>Models that this machine knows: the manifests that were registered or fetched here.</summary>
internal static class KnownModels
{
    // What a manifest may have: a larger file is something else, and isn't read.
    private const long MostManifest = 256 << 20;

    /// <summary>Every model with a print among the saved manifests, the newest first.</summary>
    public static IEnumerable<KnownModel> Here(Home home) => Newest(home).Select(Read).OfType<Manifest>().Select(KnownModel.Of).OfType<KnownModel>();

    /// <summary>The newest saved manifest of a fingerprint that has a print.</summary>
    public static KnownModel? Find(Home home, Hash32 fingerprint) => Here(home).FirstOrDefault(known => known.Manifest.Fingerprint == fingerprint);

    private static IEnumerable<string> Newest(Home home) => Directory.Exists(home.Manifests)
        ? Directory.EnumerateFiles(home.Manifests, "*.json").OrderByDescending(File.GetLastWriteTimeUtc).ThenBy(path => path, StringComparer.Ordinal) : [];

    /// <summary>The manifest in a file; null when it isn't one, or can't be read.</summary>
    public static Manifest? Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MostManifest) return null;
            byte[] json = new byte[stream.Length];
            stream.ReadExactly(json);
            return Manifest.Parse(json);
        }
        catch (Exception broken) when (broken is ManifestException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
