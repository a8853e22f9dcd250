using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;

namespace ModelDeed.Bench.Heritage;

/// <summary>Print and content root of a safetensors file of 1 GiB in one pass, against the content root alone and against <c>openssl dgst -sha256</c>.</summary>
internal static class HeritageSpeed
{
    private const int Tensors = 64, Rows = 4096, Columns = 2048;
    private const long Bytes = 2L * Tensors * Rows * Columns;

    public static int Run(BenchOptions options)
    {
        string path = Path.Join(options.Data, "heritage-bf16.safetensors");
        Directory.CreateDirectory(options.Data);
        if (!File.Exists(path)) Make(path);
        string self = Environment.ProcessPath!;
        (string Name, string Program, string[] Arguments)[] contenders =
        [
            ("openssl dgst -sha256", "openssl", ["dgst", "-sha256", path]),
            ("content root alone, 1 thread", self, ["hash", path, "1", "bytes"]),
            ("content and tensor root, 1 thread", self, ["hash", path, "1", "tensors"]),
            ("roots and print, 1 thread", self, ["print", path, "1"]),
            ("content root alone, 2 threads", self, ["hash", path, "2", "bytes"]),
            ("content and tensor root, 2 threads", self, ["hash", path, "2", "tensors"]),
            ("roots and print, 2 threads", self, ["print", path, "2"]),
        ];
        var samples = contenders.Select(_ => new List<(double Wall, double Processor)>()).ToArray();
        foreach (var (_, program, arguments) in contenders) Time(program, arguments);
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < contenders.Length; i++) samples[i].Add(Time(contenders[i].Program, contenders[i].Arguments));
        }
        double opensslWall = Middle(samples[0], sample => sample.Wall), opensslProcessor = Middle(samples[0], sample => sample.Processor);
        Console.WriteLine($"1 GiB of BF16 in {Tensors} tensors; medians of {options.Rounds} runs of whole processes, in turn, page cache warm. {Environment.ProcessorCount} processors, vectors of {(int)SketchKernel.Best}.\n");
        Console.WriteLine("| | elapsed, ms | processor, ms | GB/s (elapsed) | speed against openssl: elapsed | by processor time |\n|---|--:|--:|--:|--:|--:|");
        for (int i = 0; i < contenders.Length; i++)
        {
            double wall = Middle(samples[i], sample => sample.Wall), processor = Middle(samples[i], sample => sample.Processor);
            Console.WriteLine($"| {contenders[i].Name} | {wall:F0} | {processor:F0} | {Bytes / wall / 1e6:F2} | {opensslWall / wall:F2} | {opensslProcessor / processor:F2} |");
        }
        return 0;
    }

    /// <summary>The process that is timed.</summary>
    public static int Child(string path, int threads)
    {
        var watch = Stopwatch.StartNew();
        PrintedModel printed = HeritagePrinter.Run(path, new FingerprintOptions { Threads = threads }, null, CancellationToken.None);
        return FingerprintChild.Print(watch.Elapsed, $"{printed.Result.Manifest.Fingerprint} {printed.Print.Digest()}");
    }

    private static (double Wall, double Processor) Time(string program, string[] arguments)
    {
        double before = ChildrensProcessorMs();
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double wall = watch.Elapsed.TotalMilliseconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        return (wall, ChildrensProcessorMs() - before);
    }

    /// <summary>Processor time of all children that ended: fields 16 and 17 of /proc/self/stat (proc(5)), in hundredths of a second.</summary>
    private static double ChildrensProcessorMs()
    {
        string[] fields = File.ReadAllText("/proc/self/stat").Split(' ');
        return 10 * (double.Parse(fields[15]) + double.Parse(fields[16]));
    }

    private static double Middle(List<(double Wall, double Processor)> samples, Func<(double Wall, double Processor), double> value) =>
        samples.Select(value).Order().ElementAt(samples.Count / 2);

    private static void Make(string path)
    {
        using (FileStream file = File.Create(path + ".part"))
        {
            long each = 2L * Rows * Columns;
            byte[] header = Encoding.ASCII.GetBytes("{" + string.Join(',', Enumerable.Range(0, Tensors).Select(i =>
                $"\"model.layers.{i / 8}.w{i % 8}.weight\":{{\"dtype\":\"BF16\",\"shape\":[{Rows},{Columns}],\"data_offsets\":[{i * each},{(i + 1) * each}]}}")) + "}");
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            var dice = Dice.For("speed");
            var buffer = new byte[1 << 20];
            for (long left = Bytes; left > 0; left -= buffer.Length)
            {
                for (int i = 0; i < buffer.Length; i += 8)
                {
                    // Four numbers of either sign and of sizes from 2^-9 to 2^-5, as weights have.
                    ulong random = dice.Next(), numbers = random & 0x80FF_80FF_80FF_80FF | 0x3B00_3B00_3B00_3B00 | (random & 0x0100_0100_0100_0100);
                    BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(i), numbers);
                }
                file.Write(buffer);
            }
        }
        File.Move(path + ".part", path);
    }
}
