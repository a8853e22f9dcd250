using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>
/// Reads a GGUF file, versions 2 and 3 (docs/gguf.md of ggml-org/ggml): magic, metadata, tensor infos, and aligned data.
/// Quantised blocks stay raw; the shape is logical, outermost dimension first.
/// </summary>
internal sealed class GgufReader
{
    /// <summary>Bytes of metadata and tensor infos. The largest published vocabularies take 10 MB.</summary>
    private const ulong HeaderBytes = 512 * 1024 * 1024;

    /// <summary>Dimensions; ggml has four.</summary>
    private const uint MostDimensions = 8;

    private readonly FileBytes _file;
    private readonly FileCursor _cursor;
    private readonly TableBuilder _table;
    private readonly CancellationToken _ct;
    private readonly List<Info> _infos = [];

    private GgufReader(FileBytes file, TableBuilder table, CancellationToken ct)
    {
        _file = file;
        _cursor = new FileCursor(file);
        _table = table;
        _ct = ct;
    }

    private readonly record struct Info(string Name, ElementType Type, ImmutableArray<ulong> Shape, ulong Offset, ulong Length);

    /// <summary>Adds the file's tensors and gives back its metadata.</summary>
    public static GgufMetadata Read(FileBytes file, TableBuilder table, CancellationToken ct) => new GgufReader(file, table, ct).Run();

    private GgufMetadata Run()
    {
        if (!_cursor.Take(4).SequenceEqual("GGUF"u8)) throw _file.Broken(0, "the magic isn't GGUF");
        Version();
        ulong tensors = _cursor.U64(), pairs = _cursor.U64();
        // Each tensor info takes at least 24 bytes (name length, rank, type, offset), each pair 13: no count is believed before.
        if (tensors > _cursor.Left / 24 || tensors > FormatLimits.Tensors) throw _file.Broken(8, $"{tensors} tensors are claimed, more than the file can hold or {FormatLimits.Tensors}");
        var metadata = new GgufMetadata(_cursor, _table, HeaderBytes, _ct);
        metadata.Read(pairs);
        for (ulong i = 0; i < tensors; i++) _infos.Add(ReadInfo());
        ulong data = Math.Min(_file.Length, Align(_cursor.Position, metadata.Alignment));
        CheckOverlaps();
        foreach (Info info in _infos) Add(info, data, metadata.Alignment);
        return metadata;
    }

    private void Version()
    {
        uint version = _cursor.U32();
        if (version >> 24 is 2 or 3 && (version & 0xFFFFFF) == 0)
        {
            _cursor.BigEndian = true;
            version >>= 24;
        }
        if (version == 1)
            throw new ModelFormatException(_file.File.FullPath, "GGUF version 1 has 32-bit counts and is no longer read anywhere. Convert the model anew, with a current llama.cpp.");
        if (version is not (2 or 3)) throw _file.Broken(4, $"GGUF version {version} isn't known; 2 and 3 are");
        _table.Fact("gguf.version", version.ToString());
        if (_cursor.BigEndian) _table.Fact("gguf.byteorder", "big");
    }

    private Info ReadInfo()
    {
        _ct.ThrowIfCancellationRequested();
        ulong at = _cursor.Position;
        if (at > HeaderBytes) throw _file.Broken(at, $"the header is over {HeaderBytes} bytes");
        string name = Text(_cursor, FormatLimits.NameChars);
        uint rank = _cursor.U32();
        if (rank > MostDimensions) throw _file.Broken(at, $"the tensor \"{TableBuilder.Shown(name)}\" has {rank} dimensions, more than {MostDimensions}");
        var ne = new ulong[rank];
        for (int i = 0; i < ne.Length; i++) ne[i] = _cursor.U64();
        ElementType type = ReadType(name);
        if (ne.Length > 0 && ne[0] % type.Elements != 0)
            throw _file.Broken(at, $"the rows of \"{TableBuilder.Shown(name)}\" have {ne[0]} elements, no whole number of {type.Name} blocks of {type.Elements}");
        Array.Reverse(ne);
        if (!type.TryLength(ne, padded: false, out ulong length))
            throw _file.Broken(at, $"the shape of \"{TableBuilder.Shown(name)}\" makes no whole number of {type.Name} blocks under 2^64 bytes");
        return new Info(name, type, [.. ne], _cursor.U64(), length);
    }

