using System.Diagnostics;
using System.Globalization;

namespace ModelDeed.Bench.Indexer;

/// <summary>A dense and a sparse chain of ERC-721 Transfers on anvil, indexed cold, the tables made again from the stored logs, and killed and started
/// again in between.</summary>
internal static class IndexerBench
{
    private const int Rounds = 3;

    /// <summary>Both chains; with <c>hold</c>, waits after each for a line of input, so that a peer can index the same chain.</summary>
    public static async Task<int> Run(string[] args)
    {
        await Measure("dense", 100_000, 899, args.Contains("hold"));
        await Measure("sparse", 80_590, 8_059, args.Contains("hold"));
        return 0;
    }

    private static async Task Measure(string name, int logs, int blocks, bool hold)
    {
        await using TransferChain chain = await TransferChain.Start(logs, blocks);
        Console.WriteLine($"{name}: {logs:N0} ERC-721 Transfers in {blocks:N0} blocks of anvil");
        for (int round = 0; round < Rounds; round++)
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldeed-bench-");
            Outcome cold = await Child("index", chain, folder, logs), views = await Child("views", chain, folder, logs);
            if (views.Tables != cold.Tables) throw new InvalidOperationException($"The tables made again differ: {views.Tables}, {cold.Tables}.");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  cold {cold.Seconds:0.00} s, {cold.Rate:N0} events/s, {cold.Processor:0.00} s of the processor, start included, at most {cold.Megabytes:0} MB; tables again {views.Seconds:0.00} s, {views.Rate:N0} events/s, {views.Processor:0.00} s of the processor, {views.Megabytes:0} MB; file {new FileInfo(Path.Combine(folder.FullName, "index.db")).Length / 1e6:0.0} MB"));
            folder.Delete(recursive: true);
            await Killed(chain, cold.Tables);
        }
        if (!hold) return;
        Console.WriteLine($"  {chain.Url} contract {chain.Contract}; Enter ends it");
        await Console.In.ReadLineAsync();
    }

    // Killed after its first commit; the next one's start to its first commit is measured, and what it ends with compared.
    private static async Task Killed(TransferChain chain, string tables)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldeed-bench-");
        using (Process first = Start("index", chain, folder))
        {
            string? line = await first.StandardOutput.ReadLineAsync();
            first.Kill();
            await first.WaitForExitAsync();
            if (line?.StartsWith("block ", StringComparison.Ordinal) != true) throw new InvalidOperationException($"It said \"{line}\", not a block.");
        }
        long start = Stopwatch.GetTimestamp();
        using Process second = Start("index", chain, folder);
        string? again = await second.StandardOutput.ReadLineAsync();
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        string rest = await second.StandardOutput.ReadToEndAsync();
        await second.WaitForExitAsync();
        if (!rest.Contains(tables, StringComparison.Ordinal)) throw new InvalidOperationException($"After a kill the tables differ: {rest}, {tables}.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  kill -9, and from the next start to the next commit ({again}): {took.TotalSeconds:0.00} s; the same tables in the end"));
        folder.Delete(recursive: true);
    }

    private static async Task<Outcome> Child(string act, TransferChain chain, DirectoryInfo folder, int logs)
    {
        using Process child = Start(act, chain, folder);
        string[] lines = (await child.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await child.WaitForExitAsync();
        string[] parts = lines.LastOrDefault("").Split(' ');
        if (parts is not ["done", string events, string seconds, string processor, string bytes, string tables] || events != $"{logs}")
            throw new InvalidOperationException($"The indexer ended with {child.ExitCode} and \"{lines.LastOrDefault("")}\", not with {logs} events.");
        return new Outcome(logs, double.Parse(seconds, CultureInfo.InvariantCulture), double.Parse(processor, CultureInfo.InvariantCulture), long.Parse(bytes, CultureInfo.InvariantCulture) / 1e6, tables);
    }

    private static Process Start(string act, TransferChain chain, DirectoryInfo folder) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [act, chain.Url.ToString(), chain.Contract.ToString(), folder.FullName]) { RedirectStandardOutput = true, UseShellExecute = false })
        ?? throw new InvalidOperationException("The indexer couldn't be started.");

    private sealed record Outcome(int Events, double Seconds, double Processor, double Megabytes, string Tables)
    {
        public double Rate => Events / Seconds;
    }
}
