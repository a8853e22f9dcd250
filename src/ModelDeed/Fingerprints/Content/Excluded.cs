namespace ModelDeed.Fingerprints;

/// <summary>Something in the folder that is not part of the fingerprint.</summary>
/// <param name="Path">Path relative to the asset's root, <c>/</c>-separated, NFC.</param>
/// <param name="Reason">Why: <see cref="VersionControl"/> or <see cref="EmptyFolder"/>.</param>
public sealed record Excluded(string Path, string Reason)
{
    /// <summary>Anything named <c>.git</c>: it changes with every commit, pull and garbage collection.</summary>
    public const string VersionControl = "version control";

    /// <summary>A folder in which nothing is: only files have content.</summary>
    public const string EmptyFolder = "empty folder";
}
