using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>Ranges of files, one after the other: a tensor that its format cut into pieces.</summary>
internal sealed class SegmentStream(ImmutableArray<FileSegment> segments) : CanonicalStream(Sum(segments))
{
    private FileBytes? _open;
    private int _segment;
    private ulong _inside;

    /// <inheritdoc/>
    protected override int Fill(ulong position, Span<byte> into)
    {
        while (_inside == segments[_segment].Length) Advance();
        FileSegment here = segments[_segment];
        _open ??= new FileBytes(here.File);
        int length = (int)Math.Min((ulong)into.Length, here.Length - _inside);
        _open.Read(here.Offset + _inside, into[..length]);
        _inside += (uint)length;
        return length;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _open?.Dispose();
        base.Dispose(disposing);
    }

    private void Advance()
    {
        _segment++;
        _inside = 0;
        _open?.Dispose();
        _open = null;
    }

    private static ulong Sum(ImmutableArray<FileSegment> segments) =>
        segments.Aggregate(0UL, (sum, segment) => checked(sum + segment.Length));
}

/// <summary>A range of a file that the reader has found to lie within it.</summary>
internal readonly record struct FileSegment(ModelFile File, ulong Offset, ulong Length);
