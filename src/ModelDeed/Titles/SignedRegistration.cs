using System.Collections.Immutable;
using ModelDeed.Ethereum;

namespace ModelDeed.Titles;

/// <summary>A registration that its owner signed (EIP-712), for anybody to send by <c>registerFor</c> and to pay for. It counts once, on one
/// chain, for one contract, until its deadline. Type: docs/formats.md.</summary>
public sealed record SignedRegistration
{
    private const string Type = "Register(address owner,bytes32 fingerprint,bytes32 manifestDigest,bytes32 tensorRoot,uint8 kind,string name,Parent[] parents,"
        + "address arbitrator,uint16 resaleRoyalty,bytes32 anchorRoot,bytes32 salt,uint256 nonce,uint256 deadline)" + ParentType;

    private const string ParentType = "Parent(uint256 title,uint16 royalty)";

    /// <summary>EIP-155 id of the chain.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The <c>Titles</c> contract.</summary>
    public required Address Contract { get; init; }

    /// <summary>Who will hold the title.</summary>
    public required Address Owner { get; init; }

    /// <summary>What is registered.</summary>
    public required TitlesContract.Registration Registration { get; init; }

    /// <summary>Siblings from the anchor leaf up to its root; empty without an anchor. Not signed: a wrong proof is refused by the contract.</summary>
    public ImmutableArray<Hash32> Proof { get; init; } = [];

    /// <summary><c>Titles.nonces(owner)</c> when it was signed: any later message of the owner's makes it void.</summary>
    public required UInt256 Nonce { get; init; }

    /// <summary>Seconds since 1970 (the chain's clock) until which it counts, that second included.</summary>
    public required ulong Deadline { get; init; }

    /// <summary>65 bytes (r, s, v), or what a contract account takes (EIP-1271).</summary>
    public ImmutableArray<byte> Signature { get; init; } = [];

    /// <summary>The digest that is signed.</summary>
    public Hash32 Digest()
    {
        TitlesContract.Registration r = Registration;
        Hash32[] parents = [.. r.Parents.Select(parent => new StructHash(ParentType).Add(parent.Title).Add(new UInt256(parent.Royalty)).Compute())];
        return new Eip712Domain("ModelDeed Titles", "1", ChainId, Contract, null).Digest(new StructHash(Type)
            .Add(Owner).Add(r.Fingerprint).Add(r.ManifestDigest).Add(r.TensorRoot).Add(new UInt256(r.Kind)).AddText(r.Name).AddArray(parents)
            .Add(r.Arbitrator).Add(new UInt256(r.ResaleRoyalty)).Add(r.AnchorRoot).Add(r.Salt).Add(Nonce).Add(new UInt256(Deadline)).Compute());
    }

    /// <summary>The registration with its owner's signature.</summary>
    /// <exception cref="ArgumentException">The key isn't the owner's.</exception>
    public SignedRegistration Sign(PrivateKey key) => key.Address == Owner
        ? this with { Signature = [.. key.Sign(Digest()).ToArray()] }
        : throw new ArgumentException($"The key is of {key.Address}, the registration of {Owner}.", nameof(key));

    /// <summary>Who signed it, or null where only the chain can judge (a contract account's signature), or nobody could have.</summary>
    public Address? Signer()
    {
        if (Signature.Length != Ethereum.Signature.Size) return null;
        try
        {
            return Ethereum.Signature.Parse(Signature.AsSpan()).TryRecover(Digest(), out Address signer) ? signer : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The call that registers it, whoever sends it.</summary>
    public TitlesContract.RegisterForCall Call() => new(Owner, Registration, [.. Proof], Deadline, [.. Signature]);
}
