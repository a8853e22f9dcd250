using System.Diagnostics;

namespace ModelDeed.Bench;

/// <summary>One run of a program.</summary>
/// <param name="WholeMs">Milliseconds from start to exit, as a user waits for them.</param>
/// <param name="InsideMs">Milliseconds of the work alone, where the program tells them; else the same.</param>
/// <param name="PeakKiB">Peak of resident memory; 0 where the program doesn't tell it.</param>
internal readonly record struct Sample(double WholeMs, double InsideMs, long PeakKiB);

/// <summary>A program that is timed.</summary>
/// <param name="name">As the table calls it.</param>
/// <param name="program">What is started.</param>
/// <param name="arguments">With these.</param>
internal sealed class Contender(string name, string program, params string[] arguments)
{
    private readonly List<Sample> _samples = [];

    public string Name => name;

    public bool IsOurs => program == Environment.ProcessPath;

    public double WholeMs => Median(sample => sample.WholeMs);

    public double InsideMs => Median(sample => sample.InsideMs);

    public long PeakKiB => _samples.Max(sample => sample.PeakKiB);

    public static Contender Ours(string name, params string[] arguments) => new(name, Environment.ProcessPath!, arguments);

    /// <summary>Runs all in turn, round after round, so that a busy moment of the machine strikes each of them.</summary>
    public static void RunAll(int rounds, params IReadOnlyList<Contender> contenders)
    {
        foreach (Contender contender in contenders) contender.RunOnce();
        for (int round = 0; round < rounds; round++)
            foreach (Contender contender in contenders) contender._samples.Add(contender.RunOnce());
    }

    private Sample RunOnce()
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double whole = watch.Elapsed.TotalMilliseconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{name} ended with {process.ExitCode}.");
        if (!IsOurs) return new Sample(whole, whole, 0);
        string[] told = output.Split(' ');
        return new Sample(whole, double.Parse(told[0]), long.Parse(told[1]));
    }

    private double Median(Func<Sample, double> value)
    {
        double[] sorted = [.. _samples.Select(value).Order()];
        return sorted[sorted.Length / 2];
    }
}
