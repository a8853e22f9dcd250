namespace ModelDeed.Storage;

/// <summary>What a store did in a session.</summary>
/// <param name="Name">The store.</param>
/// <param name="Blocks">Blocks fetched from it.</param>
/// <param name="Bytes">Bytes of these.</param>
/// <param name="Faults">Requests that failed.</param>
/// <param name="Problem">The first of these, in words; null for none.</param>
/// <param name="Dropped">Why it isn't asked any more; null while it is.</param>
public sealed record SourceReport(string Name, long Blocks, long Bytes, long Faults, string? Problem, string? Dropped);

/// <summary>What is known of a store while it is used: how fast it is, and whether it is still asked. Used by several threads.</summary>
internal sealed class SourceRecord(IBlockStore store)
{
    /// <summary>Failures in a row after which a store isn't asked any more.</summary>
    public const int MaxFailures = 3;

    private readonly Lock _lock = new();
    private double _seconds;
    private long _blocks, _bytes, _faults;
    private int _running, _failures;
    private StoreException? _dropped;
    private string? _problem;

    public IBlockStore Store => store;

    /// <summary>Why it isn't asked any more; null while it is.</summary>
    public StoreException? Dropped
    {
        get { lock (_lock) return _dropped; }
    }

    /// <summary>Seconds that a block would take by now: what it took lately, times those that are waited for already. 0 for one never asked.</summary>
    public double Expected
    {
        get { lock (_lock) return _seconds * (_running + 1); }
    }

    public SourceReport Report
    {
        get { lock (_lock) return new SourceReport(store.Name, _blocks, _bytes, _faults, _problem, _dropped?.Message); }
    }

    public void Begin()
    {
        lock (_lock) _running++;
    }

    /// <summary>It answered: with a block, or that it hasn't got it.</summary>
    public void Answered(TimeSpan took, int? bytes)
    {
        lock (_lock)
        {
            (_running, _failures) = (_running - 1, 0);
            Took(took);
            if (bytes is not { } length) return;
            (_blocks, _bytes) = (_blocks + 1, _bytes + length);
        }
    }

    /// <summary>Another was quicker.</summary>
    public void Beaten(TimeSpan took)
    {
        lock (_lock)
        {
            _running--;
            Took(took);
            Failure(new StoreException(store.Name, StoreFault.Failed, "it was too slow."));
        }
    }

    /// <summary>It failed. One that lies or refuses is dropped at once, one that breaks after some times in a row.</summary>
    public void Failed(TimeSpan took, StoreException why)
    {
        lock (_lock)
        {
            _running--;
            Took(took);
            _faults++;
            _problem ??= why.Message;
            if (why.Fault is StoreFault.Lied or StoreFault.Refused) _dropped ??= why;
            else if (why.Fault is StoreFault.Failed or StoreFault.Disk) Failure(why);
        }
    }

    /// <summary>The caller stopped.</summary>
    public void Stopped()
    {
        lock (_lock) _running--;
    }

    private void Failure(StoreException why)
    {
        if (++_failures >= MaxFailures) _dropped ??= why;
    }

    // A moving average over some eight requests.
    private void Took(TimeSpan took) => _seconds = _seconds == 0 ? took.TotalSeconds : _seconds * 0.875 + took.TotalSeconds * 0.125;
}
