using System.Security.Cryptography;
using ModelDeed.Ethereum;

namespace ModelDeed.Anchors;

/// <summary>Any number of fingerprints of one owner, to be anchored by one root.</summary>
/// <param name="Leaves">In the order of the fingerprints.</param>
/// <param name="Tree">The tree over them.</param>
public sealed record AnchorBatch(IReadOnlyList<AnchorLeaf> Leaves, MerkleTree Tree)
{
    /// <summary>What is anchored.</summary>
    public Hash32 Root => Tree.Root;

    /// <summary>Gives every fingerprint a salt of its own, from the system's random numbers.</summary>
    /// <param name="owner">The account that the time will serve.</param>
    /// <param name="fingerprints">1 to 2^30.</param>
    public static AnchorBatch Of(Address owner, IEnumerable<Hash32> fingerprints) => Of([.. fingerprints.Select(fingerprint => new AnchorLeaf(owner, fingerprint, NewSalt()))]);

    /// <summary>The tree over leaves made before.</summary>
    public static AnchorBatch Of(IReadOnlyList<AnchorLeaf> leaves)
    {
        var hashes = new Hash32[leaves.Count];
        Parallel.For(0, hashes.Length, i => hashes[i] = leaves[i].Hash());
        return new AnchorBatch(leaves, MerkleTree.Build(hashes, Environment.ProcessorCount));
    }

    /// <summary>The evidence for one leaf, signed by its owner.</summary>
    /// <param name="index">Position of the leaf.</param>
    /// <param name="chainId">The chain that was anchored on.</param>
    /// <param name="anchored">The proof of the root's log.</param>
    /// <param name="manifest">Canonical JSON of the manifest with its digest, or null where only the fingerprint is known.</param>
    /// <param name="owner">The owner's key.</param>
    public Evidence EvidenceOf(int index, ulong chainId, LogProof anchored, byte[]? manifest, PrivateKey owner)
    {
        AnchorLeaf leaf = Leaves[index];
        OwnerStatement statement = new()
        {
            ChainId = chainId,
            Contract = AnchorsDeployment.Address,
            ManifestDigest = manifest is null ? Hash32.Zero : new Hash32(SHA256.HashData(manifest)),
            Text = OwnerStatement.Declaration,
        };
        return new Evidence
        {
            Leaf = leaf,
            Root = Root,
            Proof = Tree.Proof(index),
            Statement = statement.Sign(leaf, Root, owner),
            Anchored = anchored,
            Manifest = manifest is null ? null : [.. manifest],
        };
    }

    private static Hash32 NewSalt()
    {
        Span<byte> salt = stackalloc byte[Hash32.Size];
        RandomNumberGenerator.Fill(salt);
        return new Hash32(salt);
    }
}
