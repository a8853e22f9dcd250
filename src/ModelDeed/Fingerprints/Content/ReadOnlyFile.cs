using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ModelDeed.Fingerprints;

/// <summary>A file opened to be read piece by piece. On Linux by the system's own calls: <see cref="System.IO.File.OpenHandle"/> asks the
/// system four more things per file (what it is, whether it is locked, and twice about the lock), a third of the time of a small one.</summary>
internal sealed partial class ReadOnlyFile : IDisposable
{
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const int NoEntry = 2, NotPermitted = 1, Interrupted = 4, PermissionDenied = 13, NotAFolder = 20;
    private const int AdviseSequential = 2;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private ReadOnlyFile(SafeFileHandle handle, string path) => (_handle, _path) = (handle, path);

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="isLarge">Whether it will be read from end to end in many pieces.</param>
    /// <exception cref="ContentException">It is gone, or may not be read.</exception>
    public static ReadOnlyFile Open(string path, bool isLarge) =>
        new(Statx.IsSupported ? OpenHere(path, isLarge) : OpenPortably(path, isLarge), path);

    /// <summary>Its state now.</summary>
    public FileStamp Stamp() => FileStamp.Of(_handle, _path);

    /// <summary>Reads up to a span's length.</summary>
    /// <returns>Bytes read; 0 at the end of the file.</returns>
    /// <exception cref="ContentException">The disk fails.</exception>
    public unsafe int Read(ulong offset, Span<byte> into)
    {
        if (!Statx.IsSupported) return ReadPortably(offset, into);
        fixed (byte* to = into)
        {
            while (true)
            {
                nint read = PRead(_handle, to, (nuint)into.Length, (long)offset);
                if (read >= 0) return (int)read;
                int error = Marshal.GetLastPInvokeError();
                if (error != Interrupted) throw Refused(_path, error);
            }
        }
    }

    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle OpenHere(string path, bool isLarge)
    {
        // Not blocking: should a pipe have taken the file's place since the walk, opening it would wait for a writer.
        SafeFileHandle handle = Open(path, CloseOnExec | NonBlocking);
        if (handle.IsInvalid) throw Refused(path, Marshal.GetLastPInvokeError());
        if (isLarge) _ = Advise(handle, 0, 0, AdviseSequential);
        return handle;
    }

    private static SafeFileHandle OpenPortably(string path, bool isLarge)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
                isLarge ? FileOptions.SequentialScan : FileOptions.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Refused(path, PermissionDenied, e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refused(path, NoEntry, e);
        }
        catch (IOException e)
        {
            throw new ContentException(path, $"it can't be read: {e.Message}", e);
        }
    }

    private int ReadPortably(ulong offset, Span<byte> into)
    {
        try
        {
            return RandomAccess.Read(_handle, into, (long)offset);
        }
        catch (IOException e)
        {
            throw new ContentException(_path, $"it can't be read: {e.Message}", e);
        }
    }

    private static ContentException Refused(string path, int error, Exception? inner = null) => new(path, error switch
    {
        PermissionDenied or NotPermitted => "permission denied. Give yourself the right to read it, or move it out of the folder.",
        NoEntry or NotAFolder => "it disappeared while it was to be read. Wait until nothing writes to the folder, and start again.",
        _ => $"it can't be read: {Marshal.GetPInvokeErrorMessage(error)}.",
    }, inner);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint PRead(SafeFileHandle file, byte* into, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
