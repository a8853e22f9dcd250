using System.Security.Cryptography;
using ModelDeed.Ethereum;

namespace ModelDeed.Sealing;

/// <summary>The keys of a custodian, which all follow from one secret: shares are sealed to the X25519 key; the account joins the directory and vouches for the
/// log there; the log's own key signs its checkpoints for auditors.</summary>
public sealed class CustodianKeys : IDisposable
{
    /// <summary>Derives the keys.</summary>
    /// <param name="identity">The one secret; the keys' own to dispose of.</param>
    public CustodianKeys(X25519Identity identity)
    {
        Identity = identity;
        byte[] secret = identity.Derive("modeldeed.org/custodian-account"u8, PrivateKey.Size);
        Account = new PrivateKey(secret);
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <summary>What shares are sealed to.</summary>
    public X25519Identity Identity { get; }

    /// <summary>The account in the directory.</summary>
    public PrivateKey Account { get; }

    /// <summary>Signs a head of the log for the directory: proof of two stories costs the bond (EIP-712).</summary>
    /// <param name="chainId">EIP-155 id of the chain.</param>
    /// <param name="custodians">The <c>Custodians</c> contract.</param>
    /// <param name="size">Entries.</param>
    /// <param name="root">Root of the tree.</param>
    public byte[] SignHead(ulong chainId, Address custodians, long size, Hash32 root) => Account.Sign(HeadDigest(chainId, custodians, size, root)).ToArray();

    /// <summary>The digest that is signed.</summary>
    public static Hash32 HeadDigest(ulong chainId, Address custodians, long size, Hash32 root) =>
        new Eip712Domain("ModelDeed Custodians", "1", chainId, custodians, null).Digest(new StructHash("Checkpoint(uint64 size,bytes32 root)").Add((UInt256)(ulong)size).Add(root).Compute());

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        Account.Dispose();
        Identity.Dispose();
    }
}
