using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using ModelDeed.EndToEnd.Server;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Search;
using ModelDeed.Tests.Server.Search;

namespace ModelDeed.Bench;

/// <summary>Searches with facet counts over generated titles, on SQLite and on PostgreSQL, and what the databases' own full-text search takes
/// for a part of the same answer.</summary>
internal static class SearchBench
{
    private const int Searches = 3000, WarmUp = 300, AtOnce = 10_000;

    /// <summary>Takes the numbers of titles; 10,000, 100,000 and 1,000,000 unless given. With <c>kinds</c> and a number: what each kind of search takes, without a database.</summary>
    public static async Task<int> Run(string[] sizes)
    {
        if (sizes is ["kinds", string many]) return SearchKinds.Run(int.Parse(many, CultureInfo.InvariantCulture));
        int[] counts = sizes.Length == 0 ? [10_000, 100_000, 1_000_000] : [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        string folder = Directory.CreateTempSubdirectory("modeldeed-search-").FullName;
        await using TemporaryPostgres server = await TemporaryPostgres.Start(CancellationToken.None);
        Console.WriteLine($"{Searches} searches each, one after the other; ms");
        Console.WriteLine($"{"",-11}{"titles",10}{"p50",8}{"p90",8}{"p99",8}{"most",8}{"CPU p50",10}{"CPU p99",10}{"suggest p99",13}{"load s",8}{"MB",7}   own full text: common word, 5 kinds counted");
        foreach (int count in counts)
        {
            await using (Database sqlite = Database.Sqlite(Path.Combine(folder, $"{count}.db"))) await Measure(sqlite, count);
            await using (Database postgres = Database.Postgres(server.Connection)) await Measure(postgres, count);
        }
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task Measure(Database database, int count)
    {
        long filled = Stopwatch.GetTimestamp();
        await Fill(database, count);
        await Console.Error.WriteLineAsync($"({database.Dialect}: {count:N0} titles written in {Stopwatch.GetElapsedTime(filled).TotalSeconds:0.0} s)");
        using var queries = new SearchQueries(database, TimeProvider.System);
        long start = Stopwatch.GetTimestamp();
        await queries.CatchUp(CancellationToken.None);
        double load = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (double[] searches, double[] work) = await Time(new SearchMix(2, count).Take(Searches + WarmUp), request => queries.Find(request, CancellationToken.None));
        (double[] suggestions, _) = await Time(Typed(), typed => queries.Suggest(typed, CancellationToken.None));
        Console.Write(string.Create(CultureInfo.InvariantCulture,
            $"{database.Dialect,-11}{count,10:N0}{At(searches, 0.5),8:0.00}{At(searches, 0.9),8:0.00}{At(searches, 0.99),8:0.00}{searches[^1],8:0.00}{At(work, 0.5),10:0.00}{At(work, 0.99),10:0.00}{At(suggestions, 0.99),13:0.00}{load,8:0.0}{queries.Index!.Bytes / 1e6,7:0}"));
        double own = await OwnFullText(database);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {own:0.0}"));
    }

    private static double At(double[] sorted, double part) => sorted[(int)(sorted.Length * part)];

    // By the clock, and of the processor: on a machine that others use as well the first is mostly waiting.
    private static async Task<(double[] Clock, double[] Processor)> Time<TAsked, TAnswer>(IEnumerable<TAsked> asked, Func<TAsked, Task<TAnswer>> answer)
    {
        List<(double Clock, double Processor)> times = [];
        foreach (TAsked ask in asked)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            await answer(ask);
            times.Add((Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds));
        }
        return ([.. times.Skip(WarmUp).Select(time => time.Clock).Order()], [.. times.Skip(WarmUp).Select(time => time.Processor).Order()]);
    }

    private static async Task Fill(Database database, int count)
    {
        await using DbConnection connection = await database.OpenWriter(CancellationToken.None);
        await connection.ExecuteAsync("DROP TABLE IF EXISTS search_documents");
        foreach (Table table in SearchTables.All)
            foreach (string sql in database.Dialect.Create(table)) await connection.ExecuteAsync(sql);
        await connection.ExecuteAsync("BEGIN TRANSACTION");
        using (IBulk bulk = IBulk.Of(database.Dialect, connection))
            foreach (SearchDocument[] part in new GeneratedTitles(1).Take(count).Chunk(AtOnce))
                bulk.Write(SearchTables.Search, [.. part.Select(title => SearchTables.Row(title, 1))]);
        await connection.ExecuteAsync("COMMIT TRANSACTION");
        await connection.ExecuteAsync("ANALYZE search_documents");
    }

    private static IEnumerable<string> Typed()
    {
        var random = new GeneratedTitles(3);
        for (int i = 0; i < 1000 + WarmUp; i++) yield return random.Word()[..random.Pick([1, 2, 3])];
    }

    // The median of five, after the index was made.
    private static async Task<double> OwnFullText(Database database)
    {
        await using DbConnection connection = await database.OpenWriter(CancellationToken.None);
        bool sqlite = database.Dialect == Dialect.Sqlite;
        await connection.ExecuteAsync("DROP TABLE IF EXISTS own", commandTimeout: 600);
        await connection.ExecuteAsync(sqlite ? "CREATE VIRTUAL TABLE own USING fts5(text, kind UNINDEXED, detail=none)" : "CREATE TABLE own (words tsvector, kind BIGINT)");
        await connection.ExecuteAsync(sqlite
            ? "INSERT INTO own SELECT name || ' ' || tags || ' ' || description, kind FROM search_documents"
            : "INSERT INTO own SELECT to_tsvector('simple', name || ' ' || tags || ' ' || description), kind FROM search_documents", commandTimeout: 600);
        if (!sqlite) await connection.ExecuteAsync("CREATE INDEX own_by_words ON own USING gin (words)", commandTimeout: 600);
        string sql = sqlite ? "SELECT kind, COUNT(*) FROM own WHERE own MATCH 'trained' GROUP BY kind" : "SELECT kind, COUNT(*) FROM own WHERE words @@ 'trained' GROUP BY kind";
        List<double> times = [];
        for (int i = 0; i < 5; i++)
        {
            long start = Stopwatch.GetTimestamp();
            (await connection.QueryAsync(sql, commandTimeout: 600)).AsList();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return times.Order().ElementAt(2);
    }
}
