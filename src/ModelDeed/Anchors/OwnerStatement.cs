using System.Collections.Immutable;
using ModelDeed.Ethereum;

namespace ModelDeed.Anchors;

/// <summary>What the owner signs (EIP-712) when anchoring: the claim itself, bound to a chain and to its <c>Anchors</c> contract.
/// A statement moves no money and grants nothing, so it needs no nonce and no deadline.</summary>
public sealed record OwnerStatement
{
    /// <summary>The words that <c>deed anchor</c> has signed.</summary>
    public const string Declaration = "I declare that I made, or rightfully hold, the content with this fingerprint.";

    private const string Type = "Statement(address owner,bytes32 fingerprint,bytes32 manifestDigest,bytes32 root,bytes32 salt,string text)";

    /// <summary>EIP-155 id of the chain.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The <c>Anchors</c> contract.</summary>
    public required Address Contract { get; init; }

    /// <summary>SHA-256 of the manifest, or zero where only a fingerprint was anchored.</summary>
    public required Hash32 ManifestDigest { get; init; }

    /// <summary>The owner's words.</summary>
    public required string Text { get; init; }

    /// <summary>65 bytes (r, s, v), or what a contract account takes (EIP-1271).</summary>
    public ImmutableArray<byte> Signature { get; init; } = [];

    /// <summary>The digest that is signed.</summary>
    public Hash32 Digest(in AnchorLeaf leaf, Hash32 root) =>
        new Eip712Domain("ModelDeed Evidence", "1", ChainId, Contract, null).Digest(new StructHash(Type)
            .Add(leaf.Owner).Add(leaf.Fingerprint).Add(ManifestDigest).Add(root).Add(leaf.Salt).AddText(Text).Compute());

    /// <summary>The statement with its owner's signature.</summary>
    /// <exception cref="ArgumentException">The key isn't the owner's.</exception>
    public OwnerStatement Sign(in AnchorLeaf leaf, Hash32 root, PrivateKey key) => key.Address == leaf.Owner
        ? this with { Signature = [.. key.Sign(Digest(leaf, root)).ToArray()] }
        : throw new ArgumentException($"The key is of {key.Address}, the leaf of {leaf.Owner}.", nameof(key));

    /// <summary>False for a statement that nobody signed: that of a file collected from the chain, which the owner's signature never reaches.</summary>
    public bool IsSigned => Signature.Length > 0;

    /// <summary>Whether the owner signed this. A contract account's signature can't be judged offline.</summary>
    public StepOutcome Check(in AnchorLeaf leaf, Hash32 root) => !IsSigned
        ? new StepOutcome.Open("The file has no signature of the owner's: it was collected from the chain, where there is none. That the account agreed to be named, or declares anything, is not proven: anybody can anchor a root that names any account. Ask the owner for the evidence file that deed anchor wrote.")
        : SignedBy.Check(Digest(leaf, root), leaf.Owner, Signature.AsSpan());
}
