using System.Buffers;

namespace ModelDeed.Fingerprints;

/// <summary>Takes a tensor's canonical bytes while they are hashed, so that one pass over the files serves both.</summary>
internal interface ITensorTap
{
    /// <summary>The next bytes, in order and without gaps; never called by two threads at once.</summary>
    void Take(ReadOnlySpan<byte> bytes);
}

/// <summary>Brings the pieces that threads read side by side to a tap in order: a thread that is early leaves a copy of its piece to whoever is at the tap, and reads on.</summary>
internal sealed class TapQueue(IReadOnlyList<ITensorTap> taps, TapFailure failure)
{
    // Bytes that may be left behind; who is early beyond that waits for its turn.
    private const int MostLeft = 8 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, (byte[] Buffer, int Length)> _early = [];
    private ulong _next;
    private int _left;
    private bool _isTaken;

    /// <summary>Hands on bytes of the tensor.</summary>
    /// <param name="offset">Bytes from the tensor's start.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="OperationCanceledException">Another thread failed, so that the turn never comes.</exception>
    public void Take(ulong offset, ReadOnlySpan<byte> bytes)
    {
        // Pieces are given out in order, so whoever has the one before is at work already: the wait is short and can't be mutual.
        var spin = new SpinWait();
        while (!Begin(offset, bytes, out bool isLeft))
        {
            if (isLeft) return;
            if (failure.Happened) throw new OperationCanceledException("Another thread failed.");
            spin.SpinOnce(sleep1Threshold: 1000);
        }
        foreach (ITensorTap tap in taps) tap.Take(bytes);
        ulong next = offset + (ulong)bytes.Length;
        while (Continue(next) is var (buffer, length))
        {
            foreach (ITensorTap tap in taps) tap.Take(buffer.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(buffer);
            next += (ulong)length;
        }
    }

    /// <summary>Whether it is a piece's turn; if not, a copy of it may be left for later.</summary>
    private bool Begin(ulong offset, ReadOnlySpan<byte> bytes, out bool isLeft)
    {
        lock (_lock)
        {
            isLeft = false;
            if (_next == offset && !_isTaken) return _isTaken = true;
            if (_left + bytes.Length > MostLeft) return false;
            byte[] copy = ArrayPool<byte>.Shared.Rent(bytes.Length);
            bytes.CopyTo(copy);
            _early.Add(offset, (copy, bytes.Length));
            _left += bytes.Length;
            isLeft = true;
            return false;
        }
    }

    /// <summary>The piece that was left behind for a place; if there is none, the tap is free.</summary>
    private (byte[] Buffer, int Length)? Continue(ulong next)
    {
        lock (_lock)
        {
            _next = next;
            if (!_early.Remove(next, out (byte[] Buffer, int Length) early))
            {
                _isTaken = false;
                return null;
            }
            _left -= early.Length;
            return early;
        }
    }
}

/// <summary>Whether any thread of a pass failed.</summary>
internal sealed class TapFailure
{
    private volatile bool _happened;

    public bool Happened => _happened;

    public void Set() => _happened = true;
}
