namespace ModelDeed.Fingerprints;

/// <summary>Big-endian numbers as little-endian ones: reverses each word of <paramref name="word"/> bytes.</summary>
internal sealed class SwappedStream(Stream source, int word, ulong length) : CanonicalStream(length)
{
    // A multiple of every word (1, 2, 4, 8) that amortises the reads below.
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at, _filled;

    /// <inheritdoc/>
    protected override int Fill(ulong position, Span<byte> into)
    {
        if (_at == _filled) Refill();
        int count = Math.Min(into.Length, _filled - _at);
        _buffer.AsSpan(_at, count).CopyTo(into);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private void Refill()
    {
        _at = 0;
        _filled = source.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
        if (_filled == 0 || _filled % word != 0) throw new EndOfStreamException("A big-endian tensor ends within a number.");
        for (int i = 0; i < _filled; i += word) _buffer.AsSpan(i, word).Reverse();
    }
}
