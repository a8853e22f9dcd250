using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>A stretch of a file as a stream of its own.</summary>
internal sealed class TensorRangeStream : CanonicalStream
{
    private readonly FileStream _file;
    private readonly ulong _offset;

    private TensorRangeStream(FileStream file, TensorData.Range range)
        : base(range.Length) => (_file, _offset) = (file, range.Offset);

    /// <summary>Opens the file for reading, unbuffered: callers read large pieces.</summary>
    public static TensorRangeStream Open(string path, TensorData.Range range) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), range);

    /// <inheritdoc/>
    protected override int Fill(ulong position, Span<byte> into)
    {
        int read = RandomAccess.Read(_file.SafeFileHandle, into, checked((long)(_offset + position)));
        return read > 0 ? read : throw new ContentException(_file.Name, "the file became shorter while it was read. Wait until nothing writes to it, and start again.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }
}
