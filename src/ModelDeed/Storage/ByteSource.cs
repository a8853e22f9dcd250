namespace ModelDeed.Storage;

/// <summary>Bytes of a known length that can be read at any place, by several threads at once: a file, a file over a block store, a decrypted package.</summary>
public abstract class ByteSource : IDisposable
{
    /// <summary>Bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Fills all of <paramref name="into"/> from a place.</summary>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="into">Where to; must not reach over the end.</param>
    /// <param name="ct">Ends the read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stretch reaches over the end.</exception>
    /// <exception cref="IOException">The bytes can't be had, or are not what they should be.</exception>
    public abstract ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct);

    /// <summary>Says which stretch will be read next from front to back, by one thread or several: a source that fetches from afar fetches ahead there, and nowhere else.</summary>
    /// <param name="from">First byte.</param>
    /// <param name="to">The byte behind the last.</param>
    public virtual void Expect(long from, long to)
    {
    }

    /// <summary>Closes what the source holds open.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the source holds open; sources that hold nothing leave it.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Throws unless a stretch lies in the source.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It doesn't.</exception>
    protected void CheckRange(long offset, int count)
    {
        if (offset < 0 || offset > Length || count > Length - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{count} bytes from {offset} reach over the end at {Length}.");
    }
}