    private ElementType ReadType(string name)
    {
        ulong at = _cursor.Position;
        uint number = _cursor.U32();
        if (!GgmlTypes.TryGet(number, out ElementType type))
            throw new ModelFormatException(_file.File.FullPath, $"the tensor \"{TableBuilder.Shown(name)}\" has ggml type {number}, unknown to this version (at byte {at}). Update ModelDeed, or fingerprint the file as opaque bytes.");
        if (type.Bytes == 0)
            throw new ModelFormatException(_file.File.FullPath, $"the tensor \"{TableBuilder.Shown(name)}\" has the type {type.Name}, which ggml has removed (at byte {at}). Quantise the model anew, or fingerprint the file as opaque bytes.");
        if (_cursor.BigEndian && type.Elements > 1)
            throw new ModelFormatException(_file.File.FullPath, $"big-endian blocks of type {type.Name} aren't read. Convert the file with gguf_convert_endian.py, or fingerprint it as opaque bytes.");
        return type;
    }

    private void CheckOverlaps()
    {
        ulong end = 0;
        foreach (Info info in _infos.OrderBy(info => info.Offset).ThenBy(info => info.Length))
        {
            if (info.Offset < end) throw _file.Broken($"the tensor \"{TableBuilder.Shown(info.Name)}\" at data byte {info.Offset} overlaps one that ends at {end}");
            if (info.Length > ulong.MaxValue - info.Offset) throw _file.Broken($"the tensor \"{TableBuilder.Shown(info.Name)}\" ends past 2^64");
            end = info.Offset + info.Length;
        }
    }

    private void Add(Info info, ulong data, ulong alignment)
    {
        _ct.ThrowIfCancellationRequested();
        if (info.Offset % alignment != 0)
            throw _file.Broken($"the tensor \"{TableBuilder.Shown(info.Name)}\" is at data byte {info.Offset}, no multiple of the alignment {alignment}");
        if (info.Offset > _file.Length - data || info.Length > _file.Length - data - info.Offset)
            throw _file.Broken($"the tensor \"{TableBuilder.Shown(info.Name)}\" at data byte {info.Offset} has {info.Length} bytes, past the {_file.Length - data} there are");
        ulong offset = data + info.Offset;
        if (!_cursor.BigEndian || info.Type.Word == 1) _table.Add(_file, info.Name, info.Type.Name, info.Shape, offset, info.Length);
        else _table.Add(_file, info.Name, info.Type.Name, info.Shape, Swapped(info, offset), info.Length);
    }

    private TensorData.Computed Swapped(Info info, ulong offset)
    {
        var segment = new FileSegment(_file.File, offset, info.Length);
        return new TensorData.Computed(info.Length, () => new SwappedStream(new SegmentStream([segment]), info.Type.Word, info.Length));
    }

    private static ulong Align(ulong position, ulong alignment) => (position + alignment - 1) / alignment * alignment;

    /// <summary>A length-prefixed string of at most <paramref name="mostBytes"/>.</summary>
    public static string Text(FileCursor cursor, int mostBytes)
    {
        ulong at = cursor.Position, length = cursor.U64();
        if (length > (uint)mostBytes || length > cursor.Left) throw cursor.File.Broken(at, $"a string of {length} bytes is longer than {mostBytes} or the file");
        var utf8 = new byte[(int)length];
        cursor.Read(utf8);
        return Utf8.Decode(cursor.File, at, utf8);
    }
}
