namespace ModelDeed.Fingerprints;

/// <summary>A file or folder that can't be fingerprinted as it stands: unreadable, changing, or not what the scheme allows.
/// Names the path, what is wrong, and what to do.</summary>
public sealed class ContentException : IOException
{
    /// <summary>Path of the file or folder, as the user knows it.</summary>
    public string Path { get; }

    /// <summary>Says which path and what is wrong with it.</summary>
    public ContentException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => Path = path;
}
