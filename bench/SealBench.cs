using System.Diagnostics;
using System.Globalization;
using ModelDeed.Fingerprints;
using ModelDeed.Sealing;

namespace ModelDeed.Bench;

/// <summary>Sealing and opening a file of 2 GiB, against age in the same run. Ours proves the content as well: what is sealed is held against the manifest's BLAKE3, and so is what is opened.</summary>
internal static class SealBench
{
    private const double Giga = 1e9;

    public static int Run(BenchOptions options)
    {
        var data = new FingerprintData(options.Data);
        data.Make();
        string work = Path.Join(options.Data, "seal");
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        try
        {
            Compare(options, data.Large, work);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
        return 0;
    }

    /// <summary>What runs in a process of its own: seals, and prints milliseconds of the work alone, and the peak of memory.</summary>
    public static int Seal(string path, string manifest, string output, int threads)
    {
        using X25519Identity owner = Owner();
        var watch = Stopwatch.StartNew();
        SealedPackage package = PackageSealer.Seal(new SealOptions { Path = path, Manifest = Read(manifest), Owner = owner, Output = output, Threads = threads }, null, CancellationToken.None);
        return FingerprintChild.Print(watch.Elapsed, package.Header.Digest.ToString());
    }

    /// <summary>The same for opening.</summary>
    public static async Task<int> Open(string package, string manifest, string output, int threads)
    {
        using X25519Identity owner = Owner();
        var watch = Stopwatch.StartNew();
        var sealedPackage = SealedPackage.Read(package);
        using FileKey key = ((UnlockOutcome.Unlocked)sealedPackage.Header.Unlock(owner)).Key;
        using Storage.FileSource payload = sealedPackage.Payload();
        using PackageReader reader = await PackageReader.Open(payload, key, Read(manifest).Digest(), CancellationToken.None);
        reader.Unpack(output, threads, null, CancellationToken.None);
        return FingerprintChild.Print(watch.Elapsed, reader.Manifest.Fingerprint.ToString());
    }

    private static void Compare(BenchOptions options, string large, string work)
    {
        string manifest = Path.Join(work, "manifest.json"), key = Path.Join(work, "key"), package = Path.Join(work, "package"), aged = Path.Join(work, "large.age"), opened = Path.Join(work, "opened");
        File.WriteAllBytes(manifest, Fingerprinter.Run(large, new FingerprintOptions { Tensors = false }, null, CancellationToken.None).Manifest.ToJson());
        using X25519Identity owner = Owner();
        File.WriteAllText(key, owner.Reveal());
        string us = Environment.ProcessPath!;
        TimedRun[] sealing =
        [
            new("age", ["age", "-r", owner.Recipient.ToString(), "-o", aged, large], aged),
            new("age, one processor", ["taskset", "-c", "1", "age", "-r", owner.Recipient.ToString(), "-o", aged, large], aged),
            new("deed, 1 thread", [us, "seal-child", large, manifest, package, "1"], package),
            new("deed, 1 thread, one processor", ["taskset", "-c", "1", us, "seal-child", large, manifest, package, "1"], package),
            new("deed, 2 threads", [us, "seal-child", large, manifest, package, "2"], package),
        ];
        TimedRun.InTurn(options.Rounds, sealing, keepLast: true);
        TimedRun[] opening =
        [
            new("age", ["age", "-d", "-i", key, "-o", opened, aged], opened),
            new("age, one processor", ["taskset", "-c", "1", "age", "-d", "-i", key, "-o", opened, aged], opened),
            new("deed, 1 thread", [us, "open-child", package, manifest, opened, "1"], opened),
            new("deed, 1 thread, one processor", ["taskset", "-c", "1", us, "open-child", package, manifest, opened, "1"], opened),
            new("deed, 2 threads", [us, "open-child", package, manifest, opened, "2"], opened),
        ];
        TimedRun.InTurn(options.Rounds, opening, keepLast: false);
        Console.WriteLine($"Medians of {options.Rounds} runs, contenders in turn, page cache warm. {Environment.ProcessorCount} processors, .NET {Environment.Version}; load when it began {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.");
        Print("Sealing 2 GiB", new FileInfo(large).Length, sealing);
        Print("Opening 2 GiB", new FileInfo(large).Length, opening);
    }

    private static void Print(string title, long bytes, TimedRun[] runs)
    {
        Console.WriteLine($"\n{title}\n\n| | whole, ms | processor time, ms | GB/s | times age: whole | processor |\n|---|--:|--:|--:|--:|--:|");
        foreach (TimedRun run in runs)
        {
            TimedRun age = run.Name.EndsWith("one processor", StringComparison.Ordinal) ? runs[1] : runs[0];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {run.Name} | {run.WholeMs:F0} | {run.ProcessorMs:F0} | {bytes / run.WholeMs / Giga * 1000:F2} | {age.WholeMs / run.WholeMs:F2} | {age.ProcessorMs / run.ProcessorMs:F2} |"));
        }
    }

    private static Manifest Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Manifest.Parse(bytes);
    }

    /// <summary>A key that both sides use; nothing of worth is sealed to it.</summary>
    private static X25519Identity Owner() => new([.. Enumerable.Repeat((byte)7, X25519Identity.Size)]);
}
