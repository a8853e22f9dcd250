using System.Diagnostics;
using System.Globalization;
using ModelDeed.Tests.Fingerprints.Formats;
using ModelDeed.Tests.Sealing.Fuzz;

namespace ModelDeed.Fuzz;

/// <summary>Runs cases one after the other and keeps those that fail.</summary>
internal sealed class Campaign(Options options, List<FuzzSample> models, List<SealingSample> packages) : IDisposable
{
    /// <summary>A case of some kilobytes takes microseconds; a busy machine may make it tens of milliseconds.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2), Hung = TimeSpan.FromSeconds(20);

    /// <summary>Samples are of some kilobytes; the largest fixed buffers of a reader are under 1 MiB.</summary>
    private const long MostAllocated = 16 * 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-fuzz-").FullName;
    private readonly CancellationTokenSource _watch = new();
    private Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private ulong _case;

    /// <summary>Inputs that were read as something.</summary>
    public ulong Taken { get; private set; }

    public ulong Refusals { get; private set; }

    public int Failures { get; private set; }

    public TimeSpan Slowest { get; private set; }

    public long Largest { get; private set; }

    public void Run()
    {
        Directory.CreateDirectory(_folder);
        using Timer watchdog = new(_ => Hang(), null, Hung, Timeout.InfiniteTimeSpan);
        for (ulong i = 0; i < options.Cases; i++)
        {
            _case = options.Seed + i;
            if ((i & 0xFF) == 0) watchdog.Change(Hung, Timeout.InfiniteTimeSpan);
            RunOne();
            if (i % 100_000 == 99_999) Console.Error.WriteLine($"{i + 1} cases: {Taken} read, {Refusals} refusals, {Failures} failures");
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void RunOne()
    {
        var random = new SplitMix(_case);
        int sample = random.Below(models.Count + packages.Count);
        SealingSample? package = sample < models.Count ? null : packages[sample - models.Count];
        _files = package is null ? models[sample].Mutate(random) : new(StringComparer.Ordinal) { [package.Format] = Mutation.Apply(random, package.Bytes) };
        long started = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
        string? problem = null;
        try
        {
            if (package?.Read(_files[package.Format]) ?? FuzzCase.Run(_folder, _files, _watch.Token)) Taken++;
            else Refusals++;
        }
#pragma warning disable CA1031 // Any exception is what this program looks for.
        catch (Exception e)
        {
            problem = e.ToString();
        }
#pragma warning restore CA1031
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (took > Slow) problem ??= $"took {took.TotalSeconds:F1} s";
        if (allocated > MostAllocated) problem ??= $"allocated {allocated} bytes";
        Slowest = took > Slowest ? took : Slowest;
        Largest = Math.Max(allocated, Largest);
        if (problem is not null) Keep(problem);
    }

    private void Keep(string problem)
    {
        Failures++;
        string folder = Path.Combine(options.Out, string.Create(CultureInfo.InvariantCulture, $"{options.Format}-{_case}"));
        Directory.CreateDirectory(folder);
        foreach ((string path, byte[] bytes) in _files) File.WriteAllBytes(Path.Combine(folder, path), bytes);
        File.WriteAllText(Path.Combine(folder, "problem.txt"), problem);
        Console.Error.WriteLine($"case {_case}: {problem.Split('\n')[0]} (kept in {folder})");
    }

    /// <summary>A hang can't be stopped from outside: its input is kept, and the program ends.</summary>
    private void Hang()
    {
        Keep($"hangs for over {Hung.TotalSeconds} s");
        Environment.Exit(1);
    }
}
