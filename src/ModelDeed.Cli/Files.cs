namespace ModelDeed.Cli;

/// <summary>Files that are either whole or not there.</summary>
internal static class Files
{
    /// <summary>Writes beside the target, flushes to the disk, and only then takes the target's place: a full disk or a kill leaves the old file.</summary>
    public static async Task WriteWhole(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        string full = Path.GetFullPath(path);
        string part = $"{full}.{Environment.ProcessId}.part";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = content.Length, Options = FileOptions.Asynchronous };
            await using (FileStream stream = new(part, options))
            {
                await stream.WriteAsync(content, ct);
                await stream.FlushAsync(ct);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, full, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Finds out before anything is spent whether files can be written into a folder.</summary>
    public static void RequireWritable(string folder)
    {
        if (!Directory.Exists(folder)) throw Refusal.Unreadable($"The folder {folder} doesn't exist.", "Make it, or give another --out.");
        string probe = Path.Combine(folder, $".deed.{Environment.ProcessId}.probe");
        try
        {
            using (new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                // Created and gone: it can be done.
            }
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Unreadable($"Nothing can be written into {folder}: {denied.Message}", "Nothing was sent. Give another --out.");
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
}
