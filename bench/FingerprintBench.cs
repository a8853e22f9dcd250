namespace ModelDeed.Bench;

/// <summary>Fingerprints against b3sum, openssl and sha256sum: one large file, many small ones, and a model with all its tensors.</summary>
internal static class FingerprintBench
{
    private const double Giga = 1e9;

    public static int Run(BenchOptions options)
    {
        var data = new FingerprintData(options.Data);
        data.Make();
        Contender nothing = Contender.Ours("the runtime alone", "nothing");
        Contender.RunAll(options.Rounds, nothing);
        Console.WriteLine($"Medians of {options.Rounds} runs, contenders in turn, page cache warm. {Environment.ProcessorCount} processors, .NET {Environment.Version}.");
        Console.WriteLine($"The runtime alone: {nothing.WholeMs:F0} ms, {nothing.PeakKiB / 1024.0:F0} MiB.");
        Large(options, data, nothing);
        Small(options, data, nothing);
        Model(options, data, nothing);
        return 0;
    }

    private static void Large(BenchOptions options, FingerprintData data, Contender nothing)
    {
        Contender[] one =
        [
            Contender.Ours("deed, 1 thread", "hash", data.Large, "1", "bytes"),
            new("b3sum, 1 thread", "b3sum", "--num-threads", "1", data.Large),
            new("b3sum --no-mmap", "b3sum", "--no-mmap", data.Large),
        ];
        Contender[] two =
        [
            Contender.Ours("deed, 2 threads", "hash", data.Large, "2", "bytes"),
            new("b3sum, 2 threads", "b3sum", "--num-threads", "2", data.Large),
        ];
        Contender[] others = [new("openssl dgst -sha256", "openssl", "dgst", "-sha256", data.Large), new("sha256sum", "sha256sum", data.Large)];
        Contender.RunAll(options.Rounds, [.. one, .. two, .. others]);
        Print("One file of 2 GiB", Size(data.Large), nothing, one[1], one);
        Print(null, Size(data.Large), nothing, two[1], [.. two, .. others]);
    }

    private static void Small(BenchOptions options, FingerprintData data, Contender nothing)
    {
        string[] files = [.. Directory.EnumerateFiles(data.Small, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Contender[] all =
        [
            Contender.Ours("deed, 2 threads", "hash", data.Small, "2", "bytes"),
            Contender.Ours("deed, 1 thread", "hash", data.Small, "1", "bytes"),
            new("b3sum, 2 threads", "b3sum", ["--num-threads", "2", .. files]),
            new("b3sum, 1 thread", "b3sum", ["--num-threads", "1", .. files]),
            new("b3sum --no-mmap", "b3sum", ["--no-mmap", .. files]),
            new("openssl dgst -sha256", "openssl", ["dgst", "-sha256", .. files]),
            new("sha256sum", "sha256sum", files),
        ];
        Contender.RunAll(options.Rounds, all);
        Print("5,000 files of 256 B to 128 KiB", files.Sum(Size), nothing, all[2], all);
    }

    private static void Model(BenchOptions options, FingerprintData data, Contender nothing)
    {
        Contender[] all =
        [
            Contender.Ours("deed with tensors, 2 threads", "hash", data.Model, "2", "tensors"),
            Contender.Ours("deed with tensors, 1 thread", "hash", data.Model, "1", "tensors"),
            new("openssl dgst -sha256", "openssl", "dgst", "-sha256", data.Model),
        ];
        Contender.RunAll(options.Rounds, all);
        Print("A 2 GiB safetensors file with its tensor root", Size(data.Model), nothing, all[2], all);
    }

    private static void Print(string? title, long bytes, Contender nothing, Contender peer, params IReadOnlyList<Contender> contenders)
    {
        if (title is not null)
        {
            Console.WriteLine($"\n{title}\n");
            Console.WriteLine("| | whole process, ms | work alone, ms | GB/s (work) | times the speed of | whole | work | MiB over the runtime |");
            Console.WriteLine("|---|--:|--:|--:|---|--:|--:|--:|");
        }
        foreach (Contender one in contenders)
        {
            string memory = one.IsOurs ? $"{(one.PeakKiB - nothing.PeakKiB) / 1024.0:F0}" : "";
            Console.WriteLine($"| {one.Name} | {one.WholeMs:F0} | {one.InsideMs:F0} | {bytes / one.InsideMs / Giga * 1000:F2} | {peer.Name} | "
                + $"{peer.WholeMs / one.WholeMs:F2} | {peer.InsideMs / one.InsideMs:F2} | {memory} |");
        }
    }

    private static long Size(string path) => new FileInfo(path).Length;
}
