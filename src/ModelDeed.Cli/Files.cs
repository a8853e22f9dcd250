using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ModelDeed.Storage;

namespace ModelDeed.Cli;

/// <summary>Files that are either whole or not there.</summary>
internal static partial class Files
{
    /// <summary>Writes beside the target, flushes to the disk, and only then takes the target's place: a full disk or a kill leaves the old file.</summary>
    public static async Task WriteWhole(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        string full = Path.GetFullPath(path);
        await WritePart(PartOf(full), FileMode.Create, null, content, ct);
        Place(PartOf(full), full, overwrite: true);
    }

    /// <summary>Writes a file that only its owner can read, whole, and only where none is: of several that try at once, one succeeds.</summary>
    /// <exception cref="IOException">There is a file already: it stays as it is.</exception>
    public static async Task WriteSecret(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        string full = Path.GetFullPath(path), part = $"{full}.{RandomNumberGenerator.GetHexString(16)}.part";
        // The rights are the file's from its first moment on, before a byte is in it.
        await WritePart(part, FileMode.CreateNew, UnixFileMode.UserRead | UnixFileMode.UserWrite, content, ct);
        Place(part, full, overwrite: false);
    }

    /// <summary>Finds out before anything is spent whether <see cref="WriteWhole"/> can write a file, by the very name that it writes first.</summary>
    public static void RequireWritable(string path, string option = "--out")
    {
        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder)) throw Refusal.Unreadable($"The folder {folder} doesn't exist.", $"Make it, or give another {option}.");
        if (Directory.Exists(full)) throw Refusal.Unreadable($"{full} is a folder: no file can take its place.", $"Give another {option}.");
        try
        {
            using (new FileStream(PartOf(full), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                // Created and gone: it can be done.
            }
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Unreadable($"{full} can't be written: {denied.Message}", $"Nothing was sent. Give another {option}.");
        }
    }

    /// <summary>Reads a file that can't be larger than <paramref name="most"/> bytes.</summary>
    public static async Task<byte[]> ReadBounded(string path, int most, CancellationToken ct)
    {
        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        if (stream.Length > most) throw Refusal.Unreadable($"{path} has {stream.Length:N0} bytes; {most:N0} at most are possible here.");
        byte[] bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    private static string PartOf(string full) => $"{full}.{Environment.ProcessId}.part";

    private static async Task WritePart(string part, FileMode how, UnixFileMode? rights, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        FileStreamOptions options = new() { Mode = how, Access = FileAccess.Write, PreallocationSize = content.Length, Options = FileOptions.Asynchronous };
        if (rights is not null && !OperatingSystem.IsWindows()) options.UnixCreateMode = rights;
        try
        {
            await using FileStream stream = new(part, options);
            await stream.WriteAsync(content, ct);
            await stream.FlushAsync(ct);
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static void Place(string part, string full, bool overwrite)
    {
        try
        {
            if (overwrite || !TryLink(part, full)) File.Move(part, full, overwrite);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
        DiskFlush.Folder(Path.GetDirectoryName(full)!);
    }

    // File.Move looks whether a file is there, and then renames: two that look at once both succeed. A hard link fails where a file is.
    private static bool TryLink(string part, string full)
    {
        const int Exists = 17;
        if (OperatingSystem.IsWindows()) return false;
        if (Link(part, full) == 0)
        {
            File.Delete(part);
            return true;
        }
        if (Marshal.GetLastPInvokeError() == Exists) throw new IOException($"The file {full} already exists.");
        return false; // a file system without hard links
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
