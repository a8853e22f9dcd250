namespace ModelDeed.Fingerprints;

/// <summary>One file to read: in pieces, by any number of threads, in any order.</summary>
internal sealed class FileJob
{
    /// <summary>Read behind every piece, for tensor chunks that reach over its end.</summary>
    public const int Overlap = Blake3Constants.ChunkSize;

    private readonly Lock _lock = new();
    private readonly TensorRange[] _ranges;
    // Largest end of the ranges up to each: where ranges overlap, ends don't rise with offsets.
    private readonly ulong[] _farthest;
    private readonly Blake3Join? _join;
    private ReadOnlyFile? _open;
    private int _left;

    /// <summary>Plans the reading of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="ranges">Its tensors' stretches, in any order.</param>
    /// <param name="pieceSize">Bytes of a piece, a power of two of chunks.</param>
    public FileJob(ContentFile file, IReadOnlyCollection<TensorRange> ranges, int pieceSize)
    {
        File = file;
        PieceSize = pieceSize;
        foreach (TensorRange range in ranges) Check(range);
        _ranges = [.. ranges.Where(range => range.Length > 0).OrderBy(range => range.Offset)];
        _farthest = new ulong[_ranges.Length];
        for (int i = 0; i < _ranges.Length; i++) _farthest[i] = Math.Max(_ranges[i].End, i > 0 ? _farthest[i - 1] : 0);
        ulong pieces = Size == 0 ? 1 : (Size - 1) / (ulong)pieceSize + 1;
        Pieces = pieces <= int.MaxValue ? (int)pieces : throw new ContentException(file.Model.FullPath, $"a file of {Size} bytes is larger than any disk: it has no fingerprint.");
        _left = Pieces;
        _join = Pieces > 1 ? new Blake3Join(Size) : null;
    }

    public ContentFile File { get; }

    public int PieceSize { get; }

    public int Pieces { get; }

    public ulong Size => File.Stamp.Size;

    /// <summary>The stretches that are tensors, none of them empty.</summary>
    public IReadOnlyList<TensorRange> Ranges => _ranges;

    /// <summary>BLAKE3 of the file, once all pieces were hashed or a cache told it.</summary>
    public Hash32? Digest { get; set; }

    /// <summary>Reads a piece and hashes the file's and its tensors' chunks in it.</summary>
    /// <param name="piece">Which, 0 to <see cref="Pieces"/> - 1.</param>
    /// <param name="work">The thread's buffers.</param>
    /// <returns>Bytes of the piece.</returns>
    /// <exception cref="ContentException">The file can't be read, or changed since the walk.</exception>
    public int Hash(int piece, PassBuffers work)
    {
        ulong start = (ulong)piece * (ulong)PieceSize;
        int size = (int)Math.Min((ulong)PieceSize, Size - start);
        int read = (int)Math.Min((ulong)(PieceSize + (_ranges.Length > 0 ? Overlap : 0)), Size - start);
        Read(Open(), start, work.Piece[..read]);
        HashPiece(start, size, work);
        if (Interlocked.Decrement(ref _left) == 0) Finish();
        return size;
    }

    /// <summary>Closes the file; for when another thread failed.</summary>
    public void Abandon() => _open?.Dispose();

    /// <summary>Throws unless the file is in the state in which the walk found it.</summary>
    public void CheckUnchanged(FileStamp? now)
    {
        if (now != File.Stamp)
            throw new ContentException(File.Model.FullPath, "the file changed while it was read. Wait until nothing writes to it, and start again.");
    }

    private void Check(TensorRange range)
    {
        if (range.Offset > Size || range.Length > Size - range.Offset)
            throw new ContentException(File.Model.FullPath, "a tensor reaches beyond the end of the file. Fetch the file again.");
    }

    private unsafe void HashPiece(ulong start, int size, PassBuffers work)
    {
        byte* bytes = work.Bytes;
        if (_join is null) Digest = Blake3Tree.Root(bytes, size, work.Values, work.Width);
        else _join.AddPart(bytes, size, start / Blake3Constants.ChunkSize, work.Values, work.Width);
        int first = Array.BinarySearch(_farthest, start + 1);
        for (int i = first < 0 ? ~first : FirstOf(first); i < _ranges.Length && _ranges[i].Offset < start + (ulong)size; i++)
        {
            _ranges[i].Hash(bytes, start, size, work.Values, work.Width);
            _ranges[i].Take(bytes, start, size);
        }
    }

    /// <summary>Among equal ends the search may land anywhere.</summary>
    private int FirstOf(int index)
    {
        while (index > 0 && _farthest[index - 1] == _farthest[index]) index--;
        return index;
    }

    private void Finish()
    {
        if (_join is not null) Digest = _join.Digest;
        CheckUnchanged(_open!.Stamp());
        _open.Dispose();
    }

    private ReadOnlyFile Open()
    {
        lock (_lock) return _open ??= ReadOnlyFile.Open(File.Model.FullPath, isLarge: Pieces > 1);
    }

    private void Read(ReadOnlyFile file, ulong offset, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            int read = file.Read(offset, into);
            if (read == 0) CheckUnchanged(null);
            into = into[read..];
            offset += (uint)read;
        }
    }
}
