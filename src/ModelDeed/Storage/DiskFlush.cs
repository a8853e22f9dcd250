using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ModelDeed.Storage;

/// <summary>Makes what was written outlast a crash of the machine.</summary>
public static partial class DiskFlush
{
    /// <summary>Flushes a folder to the disk: until then a crash may forget which files it has, however well these were flushed.
    /// Does nothing on Windows, whose file systems keep a journal of that.</summary>
    /// <exception cref="IOException">The disk fails, or there is no such folder.</exception>
    public static void Folder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        const int BadDescriptor = 9, NotSupported = 22; // EINVAL: a file system that has nothing to flush
        using SafeFileHandle handle = Open(folder, 0);
        if (!handle.IsInvalid && Flush(handle) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        if (handle.IsInvalid || error is not (BadDescriptor or NotSupported)) throw new IOException($"The folder {folder} can't be flushed to the disk: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    /// <summary>Writes a file whole or not at all: beside the target, flushed, then in its place.</summary>
    /// <exception cref="IOException">The disk is full or fails; the old file, if there was one, stands.</exception>
    public static void WriteWhole(string path, ReadOnlySpan<byte> content)
    {
        string part = path + ".part";
        try
        {
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
        Folder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle folder);
}
