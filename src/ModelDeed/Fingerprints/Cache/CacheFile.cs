using System.Text;

namespace ModelDeed.Fingerprints;

/// <summary>A file's digests and the state they belong to.</summary>
internal sealed record CachedFile(FileStamp Stamp, Hash32 Blake3, Dictionary<(ulong Offset, ulong Length), Hash32> Ranges);

/// <summary>What is remembered of one asset.</summary>
/// <param name="Fingerprint">The content root that the computed tensors belong to.</param>
/// <param name="Files">By full path.</param>
/// <param name="Computed">By name and length.</param>
internal sealed record CacheContent(
    Hash32 Fingerprint, Dictionary<string, CachedFile> Files, Dictionary<(string Name, ulong Length), Hash32> Computed)
{
    public static CacheContent Empty => new(Hash32.Zero, [], []);
}

/// <summary>The cache on disk: a header that names version and asset, the entries, and BLAKE3 of all that. It is written beside and
/// moved into place, so that a reader, or a second process, sees the old file or the new one, never half of one.</summary>
internal static class CacheFile
{
    // Another build may read a format differently: its computed tensors are another's.
    private static readonly string Version = $"modeldeed cache 1 {typeof(CacheFile).Module.ModuleVersionId:n}";

    /// <summary>Bytes of a cache, at most: a million tensors in 100,000 files take some 60 MB.</summary>
    private const long MostBytes = 512L * 1024 * 1024;

    /// <summary>The content, or an empty one when there is none that can be trusted.</summary>
    public static CacheContent Read(string path, string root)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length is < Hash32.Size or > MostBytes) return CacheContent.Empty;
            var bytes = new byte[(int)file.Length];
            file.ReadExactly(bytes);
            ReadOnlySpan<byte> body = bytes.AsSpan(0, bytes.Length - Hash32.Size);
            return Blake3.Hash(body).Bytes.SequenceEqual(bytes.AsSpan(body.Length))
                ? Decode(new MemoryStream(bytes, 0, body.Length, writable: false), root) : CacheContent.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or FormatException or OverflowException)
        {
            return CacheContent.Empty;
        }
    }

    public static void Write(string path, string root, CacheContent content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true)) Encode(writer, root, content);
        Hash32 check = Blake3.Hash(body.GetBuffer().AsSpan(0, (int)body.Length));
        body.Write(check.Bytes);
        string beside = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        try
        {
            using (FileStream file = File.Create(beside)) body.WriteTo(file);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    private static void Encode(BinaryWriter to, string root, CacheContent content)
    {
        to.Write(Version);
        to.Write(root);
        Write(to, content.Fingerprint);
        to.Write(content.Files.Count);
        foreach ((string path, CachedFile file) in content.Files)
        {
            to.Write(path);
            Write(to, file.Stamp);
            Write(to, file.Blake3);
            to.Write(file.Ranges.Count);
            foreach (((ulong offset, ulong length), Hash32 digest) in file.Ranges)
            {
                to.Write(offset);
                to.Write(length);
                Write(to, digest);
            }
        }
        to.Write(content.Computed.Count);
        foreach (((string name, ulong length), Hash32 digest) in content.Computed)
        {
            to.Write(name);
            to.Write(length);
            Write(to, digest);
        }
    }

    private static CacheContent Decode(Stream body, string root)
    {
        using var from = new BinaryReader(body, Encoding.UTF8);
        if (from.ReadString() != Version || from.ReadString() != root) return CacheContent.Empty;
        CacheContent content = CacheContent.Empty with { Fingerprint = ReadHash(from) };
        for (int left = from.ReadInt32(); left > 0; left--)
        {
            string path = from.ReadString();
            var file = new CachedFile(ReadStamp(from), ReadHash(from), []);
            for (int ranges = from.ReadInt32(); ranges > 0; ranges--)
                file.Ranges.Add((from.ReadUInt64(), from.ReadUInt64()), ReadHash(from));
            content.Files.Add(path, file);
        }
        for (int left = from.ReadInt32(); left > 0; left--)
            content.Computed.Add((from.ReadString(), from.ReadUInt64()), ReadHash(from));
        return content;
    }

    private static void Write(BinaryWriter to, FileStamp stamp)
    {
        to.Write((byte)stamp.Kind);
        to.Write(stamp.Size);
        to.Write(stamp.ModifiedNs);
        to.Write(stamp.ChangedNs);
        to.Write(stamp.Inode);
        to.Write(stamp.Device);
    }

    private static void Write(BinaryWriter to, Hash32 hash) => to.Write(hash.Bytes);

    private static FileStamp ReadStamp(BinaryReader from) => new(
        (FileKind)from.ReadByte(), from.ReadUInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadUInt64(), from.ReadUInt64());

    private static Hash32 ReadHash(BinaryReader from)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        from.BaseStream.ReadExactly(bytes);
        return new Hash32(bytes);
    }
}
