using System.Globalization;
using ModelDeed.EndToEnd.Index;

namespace ModelDeed.Bench;

/// <summary>Many readers of the real server while it indexes a real anvil: first a long history, then a block with 500 logs again and again.</summary>
internal static class LoadBench
{
    private const int History = 240, Each = 500;

    /// <summary>Takes the number of readers; 1,000 unless given.</summary>
    public static async Task<int> Run(string[] args)
    {
        int readers = args is [string many] ? int.Parse(many, CultureInfo.InvariantCulture) : 1_000;
        await using IndexedAnvil anvil = await IndexedAnvil.Start();
        (anvil.Settings["Api__Burst"], anvil.Settings["Api__PerSecond"]) = ("1000000", "1000000"); // all come from one address here
        await anvil.Fill(History, Each);
        anvil.Serve();
        long first = await anvil.Committed(0);
        Task<ReadersReport> reading = Readers.Run(anvil.Site, readers, 20, TimeSpan.FromSeconds(1));
        int blocks = 0;
        for (; !reading.IsCompleted; blocks++) await anvil.Fill(1, Each);
        ReadersReport met = await reading;
        long last = await anvil.Committed((long)await anvil.User.Node.BlockNumber(CancellationToken.None) - 1);
        using System.Diagnostics.Process server = System.Diagnostics.Process.GetProcessById(anvil.Server!.Id);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{readers:N0} readers, a request each 1 s: {met.Answers:N0} answers, {met.Errors:N0} errors ({met.First ?? "none"}); p50 {met.P50:0} ms, p99 {met.P99:0} ms, most {met.Most:0} ms; blocks {first:N0} to {last:N0} indexed meanwhile, {(History + blocks) * Each:N0} logs in all; server at most {server.PeakWorkingSet64 / 1e6:0} MB, {server.TotalProcessorTime.TotalSeconds:0} s of the processor"));
        await anvil.Kill();
        return met.Errors == 0 ? 0 : 1;
    }
}
