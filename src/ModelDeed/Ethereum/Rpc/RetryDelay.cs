using System.Security.Cryptography;

namespace ModelDeed.Ethereum;

/// <summary>Exponential backoff with jitter, so that many clients that failed together don't return together.</summary>
internal static class RetryDelay
{
    private const int Steps = 1 << 20;

    /// <summary>The pause after round <paramref name="round"/> (1 is the first): a random part of at least half of the doubled delay,
    /// and no less than the node asked for, up to the longest pause.</summary>
    public static TimeSpan After(int round, TimeSpan? asked, RpcOptions options) =>
        Of(round, asked, options, RandomNumberGenerator.GetInt32(Steps + 1) / (double)Steps);

    /// <summary>The pause, with the luck given.</summary>
    /// <param name="round">The number of failed rounds, 1 or more.</param>
    /// <param name="asked">The node's <c>Retry-After</c>.</param>
    /// <param name="options">The first and the longest delay.</param>
    /// <param name="luck">0 to 1.</param>
    public static TimeSpan Of(int round, TimeSpan? asked, RpcOptions options, double luck)
    {
        double doubled = options.FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(round - 1, 30));
        double capped = Math.Min(doubled, options.LongestDelay.TotalMilliseconds);
        double pause = Math.Max(capped * (0.5 + luck / 2), asked?.TotalMilliseconds ?? 0);
        return TimeSpan.FromMilliseconds(Math.Min(pause, options.LongestDelay.TotalMilliseconds));
    }
}
