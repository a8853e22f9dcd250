using System.Globalization;
using ModelDeed.Server.Search;
using ModelDeed.Tests.Server.Search;

namespace ModelDeed.Bench;

/// <summary>What each kind of search takes in memory, without a database: where the slow ones are.</summary>
internal static class SearchKinds
{
    private const int Each = 300, WarmUp = 50, AtOnce = 10_000;

    public static int Run(int titles)
    {
        using SearchIndex index = new();
        foreach (SearchDocument[] part in new GeneratedTitles(1).Take(titles).Chunk(AtOnce)) index.Enter(part);
        index.Settle();
        GC.Collect();
        Console.WriteLine($"{titles:N0} titles; ms of the processor");
        Console.WriteLine($"{"",-22}{"p50",8}{"p90",8}{"p99",8}{"most",8}{"kB each",10}{"collections of all",20}");
        for (int kind = 0; kind < SearchMix.Kinds.Length; kind++) Measure(index, titles, kind);
        return 0;
    }

    private static void Measure(SearchIndex index, int titles, int kind)
    {
        SearchMix mix = new((ulong)kind + 10, titles);
        List<double> times = [];
        (long bytes, int collections) = (0, 0);
        for (int i = 0; i < Each + WarmUp; i++)
        {
            SearchRequest request = mix.Next(kind);
            if (i == WarmUp) (bytes, collections) = (GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(2));
            TimeSpan before = Environment.CpuUsage.TotalTime;
            index.Find(request, GeneratedTitles.Now);
            if (i >= WarmUp) times.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{SearchMix.Kinds[kind].Name,-22}{times[Each / 2],8:0.00}{times[Each * 9 / 10],8:0.00}{times[Each * 99 / 100],8:0.00}{times[^1],8:0.00}{(GC.GetAllocatedBytesForCurrentThread() - bytes) / 1e3 / Each,10:0}{GC.CollectionCount(2) - collections,20}"));
    }
}
