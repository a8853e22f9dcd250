using ModelDeed.Fingerprints;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>Writes an archive's files where nobody looks for them yet. The check tells in order what belongs where; the threads write it in any order.</summary>
internal sealed class UnpackedFiles : IArchiveSink, IDisposable
{
    private readonly string _root;
    private readonly bool _isFolder;
    private readonly HashSet<Unpacked> _open = [];
    private readonly Lock _lock = new();
    private List<Stretch> _taken = [];
    private Unpacked? _current;

    public UnpackedFiles(string root, bool isFolder)
    {
        (_root, _isFolder) = (root, isFolder);
        if (isFolder) Directory.CreateDirectory(root);
    }

    /// <summary>Bytes of a piece that are to be written to a file.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Offset">Where in it.</param>
    /// <param name="Start">Where in the piece.</param>
    /// <param name="Count">How many.</param>
    public readonly record struct Stretch(Unpacked File, long Offset, int Start, int Count);

    public void Begin(ManifestFile file)
    {
        string path = _isFolder ? PathOf(file.Path) : _root;
        if (_isFolder) Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _current = new Unpacked(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0));
        lock (_lock) _open.Add(_current);
    }

    public void Take(int start, int count)
    {
        _current!.Hold();
        _taken.Add(new Stretch(_current, _current.Length, start, count));
        _current.Length += count;
    }

    /// <summary>The file came whole; the last of its stretches that is written closes it.</summary>
    public void Finish() => Release(_current!);

    /// <summary>What the check has told since this was last asked for. The caller writes it.</summary>
    public List<Stretch> Taken()
    {
        List<Stretch> taken = _taken;
        _taken = [];
        return taken;
    }

    /// <summary>Writes a stretch; by several threads at once.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Write(Stretch stretch, ReadOnlySpan<byte> piece)
    {
        DiskWrite.At(stretch.File.File, piece.Slice(stretch.Start, stretch.Count), stretch.Offset);
        Release(stretch.File);
    }

    public void Dispose()
    {
        foreach (Unpacked file in _open) file.File.Dispose();
    }

    private void Release(Unpacked file)
    {
        if (!file.LetGo()) return;
        file.File.Flush(flushToDisk: true);
        file.File.Dispose();
        lock (_lock) _open.Remove(file);
    }

    /// <summary>A manifest's path below the root. Names that this system reads as something else are refused.</summary>
    private string PathOf(string path)
    {
        string full = Path.GetFullPath(Path.Combine([_root, .. path.Split('/')]));
        bool isInside = full == _root + Path.DirectorySeparatorChar + path.Replace('/', Path.DirectorySeparatorChar);
        return isInside && !path.AsSpan().ContainsAny(Path.GetInvalidPathChars()) ? full
            : throw new SealedDataException($"The package has a file named \"{path}\", which this system can't hold as it is. Unpack it on the system that it was made on.");
    }

    /// <summary>A file while it is written: held by the check until it is whole, and by every stretch until it is written.</summary>
    public sealed class Unpacked(FileStream file)
    {
        private int _holders = 1;

        public FileStream File => file;

        /// <summary>Bytes that the check has told of.</summary>
        public long Length { get; set; }

        public void Hold() => Interlocked.Increment(ref _holders);

        /// <summary>True when nobody holds it any more.</summary>
        public bool LetGo() => Interlocked.Decrement(ref _holders) == 0;
    }
}
