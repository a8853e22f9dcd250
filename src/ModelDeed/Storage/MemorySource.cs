namespace ModelDeed.Storage;

/// <summary>Bytes in memory.</summary>
public sealed class MemorySource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    /// <inheritdoc/>
    public override long Length => bytes.Length;

    /// <inheritdoc/>
    public override ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct)
    {
        CheckRange(offset, into.Length);
        bytes.Slice((int)offset, into.Length).CopyTo(into);
        return ValueTask.CompletedTask;
    }
}
