using System.Diagnostics;
using System.Globalization;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Bench.Indexer;

/// <summary>An indexer in a process of its own: with journal, digests and stored logs, as the server runs it. What it measures goes to its output.</summary>
internal static class IndexerChild
{
    private const ulong AnvilsChain = 31337;

    /// <summary>Indexes up to the chain's head. Writes <c>block N</c> after each commit, and at the end <c>done EVENTS SECONDS PROCESSOR_SECONDS PEAK_BYTES TABLES</c>.</summary>
    public static async Task<int> Cold(string url, string contract, string folder)
    {
        await using Database database = Database.Sqlite(Path.Combine(folder, "index.db"));
        IndexTarget target = Target(database, contract);
        using JsonRpcClient client = new([new RpcEndpoint(url)], new RpcOptions());
        ModelDeed.Server.Indexing.Indexer indexer = new(new EthereumNode(client), target, new IndexerOptions { Finality = new FinalityRule.Confirmations(64) }, TimeProvider.System)
        {
            Committed = health => Console.WriteLine($"block {health.Block}"),
        };
        long start = Stopwatch.GetTimestamp();
        await using IndexStore store = await IndexStore.Open(target, CancellationToken.None);
        while (await indexer.Step(store, CancellationToken.None))
        {
        }
        Report(store, start);
        return 0;
    }

    /// <summary>Makes the tables again from the stored logs, and writes <c>done EVENTS SECONDS PROCESSOR_SECONDS PEAK_BYTES TABLES</c>.</summary>
    public static async Task<int> Views(string url, string contract, string folder)
    {
        await using Database database = Database.Sqlite(Path.Combine(folder, "index.db"));
        await using IndexStore store = await IndexStore.Open(Target(database, contract), CancellationToken.None);
        store.Wipe();
        long start = Stopwatch.GetTimestamp();
        store.Replay(null, CancellationToken.None);
        Report(store, start);
        return 0;
    }

    private static IndexTarget Target(Database database, string contract)
    {
        Address address = Address.Parse(contract);
        return new IndexTarget(database, AnvilsChain, new Projections([address], [new TransferProjection(address)]));
    }

    private static void Report(IndexStore store, long start)
    {
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using Process self = Process.GetCurrentProcess();
        string digest = string.Join('+', store.Digests().Where(table => table.Value.Rows > 0).OrderBy(table => table.Key, StringComparer.Ordinal).Select(table => $"{table.Key}:{table.Value.Rows}:{table.Value.Digest}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"done {store.Events} {seconds} {Environment.CpuUsage.TotalTime.TotalSeconds} {self.PeakWorkingSet64} {digest}"));
    }
}
