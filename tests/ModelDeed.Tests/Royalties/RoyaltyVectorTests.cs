using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.Tests.Royalties;

public sealed class RoyaltyVectorTests
{
    /// <summary>Up to ten titles, each with up to four of the earlier ones as parents: nothing is pruned.</summary>
    private static Gen<RoyaltyGraph> Small { get; } = Graphs(10, 4);

    /// <summary>Sixty titles with up to sixteen parents: much is pruned.</summary>
    private static Gen<RoyaltyGraph> Large { get; } = Graphs(60, 16);

    private static Gen<RoyaltyGraph> Graphs(int titles, int parents) =>
        Gen.Choose(0, int.MaxValue).Select(seed => RoyaltyGraph.Of(RoyaltyShapes.Mixed(titles, parents, new SplitMix((ulong)seed))));

    private static RoyaltyBond Bond(ulong account, int royalty, RoyaltyVector? vector = null) =>
        new(new AccountNumber(account), new BasisPoints(royalty), vector ?? RoyaltyVector.Empty);

    private static string Text(RoyaltyVector vector) => string.Join(' ', vector.Entries.Select(entry => $"{entry.Account.Value}:{entry.Parts}"));

    [Fact]
    public void A_parent_passes_on_and_keeps_the_rest()
    {
        var parent = RoyaltyVector.Merge([Bond(1, 1_000)]);
        Assert.Equal("1:100000000000", Text(parent));
        Assert.Equal("1:20000000000 2:180000000000", Text(RoyaltyVector.Merge([Bond(2, 2_000, parent)])));
        Assert.Equal("1:70000000000 2:180000000000", Text(RoyaltyVector.Merge([Bond(1, 500), Bond(2, 2_000, parent)])));
        Assert.Equal("1:1000000000000 2:0", Text(RoyaltyVector.Merge([Bond(2, 10_000, RoyaltyVector.Merge([Bond(1, 10_000)]))])));
        Assert.Empty(RoyaltyVector.Merge([Bond(1, 0)]).Entries);
    }

    [Fact]
    public void What_is_pruned_stays_with_the_parent_through_which_it_came()
    {
        var first = RoyaltyVector.Merge(Enumerable.Range(1, 16).Select(i => Bond((ulong)i, 625)));
        var second = RoyaltyVector.Merge(Enumerable.Range(17, 16).Select(i => Bond((ulong)i, 500)));
        var merged = RoyaltyVector.Merge([Bond(40, 5_000, first), Bond(41, 5_000, second)]);
        // 34 come together: of the sixteen that get 2.5 %, the two with the highest numbers go.
        Assert.Equal(RoyaltyVector.MaxEntries, merged.Entries.Length);
        Assert.Equal("30:25000000000 40:0 41:150000000000", string.Join(' ', Text(merged).Split(' ')[^3..]));
    }

    [Fact]
    public void What_the_contract_refuses_is_refused()
    {
        Assert.Contains("10,000 at most", Assert.Throws<ArgumentException>(() => RoyaltyVector.Merge([Bond(1, 10_000), Bond(2, 1)])).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => RoyaltyVector.Merge([Bond(1, 1), Bond(1, 1)])).Message, StringComparison.Ordinal);
        Assert.Contains("17 parents", Assert.Throws<ArgumentException>(() => RoyaltyVector.Merge(Enumerable.Range(1, 17).Select(i => Bond((ulong)i, 1)))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RoyaltyVector.Empty.Split(new TokenAmount(BigInteger.One << 208)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AccountNumber(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AccountNumber(1UL << 40));
    }

    [Fact]
    public void Vectors_are_the_walk_of_all_paths() => Prop.ForAll(Small.ToArbitrary(), graph =>
    {
        for (int title = 0; title < graph.Edges.Count; title++)
        {
            var walk = new PathWalk(graph, title);
            Dictionary<int, ulong> parts = graph.Vectors[title].Entries.ToDictionary(entry => graph.TitleOf(entry.Account), entry => entry.Parts);
            Assert.Empty(parts.Keys.Except(walk.Shares.Keys));
            foreach ((int ancestor, BigInteger share) in walk.Shares)
            {
                BigInteger off = parts.GetValueOrDefault(ancestor) * PathWalk.Whole - share * RoyaltyVector.Whole;
                Assert.True(BigInteger.Abs(off) <= walk.RoundingsAt(ancestor) * PathWalk.Whole, $"{title} pays {ancestor} {off} too much");
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Parts_sum_to_the_royalties_whatever_is_pruned() => Prop.ForAll(Large.ToArbitrary(), graph =>
    {
        int pruned = 0;
        for (int title = 0; title < graph.Edges.Count; title++)
        {
            RoyaltyVector vector = graph.Vectors[title];
            Assert.True(vector.Entries.Length <= RoyaltyVector.MaxEntries);
            Assert.Equal((ulong)graph.Edges[title].Sum(edge => edge.Royalty) * 100_000_000, vector.Entries.Aggregate(0UL, (sum, entry) => sum + entry.Parts));
            Assert.Equal(vector.Entries.Select(entry => entry.Account).Distinct().Order(), vector.Entries.Select(entry => entry.Account));
            IEnumerable<int> parents = graph.Edges[title].Where(edge => edge.Royalty != 0).Select(edge => edge.Parent);
            Assert.Empty(parents.Except(vector.Entries.Select(entry => graph.TitleOf(entry.Account))));
            if (vector.Entries.Length == RoyaltyVector.MaxEntries) pruned++;
        }
        Assert.True(pruned > 0, "nothing was pruned");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void The_order_of_the_parents_is_of_no_matter() => Prop.ForAll(Large.ToArbitrary(), graph =>
    {
        RoyaltyBond[] bonds = [.. graph.Edges[^1].Where(edge => edge.Royalty != 0).Select(edge => new RoyaltyBond(graph.Open(edge.Parent), new BasisPoints(edge.Royalty), graph.Vectors[edge.Parent]))];
        Assert.Equal(Text(graph.Vectors[^1]), Text(RoyaltyVector.Merge(bonds.Reverse())));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void A_payment_is_split_to_the_last_unit_and_more_never_brings_less()
    {
        var cases = from graph in Large from bits in Gen.Choose(0, 207) from seed in Gen.Choose(0, int.MaxValue) select (graph, bits, seed);
        Prop.ForAll(cases.ToArbitrary(), x =>
        {
            RoyaltyVector vector = x.graph.Vectors[x.seed % 60];
            BigInteger units = (BigInteger.One << x.bits) + x.seed % ((BigInteger.One << x.bits));
            RoyaltySplit split = vector.Split(new TokenAmount(units)), more = vector.Split(new TokenAmount(BigInteger.Min(units + x.seed % 1_000, RoyaltyVector.MaxPayment)));
            Assert.Equal(units, split.Ancestors.Aggregate(split.Own.Units, (sum, amount) => sum + amount.Units));
            Assert.All(split.Ancestors.Zip(vector.Entries), pair => Assert.Equal(units * pair.Second.Parts / RoyaltyVector.Whole, pair.First.Units));
            Assert.All(split.Ancestors.Zip(more.Ancestors), pair => Assert.True(pair.First.Units <= pair.Second.Units));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }
}
