namespace ModelDeed.Storage;

/// <summary>A file on the disk in which what was fetched is kept, so that an interrupted fetch goes on. Nothing that lies in it is trusted:
/// each chunk is held against its CID before it is used, and fetched anew when it is another.</summary>
internal sealed class KeptFile : IDisposable
{
    private readonly FileStream _file;
    private readonly long _there;

    /// <summary>Opens the file, or makes it. One at a time uses it.</summary>
    /// <exception cref="IOException">It can't be made, it is a link, or somebody else uses it.</exception>
    public KeptFile(string path)
    {
        if (new FileInfo(path).LinkTarget is not null) throw new IOException($"{path} is a link: what is fetched would be written over what it leads to. Remove it.");
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
        _there = _file.Length; // before anything of this run is written
    }

    /// <summary>A chunk that lies there and is right; null when it must be fetched.</summary>
    public ReadOnlyMemory<byte>? Find(Cid cid, long start, long length)
    {
        if (cid.Codec != BlockCodec.Raw || length > Block.MaxSize || start + length > _there) return null;
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        if (!Fill(bytes, start) || Cid.Of(cid.Codec, bytes) != cid) return null;
        return bytes;
    }

    /// <summary>Keeps a chunk.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Keep(ReadOnlySpan<byte> bytes, long start) => DiskWrite.At(_file, bytes, start);

    public void Dispose() => _file.Dispose();

    private bool Fill(Span<byte> into, long start)
    {
        for (int read; !into.IsEmpty; into = into[read..], start += read)
            if ((read = RandomAccess.Read(_file.SafeFileHandle, into, start)) == 0) return false;
        return true;
    }
}
