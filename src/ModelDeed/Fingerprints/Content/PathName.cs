namespace ModelDeed.Fingerprints;

/// <summary>Names of files as the scheme writes them: Unicode text in Normalization Form C.</summary>
internal static class PathName
{
    private const char Replacement = '\ufffd';

    /// <summary>The name in NFC.</summary>
    /// <exception cref="ContentException">Half a surrogate pair (Windows allows it).</exception>
    public static string Normalize(string fullPath, string name)
    {
        try
        {
            return Nfc.Normalize(name);
        }
        catch (ArgumentException e)
        {
            throw new ContentException(fullPath, "the name isn't valid Unicode. Rename it.", e);
        }
    }

    /// <summary>The error for an entry that was listed but can't be found under its name: either it is gone, or its bytes aren't UTF-8,
    /// for which .NET reads a replacement character that then names nothing.</summary>
    public static ContentException Missing(string fullPath, string name) => new(fullPath, name.Contains(Replacement, StringComparison.Ordinal)
        ? "the name isn't valid UTF-8. Rename it."
        : "it disappeared while the folder was read. Wait until nothing writes to it, and start again.");
}
