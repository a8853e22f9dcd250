using Microsoft.Win32.SafeHandles;

namespace ModelDeed.Storage;

/// <summary>A file, read by position. Its length is what it was when it was opened; a file cut short since is an error.</summary>
public sealed class FileSource : ByteSource
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It isn't there or can't be read.</exception>
    public FileSource(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Length = RandomAccess.GetLength(_handle);
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct)
    {
        CheckRange(offset, into.Length);
        ct.ThrowIfCancellationRequested();
        Span<byte> left = into.Span;
        while (!left.IsEmpty)
        {
            int read = RandomAccess.Read(_handle, left, offset);
            if (read == 0) throw new IOException($"{_path}: the file was cut short while it was read. Fetch it again.");
            left = left[read..];
            offset += read;
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _handle.Dispose();
        base.Dispose(disposing);
    }
}
