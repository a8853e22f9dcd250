using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Heritage;

/// <summary>So many searches for heritage run at once, so many more wait, the first to come first; no others are begun, whoever asks: each uses all processors.</summary>
internal sealed class HeritageTurns(IOptions<ApiOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.HeritageSearches,
        QueueLimit = options.Value.HeritageWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>A turn, until disposed; not acquired when as many wait as may.</summary>
    public ValueTask<RateLimitLease> Take(CancellationToken ct) => _limiter.AcquireAsync(1, ct);

    public void Dispose() => _limiter.Dispose();
}
