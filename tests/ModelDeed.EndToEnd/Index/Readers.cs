using System.Diagnostics;

#pragma warning disable RS0030 // Seeded generators: the same readers read the same each time.

namespace ModelDeed.EndToEnd.Index;

/// <summary>What many readers met.</summary>
/// <param name="Answers">Whole answers of status 200.</param>
/// <param name="Errors">Anything else.</param>
/// <param name="First">The first error, in words.</param>
/// <param name="P50">Milliseconds to the whole answer, of half of them at most.</param>
/// <param name="P99">Likewise of 99 in a hundred.</param>
/// <param name="Most">Of the slowest.</param>
internal sealed record ReadersReport(int Answers, int Errors, string? First, double P50, double P99, double Most);

/// <summary>People and programs that read a site at the same time, each with a connection of his own, and with pauses as readers make them.</summary>
internal static class Readers
{
    private static readonly string[] Asked =
        ["", "?q=model", "status", "market", "api/v1/stats", "api/v1/status", "api/v1/assets?limit=10", "api/v1/activity?limit=20", "api/v1/orders", "health"];

    /// <summary>Lets so many read.</summary>
    /// <param name="site">The site.</param>
    /// <param name="readers">How many, all at once.</param>
    /// <param name="each">Requests of each.</param>
    /// <param name="pause">Between two of a reader's, on average.</param>
    public static async Task<ReadersReport> Run(Uri site, int readers, int each, TimeSpan pause)
    {
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = readers, UseCookies = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) };
        using HttpClient http = new(handler) { BaseAddress = site, Timeout = TimeSpan.FromMinutes(1) };
        List<double>[] times = [.. Enumerable.Range(0, readers).Select(_ => new List<double>(each))];
        string?[] errors = new string?[readers * each];
        await Task.WhenAll(Enumerable.Range(0, readers).Select(async reader =>
        {
            Random random = new(reader);
            for (int i = 0; i < each; i++)
            {
                await Task.Delay(pause * (2 * random.NextDouble()));
                long start = Stopwatch.GetTimestamp();
                errors[reader * each + i] = await Read(http, Asked[random.Next(Asked.Length)]);
                times[reader].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }));
        double[] sorted = [.. times.SelectMany(some => some).Order()];
        int failed = errors.Count(error => error is not null);
        return new ReadersReport(sorted.Length - failed, failed, errors.FirstOrDefault(error => error is not null), sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100], sorted[^1]);
    }

    // The health's own status says how the index is, which lags here: that it answers is what counts.
    private static async Task<string?> Read(HttpClient http, string path)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            byte[] body = await answer.Content.ReadAsByteArrayAsync();
            return (answer.IsSuccessStatusCode || path == "health") && body.Length > 0 ? null : $"{path}: {(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return $"{path}: {e.Message}";
        }
    }
}
