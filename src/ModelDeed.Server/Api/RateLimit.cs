using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using ModelDeed.Server.Sealing;

namespace ModelDeed.Server.Api;

/// <summary>Three buckets of tokens for each address, for the API, for pages and for blocks: a burst, then so many a second. Of IPv6 a /64, which is what one
/// subscriber has. Our own files cost nothing to give and count for nothing; pages ask the index, some of them the node.</summary>
internal static class RateLimit
{
    public static IServiceCollection AddRateLimit(this IServiceCollection services)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Bucket);
            limiter.OnRejected = Reject;
        });
        return services;
    }

    /// <summary>Whose bucket a request is taken from.</summary>
    public static string Client(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : Convert.ToHexStringLower(bytes[..8]);
    }

    private static RateLimitPartition<string> Bucket(HttpContext http)
    {
        if (BlockEndpoints.Has(http.Request.Path)) return Blocks(http);
        bool api = ApiPath.Has(http.Request.Path);
        if (!api && Ui.StaticFile.Files.GetFileInfo(http.Request.Path.Value ?? "").Exists) return RateLimitPartition.GetNoLimiter("");
        ApiOptions options = http.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value;
        return Of((api ? "" : "pages ") + Client(http.Connection.RemoteIpAddress), options.Burst, options.PerSecond);
    }

    // A bucket of its own: one download is a block after another, and must not shut its reader out of the pages.
    private static RateLimitPartition<string> Blocks(HttpContext http)
    {
        SealingOptions options = http.RequestServices.GetRequiredService<IOptions<SealingOptions>>().Value;
        return Of("blocks " + Client(http.Connection.RemoteIpAddress), options.Burst, options.PerSecond);
    }

    private static RateLimitPartition<string> Of(string bucket, int burst, int perSecond) => RateLimitPartition.GetTokenBucketLimiter(bucket, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    private static async ValueTask Reject(OnRejectedContext rejected, CancellationToken ct)
    {
        TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan told) ? told : TimeSpan.FromSeconds(1);
        HttpContext http = rejected.HttpContext;
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        Problem problem = Problem.Of("too-many-requests", "This address has sent more requests than it may: wait for the seconds in Retry-After.");
        if (ApiPath.Has(http.Request.Path)) await problem.Result().ExecuteAsync(http);
        else await TypedResults.Text(AskedLanguage.Meaning(problem.Code) + "\n", "text/plain; charset=utf-8", statusCode: problem.Status).ExecuteAsync(http);
    }
}
