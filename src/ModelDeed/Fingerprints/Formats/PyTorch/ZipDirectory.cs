using System.Buffers.Binary;

namespace ModelDeed.Fingerprints;

/// <summary>
/// Reads the directory of a zip archive (APPNOTE.TXT 6.3.10, zip64 included) as a suspicious reader: entries that overlap, two names
/// that differ in case only, local headers that contradict the directory, encryption and absurd ratios are errors, because every
/// ambiguity lets two programs see two different models in one file.
/// </summary>
internal sealed class ZipDirectory
{
    /// <summary>Entries of one archive.</summary>
    public const int MostEntries = 262_144;

    /// <summary>Bytes of the central directory.</summary>
    private const ulong MostBytes = 128 * 1024 * 1024;

    /// <summary>Unpacked bytes per packed byte, for entries of over 1 MiB. Weights compress two to four times; deflate's own limit is 1,032.</summary>
    private const ulong MostRatio = 100;

    private const uint LocalSignature = 0x04034b50, DirectorySignature = 0x02014b50, EndSignature = 0x06054b50,
        End64Signature = 0x06064b50, Locator64Signature = 0x07064b50;

    private const int EndBytes = 22, Locator64Bytes = 20, End64Bytes = 56, DirectoryBytes = 46;

    private readonly FileBytes _file;
    private readonly FileCursor _cursor;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(ulong Start, ulong End)> _places = [];

    private ZipDirectory(FileBytes file)
    {
        _file = file;
        _cursor = new FileCursor(file);
    }

    /// <summary>In the directory's order.</summary>
    public List<ZipEntry> Entries { get; } = [];

    public static ZipDirectory Read(FileBytes file, CancellationToken ct)
    {
        var directory = new ZipDirectory(file);
        (ulong count, ulong offset, ulong length, ulong end) = directory.FindEnd();
        directory.ReadEntries(count, offset, length, end, ct);
        return directory;
    }

    /// <summary>The entry of exactly this name, or null.</summary>
    public ZipEntry? Find(string name) => _entries.TryGetValue(name, out ZipEntry? entry) && entry.Name == name ? entry : null;

