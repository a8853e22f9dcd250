using System.Collections.Immutable;
using System.Numerics;

namespace ModelDeed.Royalties;

/// <summary>
/// Who gets what of a title's income: made once, when the title is registered with royalties, from its parents' vectors.
/// The rule is that of docs/formats.md, "Royalty vectors".
/// </summary>
public sealed class RoyaltyVector
{
    /// <summary>All of a payment.</summary>
    public const ulong Whole = 1_000_000_000_000;

    /// <summary>The most entries of a vector.</summary>
    public const int MaxEntries = 32;

    /// <summary>The most parents with a royalty.</summary>
    public const int MaxParents = 16;

    /// <summary>2^208 - 1 base units: the most that one payment may be.</summary>
    public static readonly BigInteger MaxPayment = (BigInteger.One << 208) - 1;

    /// <summary>The vector of a title that owes nobody.</summary>
    public static readonly RoyaltyVector Empty = new([]);

    /// <summary>The entries, account numbers ascending; 32 at most. Their parts sum to exactly the parents' royalties.</summary>
    public ImmutableArray<RoyaltyPart> Entries { get; }

    private RoyaltyVector(ImmutableArray<RoyaltyPart> entries) => Entries = entries;

    /// <summary>
    /// Merges the parents' vectors: a parent passes on to each of its own ancestors that one's part of the parent's royalty, rounded down,
    /// and keeps the rest. Where more than 32 accounts come together, the parents stay, then the largest (of equals the lower number);
    /// what the others would get stays with the parent through which it came.
    /// </summary>
    /// <exception cref="ArgumentException">An account twice, more than 16 parents with a royalty, or over 100 % in sum.</exception>
    public static RoyaltyVector Merge(IEnumerable<RoyaltyBond> parents)
    {
        RoyaltyBond[] bonds = [.. parents.Where(bond => bond.Royalty.Value != 0)];
        Require(bonds);
        Dictionary<AccountNumber, ulong> all = Flow(bonds, _ => true);
        if (all.Count <= MaxEntries) return Of(all);
        HashSet<AccountNumber> stay = [.. bonds.Select(bond => bond.Account)];
        AccountNumber[] largest =
        [
            .. all.Where(entry => !stay.Contains(entry.Key)).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key)
                .Take(MaxEntries - stay.Count).Select(entry => entry.Key),
        ];
        stay.UnionWith(largest);
        return Of(Flow(bonds, stay.Contains));
    }

    /// <summary>Splits what arrived of a payment: each ancestor's part is rounded down, the rest is the title's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">2^208 base units or more: the contract refuses them.</exception>
    public RoyaltySplit Split(TokenAmount received)
    {
        if (received.Units > MaxPayment) throw new ArgumentOutOfRangeException(nameof(received), received.Units, "A payment is 2^208 - 1 base units at most.");
        ImmutableArray<TokenAmount> ancestors = [.. Entries.Select(entry => new TokenAmount(received.Units * entry.Parts / Whole))];
        BigInteger sum = ancestors.Aggregate(BigInteger.Zero, (left, amount) => left + amount.Units);
        return new RoyaltySplit(ancestors, new TokenAmount(received.Units - sum));
    }

    private static void Require(RoyaltyBond[] bonds)
    {
        if (bonds.Length > MaxParents) throw new ArgumentException($"{bonds.Length} parents have a royalty: {MaxParents} at most may.", nameof(bonds));
        if (bonds.DistinctBy(bond => bond.Account).Count() != bonds.Length) throw new ArgumentException("A parent stands twice: add its royalties up.", nameof(bonds));
        int sum = bonds.Sum(bond => bond.Royalty.Value);
        if (sum > BasisPoints.Whole) throw new ArgumentException($"The parents' royalties sum to {sum} basis points: 10,000 at most.", nameof(bonds));
    }

    /// <summary>What each account gets when only those that <paramref name="stays"/> names are passed anything.</summary>
    private static Dictionary<AccountNumber, ulong> Flow(RoyaltyBond[] bonds, Func<AccountNumber, bool> stays)
    {
        var sums = new Dictionary<AccountNumber, ulong>();
        foreach (RoyaltyBond bond in bonds)
        {
            ulong royalty = (ulong)bond.Royalty.Value * (Whole / BasisPoints.Whole), rest = royalty;
            foreach (RoyaltyPart entry in bond.Vector.Entries)
            {
                // At most 10^24: more than 64 bits hold.
                var passed = (ulong)((UInt128)royalty * entry.Parts / Whole);
                if (passed == 0 || !stays(entry.Account)) continue;
                rest -= passed;
                sums[entry.Account] = sums.GetValueOrDefault(entry.Account) + passed;
            }
            sums[bond.Account] = sums.GetValueOrDefault(bond.Account) + rest;
        }
        return sums;
    }

    private static RoyaltyVector Of(Dictionary<AccountNumber, ulong> sums) =>
        new([.. sums.OrderBy(entry => entry.Key).Select(entry => new RoyaltyPart(entry.Key, entry.Value))]);
}
