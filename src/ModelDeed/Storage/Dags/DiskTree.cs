using ModelDeed.Fingerprints;

namespace ModelDeed.Storage;

/// <summary>A file or folder on the disk, listed before any of it is read.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Stamp">Its state then.</param>
/// <param name="Entries">What is in a folder; null for a file.</param>
internal sealed record DiskTree(string Path, FileStamp Stamp, IReadOnlyList<DiskTree>? Entries)
{
    /// <summary>Folders within folders, at most: what a reader follows, too.</summary>
    public const int MaxDepth = 64;

    /// <summary>Bytes of all files.</summary>
    public long Length => Entries?.Sum(entry => entry.Length) ?? (long)Stamp.Size;

    /// <summary>Lists what is there, hidden files too. The path itself may be a link.</summary>
    /// <exception cref="IOException">Nothing is there, or something that is neither file nor folder.</exception>
    public static DiskTree List(string path) => List(path, depth: 0);

    /// <summary>Throws if the file isn't in the state any more in which it was listed.</summary>
    /// <exception cref="IOException">It changed.</exception>
    public void CheckUnchanged()
    {
        if (FileStamp.Of(Path, followLinks: true) != Stamp) throw new IOException($"{Path} changed while it was read. Wait until nothing writes to it, and start again.");
    }

    private static DiskTree List(string path, int depth)
    {
        FileStamp stamp = FileStamp.Of(path, followLinks: depth == 0) ?? throw new FileNotFoundException($"{path} doesn't exist.");
        if (depth > 0) FolderNames.Check(System.IO.Path.GetFileName(path));
        if (depth > MaxDepth) throw new IOException($"{path} is in more than {MaxDepth} folders within folders. Pack the whole into one file, or seal it.");
        return stamp.Kind switch
        {
            FileKind.Regular => new DiskTree(path, stamp, null),
            FileKind.Folder => new DiskTree(path, stamp, [.. Directory.EnumerateFileSystemEntries(path).Select(entry => List(entry, depth + 1))]),
            FileKind.Link => throw new IOException($"{path} is a link, which isn't followed. Put the file itself in its place, or take it out."),
            _ => throw new IOException($"{path} is a pipe, a socket or a device, which has no content to keep. Take it out."),
        };
    }
}
