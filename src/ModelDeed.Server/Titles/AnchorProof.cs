using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Titles;

/// <summary>A leaf of an anchor tree with its way to the root, as a transaction's data shows them.</summary>
/// <param name="Fingerprint">The content root.</param>
/// <param name="Root">The anchored root.</param>
/// <param name="Salt">The leaf's.</param>
/// <param name="Proof">Siblings from the leaf up.</param>
internal sealed record AnchorProof(Hash32 Fingerprint, Hash32 Root, Hash32 Salt, Hash32[] Proof)
{
    /// <summary>What a transaction that registers, publishes a version or proves a priority shows; null for any other, as of an account that calls through a contract of its own.</summary>
    public static AnchorProof? Of(ReadOnlySpan<byte> data)
    {
        if (!Selector.TryRead(data, out Selector selector)) return null;
        try
        {
            if (selector == TitlesContract.RegisterCall.Selector) return TitlesContract.RegisterCall.Decode(data) is var call ? Of(call.Registration, call.Proof) : null;
            if (selector == TitlesContract.RegisterForCall.Selector) return TitlesContract.RegisterForCall.Decode(data) is var call ? Of(call.Registration, call.Proof) : null;
            if (selector == TitlesContract.PublishVersionCall.Selector) return TitlesContract.PublishVersionCall.Decode(data) is var call ? Of(call.Version, call.Proof) : null;
            if (selector == TitlesContract.PublishVersionForCall.Selector) return TitlesContract.PublishVersionForCall.Decode(data) is var call ? Of(call.Version, call.Proof) : null;
            if (selector == TitlesContract.ProvePriorityCall.Selector)
                return TitlesContract.ProvePriorityCall.Decode(data) is var call ? new AnchorProof(call.Fingerprint, call.AnchorRoot, call.Salt, call.Proof) : null;
            if (selector != OffersContract.RegisterCall.Selector) return null;
            OffersContract.RegisterCall offered = OffersContract.RegisterCall.Decode(data);
            return new AnchorProof(offered.Registration.Fingerprint, offered.Registration.AnchorRoot, offered.Registration.Salt, offered.Proof);
        }
        catch (MalformedDataException)
        {
            // Another contract's call with the same four bytes.
            return null;
        }
    }

    /// <summary>The leaf, whose owner is the one of these accounts for whom the proof leads to the root; null for none of them.</summary>
    public AnchorLeaf? LeafOf(IEnumerable<Address> accounts)
    {
        foreach (Address account in accounts.Distinct())
        {
            AnchorLeaf leaf = new(account, Fingerprint, Salt);
            if (MerkleTree.RootOf(leaf.Hash(), Proof) == Root) return leaf;
        }
        return null;
    }

    private static AnchorProof Of(TitlesContract.Registration registration, Hash32[] proof) => new(registration.Fingerprint, registration.AnchorRoot, registration.Salt, proof);

    private static AnchorProof Of(TitlesContract.Version version, Hash32[] proof) => new(version.Fingerprint, version.AnchorRoot, version.Salt, proof);
}
