using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Server.Activity;
using ModelDeed.Server.Anchors;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Market;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Sealing;
using ModelDeed.Server.Shares;
using ModelDeed.Server.Titles;
using ModelDeed.Titles;

namespace ModelDeed.Server;

/// <summary>What the server indexes: all contracts of a chain, each capability into its own tables.</summary>
internal static class MarketProjections
{
    public static Projections Of(ChainProfile chain) => Of(ContractSet.Of(chain), TitlesDeployment.ContestPeriodOf(chain));

    public static Projections Of(ContractSet contracts, TimeSpan contestPeriod) => new(
        [ContractSet.Anchors, contracts.Titles, contracts.Royalties, contracts.Offers, contracts.Licensing, contracts.Shares, contracts.Market, contracts.Packages, contracts.Custodians],
        [
            new AnchorProjection(ContractSet.Anchors),
            new TitleProjection(contracts.Titles, contestPeriod),
            new RoyaltyProjection(contracts.Royalties),
            new LicensingProjection(contracts.Titles, contracts.Offers, contracts.Licensing),
            new ShareProjection(contracts.Shares),
            new MarketProjection(contracts.Market),
            new SealingProjection(contracts.Titles, contracts.Packages, contracts.Custodians),
            new ActivityProjection(new ActivitySources(ContractSet.Anchors, contracts.Titles, contracts.Royalties, contracts.Offers, contracts.Licensing, contracts.Shares, contracts.Market)),
        ])
    {
        Creates = log => ShareProjection.Created(contracts.Shares, in log),
        Version = 4,
    };

    /// <summary>Events that no table needs, and why.</summary>
    public static IReadOnlyDictionary<string, string> Untold { get; } = new Dictionary<string, string>
    {
        ["TitlesContract.Approval"] = "Who else may act is asked of the contract when it matters.",
        ["TitlesContract.ApprovalForAll"] = "As Approval.",
        ["TitlesContract.BatchMetadataUpdate"] = "For other marketplaces' caches.",
        ["TitlesContract.MetadataUpdate"] = "For other marketplaces' caches.",
        ["TitlesContract.EIP712DomainChanged"] = "Never emitted: the domain is constant.",
        ["LicensingContract.Approval"] = "As Titles' Approval.",
        ["LicensingContract.ApprovalForAll"] = "As Titles' Approval.",
        ["LicensingContract.EIP712DomainChanged"] = "Never emitted: the domain is constant.",
        ["RoyaltiesContract.TitleJoined"] = "Titles' own logs say what became a version of what; IncomeJoined says what moved.",
        ["CustodiansContract.KeyReserved"] = "Says whose key it will be to nobody but its owner.",
        ["CustodiansContract.EIP712DomainChanged"] = "Never emitted: the domain is constant.",
        ["ShareContract.Approval"] = "As Titles' Approval.",
        ["ShareContract.DelegateVotesChanged"] = "Follows from holdings and delegates; motions say what counted.",
        ["ShareContract.EIP712DomainChanged"] = "Never emitted: the domain is constant.",
        ["MarketContract.EIP712DomainChanged"] = "Never emitted: the domain is constant.",
        ["FoundationContract.Founded"] = "The contracts' addresses are known beforehand.",
        ["Erc20Contract.Approval"] = "Foreign tokens' logs aren't fetched.",
        ["Erc20Contract.Transfer"] = "Foreign tokens' logs aren't fetched.",
    };
}
