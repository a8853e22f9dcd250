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

    private readonly byte[][] _inner;
    private readonly long[] _starts;

    /// <summary>Lays the entries out.</summary>
    /// <exception cref="OverflowException">The files add up to over 2^63 bytes.</exception>
    public ArchiveLayout(Manifest manifest, byte[] manifestJson, byte[] tensorsJson)
    {
        Manifest = manifest;
        _inner = [manifestJson, tensorsJson];
        _starts = new long[Count + 1];
        for (int i = 0; i < Count; i++)
            _starts[i + 1] = checked(_starts[i] + HeaderLength(i) + SizeOf(i) + PaddingOf(i));
        Length = checked(_starts[Count] + EndSize);
    }

    public Manifest Manifest { get; }

    /// <summary>Bytes of the archive.</summary>
    public long Length { get; }

    /// <summary>Entries: the two of ours, then one per file.</summary>
    public int Count => _inner.Length + Manifest.Files.Length;

    /// <summary>Entry of the first file.</summary>
    public int FirstFile => _inner.Length;

    /// <summary>The file of an entry, or null for the two of ours.</summary>
    public ManifestFile? FileOf(int entry) => entry < _inner.Length ? null : Manifest.Files[entry - _inner.Length];

    /// <summary>The content of one of our two entries.</summary>
    public byte[] Inner(int entry) => _inner[entry];

    public long SizeOf(int entry) => entry < _inner.Length ? _inner[entry].Length : checked((long)Manifest.Files[entry - _inner.Length].Size);

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
        _ => Manifest.Files[entry - _inner.Length].Path is { Length: > 0 } path ? "files/" + path : "file",
    };

    private int HeaderLength(int entry) => TarHeader.LengthOf(NameOf(entry), SizeOf(entry));

    private int PaddingOf(int entry) => (int)(-SizeOf(entry) & (TarHeader.BlockSize - 1));
}
