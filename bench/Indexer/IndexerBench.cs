using System.Diagnostics;
using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Bench.Indexer;

/// <summary>A cold backfill from anvil, and the tables made again from the stored logs, by the indexer that the server runs: with journal, digests and
/// stored logs.</summary>
internal static class IndexerBench
{
    private const int Rounds = 3;

    public static async Task<int> Run(string[] args)
    {
        bool sparse = args.Contains("sparse"), hold = args.Contains("hold");
        (int logs, int blocks) = sparse ? (80_590, 8_059) : (100_000, 899);
        using TransferChain chain = await TransferChain.Start(logs, blocks);
        Console.WriteLine($"{logs:N0} ERC-721 Transfer logs in {blocks:N0} blocks of anvil, contract {chain.Contract}, port {chain.Port}");
        for (int round = 0; round < Rounds; round++) await Round(chain, logs);
        Console.WriteLine($"  memory: at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB, of the whole process");
        if (hold) await Console.In.ReadLineAsync(); // for a peer to index the same chain
        return 0;
    }

    private static async Task Round(TransferChain chain, int logs)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldeed-bench-");
        await using (Database database = Database.Sqlite(Path.Combine(folder.FullName, "index.db")))
        {
            IndexTarget target = new(database, 31337, new Projections([chain.Contract], [new TransferProjection(chain.Contract)]));
            ModelDeed.Server.Indexing.Indexer indexer = new(new EthereumNode(chain.Client), target, new IndexerOptions { Finality = new FinalityRule.Confirmations(64) }, TimeProvider.System);
            long start = Stopwatch.GetTimestamp();
            double cold, again;
            await using (IndexStore store = await IndexStore.Open(target, CancellationToken.None))
            {
                await indexer.Step(store, CancellationToken.None);
                cold = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (store.Events != logs) throw new InvalidOperationException($"{store.Events} events, not {logs}.");
                start = Stopwatch.GetTimestamp();
                store.Wipe();
                store.Replay(null, CancellationToken.None);
                again = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
            start = Stopwatch.GetTimestamp();
            await using IndexStore opened = await IndexStore.Open(target, CancellationToken.None);
            Console.WriteLine($"  cold {cold:0.00} s, {logs / cold:N0} events/s; tables again {again:0.00} s, {logs / again:N0} events/s; opened in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms; file {new FileInfo(database.File!).Length / 1e6:0.0} MB");
        }
        folder.Delete(recursive: true);
    }
}
