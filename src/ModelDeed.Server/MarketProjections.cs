using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Server.Activity;
using ModelDeed.Server.Anchors;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Shares;
using ModelDeed.Server.Titles;
using ModelDeed.Titles;

namespace ModelDeed.Server;

/// <summary>What the server indexes: all contracts of a chain, each capability into its own tables.</summary>
internal static class MarketProjections
{
    public static Projections Of(ChainProfile chain) => Of(ContractSet.Of(chain), TitlesDeployment.ContestPeriodOf(chain));

    public static Projections Of(ContractSet contracts, TimeSpan contestPeriod) => new(
        [ContractSet.Anchors, contracts.Titles, contracts.Royalties, contracts.Offers, contracts.Licensing, contracts.Shares],
        [
            new AnchorProjection(ContractSet.Anchors),
            new TitleProjection(contracts.Titles, contestPeriod),
            new RoyaltyProjection(contracts.Royalties),
            new LicensingProjection(contracts.Titles, contracts.Offers, contracts.Licensing),
            new ShareProjection(contracts.Shares),
            new ActivityProjection(new ActivitySources(ContractSet.Anchors, contracts.Titles, contracts.Royalties, contracts.Offers, contracts.Licensing, contracts.Shares)),
        ])
    { Creates = log => ShareProjection.Created(contracts.Shares, in log), Version = 2 };
}
