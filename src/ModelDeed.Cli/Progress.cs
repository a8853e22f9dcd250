namespace ModelDeed.Cli;

/// <summary>One line on standard error that shows how far a long job is, how fast, and how long it will take. Silent for the
/// first second, and always when standard error isn't a terminal.</summary>
internal sealed class Progress(TextWriter error, bool enabled, TimeProvider clock, string what) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), Interval = TimeSpan.FromMilliseconds(100);

    private readonly long _start = clock.GetTimestamp();
    private readonly Lock _gate = new();
    private TimeSpan _shown = TimeSpan.Zero;
    private bool _visible;

    /// <summary>Reports bytes done of bytes in total (0 = not known yet).</summary>
    public void Report(long done, long total) => Report(done, total, Units.Bytes, rate => $"{Units.Bytes((long)rate)}/s");

    /// <summary>Reports items done of items in total.</summary>
    public void ReportItems(long done, long total) => Report(done, total, count => $"{count:N0}", rate => $"{rate:N0}/s");

    private void Report(long done, long total, Func<long, string> amount, Func<double, string> speed)
    {
        if (!enabled) return;
        lock (_gate)
        {
            TimeSpan elapsed = clock.GetElapsedTime(_start);
            if (elapsed < Patience || elapsed - _shown < Interval) return;
            _shown = elapsed;
            double rate = done / elapsed.TotalSeconds;
            string left = total > 0 && rate > 0 ? $", {Units.Duration(TimeSpan.FromSeconds((total - done) / rate))} left" : "";
            string of = total > 0 ? $" of {amount(total)}" : "";
            Write($"{what}: {amount(done)}{of}, {speed(rate)}{left}");
        }
    }

    /// <summary>Says what is being waited for, without figures.</summary>
    public void Say(string text)
    {
        if (!enabled) return;
        lock (_gate) Write(text);
    }

    private void Write(string line)
    {
        error.Write($"\r\u001b[2K{Printable.Clean(line)}");
        _visible = true;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_visible) error.Write("\r\u001b[2K");
            _visible = false;
        }
    }
}
