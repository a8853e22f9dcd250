using System.Diagnostics;
using System.Globalization;

namespace ModelDeed.Bench;

/// <summary>A command that is timed as the shell times it: by the clock, and by the processor, which other work on the machine disturbs less.</summary>
/// <param name="name">As the table calls it.</param>
/// <param name="command">Program and arguments.</param>
/// <param name="output">File or folder that it makes; deleted before each run.</param>
internal sealed class TimedRun(string name, string[] command, string output)
{
    private readonly List<(double Whole, double Processor)> _samples = [];

    public string Name => name;

    /// <summary>Median of the milliseconds from start to end.</summary>
    public double WholeMs => Median(sample => sample.Whole);

    /// <summary>Median of the processors' milliseconds, the kernel's included.</summary>
    public double ProcessorMs => Median(sample => sample.Processor);

    /// <summary>Runs all in turn, round after round, the first one not counted.</summary>
    public static void InTurn(int rounds, TimedRun[] runs, bool keepLast)
    {
        for (int round = 0; round <= rounds; round++)
            foreach (TimedRun run in runs) run.Once(counts: round > 0);
        if (keepLast) return;
        foreach (TimedRun run in runs) run.Delete();
    }

    private void Once(bool counts)
    {
        Delete();
        var start = new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='%R %U %S'; time \"$@\" >/dev/null", "bash", .. command]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardError.ReadToEnd().TrimEnd().Split('\n');
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{name} ended with {process.ExitCode}: {string.Join(' ', lines)}");
        double[] seconds = [.. lines[^1].Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        if (counts) _samples.Add((seconds[0] * 1000, (seconds[1] + seconds[2]) * 1000));
    }

    private void Delete()
    {
        if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
        else File.Delete(output);
    }

    private double Median(Func<(double Whole, double Processor), double> value)
    {
        double[] sorted = [.. _samples.Select(value).Order()];
        return sorted[sorted.Length / 2];
    }
}
