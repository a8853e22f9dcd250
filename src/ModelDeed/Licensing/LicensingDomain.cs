using ModelDeed.Anchors;
using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>Where a signed message of licensing counts: one chain, one contract.</summary>
/// <param name="ChainId">EIP-155 id of the chain.</param>
/// <param name="Contract">The <c>Licensing</c> contract.</param>
public readonly record struct LicensingDomain(ulong ChainId, Address Contract)
{
    /// <summary>The digest that is signed for a message (EIP-712).</summary>
    public Hash32 Digest(Hash32 structHash) => new Eip712Domain("ModelDeed Licensing", "1", ChainId, Contract, null).Digest(structHash);

    /// <summary>Whether an account signed a message. What a contract account signed can't be judged offline (EIP-1271).</summary>
    internal StepOutcome Check(Hash32 structHash, Address account, ReadOnlySpan<byte> signature) => SignedBy.Check(Digest(structHash), account, signature);
}
