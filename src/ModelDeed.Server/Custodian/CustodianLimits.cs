using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Custodian;

/// <summary>How much one address, and all together, may ask of a custodian. Of IPv6 a /64 counts as one address. Who reads the log can't use up what a
/// licensee needs, nor the other way round.</summary>
internal sealed record CustodianLimits
{
    /// <summary>Requests for a share, from one address within a minute.</summary>
    public int ReleasesPerMinute { get; init; } = 120;

    /// <summary>All other requests (log, tiles, heads), from one address within a minute.</summary>
    public int ReadsPerMinute { get; init; } = 1_200;

    /// <summary>Requests for a share from one address that are open at once: who sends slowly takes no more than these.</summary>
    public int OpenForAddress { get; init; } = 8;

    /// <summary>Requests for a share that are open at once, from all addresses; twice as many wait.</summary>
    public int Open { get; init; } = 64;

    /// <summary>Connections from one address at once, idle ones included: of all there are <see cref="Connections"/>. Proxies of the operator's own have no such limit.</summary>
    public int ConnectionsForAddress { get; init; } = 64;

    /// <summary>Connections at once.</summary>
    public int Connections { get; init; } = 1_000;

    /// <summary>Time for a request's body, 1.4 MB at most, to arrive.</summary>
    public TimeSpan BodyTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The limits on addresses.</summary>
    public PartitionedRateLimiter<HttpContext> ByAddress() => PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, string>(http =>
        {
            bool isRelease = IsRelease(http);
            return RateLimitPartition.GetSlidingWindowLimiter((isRelease ? "release " : "read ") + Client(http),
                _ => new SlidingWindowRateLimiterOptions { PermitLimit = isRelease ? ReleasesPerMinute : ReadsPerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 });
        }),
        PartitionedRateLimiter.Create<HttpContext, string>(http => IsRelease(http)
            ? RateLimitPartition.GetConcurrencyLimiter(Client(http), _ => new ConcurrencyLimiterOptions { PermitLimit = OpenForAddress }) : RateLimitPartition.GetNoLimiter("")));

    /// <summary>The limit on all that are open at once.</summary>
    public ConcurrencyLimiter AtOnce() => new(new ConcurrencyLimiterOptions { PermitLimit = Open, QueueLimit = 2 * Open, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>Whose word on the client's address is believed: that of these proxies, one after the other, and nobody else's.</summary>
    public static ForwardedHeadersOptions Forwarded(IReadOnlyList<IPAddress> proxies)
    {
        ForwardedHeadersOptions forwarded = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = proxies.Count };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (IPAddress proxy in proxies) forwarded.KnownProxies.Add(proxy);
        return forwarded;
    }

    private static string Client(HttpContext http) => RateLimit.Client(http.Connection.RemoteIpAddress);

    private static bool IsRelease(HttpContext http) => http.Request.Path.Equals("/release", StringComparison.OrdinalIgnoreCase);
}
