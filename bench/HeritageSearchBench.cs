using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using ModelDeed.EndToEnd.Server;
using ModelDeed.Heritage;
using ModelDeed.Primitives;
using ModelDeed.Server.Api;
using ModelDeed.Server.Heritage;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Titles;

namespace ModelDeed.Bench;

/// <summary>Searches for heritage over generated prints, on SQLite and on PostgreSQL; and what they miss of what comparing with every print finds.</summary>
internal static class HeritageSearchBench
{
    private const int Searches = 400, WarmUp = 20, AtOnce = 2_000, RecallPrints = 30_000, RecallSearches = 64, Kept = 32;

    /// <summary>Takes the numbers of prints; 10,000, 100,000 and 1,000,000 unless given. With <c>recall</c> (and a number of prints, 30,000 unless given, and one of
    /// searches, 64 unless given): what searches miss, alone. Before either, <c>sqlite</c> measures on SQLite alone.</summary>
    public static async Task<int> Run(string[] sizes)
    {
        string folder = Directory.CreateTempSubdirectory("modeldeed-heritage-").FullName;
        try
        {
            if (sizes is ["recall", .. string[] of]) await Recall(Path.Combine(folder, "recall.db"), of.Length > 0 ? Number(of[0]) : RecallPrints, of.Length > 1 ? Number(of[1]) : RecallSearches);
            else if (sizes is ["sqlite", .. string[] some]) await Measure(folder, null, some);
            else
            {
                await using TemporaryPostgres server = await TemporaryPostgres.Start(CancellationToken.None, "max_wal_size=4GB");
                await Measure(folder, server, sizes);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static async Task Measure(string folder, TemporaryPostgres? server, string[] sizes)
    {
        int[] counts = sizes.Length == 0 ? [10_000, 100_000, 1_000_000] : [.. sizes.Select(Number)];
        Console.WriteLine($"{Searches} searches each, one after the other, {Environment.ProcessorCount} processors; ms");
        Console.WriteLine($"{"",-11}{"prints",10}{"p50",8}{"p90",8}{"p99",8}{"most",8}{"CPU p50",10}{"CPU p99",10}{"load s",8}{"index MB",10}{"heap MB",9}  {"parents found",-15}");
        foreach (int count in counts)
        {
            await using (Database sqlite = Database.Sqlite(Path.Combine(folder, $"{count}.db"))) await Measure(sqlite, count);
            File.Delete(Path.Combine(folder, $"{count}.db"));
            if (server is null) continue;
            await using Database postgres = Database.Postgres(server.Connection);
            await Measure(postgres, count);
        }
    }

    private static async Task Measure(Database database, int count)
    {
        SyntheticPrints prints = new();
        long start = Stopwatch.GetTimestamp();
        await Fill(database, prints, count);
        await Console.Error.WriteLineAsync($"({database.Dialect}: {count:N0} prints written in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s)");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using HeritagePrints searched = new(new ServerState(database));
        using HeritageTurns turns = new(Options.Create(new ApiOptions()));
        HeritageDesk desk = new(searched, new AssetRecords(database), turns, TimeProvider.System);
        start = Stopwatch.GetTimestamp();
        await searched.CatchUp(CancellationToken.None);
        double load = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        List<(double Clock, double Processor, Question Asked, int Related)> times = [];
        int derived = 0, found = 0;
        foreach (Question asked in Questions(prints, count).Take(Searches + WarmUp))
        {
            TimeSpan work = Environment.CpuUsage.TotalTime;
            start = Stopwatch.GetTimestamp();
            HeritageAnswer answer = await desk.Related(asked.Print, CancellationToken.None);
            double clock = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            ImmutableArray<Hash32> models = [.. ((HeritageAnswer.Found)answer).Kins.Models.Select(model => model.Manifest)];
            times.Add((clock, (Environment.CpuUsage.TotalTime - work).TotalMilliseconds, asked, models.Length));
            if (asked.Parent is not { } parent) continue;
            derived++;
            // Of a family of more, thirty-two are shown.
            if (models.Contains(Keccak256.Hash(BitConverter.GetBytes(parent))) || models.Length == Kept) found++;
        }
        times.RemoveRange(0, WarmUp);
        double[] clocks = [.. times.Select(time => time.Clock).Order()], works = [.. times.Select(time => time.Processor).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{database.Dialect,-11}{count,10:N0}{At(clocks, 0.5),8:0.0}{At(clocks, 0.9),8:0.0}{At(clocks, 0.99),8:0.0}{clocks[^1],8:0.0}{At(works, 0.5),10:0.0}{At(works, 0.99),10:0.0}{load,8:0.0}{searched.Bytes / 1e6,10:0}{heap / 1e6,9:0}  {found} of {derived}"));
        foreach ((double clock, double work, Question asked, int related) in times.OrderByDescending(time => time.Clock).Take(3))
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"(slow: {clock:0.0} ms, {work:0.0} ms of processors, {asked.Print.Tensors.Length} tensors, {(asked.Parent is null ? "a stranger" : $"a child of {asked.Parent}")}, {related} related)"));
    }

    /// <summary>
    /// Recall: of what comparing with every print finds, the share that a search returns. It returns 32 at most, so of a larger family 32 count as all.
    /// </summary>
    private static async Task Recall(string file, int count, int searches)
    {
        SyntheticPrints prints = new();
        await using Database database = Database.Sqlite(file);
        await Fill(database, prints, count);
        using HeritagePrints searched = new(new ServerState(database));
        Question[] questions = [.. Questions(prints, count).Take(searches)];
        var truths = new List<(Hash32 Print, double Share)>[searches];
        for (int i = 0; i < searches; i++) truths[i] = [];
        // One print after the other against all questions: a million don't fit into memory at once.
        Parallel.For(0, count, number =>
        {
            HeritagePrint other = prints.Of(number);
            for (int i = 0; i < searches; i++)
            {
                HeritageComparison found = HeritageComparison.Of(questions[i].Print, other);
                if (found.Verdict is not (Verdict.Same or Verdict.Derived or Verdict.SharesComponents)) continue;
                lock (truths[i]) truths[i].Add((other.Fingerprint, found.InheritedShare));
            }
        });
        int wanted = 0, got = 0, extra = 0, closest = 0, related = 0;
        for (int i = 0; i < searches; i++)
        {
            ImmutableArray<Kin> kins = await searched.Related(questions[i].Print, Nobody, CancellationToken.None);
            HashSet<Hash32> truth = [.. truths[i].Select(one => one.Print)], returned = [.. kins.Select(kin => kin.Print.Fingerprint)];
            wanted += Math.Min(Kept, truth.Count);
            int hits = returned.Count(truth.Contains);
            got += hits;
            extra += returned.Count - hits;
            if (truth.Count == 0) continue;
            related++;
            double best = truths[i].Max(one => one.Share);
            if (kins.Any(kin => kin.Comparison.InheritedShare >= best)) closest++;
            if (hits < Math.Min(Kept, truth.Count)) await Console.Error.WriteLineAsync($"(misses {Math.Min(Kept, truth.Count) - hits} of {truth.Count}: {questions[i]})");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"recall against comparing {searches} prints with all of {count:N0}: {got} of {wanted} ({(double)got / wanted:0.0000}); as much inherited as from the closest of all: {closest} of {related} searches; {extra} that comparing didn't find"));
    }

    /// <summary>Half are new children of prints that are there, half are strangers; of each, half have the many tensors of a large model.</summary>
    private static IEnumerable<Question> Questions(SyntheticPrints prints, int count)
    {
        double[] strengths = [0.1, 0.3, 0.5, 1];
        Xoshiro random = new(3);
        for (int i = 0; ; i++)
        {
            bool large = i % 4 >= 2, isChild = i % 2 == 0;
            long number;
            do
            {
                number = isChild ? (long)(random.Next() % (ulong)count) : 2_000_000_000 + (long)(random.Next() % 1_000_000) * 10;
            }
            while (prints.IsLarge(number) != large || SyntheticPrints.ParentOf(number) is not null);
            SyntheticPrints.Descent how = (SyntheticPrints.Descent)(i / 16 % 5);
            yield return isChild ? new Question(prints.Child(number, 1_000_000_000 + i, strengths[i / 4 % 4], how), number, $"{how} {strengths[i / 4 % 4]}") : new Question(prints.Of(number), null, "stranger");
        }
    }

    private static double At(double[] sorted, double part) => sorted[(int)(sorted.Length * part)];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static Task<IReadOnlyCollection<(Hash32 Manifest, Address Owner)>> Nobody(IReadOnlyCollection<Hash32> manifests, CancellationToken ct) => Task.FromResult<IReadOnlyCollection<(Hash32, Address)>>([]);

    /// <summary>Writes prints, what search keeps of them, and titles of theirs.</summary>
    private static async Task Fill(Database database, SyntheticPrints prints, int count)
    {
        // Titles with what a search asks of them; the index's other indexes would take minutes to fill.
        Table titles = new(TitleTables.Titles.Name, "", 1, [.. TitleTables.Titles.Columns]) { Indexes = ["current_manifest"] };
        Table[] tables = [.. HeritageTables.All, titles];
        ServerState state = new(database);
        foreach (Table table in tables) await database.Write($"DROP TABLE IF EXISTS {table.Name}", [], CancellationToken.None);
        await state.Create(tables, CancellationToken.None);
        await using DbConnection connection = await database.OpenWriter(CancellationToken.None);
        if (database.Dialect == Dialect.Sqlite)
        {
            // Rows come in no order of their keys: with the usual 32 MB, a million are written ten times over.
            await using DbCommand cache = connection.CreateCommand();
            cache.CommandText = "PRAGMA cache_size=-2000000";
            await cache.ExecuteNonQueryAsync();
        }
        for (int first = 0; first < count; first += AtOnce)
        {
            HeritagePrint[] part = [.. ParallelEnumerable.Range(first, Math.Min(AtOnce, count - first)).AsOrdered().Select(i => prints.Of(i))];
            await using DbTransaction transaction = await connection.BeginTransactionAsync();
            using (IBulk bulk = IBulk.Of(database.Dialect, connection))
            {
                bulk.Write(HeritageTables.Keys, [.. part.Select((print, i) => new object?[] { (long)(first + i + 1), print.Fingerprint.ToArray(), PrintKey.Pack(PrintKey.Kept(print, SharedTensors.Shipped)) })]);
                bulk.Write(HeritageTables.Prints, [.. part.Select(print => new object?[] { print.Fingerprint.ToArray(), print.ToBytes() })]);
                bulk.Write(titles, [.. part.Select((print, i) => Title(titles, print.Fingerprint, first + i))]);
                // The tensors of families that have some in common to the byte; the others' are as many rows, and never asked for.
                bulk.Write(HeritageTables.Tensors, [.. part.Where((_, i) => (first + i) / 50 % 5 == (int)SyntheticPrints.Descent.TunedInPart).SelectMany(print =>
                    print.Tensors.Select(tensor => new object?[] { BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(tensor.Digest)), print.Fingerprint.ToArray() }))]);
            }
            await transaction.CommitAsync();
        }
        if (database.Dialect == Dialect.Postgres)
            foreach (Table table in tables) await database.Write($"ANALYZE {table.Name}", [], CancellationToken.None);
    }

    private static object?[] Title(Table titles, Hash32 manifest, long number)
    {
        object?[] row = [.. titles.Columns.Select(object? (column) => column.Kind switch { _ when column.Nullable => null, ColumnKind.Bytes => Array.Empty<byte>(), ColumnKind.Number => 0L, _ => "" })];
        row[titles["id"]] = row[titles["current_manifest"]] = manifest.ToArray();
        row[titles["owner"]] = Keccak256.Hash(BitConverter.GetBytes(number / 7)).ToArray()[..20];
        row[titles["name"]] = $"Model {number}";
        return row;
    }

    /// <summary>A print to search for.</summary>
    private sealed record Question(HeritagePrint Print, long? Parent, string Kind)
    {
        public override string ToString() => $"{Kind}, {Print.Tensors.Length} tensors";
    }
}
