using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>One fingerprint to anchor.</summary>
/// <param name="Fingerprint">The content root.</param>
/// <param name="Evidence">Full path of the evidence file to write.</param>
/// <param name="Manifest">Canonical JSON of the manifest, or null where only the fingerprint was given.</param>
internal sealed record AnchorItem(Hash32 Fingerprint, string Evidence, byte[]? Manifest)
{
    /// <summary>Where the evidence of <paramref name="name"/> goes: beside it, or where <c>--out</c> says.</summary>
    public static string EvidencePath(string name, string? output, bool several)
    {
        string trimmed = Path.TrimEndingDirectorySeparator(Path.GetFullPath(name));
        if (output is null) return Path.GetFullPath(trimmed + ".deed");
        bool folder = several || Directory.Exists(output) || Path.EndsInDirectorySeparator(output);
        return Path.GetFullPath(folder ? Path.Combine(output, Path.GetFileName(Path.GetFullPath(trimmed)) + ".deed") : output);
    }
}
