using System.Numerics;
using System.Text;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Tests.Licensing;

namespace ModelDeed.Tests.Royalties;

/// <summary>vectors/royalties.json, which the contract replays. MODELDEED_WRITE_VECTORS=1 writes it anew.</summary>
public sealed class RoyaltyFileTests
{
    private const int Titles = 200, Payments = 25;

    [Fact]
    public void The_published_vectors_are_those_of_the_code()
    {
        string[] graphs =
        [
            Graph("chains", RoyaltyShapes.Chains(Titles, new SplitMix(1)), new SplitMix(101)),
            Graph("wide", RoyaltyShapes.Wide(Titles, new SplitMix(2)), new SplitMix(102)),
            Graph("diamonds", RoyaltyShapes.Diamonds(Titles, new SplitMix(3)), new SplitMix(103)),
            Graph("equals", RoyaltyShapes.Equals(Titles, new SplitMix(4)), new SplitMix(104)),
            Graph("mixed", RoyaltyShapes.Mixed(Titles, 16, new SplitMix(5)), new SplitMix(105)),
        ];
        const string About = "Lineages of 200 titles, their royalty vectors, and payments with what everybody gets; and of 40 provisional titles what is kept, and what everybody has once they are ripe: docs/formats.md, \\\"Royalty vectors\\\".";
        GoldenFile.Check(["vectors", "royalties.json"], $"{{\n\"description\": \"{About}\",\n\"graphs\": [\n{string.Join(",\n", graphs)}\n],\n\"ripening\": {new RipeningFile(new SplitMix(6))}\n}}\n");
    }

    private static string Graph(string name, IEnumerable<Edge[]> titles, SplitMix random)
    {
        var graph = new RoyaltyGraph();
        var payments = new PaymentList();
        foreach (Edge[] edges in titles)
        {
            graph.Register(edges);
            // Payments open accounts, so that numbers come in another order than titles.
            if (graph.Edges.Count % (Titles / Payments) == 0) payments.Add(graph, random.Next(graph.Edges.Count / 2, graph.Edges.Count - 1), random);
        }
        RoyaltyPart[] entries = [.. graph.Vectors.SelectMany(vector => vector.Entries)];
        return string.Join(",\n",
            $"{{\"name\": \"{name}\"",
            Numbers("parentCounts", graph.Edges.Select(edges => (ulong)edges.Length)),
            Numbers("parents", graph.Edges.SelectMany(edges => edges).Select(edge => (ulong)edge.Parent)),
            Numbers("royalties", graph.Edges.SelectMany(edges => edges).Select(edge => (ulong)edge.Royalty)),
            Numbers("accounts", graph.Opened.Select(title => (ulong)title)),
            Numbers("vectorLengths", graph.Vectors.Select(vector => (ulong)vector.Entries.Length)),
            Numbers("vectorAccounts", entries.Select(entry => entry.Account.Value)),
            Numbers("vectorParts", entries.Select(entry => entry.Parts)),
            payments.ToString());
    }

    private static string Numbers(string name, IEnumerable<ulong> numbers) => $"\"{name}\": [{string.Join(",", numbers)}]";

    private static string Words(string name, IEnumerable<BigInteger> words) =>
        $"\"{name}\": [{string.Join(",", words.Select(word => $"\"{((UInt256)word).ToHash()}\""))}]";

    /// <summary>The payments to one graph, of any size from a unit to almost 2^208.</summary>
    private sealed class PaymentList
    {
        private readonly List<ulong> _titles = [], _standing = [];
        private readonly List<BigInteger> _amounts = [], _credits = [];

        public void Add(RoyaltyGraph graph, int title, SplitMix random)
        {
            BigInteger units = 0;
            for (int i = 0; i < 4; i++) units = (units << 52) + (random.Next() >> 12);
            units = (units >> random.Next(0, 207)) + 1;
            RoyaltySplit split = graph.Vectors[title].Split(new TokenAmount(BigInteger.Min(units, RoyaltyVector.MaxPayment)));
            graph.Open(title);
            _titles.Add((ulong)title);
            _standing.Add((ulong)graph.Edges.Count);
            _amounts.Add(split.Ancestors.Aggregate(split.Own.Units, (sum, amount) => sum + amount.Units));
            _credits.AddRange(split.Ancestors.Append(split.Own).Select(amount => amount.Units));
        }

        public override string ToString() => new StringBuilder("\"payments\": {")
            .Append(Numbers("titles", _titles)).Append(", ").Append(Numbers("standing", _standing)).Append(",\n")
            .Append(Words("amounts", _amounts)).Append(",\n").Append(Words("credits", _credits)).Append("}}").ToString();
    }
}
