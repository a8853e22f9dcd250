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

    /// <summary>The runtime's own cost.</summary>
    public static int Nothing() => Print(TimeSpan.Zero, "");

    public static int Print(TimeSpan elapsed, string outcome)
    {
        Console.WriteLine($"{elapsed.TotalMilliseconds:F2} {Process.GetCurrentProcess().PeakWorkingSet64 >> 10} {outcome}");
        return 0;
    }
}
