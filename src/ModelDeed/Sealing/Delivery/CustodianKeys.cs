using System.Collections.Immutable;
using System.Security.Cryptography;
using ModelDeed.Ethereum;

namespace ModelDeed.Sealing;

/// <summary>The keys of a custodian. From its first secret follow the account that joins the directory and vouches for the log there, and the log's own
/// key, which signs checkpoints for auditors. Shares are sealed to that secret's X25519 key, and to those that it took later.</summary>
public sealed class CustodianKeys : IDisposable
{
    private const string Domain = "ModelDeed Custodians";

    private readonly ImmutableArray<X25519Identity> _identities;

    /// <summary>Derives the keys.</summary>
    /// <param name="identities">The secrets, oldest first, one at least; the keys' own to dispose of.</param>
    public CustodianKeys(params ImmutableArray<X25519Identity> identities)
    {
        if (identities.IsEmpty) throw new ArgumentException("A custodian has one key at least.", nameof(identities));
        _identities = identities;
        byte[] secret = Identity.Derive("modeldeed.org/custodian-account"u8, PrivateKey.Size);
        try
        {
            Account = new PrivateKey(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The first key, from which the account and the log's key follow.</summary>
    public X25519Identity Identity => _identities[0];

    /// <summary>What shares are sealed to from now on: the key that was taken last.</summary>
    public X25519Recipient Newest => _identities[^1].Recipient;

    /// <summary>All that shares were ever sealed to, oldest first.</summary>
    public ImmutableArray<X25519Recipient> Recipients => [.. _identities.Select(one => one.Recipient)];

    /// <summary>The account in the directory.</summary>
    public PrivateKey Account { get; }

    /// <summary>The secret of one of <see cref="Recipients"/>; null for another's.</summary>
    public X25519Identity? Of(Hash32 key) => _identities.FirstOrDefault(one => key.Bytes.SequenceEqual(one.Recipient.Key));

    /// <summary>Signs a head of the log for the directory: proof of two stories costs the bond (EIP-712).</summary>
    /// <param name="chainId">EIP-155 id of the chain.</param>
    /// <param name="custodians">The <c>Custodians</c> contract.</param>
    /// <param name="size">Entries.</param>
    /// <param name="root">Root of the tree.</param>
    public SignedHead SignHead(ulong chainId, Address custodians, ulong size, Hash32 root) => new(size, root, Account.Sign(HeadDigest(chainId, custodians, size, root)));

    /// <summary>Signs that the account joins: so it has a key, and can be held to what that signs.</summary>
    /// <param name="chainId">EIP-155 id of the chain.</param>
    /// <param name="custodians">The <c>Custodians</c> contract.</param>
    /// <param name="key">What shares will be sealed to.</param>
    public Signature SignJoin(ulong chainId, Address custodians, X25519Recipient key) => Account.Sign(JoinDigest(chainId, custodians, Account.Address, key));

    /// <summary>The digest of a head that is signed.</summary>
    public static Hash32 HeadDigest(ulong chainId, Address custodians, ulong size, Hash32 root) =>
        new Eip712Domain(Domain, "1", chainId, custodians, null).Digest(new StructHash("Checkpoint(uint64 size,bytes32 root)").Add((UInt256)size).Add(root).Compute());

    /// <summary>The digest that is signed to join.</summary>
    public static Hash32 JoinDigest(ulong chainId, Address custodians, Address account, X25519Recipient key) =>
        new Eip712Domain(Domain, "1", chainId, custodians, null).Digest(new StructHash("Join(address account,bytes32 key)").Add(account).Add(new Hash32(key.Key)).Compute());

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        Account.Dispose();
        foreach (X25519Identity one in _identities) one.Dispose();
    }
}
