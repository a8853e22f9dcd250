namespace ModelDeed.Fingerprints;

/// <summary>One regular file of the asset that is being fingerprinted.</summary>
/// <param name="Path">Path relative to the asset's root, <c>/</c>-separated, NFC; <c>""</c> when the asset is a single file.</param>
/// <param name="Size">Bytes, as the walk over the asset found it; a reader that meets another size says that the file changed.</param>
/// <param name="FullPath">What opens the file, and what errors call it.</param>
public sealed record ModelFile(string Path, ulong Size, string FullPath);

/// <summary>What to do with a file that claims a known format but is broken.</summary>
public enum FormatPolicy
{
    /// <summary>Say what is wrong and stop: the default, for a damaged model should not be registered by mistake.</summary>
    Refuse,

    /// <summary>Take the broken model as opaque bytes. Its content root is exact all the same; a fact <c>opaque PATH</c> says why no tensors are listed.</summary>
    Opaque,
}
