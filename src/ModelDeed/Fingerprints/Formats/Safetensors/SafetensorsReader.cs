using System.Buffers.Binary;
using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>
/// Reads a safetensors file (format description in the README of huggingface/safetensors): the header's length as u64, a JSON header,
/// and the tensors' bytes without holes.
/// </summary>
internal static class SafetensorsReader
{
    /// <summary>Bytes of the JSON header, the limit of the reference implementation.</summary>
    private const ulong HeaderBytes = 100_000_000;

    private readonly record struct Entry(string Name, ElementType Type, ImmutableArray<ulong> Shape, ulong Begin, ulong End);

    public static void Read(FileBytes file, TableBuilder table, CancellationToken ct)
    {
        byte[] header = Header(file);
        ulong data = 8 + (ulong)header.Length;
        List<Entry> entries = Parse(file, header, table, ct);
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        ulong expected = 0;
        foreach (Entry entry in entries)
        {
            ct.ThrowIfCancellationRequested();
            CheckPlace(file, entry, expected);
            expected = entry.End;
            if (expected > file.Length - data)
                throw file.Broken($"the tensor \"{TableBuilder.Shown(entry.Name)}\" ends at {expected} of {file.Length - data} data bytes");
            table.Add(file, entry.Name, entry.Type.Name, entry.Shape, data + entry.Begin, entry.End - entry.Begin);
        }
        if (expected != file.Length - data)
            throw file.Broken($"the tensors cover {expected} of {file.Length - data} data bytes");
    }

    private static byte[] Header(FileBytes file)
    {
        Span<byte> prefix = stackalloc byte[8];
        file.Read(0, prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > HeaderBytes) throw file.Broken(0, $"the header's length is {length}, more than {HeaderBytes}");
        if (length > file.Length - 8) throw file.Broken(0, $"the header's length is {length}, but only {file.Length - 8} bytes follow");
        if (length < 2) throw file.Broken(0, $"the header's length is {length}, too short for JSON");
        var header = new byte[(int)length];
        file.Read(8, header);
        return header[0] == (byte)'{' ? header : throw file.Broken(8, "the header doesn't begin with {");
    }

    private static List<Entry> Parse(FileBytes file, byte[] header, TableBuilder table, CancellationToken ct)
    {
        var json = new StrictJson(file, 8, header);
        var entries = new List<Entry>();
        bool metadata = false;
        json.Object();
        while (json.Property(out string name))
        {
            ct.ThrowIfCancellationRequested();
            if (name != "__metadata__")
            {
                if (entries.Count == FormatLimits.Tensors) throw json.Broken($"there are more than {FormatLimits.Tensors} tensors");
                entries.Add(Tensor(ref json, name));
            }
            else if (metadata) throw json.Broken("__metadata__ is there twice");
            else
            {
                metadata = true;
                Metadata(ref json, table);
            }
        }
        json.End();
        return entries;
    }

    private static void Metadata(ref StrictJson json, TableBuilder table)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        json.Object();
        while (json.Property(out string name))
        {
            if (!names.Add(name)) throw json.Broken($"__metadata__ has \"{TableBuilder.Shown(name)}\" twice");
            table.Fact(name, json.String());
        }
    }

    private static Entry Tensor(ref StrictJson json, string name)
    {
        string? dtype = null;
        List<ulong>? shape = null, offsets = null;
        json.Object();
        while (json.Property(out string property))
        {
            bool twice = property switch { "dtype" => dtype is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (twice) throw json.Broken($"\"{TableBuilder.Shown(name)}\" has \"{property}\" twice");
            switch (property)
            {
                case "dtype": dtype = json.String(); break;
                case "shape": shape = json.Numbers(FormatLimits.Rank); break;
                case "data_offsets": offsets = json.Numbers(2); break;
                default: json.Skip(); break;
            }
        }
        if (dtype is null || shape is null || offsets?.Count != 2)
            throw json.Broken($"\"{TableBuilder.Shown(name)}\" lacks its dtype, shape or two data_offsets");
        if (!ElementType.TryGet(dtype, out ElementType type))
            throw json.Broken($"\"{TableBuilder.Shown(name)}\" has the unknown dtype \"{TableBuilder.Shown(dtype)}\"");
        return new Entry(name, type, [.. shape], offsets[0], offsets[1]);
    }

    private static void CheckPlace(FileBytes file, Entry entry, ulong expected)
    {
        string name = TableBuilder.Shown(entry.Name);
        if (entry.End < entry.Begin) throw file.Broken($"the tensor \"{name}\" ends at {entry.End}, before it begins at {entry.Begin}");
        if (entry.Begin != expected)
            throw file.Broken($"the tensor \"{name}\" begins at data byte {entry.Begin}, but the one before ends at {expected}: tensors may neither overlap nor leave holes");
        if (!entry.Type.TryLength(entry.Shape.AsSpan(), padded: false, out ulong length))
            throw file.Broken($"the tensor \"{name}\" has a shape of no whole number of bytes under 2^64");
        if (length != entry.End - entry.Begin)
            throw file.Broken($"the tensor \"{name}\" has {entry.End - entry.Begin} bytes, but its dtype and shape need {length}");
    }
}
