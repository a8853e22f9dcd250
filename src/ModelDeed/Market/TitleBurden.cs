using System.Collections.Immutable;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Market;

/// <summary>What a title's buyer takes on, as the contract digests it (<c>Market.stateOf</c>).</summary>
/// <param name="Latest">The latest version's fingerprint.</param>
/// <param name="Number">Its number; 1 for the first.</param>
/// <param name="Offers">What the title has offered, and how many licenses it granted on each.</param>
public sealed record TitleBurden(Hash32 Latest, uint Number, ImmutableArray<Offer> Offers)
{
    /// <summary>Licenses that were granted and may still count.</summary>
    public long Licenses => Offers.Sum(offer => (long)offer.Sold);

    /// <summary>The terms, in the order of the digest.</summary>
    public ImmutableArray<Hash32> Terms => [.. Offers.Select(offer => offer.TermsId)];

    /// <summary>Keccak-256 of the version, its number, and of each offer its id, state and count, a word each.</summary>
    public Hash32 Digest
    {
        get
        {
            AbiWriter words = new([], 64 + 96 * Offers.Length);
            words.Write(Latest);
            words.Write(new UInt256(Number));
            foreach (Offer offer in Offers)
            {
                words.Write(offer.TermsId);
                words.Write(new UInt256((ulong)offer.State));
                words.Write(new UInt256(offer.Sold));
            }
            return Keccak256.Hash(words.ToArray());
        }
    }
}
