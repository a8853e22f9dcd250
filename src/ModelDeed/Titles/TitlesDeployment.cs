using ModelDeed.Anchors;
using ModelDeed.Ethereum;

namespace ModelDeed.Titles;

/// <summary>Where <c>Titles</c> stands: one address for each contest period, the same on every chain that uses it.</summary>
public static class TitlesDeployment
{
    /// <summary>Public networks: a week in which an earlier priority can be proven.</summary>
    public static TimeSpan PublicContestPeriod { get; } = TimeSpan.FromDays(7);

    /// <summary>The embedded chain: a minute, so that a newcomer sees a title become final.</summary>
    public static TimeSpan EmbeddedContestPeriod { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The contest period of a chain.</summary>
    public static TimeSpan ContestPeriodOf(ChainProfile chain) => chain.IsEmbedded ? EmbeddedContestPeriod : PublicContestPeriod;

    /// <summary>The contract as it is created for a contest period.</summary>
    public static ContractDeployment Contract(TimeSpan contestPeriod) =>
        new("Titles", TitlesContract.Create(AnchorsDeployment.Address, new UInt256((ulong)contestPeriod.TotalSeconds)));

    /// <summary>Its address on a chain.</summary>
    public static Address AddressOn(ChainProfile chain) => Contract(ContestPeriodOf(chain)).Address;

    /// <summary>Everything that a chain needs, in the order of its creation.</summary>
    public static IReadOnlyList<ContractDeployment> AllFor(ChainProfile chain) => [AnchorsDeployment.Contract, Contract(ContestPeriodOf(chain))];
}
