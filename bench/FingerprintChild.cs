using System.Diagnostics;
using ModelDeed.Fingerprints;

namespace ModelDeed.Bench;

/// <summary>What runs in a process of its own: prints milliseconds of the work itself, and the peak of resident memory in KiB.</summary>
internal static class FingerprintChild
{
    public static int Hash(string path, int threads, bool tensors)
    {
        var watch = Stopwatch.StartNew();
        FingerprintResult result = Fingerprinter.Run(path, new FingerprintOptions { Threads = threads, Tensors = tensors }, null, CancellationToken.None);
        return Print(watch.Elapsed, result.Manifest.Fingerprint.ToString());
    }

    /// <summary>The same asset ten times in one process: the median of the last five, when all code is compiled, as in a server.</summary>
    public static int Warm(string path, int threads)
    {
        List<TimeSpan> times = [];
        string outcome = "";
        for (int i = 0; i < 10; i++)
        {
            var watch = Stopwatch.StartNew();
            outcome = Fingerprinter.Run(path, new FingerprintOptions { Threads = threads, Tensors = false }, null, CancellationToken.None).Manifest.Fingerprint.ToString();
            times.Add(watch.Elapsed);
        }
        return Print(times.TakeLast(5).Order().ElementAt(2), outcome);
    }

    /// <summary>The runtime's own cost.</summary>
    public static int Nothing() => Print(TimeSpan.Zero, "");

    public static int Print(TimeSpan elapsed, string outcome)
    {
        Console.WriteLine($"{elapsed.TotalMilliseconds:F2} {Process.GetCurrentProcess().PeakWorkingSet64 >> 10} {outcome}");
        return 0;
    }
}
