using ModelDeed.Anchors;
using ModelDeed.Ethereum;

namespace ModelDeed.Market;

/// <summary>Where a signed order counts: one chain, one contract.</summary>
/// <param name="ChainId">EIP-155 id of the chain.</param>
/// <param name="Contract">The <c>Market</c> contract.</param>
public readonly record struct MarketDomain(ulong ChainId, Address Contract)
{
    /// <summary>The digest that is signed for an order (EIP-712).</summary>
    public Hash32 Digest(Hash32 structHash) => new Eip712Domain("ModelDeed Market", "1", ChainId, Contract, null).Digest(structHash);

    /// <summary>Whether an account signed an order. What a contract account signed can't be judged offline (EIP-1271).</summary>
    internal StepOutcome Check(Hash32 structHash, Address account, ReadOnlySpan<byte> signature) => SignedBy.Check(Digest(structHash), account, signature);
}
