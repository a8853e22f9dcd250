using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>One run of unpacking: threads read, decrypt and write pieces in any order; between decrypting and writing each is checked, by number.</summary>
internal sealed class Unpacking(OpenedSource archive, ArchiveLayout layout, IProgress<SealProgress>? progress, CancellationToken ct)
{
    private readonly InTurn _turn = new(0);
    private long _next = -1;

    /// <summary>Unpacks beside the output, where nobody else can look, and puts it in its place at the end. What a killed run left there goes first.</summary>
    public void Run(string output, int threads)
    {
        using var working = new OpeningFolder(output);
        DiskWrite.RequireRoom(Path.GetDirectoryName(working.Content)!, layout.Length);
        using (var files = new UnpackedFiles(working.Content, isFolder: layout.Manifest.Files is not [{ Path: "" }]))
        {
            var check = new ArchiveCheck(layout, files);
            archive.Expect(0, archive.Length);
            Decrypt(check, files, threads);
            if (check.Offset != layout.Length) throw new SealedDataException("The archive ended early. Fetch the package again.");
        }
        working.Finish();
    }

    private void Decrypt(ArchiveCheck check, UnpackedFiles files, int threads)
    {
        try
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work(check, files));
        }
        catch (AggregateException all)
        {
            ExceptionDispatchInfo.Throw(all.InnerExceptions[0]);
        }
    }

    private void Work(ArchiveCheck check, UnpackedFiles files)
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
                List<UnpackedFiles.Stretch> stretches = [];
                if (!_turn.Do(piece, () =>
                {
                    check.Add(plain.AsSpan(0, count));
                    stretches = files.Taken();
                })) break;
                foreach (UnpackedFiles.Stretch stretch in stretches) files.Write(stretch, plain);
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
