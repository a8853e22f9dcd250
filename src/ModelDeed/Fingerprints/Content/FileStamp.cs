using Microsoft.Win32.SafeHandles;

namespace ModelDeed.Fingerprints;

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>A file with bytes.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link that was not followed.</summary>
    Link,

    /// <summary>A pipe, a socket or a device: no content that stays.</summary>
    Special,
}

/// <summary>What tells one state of a file from another without reading it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedNs">Last change of the content, nanoseconds since 1970; a program may set it at will.</param>
/// <param name="ChangedNs">Last change of content or attributes, nanoseconds since 1970; no program can set it. 0 where the system has none.</param>
/// <param name="Inode">The file's number on its device; 0 where the system has none.</param>
/// <param name="Device">The device's number; 0 where the system has none.</param>
internal readonly record struct FileStamp(FileKind Kind, ulong Size, long ModifiedNs, long ChangedNs, ulong Inode, ulong Device)
{
    private const long NsPerTick = 100;

    /// <summary>The later of both times.</summary>
    public long LatestNs => Math.Max(ModifiedNs, ChangedNs);

    /// <summary>True when both are stamps of one file.</summary>
    public bool IsSameFile(FileStamp other) => Inode == other.Inode && Device == other.Device;

    /// <summary>The stamp of what stands at a path; null when nothing does.</summary>
    /// <exception cref="ContentException">The system refuses to tell.</exception>
    public static FileStamp? Of(string path, bool followLinks) =>
        Statx.IsSupported ? Statx.Of(path, followLinks) : Portable(path, followLinks);

    /// <summary>The stamp of an open file.</summary>
    /// <exception cref="ContentException">The system refuses to tell.</exception>
    public static FileStamp Of(SafeFileHandle handle, string path) =>
        Statx.IsSupported ? Statx.Of(handle, path) : Portable(path, followLinks: true) ?? throw new ContentException(path, "it is gone.");

    /// <summary>Size and time only: all that .NET tells on every system.</summary>
    private static FileStamp? Portable(string path, bool followLinks)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (!info.Exists && info.LinkTarget is null) return null;
        bool isLink = info.LinkTarget is not null;
        if (isLink && followLinks) return info.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target ? Portable(target.FullName, true) : null;
        FileKind kind = isLink ? FileKind.Link
            : info is DirectoryInfo ? FileKind.Folder
            : info.Attributes.HasFlag(FileAttributes.Device) ? FileKind.Special : FileKind.Regular;
        ulong size = info is FileInfo file && !isLink ? (ulong)file.Length : 0;
        return new FileStamp(kind, size, (info.LastWriteTimeUtc.Ticks - DateTime.UnixEpoch.Ticks) * NsPerTick, 0, 0, 0);
    }
}
