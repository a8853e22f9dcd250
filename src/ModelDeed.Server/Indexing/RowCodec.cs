using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>Rows as bytes: for the undo journal and for digests. The same row gives the same bytes, whatever database held it.</summary>
/// <remarks>Each cell: 0 for null; else 1 and, of bytes and texts, a length of four bytes and the bytes, of numbers 8 bytes, of amounts 32; big-endian.</remarks>
internal static class RowCodec
{
    /// <summary>Appends the first <paramref name="count"/> cells of a row.</summary>
    public static void Write(ArrayBufferWriter<byte> to, Table table, ReadOnlySpan<object?> cells, int count)
    {
        for (int i = 0; i < count; i++) Write(to, table.Columns[i].Kind, cells[i]);
    }

    /// <summary>Reads what <see cref="Write(ArrayBufferWriter{byte}, Table, ReadOnlySpan{object?}, int)"/> wrote.</summary>
    public static object?[] Read(Table table, ReadOnlySpan<byte> from, int count)
    {
        var cells = new object?[count];
        for (int i = 0; i < count; i++) cells[i] = Read(table.Columns[i].Kind, ref from);
        return cells;
    }

    private static void Write(ArrayBufferWriter<byte> to, ColumnKind kind, object? cell)
    {
        if (cell is null)
        {
            to.Write<byte>([0]);
            return;
        }
        to.Write<byte>([1]);
        switch (kind)
        {
            case ColumnKind.Bytes: WriteBytes(to, (byte[])cell); break;
            case ColumnKind.Number: BinaryPrimitives.WriteInt64BigEndian(Take(to, sizeof(long)), (long)cell); break;
            case ColumnKind.Amount: ((UInt256)cell).WriteBigEndian(Take(to, Hash32.Size)); break;
            default: WriteBytes(to, Encoding.UTF8.GetBytes((string)cell)); break;
        }
    }

    private static Span<byte> Take(ArrayBufferWriter<byte> to, int count)
    {
        Span<byte> span = to.GetSpan(count)[..count];
        to.Advance(count);
        return span;
    }

    private static void WriteBytes(ArrayBufferWriter<byte> to, byte[] bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(to, sizeof(int)), bytes.Length);
        to.Write(bytes);
    }

    private static object? Read(ColumnKind kind, ref ReadOnlySpan<byte> from)
    {
        bool there = from[0] == 1;
        from = from[1..];
        if (!there) return null;
        switch (kind)
        {
            case ColumnKind.Number: return BinaryPrimitives.ReadInt64BigEndian(Take(ref from, sizeof(long)));
            case ColumnKind.Amount: return new UInt256(Take(ref from, Hash32.Size));
            default:
                ReadOnlySpan<byte> bytes = Take(ref from, BinaryPrimitives.ReadInt32BigEndian(Take(ref from, sizeof(int))));
                return kind == ColumnKind.Bytes ? bytes.ToArray() : Encoding.UTF8.GetString(bytes);
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, int count)
    {
        ReadOnlySpan<byte> taken = from[..count];
        from = from[count..];
        return taken;
    }
}
