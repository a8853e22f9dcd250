using ModelDeed.Ethereum;

namespace ModelDeed.Titles;

/// <summary>How long a registration may be contested, chain by chain.</summary>
public static class TitlesDeployment
{
    /// <summary>Public networks: a week in which an earlier priority can be proven.</summary>
    public static TimeSpan PublicContestPeriod { get; } = TimeSpan.FromDays(7);

    /// <summary>The embedded chain: a minute, so that a newcomer sees a title become final.</summary>
    public static TimeSpan EmbeddedContestPeriod { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The contest period of a chain.</summary>
    public static TimeSpan ContestPeriodOf(ChainProfile chain) => chain.IsEmbedded ? EmbeddedContestPeriod : PublicContestPeriod;
}