    /// <summary>The end record must close the file exactly, and only one place may look like it.</summary>
    private (ulong Count, ulong Offset, ulong Length, ulong End) FindEnd()
    {
        if (_file.Length < EndBytes) throw _file.Broken("a zip archive is at least 22 bytes long");
        var tail = new byte[(int)Math.Min(_file.Length, EndBytes + ushort.MaxValue)];
        ulong start = _file.Length - (ulong)tail.Length;
        _file.Read(start, tail);
        int found = -1;
        for (int i = tail.Length - EndBytes; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(i)) != EndSignature) continue;
            if (i + EndBytes + BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(i + 20)) != tail.Length) continue;
            if (found >= 0) throw _file.Broken(start + (ulong)i, "the archive has two end records, so programs may see different contents");
            found = i;
        }
        if (found < 0) throw _file.Broken("the zip archive has no end record: it is cut off");
        return EndRecord(tail.AsSpan(found, EndBytes), start + (ulong)found);
    }

    private (ulong Count, ulong Offset, ulong Length, ulong End) EndRecord(ReadOnlySpan<byte> record, ulong at)
    {
        ushort disk = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]), firstDisk = BinaryPrimitives.ReadUInt16LittleEndian(record[6..]);
        ulong here = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]), count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        ulong length = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        ulong end = at;
        if (End64(at) is (ulong, ulong, ulong, ulong) large)
        {
            Agree(at, count, large.Count, ushort.MaxValue);
            Agree(at, length, large.Length, uint.MaxValue);
            Agree(at, offset, large.Offset, uint.MaxValue);
            (count, offset, length, end) = large;
        }
        else if (disk != 0 || firstDisk != 0 || here != count) throw _file.Broken(at, "the archive is in several volumes");
        if (length > MostBytes || offset > end || length != end - offset)
            throw _file.Broken(at, $"the directory is said to be {length} bytes at {offset}, but must end at {end} and be under {MostBytes} bytes");
        return (count, offset, length, end);
    }

    private void Agree(ulong at, ulong small, ulong large, ulong unset)
    {
        if (small != unset && small != large) throw _file.Broken(at, $"the end record says {small}, the zip64 end record {large}");
    }

    private (ulong Count, ulong Offset, ulong Length, ulong End)? End64(ulong end)
    {
        if (end < Locator64Bytes) return null;
        _cursor.Seek(end - Locator64Bytes);
        if (_cursor.U32() != Locator64Signature) return null;
        _cursor.Skip(4);
        ulong at = _cursor.U64();
        _cursor.Seek(at);
        if (_cursor.U32() != End64Signature) throw _file.Broken(at, "the zip64 end record isn't where its locator says");
        ulong size = _cursor.U64();
        if (at > end - Locator64Bytes || size != end - Locator64Bytes - at - 12 || size < End64Bytes - 12) throw _file.Broken(at, "the zip64 end record has the wrong size");
        _cursor.Skip(12);
        ulong here = _cursor.U64(), count = _cursor.U64(), length = _cursor.U64(), offset = _cursor.U64();
        return here == count ? (count, offset, length, at) : throw _file.Broken(at, "the archive is in several volumes");
    }

    private void ReadEntries(ulong count, ulong offset, ulong length, ulong end, CancellationToken ct)
    {
        if (count > MostEntries || count > length / DirectoryBytes) throw _file.Broken(offset, $"{count} entries are claimed, more than the directory can hold or {MostEntries}");
        ulong position = offset;
        for (ulong i = 0; i < count; i++)
        {
            ct.ThrowIfCancellationRequested();
            _cursor.Seek(position);
            (ZipEntry entry, ulong local, ushort flags) = ReadEntry(offset);
            position = _cursor.Position;
            entry = CheckLocal(entry, local, flags, offset);
            if (!_entries.TryAdd(entry.Name, entry)) throw _file.Broken(local, $"the entry \"{TableBuilder.Shown(entry.Name)}\" is there twice, or differs from another in case only");
            Entries.Add(entry);
        }
        if (position != end) throw _file.Broken(position, "the directory holds more than its entries");
        CheckOverlaps();
    }

    private (ZipEntry Entry, ulong Local, ushort Flags) ReadEntry(ulong directory)
    {
        ulong at = _cursor.Position;
        if (_cursor.U32() != DirectorySignature) throw _file.Broken(at, "an entry of the directory has the wrong signature");
        _cursor.Skip(4);
        ushort flags = _cursor.U16(), method = _cursor.U16();
        _cursor.Skip(4);
        uint crc = _cursor.U32();
        ulong packed = _cursor.U32(), bytes = _cursor.U32();
        ushort nameBytes = _cursor.U16(), extraBytes = _cursor.U16(), commentBytes = _cursor.U16();
        _cursor.Skip(8);
        ulong local = _cursor.U32();
        string name = Name(nameBytes);
        ulong afterExtra = _cursor.Position + extraBytes;
        if (bytes == uint.MaxValue || packed == uint.MaxValue || local == uint.MaxValue) Zip64(afterExtra, ref bytes, ref packed, ref local);
        _cursor.Seek(afterExtra);
        _cursor.Skip(commentBytes);
        if ((flags & 1) != 0) throw _file.Broken(at, $"the entry \"{TableBuilder.Shown(name)}\" is encrypted");
        if (method is not (0 or 8)) throw _file.Broken(at, $"the entry \"{TableBuilder.Shown(name)}\" is compressed by method {method}; 0 and 8 are known");
        if (local > directory) throw _file.Broken(at, $"the entry \"{TableBuilder.Shown(name)}\" is said to be at {local}, behind the directory");
        CheckSizes(at, name, method, packed, bytes);
        return (new ZipEntry(name, method == 8, 0, packed, bytes, crc), local, flags);
    }

    private string Name(ushort bytes)
    {
        ulong at = _cursor.Position;
        var utf8 = new byte[bytes];
        _cursor.Read(utf8);
        return utf8.Contains((byte)0) ? throw _file.Broken(at, "an entry's name contains a zero byte") : Utf8.Decode(_file, at, utf8);
    }

    private void CheckSizes(ulong at, string name, ushort method, ulong packed, ulong bytes)
    {
        if (method == 0 && packed != bytes) throw _file.Broken(at, $"the stored entry \"{TableBuilder.Shown(name)}\" has {packed} bytes, but claims {bytes}");
        if (bytes > 1024 * 1024 && bytes / MostRatio > packed)
            throw _file.Broken(at, $"the entry \"{TableBuilder.Shown(name)}\" claims to grow from {packed} to {bytes} bytes, over {MostRatio} times: a zip bomb");
    }

    private void Zip64(ulong end, ref ulong bytes, ref ulong packed, ref ulong local)
    {
        while (_cursor.Position + 4 <= end)
        {
            ushort id = _cursor.U16(), size = _cursor.U16();
            ulong next = _cursor.Position + size;
            if (next > end) break;
            if (id != 1) _cursor.Seek(next);
            else
            {
                ulong needed = (bytes == uint.MaxValue ? 8u : 0) + (packed == uint.MaxValue ? 8u : 0) + (local == uint.MaxValue ? 8u : 0);
                if (size < needed) break;
                if (bytes == uint.MaxValue) bytes = _cursor.U64();
                if (packed == uint.MaxValue) packed = _cursor.U64();
                if (local == uint.MaxValue) local = _cursor.U64();
                return;
            }
        }
        throw _file.Broken(_cursor.Position, "an entry lacks its zip64 sizes");
    }

    /// <summary>The local header must name the same entry, method and flags; its sizes may be left to the directory (flag bit 3, zip64).</summary>
    private ZipEntry CheckLocal(ZipEntry entry, ulong local, ushort flags, ulong directory)
    {
        _cursor.Seek(local);
        if (_cursor.U32() != LocalSignature) throw _file.Broken(local, $"the entry \"{TableBuilder.Shown(entry.Name)}\" isn't where the directory says");
        _cursor.Skip(2);
        bool same = _cursor.U16() == flags & _cursor.U16() == (entry.Deflated ? 8 : 0);
        _cursor.Skip(4);
        uint crc = _cursor.U32(), packed = _cursor.U32(), bytes = _cursor.U32();
        ushort nameBytes = _cursor.U16(), extraBytes = _cursor.U16();
        same &= Name(nameBytes) == entry.Name;
        bool later = (flags & 8) != 0;
        same &= later || (crc == entry.Crc & Matches(packed, entry.StoredBytes) & Matches(bytes, entry.Bytes));
        if (!same) throw _file.Broken(local, $"the local header of \"{TableBuilder.Shown(entry.Name)}\" contradicts the directory");
        _cursor.Skip(extraBytes);
        ulong data = _cursor.Position;
        if (data > directory || entry.StoredBytes > directory - data) throw _file.Broken(local, $"the entry \"{TableBuilder.Shown(entry.Name)}\" reaches into the directory");
        _places.Add((local, data + entry.StoredBytes));
        return entry with { Offset = data };
    }

    private static bool Matches(uint local, ulong real) => local == uint.MaxValue || local == real;

    private void CheckOverlaps()
    {
        _places.Sort();
        for (int i = 1; i < _places.Count; i++)
        {
            if (_places[i].Start < _places[i - 1].End) throw _file.Broken(_places[i].Start, "two entries of the archive overlap: a zip bomb");
        }
    }
}
