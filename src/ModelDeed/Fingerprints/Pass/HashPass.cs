using System.Runtime.ExceptionServices;

namespace ModelDeed.Fingerprints;

/// <summary>Hashes a list of jobs on a number of threads. Threads take pieces, not files, so that one large file keeps all of them busy.</summary>
internal sealed class HashPass(
    IReadOnlyList<FileJob> files, IReadOnlyList<ComputedJob> computed, HashPassOptions options, PassProgress progress, TapFailure failure, CancellationToken ct)
{
    private readonly Lock _lock = new();
    private int _file, _piece, _computed;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Hashes everything; returns when all is done.</summary>
    /// <exception cref="ContentException">A file can't be read or changed while it was.</exception>
    /// <exception cref="ModelFormatException">A computed tensor isn't what the reader said.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Run()
    {
        // Own threads: the pool grows too slowly for work that begins all at once.
        var others = new Thread[Math.Max(0, Math.Min(options.Threads, Pieces()) - 1)];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = new Thread(Work) { IsBackground = true, Name = "fingerprint" };
            others[i].Start();
        }
        Work();
        foreach (Thread other in others) other.Join();
        if (_failure is null) return;
        foreach (FileJob file in files) file.Abandon();
        _failure.Throw();
    }

    private int Pieces() => (int)Math.Min(int.MaxValue, files.Sum(file => (long)file.Pieces) + computed.Count);

    private void Work()
    {
        try
        {
            using var buffers = new PassBuffers(options.PieceSize, options.Width);
            while (TakePiece(out FileJob? file, out int piece)) progress.Add(file.Hash(piece, buffers));
            while (TakeComputed(out ComputedJob? job)) job.Hash(buffers, options.PieceSize, progress, ct);
        }
        catch (Exception e)
        {
            // Kept for the thread that waits; the first one tells most.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            failure.Set();
        }
    }

    private bool TakePiece([NotNullWhen(true)] out FileJob? file, out int piece)
    {
        ct.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_file < files.Count && _piece == files[_file].Pieces) (_file, _piece) = (_file + 1, 0);
            bool any = _failure is null && _file < files.Count;
            file = any ? files[_file] : null;
            piece = any ? _piece++ : 0;
            return file is not null;
        }
    }

    private bool TakeComputed([NotNullWhen(true)] out ComputedJob? job)
    {
        ct.ThrowIfCancellationRequested();
        int next = Interlocked.Increment(ref _computed) - 1;
        job = _failure is null && next < computed.Count ? computed[next] : null;
        return job is not null;
    }
}

/// <summary>How a pass hashes; none of it changes a digest.</summary>
/// <param name="Threads">1 or more.</param>
/// <param name="Width">Vectors.</param>
/// <param name="PieceSize">Bytes read at a time and thread, a power of two of chunks.</param>
internal sealed record HashPassOptions(int Threads, Blake3Width Width, int PieceSize);

/// <summary>Adds up what all threads read and reports it ten times a second at most.</summary>
internal sealed class PassProgress(ulong total, IProgress<FingerprintProgress>? report)
{
    private const long IntervalMs = 100;

    private long _done, _next = Environment.TickCount64 + IntervalMs;

    public void Add(int bytes)
    {
        long done = Interlocked.Add(ref _done, bytes), now = Environment.TickCount64, next = Interlocked.Read(ref _next);
        if (report is null || now < next || Interlocked.CompareExchange(ref _next, now + IntervalMs, next) != next) return;
        report.Report(new FingerprintProgress((ulong)done, total));
    }

    /// <summary>Reports the end.</summary>
    public void Finish() => report?.Report(new FingerprintProgress(total, total));
}
