using Microsoft.Win32.SafeHandles;

namespace ModelDeed.Fingerprints;

/// <summary>An open model file: its length is known, and no read reaches past it.</summary>
internal sealed class FileBytes : IDisposable
{
    private readonly SafeFileHandle _handle;

    public FileBytes(ModelFile file)
    {
        File = file;
        _handle = System.IO.File.OpenHandle(file.FullPath, FileMode.Open, FileAccess.Read, FileShare.Read);
        Length = (ulong)RandomAccess.GetLength(_handle);
        if (Length == file.Size) return;
        _handle.Dispose();
        throw Changed(file);
    }

    public ModelFile File { get; }

    /// <summary>Bytes.</summary>
    public ulong Length { get; }

    public void Dispose() => _handle.Dispose();

    /// <summary>Fills <paramref name="into"/>.</summary>
    /// <exception cref="ModelFormatException">The file ends before.</exception>
    public void Read(ulong offset, Span<byte> into)
    {
        if (offset > Length || (ulong)into.Length > Length - offset)
            throw Broken(offset, $"{into.Length} bytes are needed, but the file ends at {Length}");
        while (!into.IsEmpty)
        {
            int read = RandomAccess.Read(_handle, into, (long)offset);
            if (read == 0) throw Changed(File);
            into = into[read..];
            offset += (uint)read;
        }
    }

    /// <summary>An error at a place in this file.</summary>
    public ModelFormatException Broken(ulong offset, string problem, Exception? inner = null) =>
        Broken($"{problem} (at byte {offset})", inner);

    /// <summary>An error about this file as a whole.</summary>
    public ModelFormatException Broken(string problem, Exception? inner = null) =>
        new(File.FullPath, problem + ". Fetch the file again, or fingerprint it as opaque bytes.", inner);

    private static ModelFormatException Changed(ModelFile file) =>
        new(file.FullPath, "the file changed while it was read. Wait until nothing writes to it, and start again.");
}
