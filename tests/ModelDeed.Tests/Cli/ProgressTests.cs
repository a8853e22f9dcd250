using ModelDeed.Cli;

namespace ModelDeed.Tests.Cli;

public sealed class ProgressTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void The_first_second_is_silent_then_rate_and_time_left_are_shown()
    {
        Progress progress = new(_error, true, _clock, "Reading model");
        _clock.Seconds = 0.99;
        progress.Report(99_000_000, 400_000_000);
        Assert.Equal("", _error.ToString());
        _clock.Seconds = 2;
        progress.Report(200_000_000, 400_000_000);
        Assert.Equal("\r\u001b[2KReading model: 200 MB of 400 MB, 100 MB/s, 2 s left", _error.ToString());
        progress.Dispose();
        Assert.EndsWith("\r\u001b[2K", _error.ToString(), StringComparison.Ordinal); // the line is taken away
    }

    [Fact]
    public void Reports_in_quick_succession_are_drawn_ten_times_a_second()
    {
        using Progress progress = new(_error, true, _clock, "x");
        for (int i = 0; i < 1000; i++)
        {
            _clock.Seconds = 1 + (i / 1000.0);
            progress.ReportItems(i, 1000);
        }
        Assert.InRange(_error.ToString().Count(letter => letter == '\r'), 9, 11);
    }

    [Fact]
    public void An_unknown_total_shows_no_time_left()
    {
        using Progress progress = new(_error, true, _clock, "Writing");
        _clock.Seconds = 4;
        progress.ReportItems(4000, 0);
        Assert.Equal("\r\u001b[2KWriting: 4,000, 1,000/s", _error.ToString());
    }

    [Fact]
    public void Where_no_terminal_is_nothing_is_drawn()
    {
        using (Progress progress = new(_error, false, _clock, "x"))
        {
            _clock.Seconds = 100;
            progress.Report(1, 2);
            progress.Say("waiting");
        }
        Assert.Equal("", _error.ToString());
    }

    private sealed class ManualClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)Math.Round(Seconds * 1000);
    }
}
