using ModelDeed.Ethereum;

namespace ModelDeed.Anchors;

/// <summary>Where <c>Anchors</c> stands: the same address on every chain, for it takes no arguments.</summary>
public static class AnchorsDeployment
{
    /// <summary>The contract as it is created.</summary>
    public static ContractDeployment Contract { get; } = ContractDeployment.ByCreate2("Anchors", AnchorsContract.Create());

    /// <summary>Its address on every chain.</summary>
    public static Address Address => Contract.Address;
}
