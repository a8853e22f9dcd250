namespace ModelDeed.Storage;

/// <summary>A stretch of another source, which stays the caller's to close.</summary>
public sealed class SliceSource : ByteSource
{
    private readonly ByteSource _whole;
    private readonly long _start;

    /// <summary>Cuts a stretch out.</summary>
    /// <param name="whole">What it is a part of.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="length">Its bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It reaches over the end.</exception>
    public SliceSource(ByteSource whole, long start, long length)
    {
        if (start < 0 || length < 0 || start > whole.Length || length > whole.Length - start)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"{length} bytes from {start} reach over the end at {whole.Length}.");
        (_whole, _start, Length) = (whole, start, length);
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct)
    {
        CheckRange(offset, into.Length);
        return _whole.ReadAsync(_start + offset, into, ct);
    }

    /// <inheritdoc/>
    public override void Expect(long from, long to) => _whole.Expect(_start + from, _start + to);
}
