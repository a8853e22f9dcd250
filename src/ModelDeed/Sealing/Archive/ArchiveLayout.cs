using ModelDeed.Fingerprints;

namespace ModelDeed.Sealing;

/// <summary>Where everything is in the archive of one asset. It follows from the manifest and the tensor index alone, so a reader needs no
/// search, and compares what it reads with what must stand there: there is one archive per asset, to the byte.</summary>
/// <remarks>ustar/pax: <c>manifest.json</c>, <c>tensors.json</c>, then the files in the manifest's order as <c>files/PATH</c>
/// (<c>file</c> when the asset is a single file), then 1,024 zeros.</remarks>
internal sealed class ArchiveLayout
{
    public const string ManifestName = "manifest.json", TensorsName = "tensors.json";

    private const int EndSize = 2 * TarHeader.BlockSize;

    private const int Inners = 2;

    private readonly byte[] _manifest;
    private readonly byte[]? _tensors;
    private readonly int _tensorsSize;
    private readonly long[] _starts;

    /// <summary>Lays the entries out, to be written.</summary>
    /// <exception cref="OverflowException">The files add up to over 2^63 bytes.</exception>
    public ArchiveLayout(Manifest manifest, byte[] manifestJson, byte[] tensorsJson) : this(manifest, manifestJson, tensorsJson.Length) => _tensors = tensorsJson;

    /// <summary>Lays the entries out, to be read: of the tensor index only the size is known, for it only says where to look, and is read when somebody looks.</summary>
    /// <exception cref="OverflowException">The files add up to over 2^63 bytes.</exception>
    public ArchiveLayout(Manifest manifest, byte[] manifestJson, int tensorsSize)
    {
        (Manifest, _manifest, _tensorsSize) = (manifest, manifestJson, tensorsSize);
        _starts = new long[Count + 1];
        for (int i = 0; i < Count; i++)
            _starts[i + 1] = checked(_starts[i] + HeaderLength(i) + SizeOf(i) + PaddingOf(i));
        Length = checked(_starts[Count] + EndSize);
    }

    public Manifest Manifest { get; }

    /// <summary>Bytes of the archive.</summary>
    public long Length { get; }

    /// <summary>Entries: the two of ours, then one per file.</summary>
    public int Count => Inners + Manifest.Files.Length;

    /// <summary>Entry of the first file.</summary>
    public int FirstFile => Inners;

    /// <summary>The file of an entry, or null for the two of ours.</summary>
    public ManifestFile? FileOf(int entry) => entry < Inners ? null : Manifest.Files[entry - Inners];

    /// <summary>The content of one of our two entries; null for a tensor index of which only the size is known.</summary>
    public byte[]? Inner(int entry) => entry == 0 ? _manifest : _tensors;

    public long SizeOf(int entry) => entry switch
    {
        0 => _manifest.Length,
        1 => _tensorsSize,
        _ => checked((long)Manifest.Files[entry - Inners].Size),
    };

    /// <summary>Where an entry's content begins.</summary>
    public long ContentAt(int entry) => _starts[entry] + HeaderLength(entry);

    /// <summary>Where an entry's header begins; that of <see cref="Count"/> is the end's.</summary>
    public long HeaderAt(int entry) => _starts[entry];

    /// <summary>The entry in which a byte lies; <see cref="Count"/> for the end.</summary>
    public int EntryAt(long offset)
    {
        int found = Array.BinarySearch(_starts, offset);
        return found >= 0 ? found : ~found - 1;
    }

    public byte[] HeaderOf(int entry) => TarHeader.Of(NameOf(entry), SizeOf(entry));

    public string NameOf(int entry) => entry switch
    {
        0 => ManifestName,
        1 => TensorsName,
        _ => Manifest.Files[entry - Inners].Path is { Length: > 0 } path ? "files/" + path : "file",
    };

    private int HeaderLength(int entry) => TarHeader.LengthOf(NameOf(entry), SizeOf(entry));

    private int PaddingOf(int entry) => (int)(-SizeOf(entry) & (TarHeader.BlockSize - 1));
}
