using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using ModelDeed.Fingerprints;

namespace ModelDeed.Sealing;

/// <summary>One run of unpacking: threads read and decrypt pieces in any order, and hand them on by number to be checked and written.</summary>
internal sealed class Unpacking(OpenedSource archive, ArchiveLayout layout, IProgress<SealProgress>? progress, CancellationToken ct)
{
    private readonly InTurn _turn = new(0);
    private long _next = -1;

    /// <summary>Unpacks beside the output, where nobody else can look, and puts it in its place at the end. What a killed run left there goes first.</summary>
    public void Run(string output, int threads)
    {
        using var working = new OpeningFolder(output);
        using (var sink = new UnpackedFiles(working.Content, isFolder: layout.Manifest.Files is not [{ Path: "" }]))
        {
            var check = new ArchiveCheck(layout, sink);
            archive.Expect(0, archive.Length);
            Decrypt(check, threads);
            if (check.Offset != layout.Length) throw new SealedDataException("The archive ended early. Fetch the package again.");
        }
        working.Finish();
    }

    private void Decrypt(ArchiveCheck check, int threads)
    {
        try
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work(check));
        }
        catch (AggregateException all)
        {
            ExceptionDispatchInfo.Throw(all.InnerExceptions[0]);
        }
    }

    private void Work(ArchiveCheck check)
    {
        byte[] plain = GC.AllocateUninitializedArray<byte>(PackageSealer.PieceSize);
        try
        {
            while (true)
            {
                long piece = Interlocked.Increment(ref _next), at = piece * PackageSealer.PieceSize;
                if (at >= archive.Length) break;
                int count = (int)Math.Min(plain.Length, archive.Length - at);
                ct.ThrowIfCancellationRequested();
                archive.ReadAsync(at, plain.AsMemory(0, count), ct).AsTask().GetAwaiter().GetResult();
                if (!_turn.Do(piece, () => check.Add(plain.AsSpan(0, count)))) break;
                progress?.Report(new SealProgress(at + count, archive.Length));
            }
        }
        catch
        {
            _turn.Break();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}

/// <summary>Writes an archive's files where nobody looks for them yet.</summary>
internal sealed class UnpackedFiles : IArchiveSink, IDisposable
{
    private readonly string _root;
    private readonly bool _isFolder;
    private FileStream? _file;

    public UnpackedFiles(string root, bool isFolder)
    {
        (_root, _isFolder) = (root, isFolder);
        if (isFolder) Directory.CreateDirectory(root);
    }

    public void Begin(ManifestFile file)
    {
        string path = _isFolder ? PathOf(file.Path) : _root;
        if (_isFolder) Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = (long)file.Size, BufferSize = 0 });
    }

    public void Write(ReadOnlySpan<byte> bytes) => _file!.Write(bytes);

    public void Finish()
    {
        _file!.Flush(flushToDisk: true);
        _file.Dispose();
        _file = null;
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>A manifest's path below the root. Names that this system reads as something else are refused.</summary>
    private string PathOf(string path)
    {
        string full = Path.GetFullPath(Path.Combine([_root, .. path.Split('/')]));
        bool isInside = full == _root + Path.DirectorySeparatorChar + path.Replace('/', Path.DirectorySeparatorChar);
        return isInside && !path.AsSpan().ContainsAny(Path.GetInvalidPathChars()) ? full
            : throw new SealedDataException($"The package has a file named \"{path}\", which this system can't hold as it is. Unpack it on the system that it was made on.");
    }
}
