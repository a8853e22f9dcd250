using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using ModelDeed.EndToEnd.Server;
using ModelDeed.Heritage;
using ModelDeed.Primitives;
using ModelDeed.Server.Api;
using ModelDeed.Server.Heritage;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Bench;

/// <summary>Searches for heritage over generated prints, on SQLite and on PostgreSQL; and what they miss of what comparing with every print finds.</summary>
internal static class HeritageSearchBench
{
    private const int Searches = 300, WarmUp = 30, AtOnce = 2_000, RecallPrints = 5_000, RecallSearches = 60;

    /// <summary>Takes the numbers of prints; 10,000, 100,000 and 1,000,000 unless given. With <c>recall</c>: what searches miss, alone.</summary>
    public static async Task<int> Run(string[] sizes)
    {
        bool recall = sizes is ["recall"];
        if (recall) sizes = ["0"];
        int[] counts = sizes.Length == 0 ? [10_000, 100_000, 1_000_000] : [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        string folder = Directory.CreateTempSubdirectory("modeldeed-heritage-").FullName;
        try
        {
            if (recall)
            {
                await Recall(Path.Combine(folder, "recall.db"));
                return 0;
            }
            await using TemporaryPostgres server = await TemporaryPostgres.Start(CancellationToken.None);
            Console.WriteLine($"{Searches} searches each, one after the other; ms");
            Console.WriteLine($"{"",-11}{"prints",10}{"p50",8}{"p90",8}{"p99",8}{"most",8}{"CPU p50",10}{"CPU p99",10}{"load s",8}{"MB",7}");
            foreach (int count in counts)
            {
                await using (Database sqlite = Database.Sqlite(Path.Combine(folder, $"{count}.db"))) await Measure(sqlite, count);
                await using (Database postgres = Database.Postgres(server.Connection)) await Measure(postgres, count);
                File.Delete(Path.Combine(folder, $"{count}.db"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static async Task Measure(Database database, int count)
    {
        SyntheticPrints prints = new();
        long start = Stopwatch.GetTimestamp();
        await Fill(database, prints, count);
        await Console.Error.WriteLineAsync($"({database.Dialect}: {count:N0} prints written in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s)");
        using HeritagePrints searched = new(new ServerState(database));
        start = Stopwatch.GetTimestamp();
        await searched.CatchUp(CancellationToken.None);
        double load = Stopwatch.GetElapsedTime(start).TotalSeconds;
        List<(double Clock, double Processor)> times = [];
        foreach (HeritagePrint asked in Asked(prints, count).Take(Searches + WarmUp))
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            start = Stopwatch.GetTimestamp();
            await searched.Related(asked, (_, _) => Task.FromResult(1), CancellationToken.None);
            times.Add((Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds));
        }
        double[] clock = [.. times.Skip(WarmUp).Select(time => time.Clock).Order()], work = [.. times.Skip(WarmUp).Select(time => time.Processor).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{database.Dialect,-11}{count,10:N0}{At(clock, 0.5),8:0.0}{At(clock, 0.9),8:0.0}{At(clock, 0.99),8:0.0}{clock[^1],8:0.0}{At(work, 0.5),10:0.0}{At(work, 0.99),10:0.0}{load,8:0.0}{searched.Bytes / 1e6,7:0}"));
    }

    /// <summary>Of what comparing with every print finds, the share that a search finds among its 32.</summary>
    private static async Task Recall(string file)
    {
        SyntheticPrints prints = new();
        await using Database database = Database.Sqlite(file);
        await Fill(database, prints, RecallPrints);
        using HeritagePrints searched = new(new ServerState(database));
        HeritagePrint[] all = [.. Enumerable.Range(0, RecallPrints).Select(i => prints.Of(i))];
        int related = 0, found = 0, extra = 0;
        foreach (HeritagePrint asked in Asked(prints, RecallPrints).Take(RecallSearches))
        {
            HashSet<Hash32> truth = [.. all.AsParallel().Where(other => other.Fingerprint != asked.Fingerprint
                && HeritageComparison.Of(asked, other).Verdict is Verdict.Same or Verdict.Derived or Verdict.SharesComponents).Select(other => other.Fingerprint)];
            HashSet<Hash32> got = [.. (await searched.Related(asked, (_, _) => Task.FromResult(1), CancellationToken.None)).Select(kin => kin.Print.Fingerprint)];
            related += truth.Count;
            found += truth.Count(got.Contains);
            extra += got.Count(other => !truth.Contains(other));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recall against comparing with all of {RecallPrints:N0} prints: {found} of {related} ({(double)found / related:0.0000}); {extra} that comparing didn't find"));
    }

    /// <summary>Half are new children of prints that are there, of noise from a tenth to one standard deviation; half are strangers.</summary>
    private static IEnumerable<HeritagePrint> Asked(SyntheticPrints prints, int count)
    {
        double[] strengths = [0.1, 0.3, 0.5, 1];
        Xoshiro random = new(3);
        for (long i = 0; ; i++)
        {
            // Every fourth child is of a large model.
            long parent = (long)(random.Next() % (ulong)count) / 50 * 50 + (i % 8 == 0 ? 0 : (long)(random.Next() % 9) + 1);
            yield return i % 2 == 0 && parent < count && parent % 10 != 9 ? prints.Child(parent, 1_000_000_000 + i, strengths[i / 2 % 4]) : prints.Of(2_000_000_000 + 10 * i);
        }
    }

    private static double At(double[] sorted, double part) => sorted[(int)(sorted.Length * part)];

    private static async Task Fill(Database database, SyntheticPrints prints, int count)
    {
        ServerState state = new(database);
        foreach (Table table in HeritageTables.All) await database.Write($"DROP TABLE IF EXISTS {table.Name}", [], CancellationToken.None);
        await state.Create(HeritageTables.All, CancellationToken.None);
        await using DbConnection connection = await database.OpenWriter(CancellationToken.None);
        for (int first = 0; first < count; first += AtOnce)
        {
            HeritagePrint[] part = [.. ParallelEnumerable.Range(first, Math.Min(AtOnce, count - first)).AsOrdered().Select(i => prints.Of(i))];
            await using DbTransaction transaction = await connection.BeginTransactionAsync();
            using (IBulk bulk = IBulk.Of(database.Dialect, connection))
            {
                bulk.Write(HeritageTables.Keys, [.. part.Select((print, i) => new object?[] { (long)(first + i + 1), print.Fingerprint.ToArray(), PrintKey.Pack(PrintKey.Kept(print, SharedTensors.Shipped)) })]);
                bulk.Write(HeritageTables.Prints, [.. part.Select(print => new object?[] { print.Fingerprint.ToArray(), print.ToBytes() })]);
            }
            await transaction.CommitAsync();
        }
    }
}
