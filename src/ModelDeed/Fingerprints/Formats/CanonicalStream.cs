namespace ModelDeed.Fingerprints;

/// <summary>A forward-only stream over canonical bytes that knows its length.</summary>
internal abstract class CanonicalStream(ulong length) : Stream
{
    private ulong _position;

    /// <inheritdoc/>
    public sealed override bool CanRead => true;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => false;

    /// <inheritdoc/>
    public sealed override long Length => checked((long)length);

    /// <inheritdoc/>
    public sealed override long Position
    {
        get => (long)_position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public sealed override int Read(Span<byte> buffer)
    {
        int most = (int)Math.Min((ulong)buffer.Length, length - _position);
        if (most == 0) return 0;
        int read = Fill(_position, buffer[..most]);
        _position += (uint)read;
        return read;
    }

    /// <inheritdoc/>
    public sealed override void Flush() { }

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Writes at least one byte of the canonical bytes from <paramref name="position"/> on, and says how many; never asked past the length.</summary>
    protected abstract int Fill(ulong position, Span<byte> into);
}
