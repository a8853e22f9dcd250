using System.Collections.Concurrent;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Market;
using ModelDeed.Royalties;
using ModelDeed.Sealing;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Deployment;

/// <summary>All contracts of a chain, and where they stand. The same contest period gives the same addresses on every chain.</summary>
/// <remarks>A <c>Foundation</c>, whose address commits to the codes of its contracts, creates them one after another: so each knows its
/// neighbors' addresses from birth (contracts/src/Primitives). <c>Anchors</c> stands alone.</remarks>
public sealed class ContractSet
{
    private static readonly ConcurrentDictionary<TimeSpan, ContractSet> Sets = new();

    private ContractSet(TimeSpan contestPeriod)
    {
        (string Name, byte[] Code)[] founded =
        [
            ("Titles", TitlesContract.Create(Anchors, new UInt256((ulong)contestPeriod.TotalSeconds))),
            ("Royalties", RoyaltiesContract.Create()),
            ("Offers", OffersContract.Create()),
            ("Licensing", LicensingContract.Create()),
            ("Shares", SharesContract.Create()),
            ("Market", MarketContract.Create()),
        ];
        ContractDeployment foundation = ContractDeployment.ByCreate2("Foundation", FoundationContract.Create([.. founded.Select(contract => Keccak256.Hash(contract.Code))]));
        Foundation = foundation.Address;
        ContractDeployment[] neighbors = [.. founded.Select((contract, index) => Found(contract.Name, contract.Code, index))];
        // No other contract needs these two: they stand alone, and leave the others' addresses as they are.
        ContractDeployment packages = ContractDeployment.ByCreate2("Packages", PackagesContract.Create(neighbors[0].Address));
        ContractDeployment custodians = ContractDeployment.ByCreate2("Custodians", CustodiansContract.Create());
        All = [AnchorsDeployment.Contract, foundation, .. neighbors, packages, custodians];
        (Titles, Royalties, Offers) = (AddressOf("Titles"), AddressOf("Royalties"), AddressOf("Offers"));
        (Licensing, Shares, Market) = (AddressOf("Licensing"), AddressOf("Shares"), AddressOf("Market"));
        (Packages, Custodians) = (packages.Address, custodians.Address);
    }

    /// <summary>Everything that a chain needs, in the order of its creation.</summary>
    public IReadOnlyList<ContractDeployment> All { get; }

    /// <summary>Times of Merkle roots; the same address on every chain.</summary>
    public static Address Anchors => AnchorsDeployment.Address;

    /// <summary>Creates the others.</summary>
    public Address Foundation { get; }

    /// <summary>Who holds what.</summary>
    public Address Titles { get; }

    /// <summary>The vault of all income. Tokens are paid by allowance to this address.</summary>
    public Address Royalties { get; }

    /// <summary>Terms on offer, and registration with lineage.</summary>
    public Address Offers { get; }

    /// <summary>Licenses.</summary>
    public Address Licensing { get; }

    /// <summary>Divided titles.</summary>
    public Address Shares { get; }

    /// <summary>Sales, offers and auctions. Titles, shares and tokens are moved by allowance to this address.</summary>
    public Address Market { get; }

    /// <summary>Which sealed package belongs to which version.</summary>
    public Address Packages { get; }

    /// <summary>The directory of custodians; the same address on every chain.</summary>
    public Address Custodians { get; }

    /// <summary>The contracts of a chain.</summary>
    public static ContractSet Of(ChainProfile chain) => Of(TitlesDeployment.ContestPeriodOf(chain));

    /// <summary>The contracts with a contest period.</summary>
    /// <param name="contestPeriod">Whole seconds, from 1 second to 365 days.</param>
    public static ContractSet Of(TimeSpan contestPeriod) => Sets.GetOrAdd(contestPeriod, period => new ContractSet(period));

    /// <summary>Every error that a call to one of them can end with, by name.</summary>
    public static IReadOnlyList<AbiError> Errors { get; } =
    [
        .. TitlesContract.Errors, .. AnchorsContract.Errors, .. RoyaltiesContract.Errors, .. OffersContract.Errors,
        .. LicensingContract.Errors, .. SharesContract.Errors, .. ShareContract.Errors, .. MarketContract.Errors, .. LotContract.Errors,
        .. PackagesContract.Errors, .. CustodiansContract.Errors, .. FoundationContract.Errors,
    ];

    private ContractDeployment Found(string name, byte[] code, int index) =>
        new(name, code, ContractDeployment.Created(Foundation, (ulong)index + 1), Foundation, new FoundationContract.FoundCall(code).Encode());

    private Address AddressOf(string name) => All.Single(contract => contract.Name == name).Address;
}
