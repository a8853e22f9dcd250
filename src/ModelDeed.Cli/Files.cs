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
}
