using System.Buffers.Binary;

namespace ModelDeed.Fingerprints;

/// <summary>A table of a flatbuffer: where it stands, and its field offsets.</summary>
internal readonly record struct FlatTable(ulong At, ulong VTable, ushort VTableBytes, ushort TableBytes);

/// <summary>A vector of a flatbuffer: where its elements stand.</summary>
internal readonly record struct FlatVector(ulong At, uint Count);

/// <summary>
/// Reads the flatbuffer format (flatbuffers.dev/internals) from a file, every access checked. Offsets point forward only, so nothing can
/// contain itself; that many may point to the same place is for the caller's counters.
/// </summary>
internal sealed class FlatBuffer(FileBytes file)
{
    // Sixteen pages of 4 KiB, by address: tables of one kind stand close together.
    private const int PageBytes = 4096, Pages = 16;

    private readonly byte[] _cache = new byte[PageBytes * Pages];
    private readonly long[] _pageAt = [.. Enumerable.Repeat(-1L, Pages)];

    public FileBytes File => file;

    public FlatTable Root() => Table(0);

    /// <summary>The table that the offset at <paramref name="at"/> leads to.</summary>
    public FlatTable Table(ulong at)
    {
        ulong table = Follow(at);
        long vtable = (long)table - (int)U32(table);
        if (vtable < 0 || (ulong)vtable > file.Length - 4) throw file.Broken(table, "a table's field list lies outside the file");
        ushort vtableBytes = U16((ulong)vtable), tableBytes = U16((ulong)vtable + 2);
        if (vtableBytes < 4 || vtableBytes % 2 != 0 || vtableBytes > file.Length - (ulong)vtable || tableBytes < 4 || tableBytes > file.Length - table)
            throw file.Broken(table, "a table or its field list reaches past the end of the file");
        return new FlatTable(table, (ulong)vtable, vtableBytes, tableBytes);
    }

    /// <summary>Where a field of <paramref name="bytes"/> stands in its table; null when it is left out.</summary>
    public ulong? Field(FlatTable table, int index, int bytes)
    {
        int entry = 4 + 2 * index;
        ushort offset = entry + 2 <= table.VTableBytes ? U16(table.VTable + (uint)entry) : (ushort)0;
        if (offset == 0) return null;
        return offset >= 4 && offset + bytes <= table.TableBytes ? table.At + offset : throw file.Broken(table.At, $"field {index} lies outside its table");
    }

    /// <summary>The vector in a field, of elements of <paramref name="elementBytes"/>; null when it is left out.</summary>
    public FlatVector? Vector(FlatTable table, int index, uint elementBytes)
    {
        if (Field(table, index, 4) is not ulong field) return null;
        ulong at = Follow(field);
        uint count = U32(at);
        return count <= (file.Length - at - 4) / elementBytes ? new FlatVector(at + 4, count)
            : throw file.Broken(at, $"a vector of {count} elements reaches past the end of the file");
    }

    /// <summary>The string in a field, of at most <paramref name="mostBytes"/>; empty when it is left out.</summary>
    public string Text(FlatTable table, int index, int mostBytes)
    {
        if (Vector(table, index, 1) is not FlatVector text) return "";
        if (text.Count > (uint)mostBytes) throw file.Broken(text.At, $"a text of {text.Count} bytes is longer than {mostBytes}");
        var utf8 = new byte[(int)text.Count];
        file.Read(text.At, utf8);
        return Utf8.Decode(file, text.At, utf8);
    }

    public byte U8(ulong at) => Bytes(at, 1)[0];

    public uint U32(ulong at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(at, 4));

    public ulong U64(ulong at) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(at, 8));

    private ushort U16(ulong at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(at, 2));

    private ulong Follow(ulong at)
    {
        uint offset = U32(at);
        if (offset < 4 || offset > file.Length - at || file.Length - at - offset < 4) throw file.Broken(at, $"an offset of {offset} leads nowhere");
        return at + offset;
    }

    /// <summary>At most 8 bytes, from the cache.</summary>
    private ReadOnlySpan<byte> Bytes(ulong at, int count)
    {
        if (at > file.Length || (ulong)count > file.Length - at) throw file.Broken(at, $"{count} bytes are needed, but the file ends at {file.Length}");
        ulong page = at / PageBytes;
        int inside = (int)(at % PageBytes), slot = (int)(page % Pages);
        if (inside + count > PageBytes) return Across(at, count);
        if (_pageAt[slot] != (long)page) Load(page, slot);
        return _cache.AsSpan(slot * PageBytes + inside, count);
    }

    private byte[] Across(ulong at, int count)
    {
        var bytes = new byte[count];
        file.Read(at, bytes);
        return bytes;
    }

    private void Load(ulong page, int slot)
    {
        _pageAt[slot] = -1;
        int length = (int)Math.Min(PageBytes, file.Length - page * PageBytes);
        file.Read(page * PageBytes, _cache.AsSpan(slot * PageBytes, length));
        _pageAt[slot] = (long)page;
    }
}
