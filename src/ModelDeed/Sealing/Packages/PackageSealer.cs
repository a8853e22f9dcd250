using System.Security.Cryptography;
using ModelDeed.Fingerprints;

namespace ModelDeed.Sealing;

/// <summary>How far a sealing or an opening is.</summary>
/// <param name="Done">Bytes of the archive so far.</param>
/// <param name="Total">Bytes of the archive.</param>
public readonly record struct SealProgress(long Done, long Total);

/// <summary>Seals a file or a folder. One pass over its bytes, in constant memory: what is encrypted is held against the manifest as it goes by.</summary>
public static class PackageSealer
{
    /// <summary>Bytes that a thread reads, checks and encrypts at a time: so few that they stay in its processor's cache from the first step to the last.</summary>
    internal const int PieceSize = PieceChunks * PayloadLayout.ChunkSize;

    private const int PieceChunks = 4;

    /// <summary>Makes a package, or goes on with one whose making was interrupted.</summary>
    /// <param name="options">What, for whom, where to.</param>
    /// <param name="progress">Told at every piece, from any thread; null for none.</param>
    /// <param name="ct">Stops after the pieces at hand; the next call goes on from there.</param>
    /// <exception cref="ContentException">The content can't be read, changed, or isn't the manifest's.</exception>
    /// <exception cref="SealedDataException">A file's bytes aren't what the manifest says: nothing is left under the package's name.</exception>
    /// <exception cref="IOException">The output exists, or can't be written; what was written stays for the next try.</exception>
    public static SealedPackage Seal(SealOptions options, IProgress<SealProgress>? progress, CancellationToken ct)
    {
        ContentListing listing = ContentWalk.List(options.Path, ct);
        ArchiveLayout layout = Layout(options, listing, ct);
        using var source = new ArchiveSource(layout, listing.Files);
        using SealingFolder folder = SealingFolder.Open(options, DigestOf(layout), listing);
        var payload = new PayloadLayout(layout.Length);
        var run = new Run(source, folder, payload, progress, ct);
        try
        {
            return Seal(run, folder, listing, options, payload);
        }
        catch (Exception e) when (e is SealedDataException or ContentException)
        {
            folder.Discard(); // what was encrypted isn't the manifest's content: its key and nonce must never meet other bytes
            throw;
        }
    }

    private static SealedPackage Seal(Run run, SealingFolder folder, ContentListing listing, SealOptions options, PayloadLayout payload)
    {
        long pieces = (payload.Chunks - 1) / PieceChunks + 1;
        Task marking = Task.CompletedTask; // a stretch is flushed while the next one is sealed
        try
        {
            for (long piece = 0; piece < pieces; piece += options.MarkEvery)
            {
                long end = Math.Min(piece + options.MarkEvery, pieces), chunks = Math.Min(end * PieceChunks, payload.Chunks);
                run.Through(end, options.Threads);
                CheckUnchanged(run.Layout, listing, piece * PieceSize, Math.Min(end * PieceSize, run.Layout.Length));
                marking.GetAwaiter().GetResult();
                if (chunks > folder.Done) marking = Task.Run(() => folder.Mark(chunks));
            }
            marking.GetAwaiter().GetResult();
        }
        finally
        {
            marking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult(); // it uses the folder
        }
        ContentWalk.CheckUnchanged(listing);
        return folder.Finish(payload.PayloadLength);
    }

    private static ArchiveLayout Layout(SealOptions options, ContentListing listing, CancellationToken ct)
    {
        Manifest manifest = options.Manifest;
        if (!listing.Files.Select(file => (file.Model.Path, file.Stamp.Size)).SequenceEqual(manifest.Files.Select(file => (file.Path, file.Size))))
            throw new ContentException(options.Path, "its files aren't those of the manifest. Seal the very content that was titled, or publish this as a version first.");
        TensorTable? table = manifest.Tensors.IsEmpty ? null : ModelFormats.Read([.. listing.Files.Select(file => file.Model)], FormatPolicy.Opaque, ct);
        return new ArchiveLayout(manifest, manifest.ToJson(), TensorIndex.Write(TensorIndex.Of(table, manifest)));
    }

    /// <summary>Throws unless the files of a stretch are still in the state in which they were listed.</summary>
    private static void CheckUnchanged(ArchiveLayout layout, ContentListing listing, long from, long to)
    {
        for (int entry = Math.Max(layout.EntryAt(from), layout.FirstFile); entry < layout.Count && layout.HeaderAt(entry) < to; entry++)
        {
            ContentFile file = listing.Files[entry - layout.FirstFile];
            if (FileStamp.Of(file.Model.FullPath, followLinks: true) != file.Stamp)
                throw new ContentException(file.Model.FullPath, "the file changed while it was sealed. Wait until nothing writes to it, and start again.");
        }
    }

    private static Hash32 DigestOf(ArchiveLayout layout) => new(SHA256.HashData([.. SHA256.HashData(layout.Inner(0)!), .. SHA256.HashData(layout.Inner(1)!)]));

    /// <summary>The threads' common state. Each reads, encrypts and writes pieces of its own; the check alone goes piece by piece in order, before anything of it is encrypted.</summary>
    private sealed class Run(ArchiveSource source, SealingFolder folder, PayloadLayout payload, IProgress<SealProgress>? progress, CancellationToken ct)
    {
        private readonly ArchiveCheck _check = new(source.Layout, sink: null);
        private readonly InTurn _turn = new(0);
        private readonly long _resumed = folder.Done;
        private long _next = -1, _done;

        public ArchiveLayout Layout => source.Layout;

        public void Through(long end, int threads)
        {
            _next = _done - 1;
            try
            {
                Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work(end));
            }
            catch (AggregateException all)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(all.InnerExceptions[0]);
            }
            _done = end;
        }

        private void Work(long end)
        {
            byte[] plain = GC.AllocateUninitializedArray<byte>(PieceSize), stored = GC.AllocateUninitializedArray<byte>(PieceChunks * PayloadLayout.SealedChunkSize);
            try
            {
                using var cipher = new PayloadCipher(folder.Key, folder.Nonce, payload);
                for (long piece; (piece = Interlocked.Increment(ref _next)) < end;)
                {
                    ct.ThrowIfCancellationRequested();
                    int count = (int)Math.Min(PieceSize, source.Length - piece * PieceSize);
                    source.Read(piece * PieceSize, plain.AsSpan(0, count));
                    if (!_turn.Do(piece, () => _check.Add(plain.AsSpan(0, count)))) break; // another thread failed, and tells
                    Write(piece, cipher, plain.AsSpan(0, count), stored);
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

        private void Write(long piece, PayloadCipher cipher, ReadOnlySpan<byte> plain, byte[] stored)
        {
            long first = piece * PieceChunks;
            if (first >= _resumed)
            {
                int written = cipher.Seal(first, plain, stored);
                folder.Write(PayloadLayout.OffsetOf(first), stored.AsSpan(0, written));
            }
            progress?.Report(new SealProgress(Math.Min((piece + 1) * PieceSize, source.Length), source.Length));
        }
    }
}
