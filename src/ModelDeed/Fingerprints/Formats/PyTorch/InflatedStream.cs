using System.IO.Compression;

namespace ModelDeed.Fingerprints;

/// <summary>A range of a deflated zip entry, unpacked as it is read.</summary>
internal sealed class InflatedStream : CanonicalStream
{
    private readonly string _path;
    private readonly DeflateStream _inflate;

    /// <summary>Unpacks up to the range.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="entry">A deflated entry of it.</param>
    /// <param name="skip">Unpacked bytes before the range.</param>
    /// <param name="length">Bytes of the range.</param>
    public InflatedStream(ModelFile file, ZipEntry entry, ulong skip, ulong length)
        : base(length)
    {
        _path = file.FullPath;
        _inflate = new DeflateStream(new SegmentStream([new FileSegment(file, entry.Offset, entry.StoredBytes)]), CompressionMode.Decompress);
        var passed = new byte[(int)Math.Min(skip, 64 * 1024)];
        for (; skip > 0; skip -= (ulong)passed.Length)
        {
            passed = passed[..(int)Math.Min(skip, (ulong)passed.Length)];
            Whole(passed);
        }
    }

    /// <inheritdoc/>
    protected override int Fill(ulong position, Span<byte> into)
    {
        int read = Inflate(into);
        return read > 0 ? read : throw TooShort();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _inflate.Dispose();
        base.Dispose(disposing);
    }

    private void Whole(Span<byte> into)
    {
        for (int read; !into.IsEmpty; into = into[read..])
        {
            read = Inflate(into);
            if (read == 0) throw TooShort();
        }
    }

    private int Inflate(Span<byte> into)
    {
        try
        {
            return _inflate.Read(into);
        }
        catch (InvalidDataException e)
        {
            throw new ModelFormatException(_path, "a compressed entry is damaged. Fetch the file again, or fingerprint it as opaque bytes.", e);
        }
    }

    private ModelFormatException TooShort() =>
        new(_path, "a compressed entry unpacks to fewer bytes than it claims. Fetch the file again, or fingerprint it as opaque bytes.");
}
