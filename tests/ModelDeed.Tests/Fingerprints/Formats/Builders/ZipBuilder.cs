using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>One entry to be written; what is not given follows from the content.</summary>
internal sealed record ZipItem(string Name, byte[] Content)
{
    public bool Deflate { get; init; }

    /// <summary>As torch.save writes it: sizes only in the directory and behind the data.</summary>
    public bool Later { get; init; }

    public ushort Flags { get; init; } = 0x0800;

    public uint? Crc { get; init; }

    public uint? ClaimedBytes { get; init; }

    public uint? ClaimedPacked { get; init; }

    public string? LocalName { get; init; }

    public ushort? Method { get; init; }
}

/// <summary>Writes zip archives, honest or not.</summary>
internal sealed class ZipBuilder
{
    private readonly List<byte> _file = [];
    private readonly List<byte> _directory = [];
    private int _count;

    public uint LastLocal { get; private set; }

    public static byte[] Build(params ZipItem[] items)
    {
        var zip = new ZipBuilder();
        foreach (ZipItem item in items) zip.Add(item);
        return zip.Finish();
    }

    public ZipBuilder Add(ZipItem item)
    {
        LastLocal = (uint)_file.Count;
        byte[] packed = item.Deflate ? Deflate(item.Content) : item.Content;
        ushort flags = (ushort)(item.Flags | (item.Later ? 8 : 0)), method = item.Method ?? (ushort)(item.Deflate ? 8 : 0);
        uint crc = item.Crc ?? Crc32.Of(item.Content), size = item.ClaimedPacked ?? (uint)packed.Length, bytes = item.ClaimedBytes ?? (uint)item.Content.Length;
        byte[] sizes = item.Later ? new byte[12] : [.. U32(crc), .. U32(size), .. U32(bytes)];
        _file.AddRange([.. U32(0x04034b50), .. U16(20), .. U16(flags), .. U16(method), .. U32(0), .. sizes, .. Names(item.LocalName ?? item.Name, Padding(item)), .. packed]);
        if (item.Later) _file.AddRange([.. U32(0x08074b50), .. U32(crc), .. U32(size), .. U32(bytes)]);
        Directory(item.Name, LastLocal, flags, method, crc, size, bytes);
        return this;
    }

    /// <summary>A directory entry on its own: it may point anywhere.</summary>
    public ZipBuilder Directory(string name, uint local, ushort flags, ushort method, uint crc, uint size, uint bytes)
    {
        _count++;
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        _directory.AddRange([.. U32(0x02014b50), .. U16(20), .. U16(20), .. U16(flags), .. U16(method), .. U32(0), .. U32(crc), .. U32(size), .. U32(bytes),
            .. U16((ushort)utf8.Length), .. U16(0), .. U16(0), .. U16(0), .. U16(0), .. U32(0), .. U32(local), .. utf8]);
        return this;
    }

    public byte[] Finish(bool zip64 = false, string comment = "", int? count = null)
    {
        ushort entries = (ushort)(count ?? _count);
        byte[] large = !zip64 ? [] :
        [
            .. U32(0x06064b50), .. U64(44), .. U16(45), .. U16(45), .. U32(0), .. U32(0), .. U64(entries), .. U64(entries), .. U64((ulong)_directory.Count), .. U64((ulong)_file.Count),
            .. U32(0x07064b50), .. U32(0), .. U64((ulong)(_file.Count + _directory.Count)), .. U32(1),
        ];
        byte[] text = Encoding.ASCII.GetBytes(comment);
        return
        [
            .. _file, .. _directory, .. large, .. U32(0x06054b50), .. U16(0), .. U16(0), .. U16(zip64 ? ushort.MaxValue : entries), .. U16(zip64 ? ushort.MaxValue : entries),
            .. U32(zip64 ? uint.MaxValue : (uint)_directory.Count), .. U32(zip64 ? uint.MaxValue : (uint)_file.Count), .. U16((ushort)text.Length), .. text,
        ];
    }

    private static byte[] Names(string name, byte[] extra)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        return [.. U16((ushort)utf8.Length), .. U16((ushort)extra.Length), .. utf8, .. extra];
    }

    /// <summary>torch.save aligns data to 64 bytes with an extra field "FB".</summary>
    private byte[] Padding(ZipItem item)
    {
        int start = _file.Count + 30 + Encoding.UTF8.GetByteCount(item.LocalName ?? item.Name) + 4, padding = (64 - start % 64) % 64;
        return [.. "FB"u8, .. U16((ushort)padding), .. Enumerable.Repeat((byte)'Z', padding)];
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] U16(ushort value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
