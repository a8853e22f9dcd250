using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ModelDeed.Sealing;

/// <summary>The last head of a log that may have been signed, so that a damaged or older log is never signed in its stead.</summary>
/// <remarks>Two slots in turn, each 8 bytes of size (big-endian), 32 of root and 32 of SHA-256 over these: a crash while one is written leaves the
/// other, and no room on the disk is needed once both were.</remarks>
internal sealed class LogHeadFile : IDisposable
{
    private const int Slot = Told + SHA256.HashSizeInBytes, Told = sizeof(ulong) + Hash32.Size;

    private readonly FileStream _file;

    private LogHeadFile(FileStream file) => _file = file;

    /// <summary>The newest head that is whole; null for none.</summary>
    public (long Size, Hash32 Root)? Newest { get; private set; }

    /// <summary>Opens the file, or begins it.</summary>
    /// <exception cref="IOException">The disk refuses, or another process has it open.</exception>
    public static LogHeadFile Open(string path)
    {
        var file = new LogHeadFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        try
        {
            for (int slot = 0; slot < 2; slot++)
                if (file.Read(slot) is { } head && !(head.Size <= file.Newest?.Size)) file.Newest = head;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a head, and returns once it is on the disk.</summary>
    /// <exception cref="IOException">The disk is full or fails: whether the head is there can't be told.</exception>
    public void Write(long size, Hash32 root)
    {
        Span<byte> slot = stackalloc byte[Slot];
        BinaryPrimitives.WriteInt64BigEndian(slot, size);
        root.Bytes.CopyTo(slot[sizeof(ulong)..]);
        SHA256.HashData(slot[..Told], slot[Told..]);
        RandomAccess.Write(_file.SafeFileHandle, slot, size % 2 * Slot);
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        Newest = (size, root);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private (long Size, Hash32 Root)? Read(int number)
    {
        Span<byte> slot = stackalloc byte[Slot];
        int read = 0;
        while (read < Slot && RandomAccess.Read(_file.SafeFileHandle, slot[read..], number * Slot + read) is > 0 and var more) read += more;
        return read == Slot && SHA256.HashData(slot[..Told]).AsSpan().SequenceEqual(slot[Told..])
            ? (BinaryPrimitives.ReadInt64BigEndian(slot), new Hash32(slot[sizeof(ulong)..Told])) : null;
    }
}
