namespace ModelDeed.Fingerprints;

/// <summary>Takes a tensor's canonical bytes while they are hashed, so that one pass over the files serves both.</summary>
internal interface ITensorTap
{
    /// <summary>The next bytes, in order and without gaps; never called by two threads at once.</summary>
    void Take(ReadOnlySpan<byte> bytes);
}

/// <summary>Brings the pieces that threads read side by side to a tap in order: a thread that is early waits for its turn.</summary>
internal sealed class TapQueue(IReadOnlyList<ITensorTap> taps, TapFailure failure)
{
    private ulong _next;

    /// <summary>Hands on bytes of the tensor.</summary>
    /// <param name="offset">Bytes from the tensor's start.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="OperationCanceledException">Another thread failed, so that the turn never comes.</exception>
    public void Take(ulong offset, ReadOnlySpan<byte> bytes)
    {
        // Pieces are given out in order, so whoever has the one before is at work already: the wait is short and can't be mutual.
        var spin = new SpinWait();
        while (Volatile.Read(ref _next) != offset)
        {
            if (failure.Happened) throw new OperationCanceledException("Another thread failed.");
            spin.SpinOnce(sleep1Threshold: 1000);
        }
        foreach (ITensorTap tap in taps) tap.Take(bytes);
        Volatile.Write(ref _next, offset + (ulong)bytes.Length);
    }
}

/// <summary>Whether any thread of a pass failed.</summary>
internal sealed class TapFailure
{
    private volatile bool _happened;

    public bool Happened => _happened;

    public void Set() => _happened = true;
}
