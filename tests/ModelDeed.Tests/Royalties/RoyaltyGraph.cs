using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.Tests.Royalties;

/// <summary>A title's edge to a parent: the parent's place in the order of registration, and its royalty.</summary>
internal readonly record struct Edge(int Parent, int Royalty);

/// <summary>Titles in the order of registration, and the accounts and vectors that the contract gives them.</summary>
internal sealed class RoyaltyGraph
{
    private readonly List<AccountNumber?> _accounts = [];
    private readonly List<int> _opened = [];

    public List<Edge[]> Edges { get; } = [];

    public List<RoyaltyVector> Vectors { get; } = [];

    /// <summary>The titles that have accounts, in the order of their numbers.</summary>
    public IReadOnlyList<int> Opened => _opened;

    public static RoyaltyGraph Of(IEnumerable<Edge[]> titles)
    {
        var graph = new RoyaltyGraph();
        foreach (Edge[] edges in titles) graph.Register(edges);
        return graph;
    }

    /// <summary>Registers a title; each parent with a royalty gets an account, if it has none.</summary>
    public void Register(Edge[] edges)
    {
        RoyaltyBond[] bonds =
        [
            .. edges.Where(edge => edge.Royalty != 0).Select(edge => new RoyaltyBond(Open(edge.Parent), new BasisPoints(edge.Royalty), Vectors[edge.Parent])),
        ];
        Edges.Add(edges);
        Vectors.Add(RoyaltyVector.Merge(bonds));
        _accounts.Add(null);
    }

    /// <summary>The account of a title, opened if need be: so does a payment.</summary>
    public AccountNumber Open(int title)
    {
        if (_accounts[title] is { } known) return known;
        _opened.Add(title);
        var number = new AccountNumber((ulong)_opened.Count);
        _accounts[title] = number;
        return number;
    }

    public int TitleOf(AccountNumber account) => _opened[(int)account.Value - 1];
}
