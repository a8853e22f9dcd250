using System.Text;

namespace ModelDeed.Fingerprints;

/// <summary>The records of a PyTorch archive: entries below one folder, which the archive's first entry names (caffe2/serialize/inline_container.cc).</summary>
internal sealed class PyTorchArchive
{
    private readonly FileBytes _file;
    private readonly ZipDirectory _zip;
    private readonly string _folder;

    private PyTorchArchive(FileBytes file, ZipDirectory zip, string folder)
    {
        _file = file;
        _zip = zip;
        _folder = folder;
        BigEndian = Text("byteorder") switch
        {
            null or "little" => false,
            "big" => true,
            string other => throw file.Broken($"the record byteorder says \"{TableBuilder.Shown(other)}\", not little or big"),
        };
    }

    public bool BigEndian { get; }

    /// <summary>The archive's records, or null when no entry is called data.pkl.</summary>
    public static PyTorchArchive? Find(FileBytes file, ZipDirectory zip)
    {
        List<ZipEntry> pickles = [.. zip.Entries.Where(entry => entry.Name.EndsWith("/data.pkl", StringComparison.OrdinalIgnoreCase) && entry.Name.Count(c => c == '/') == 1)];
        if (pickles.Count == 0) return null;
        if (pickles.Count > 1) throw file.Broken("the archive has two data.pkl: programs may read different models from it");
        string first = zip.Entries[0].Name, folder = first[..(first.IndexOf('/') + 1)];
        if (pickles[0].Name != folder + "data.pkl") throw file.Broken($"the archive's first entry is in \"{TableBuilder.Shown(folder)}\", but its pickle is \"{TableBuilder.Shown(pickles[0].Name)}\"");
        return new PyTorchArchive(file, zip, folder);
    }

    /// <summary>A record of the archive, or null.</summary>
    public ZipEntry? Find(string record) => _zip.Find(_folder + record);

    /// <summary>A short text record, trimmed, or null.</summary>
    public string? Text(string record) => Find(record) is null ? null : Encoding.ASCII.GetString(Load(record, 64)).Trim();

    /// <summary>A whole record, of at most <paramref name="mostBytes"/>, its CRC checked.</summary>
    public byte[] Load(string record, int mostBytes)
    {
        ZipEntry entry = Find(record) ?? throw _file.Broken($"the archive has no record {record}");
        if (entry.Bytes > (uint)mostBytes) throw _file.Broken($"the record {record} has {entry.Bytes} bytes, more than {mostBytes}");
        var bytes = new byte[(int)entry.Bytes];
        if (entry.Deflated) Inflate(entry, bytes);
        else _file.Read(entry.Offset, bytes);
        return Crc32.Of(bytes) == entry.Crc ? bytes : throw _file.Broken($"the record {record} doesn't have the CRC that the archive says");
    }

    private void Inflate(ZipEntry entry, byte[] into)
    {
        using var inflated = new InflatedStream(_file.File, entry, 0, entry.Bytes);
        inflated.ReadExactly(into);
    }
}
