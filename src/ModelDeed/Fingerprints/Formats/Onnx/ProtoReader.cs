namespace ModelDeed.Fingerprints;

/// <summary>A message or another length-delimited value, by its place in the file.</summary>
internal readonly record struct ProtoSpan(ulong Start, ulong End)
{
    public ulong Length => End - Start;
}

/// <summary>The wire types of protobuf that are still in use; groups are refused.</summary>
internal enum WireType { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 }

/// <summary>Reads protobuf's wire format (protobuf.dev/programming-guides/encoding) forward, without believing a length before it fits.</summary>
internal sealed class ProtoReader(FileCursor cursor)
{
    public FileBytes File => cursor.File;

    public FileCursor Cursor => cursor;

    public ulong Position => cursor.Position;

    /// <summary>Number and wire type of the field just met.</summary>
    public (uint Number, WireType Wire) Field { get; private set; }

    /// <summary>Moves to the next field of a message that ends at <paramref name="end"/>; false at the end.</summary>
    public bool Next(ulong end)
    {
        if (cursor.Position >= end) return cursor.Position == end ? false : throw Broken("a field reaches past its message");
        ulong at = cursor.Position, key = Varint(end);
        uint wire = (uint)key & 7;
        if (key >> 32 != 0 || key >> 3 == 0) throw cursor.File.Broken(at, $"a field has the number {key >> 3}");
        if (wire is not (0 or 1 or 2 or 5)) throw cursor.File.Broken(at, $"a field has the wire type {wire}");
        Field = ((uint)key >> 3, (WireType)wire);
        return true;
    }

    /// <summary>A varint of at most ten bytes.</summary>
    public ulong Varint(ulong end)
    {
        ulong value = 0, at = cursor.Position;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (cursor.Position >= end) throw cursor.File.Broken(at, "a number reaches past its message");
            byte b = cursor.U8();
            if (shift == 63 && b > 1) break;
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw cursor.File.Broken(at, "a number has more than 64 bits");
    }

    /// <summary>The value of the present field, a varint.</summary>
    public ulong Number(ulong end)
    {
        Expect(WireType.Varint);
        return Varint(end);
    }

    /// <summary>The place of the present field's bytes; the reader stands at their start.</summary>
    public ProtoSpan Bytes(ulong end)
    {
        Expect(WireType.Bytes);
        return Length(end);
    }

    /// <summary>A string of at most <paramref name="mostBytes"/> UTF-8 bytes.</summary>
    public string Text(ulong end, int mostBytes)
    {
        ProtoSpan span = Bytes(end);
        if (span.Length > (uint)mostBytes) throw cursor.File.Broken(span.Start, $"a text of {span.Length} bytes is longer than {mostBytes}");
        var utf8 = new byte[(int)span.Length];
        cursor.Read(utf8);
        return Utf8.Decode(cursor.File, span.Start, utf8);
    }

    /// <summary>The beginning of a string, for display.</summary>
    public string Head(ulong end)
    {
        ProtoSpan span = Bytes(end);
        var utf8 = new byte[(int)Math.Min(span.Length, FormatLimits.FactChars)];
        cursor.Read(utf8);
        cursor.Seek(span.End);
        return System.Text.Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Passes over the present field's value.</summary>
    public void Skip(ulong end)
    {
        switch (Field.Wire)
        {
            case WireType.Varint: Varint(end); break;
            case WireType.Fixed64: Fixed(end, 8); break;
            case WireType.Fixed32: Fixed(end, 4); break;
            case WireType.Bytes: cursor.Seek(Length(end).End); break;
        }
    }

    public void Expect(WireType wire)
    {
        if (Field.Wire != wire) throw Broken($"field {Field.Number} has the wire type {Field.Wire}, not {wire}");
    }

    public ModelFormatException Broken(string problem) => cursor.File.Broken(cursor.Position, problem);

    private ProtoSpan Length(ulong end)
    {
        ulong at = cursor.Position, length = Varint(end), start = cursor.Position;
        return length <= end - start ? new ProtoSpan(start, start + length)
            : throw cursor.File.Broken(at, $"{length} bytes are claimed, but the message has {end - start} left");
    }

    private void Fixed(ulong end, uint bytes)
    {
        if (end - cursor.Position < bytes) throw Broken("a number reaches past its message");
        cursor.Skip(bytes);
    }
}
