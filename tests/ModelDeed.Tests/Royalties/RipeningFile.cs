using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.Tests.Royalties;

/// <summary>The part of vectors/royalties.json about titles that aren't final yet: all are paid, some are taken over with other parents, and then everything that was
/// kept is distributed by the vectors as they are merged at last.</summary>
internal sealed class RipeningFile
{
    private const int Titles = 40, Payments = 60;

    private readonly RoyaltyGraph _graph = new();
    private readonly BigInteger[] _kept = new BigInteger[Titles], _balances = new BigInteger[Titles];
    private readonly List<int> _paid = [], _lost = [];
    private readonly List<BigInteger> _amounts = [];
    private readonly List<Edge[]> _bound = [], _won = [];

    public RipeningFile(SplitMix random)
    {
        foreach (Edge[] edges in RoyaltyShapes.Mixed(Titles, 4, random))
        {
            _graph.Register(edges);
            _bound.Add(edges);
        }
        for (int i = 0; i < Payments; i++) Pay(random.Next(0, Titles - 1), random);
        Edge[][] others = [.. RoyaltyShapes.Mixed(Titles, 4, random)];
        for (int title = 3; title < Titles; title += 5) TakeOver(title, others[title]);
        for (int i = 0; i < Payments; i++) Pay(random.Next(0, Titles - 1), random);
        Ripen();
        for (int title = 0; title < Titles; title++) Distribute(title);
    }

    private void Pay(int title, SplitMix random)
    {
        BigInteger amount = new BigInteger(random.Next()) * random.Next(1, 1_000_000) + 1;
        _graph.Open(title);
        _kept[title] += amount;
        _paid.Add(title);
        _amounts.Add(amount);
    }

    // The winner's parents get accounts when he binds it; what the loser bound it to is void.
    private void TakeOver(int title, Edge[] edges)
    {
        foreach (Edge edge in edges.Where(edge => edge.Royalty != 0)) _graph.Open(edge.Parent);
        _graph.Edges[title] = edges;
        _lost.Add(title);
        _won.Add(edges);
    }

    // Merged anew from the oldest on: what a parent passes on is what its own last vector says.
    private void Ripen()
    {
        for (int title = 0; title < Titles; title++)
            _graph.Vectors[title] = RoyaltyVector.Merge(_graph.Edges[title].Where(edge => edge.Royalty != 0).Select(edge => new RoyaltyBond(_graph.Open(edge.Parent), new BasisPoints(edge.Royalty), _graph.Vectors[edge.Parent])));
    }

    private void Distribute(int title)
    {
        RoyaltyVector vector = _graph.Vectors[title];
        RoyaltySplit split = vector.Split(new TokenAmount(_kept[title]));
        for (int i = 0; i < split.Ancestors.Length; i++) _balances[_graph.TitleOf(vector.Entries[i].Account)] += split.Ancestors[i].Units;
        _balances[title] += split.Own.Units;
    }

    public override string ToString() => "{" + string.Join(",\n",
        Edges("bound", _bound), Numbers("lost", _lost), Edges("won", _won), Numbers("paid", _paid), Words("amounts", _amounts), Words("kept", _kept),
        Numbers("vectorLengths", _graph.Vectors.Select(vector => vector.Entries.Length)), Words("balances", _balances)) + "}";

    private static string Edges(string name, IReadOnlyList<Edge[]> lists) => string.Join(",\n",
        Numbers($"{name}Counts", lists.Select(edges => edges.Length)), Numbers($"{name}Parents", lists.SelectMany(edges => edges).Select(edge => edge.Parent)), Numbers($"{name}Royalties", lists.SelectMany(edges => edges).Select(edge => edge.Royalty)));

    private static string Numbers(string name, IEnumerable<int> numbers) => $"\"{name}\": [{string.Join(",", numbers)}]";

    private static string Words(string name, IEnumerable<BigInteger> words) => $"\"{name}\": [{string.Join(",", words.Select(word => $"\"{((UInt256)word).ToHash()}\""))}]";
}
