using System.Buffers.Binary;
using System.Text;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Writes flatbuffers from front to back: a table first, then what its offsets lead to, which <see cref="Here"/> fills in.</summary>
internal sealed class FlatWriter
{
    private readonly List<byte> _bytes = [0, 0, 0, 0];

    public byte[] Bytes => [.. _bytes];

    public int Length => _bytes.Count;

    public FlatWriter Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A table whose fields have these widths (0: left out), all zero; gives back where each field stands.</summary>
    public int[] Table(params int[] widths)
    {
        Align(8);
        int vtable = _bytes.Count, size = 4;
        var fields = new int[widths.Length];
        for (int i = 0; i < widths.Length; i++)
        {
            if (widths[i] == 0) continue;
            size = (size + widths[i] - 1) / widths[i] * widths[i];
            fields[i] = size;
            size += widths[i];
        }
        U16(4 + 2 * widths.Length).U16(size);
        foreach (int field in fields) U16(field);
        Align(8);
        int table = _bytes.Count;
        U32((uint)(table - vtable));
        while (_bytes.Count < table + size) _bytes.Add(0);
        return [.. fields.Select(field => field == 0 ? -1 : table + field), table];
    }

    /// <summary>Makes the offset at <paramref name="field"/> lead to the next thing written.</summary>
    public FlatWriter Here(int field)
    {
        Align(4);
        Set32(field, (uint)(_bytes.Count - field));
        return this;
    }

    /// <summary>Makes the offset at <paramref name="field"/> lead to a table.</summary>
    public FlatWriter To(int field, int table)
    {
        Set32(field, (uint)(table - field));
        return this;
    }

    /// <summary>A vector of offsets, all zero; gives back where each stands.</summary>
    public int[] Offsets(int count)
    {
        U32((uint)count);
        int start = _bytes.Count;
        _bytes.AddRange(new byte[4 * count]);
        return [.. Enumerable.Range(0, count).Select(i => start + 4 * i)];
    }

    public FlatWriter Vector(byte[] elements, int count)
    {
        U32((uint)count);
        return Raw(elements);
    }

    public FlatWriter Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Vector([.. utf8, 0], utf8.Length);
    }

    public FlatWriter Set32(int at, uint value)
    {
        for (int i = 0; i < 4; i++) _bytes[at + i] = (byte)(value >> (8 * i));
        return this;
    }

    public FlatWriter Set64(int at, ulong value) => Set32(at, (uint)value).Set32(at + 4, (uint)(value >> 32));

    public FlatWriter Set8(int at, byte value)
    {
        _bytes[at] = value;
        return this;
    }

    public FlatWriter U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public FlatWriter Align(int to)
    {
        while (_bytes.Count % to != 0) _bytes.Add(0);
        return this;
    }

    private FlatWriter U16(int value) => Raw((byte)value, (byte)(value >> 8));
}
