namespace ModelDeed.Fingerprints;

/// <summary>A tensor whose bytes no file holds as they are: hashed from the stream that makes them, on one thread.</summary>
internal sealed class ComputedJob(Tensor tensor, TensorData.Computed data, string assetPath, ITensorTap? tap)
{
    public Tensor Tensor => tensor;

    /// <summary>BLAKE3 of the bytes, once hashed or told by a cache.</summary>
    public Hash32? Digest { get; set; }

    /// <summary>Bytes that the stream makes.</summary>
    public ulong Length => data.Length;

    /// <summary>Makes and hashes the bytes.</summary>
    /// <exception cref="ModelFormatException">There are fewer or more of them than the reader said.</exception>
    public unsafe void Hash(PassBuffers work, int pieceSize, PassProgress progress, CancellationToken ct)
    {
        using Stream stream = data.Open();
        Blake3Join? join = data.Length > (ulong)pieceSize ? new Blake3Join(data.Length) : null;
        ulong at = 0;
        do
        {
            ct.ThrowIfCancellationRequested();
            int size = (int)Math.Min((ulong)pieceSize, data.Length - at);
            if (stream.ReadAtLeast(work.Piece[..size], size, throwOnEndOfStream: false) < size) throw WrongLength("fewer");
            if (join is null) Digest = Blake3Tree.Root(work.Bytes, size, work.Values, work.Width);
            else join.AddPart(work.Bytes, size, at / Blake3Constants.ChunkSize, work.Values, work.Width);
            tap?.Take(work.Piece[..size]);
            at += (ulong)size;
            progress.Add(size);
        }
        while (at < data.Length);
        if (stream.ReadByte() >= 0) throw WrongLength("more");
        if (join is not null) Digest = join.Digest;
    }

    private ModelFormatException WrongLength(string which) =>
        new(assetPath, $"the tensor \"{tensor.Name}\" has {which} bytes than its shape says. Fetch the file again.");
}
