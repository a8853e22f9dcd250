using ModelDeed.Ethereum;

namespace ModelDeed.Sealing;

/// <summary>A head of a custodian's log, signed by its account.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">Root of the tree over them (RFC 6962).</param>
/// <param name="Signature">The account's own key's (EIP-712): a contract's word (EIP-1271) doesn't count, for it couldn't be held to it.</param>
public sealed record SignedHead(ulong Size, Hash32 Root, Signature Signature)
{
    /// <summary>True when a custodian signed it.</summary>
    /// <param name="custodian">The custodian's account.</param>
    /// <param name="chainId">EIP-155 id of the chain.</param>
    /// <param name="custodians">The <c>Custodians</c> contract.</param>
    public bool IsBy(Address custodian, ulong chainId, Address custodians) => Signature.IsBy(custodian, CustodianKeys.HeadDigest(chainId, custodians, Size, Root));
}
