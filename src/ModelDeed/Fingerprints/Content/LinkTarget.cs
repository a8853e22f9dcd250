using System.Runtime.InteropServices;

namespace ModelDeed.Fingerprints;

/// <summary>Where symbolic links lead.</summary>
internal static partial class LinkTarget
{
    // PATH_MAX of Linux; macOS has 1024.
    private const int LongestPath = 4096;

    /// <summary>The full path without any link in it.</summary>
    /// <exception cref="ContentException">A link on the way leads nowhere.</exception>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
            return (Directory.Exists(full) ? new DirectoryInfo(full) : (FileSystemInfo)new FileInfo(full))
                .ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        return RealPath(full) ?? throw new ContentException(path, "the link leads to nothing. Remove it, or restore what it links to.");
    }

    /// <summary>The stamp of what a link in the folder leads to.</summary>
    /// <exception cref="ContentException">It leads out of the folder, in a circle or to nothing.</exception>
    public static FileStamp Inside(string root, string link)
    {
        FileStamp stamp = FileStamp.Of(link, followLinks: true)
            ?? throw new ContentException(link, "the link leads to nothing. Remove it, or restore what it links to.");
        string target = Resolve(link);
        string folder = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        bool isInside = target == root || target.StartsWith(folder, StringComparison.Ordinal);
        return isInside ? stamp
            : throw new ContentException(link, $"the link leads out of the folder, to {target}. Replace it by a copy of what it links to.");
    }

    private static unsafe string? RealPath(string path)
    {
        byte* resolved = stackalloc byte[LongestPath];
        return Call(path, resolved) == 0 ? null : Marshal.PtrToStringUTF8((nint)resolved);
    }

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint Call(string path, byte* resolved);
}
