namespace ModelDeed.Sealing;

/// <summary>Lets several threads work at numbered pieces in any order, and do one part of the work strictly by number.</summary>
/// <param name="first">The piece to begin with.</param>
internal sealed class InTurn(long first)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, ManualResetEventSlim> _waiting = [];
    private long _next = first;
    private bool _isBroken;

    /// <summary>Waits until every piece before this one has had its turn, and does this one's work.</summary>
    /// <returns>False when an earlier piece failed: nothing was done.</returns>
    public bool Do(long piece, Action work)
    {
        if (!Wait(piece)) return false;
        try
        {
            work();
        }
        catch
        {
            Break();
            throw;
        }
        lock (_lock)
        {
            _next = piece + 1;
            if (_waiting.Remove(_next, out ManualResetEventSlim? waiting)) waiting.Set();
        }
        return true;
    }

    /// <summary>Tells all who wait that their turn won't come.</summary>
    public void Break()
    {
        lock (_lock)
        {
            _isBroken = true;
            foreach (ManualResetEventSlim waiting in _waiting.Values) waiting.Set();
            _waiting.Clear();
        }
    }

    private bool Wait(long piece)
    {
        ManualResetEventSlim mine;
        lock (_lock)
        {
            if (_isBroken) return false;
            if (_next == piece) return true;
            _waiting.Add(piece, mine = new ManualResetEventSlim());
        }
        mine.Wait();
        mine.Dispose();
        lock (_lock) return !_isBroken;
    }
}
