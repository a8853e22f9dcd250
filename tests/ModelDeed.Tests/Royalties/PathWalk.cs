using System.Numerics;

namespace ModelDeed.Tests.Royalties;

/// <summary>What every ancestor gets by a walk of all paths, in exact fractions: no vectors, no rounding, nothing pruned.</summary>
internal sealed class PathWalk
{
    private const int MaxDepth = 24;

    private readonly RoyaltyGraph _graph;
    private readonly Dictionary<int, BigInteger> _shares = [];
    private readonly Dictionary<int, int> _roundings = [];

    /// <summary>The whole: each step along a path divides by 10^4, exactly.</summary>
    public static BigInteger Whole { get; } = BigInteger.Pow(10, 4 * MaxDepth);

    /// <summary>Numerators over <see cref="Whole"/> by ancestor.</summary>
    public IReadOnlyDictionary<int, BigInteger> Shares => _shares;

    public PathWalk(RoyaltyGraph graph, int title)
    {
        _graph = graph;
        Walk(title, Whole, [title]);
    }

    /// <summary>How often rounding may have moved a unit to or from an ancestor: once for each edge of each path to or through it.</summary>
    public int RoundingsAt(int ancestor) => _roundings[ancestor];

    private void Walk(int title, BigInteger share, List<int> path)
    {
        foreach (Edge edge in _graph.Edges[title].Where(edge => edge.Royalty != 0))
        {
            BigInteger passed = share * edge.Royalty / 10_000;
            int own = 10_000 - _graph.Edges[edge.Parent].Sum(up => up.Royalty);
            _shares[edge.Parent] = _shares.GetValueOrDefault(edge.Parent) + passed * own / 10_000;
            path.Add(edge.Parent);
            foreach (int step in path) _roundings[step] = _roundings.GetValueOrDefault(step) + path.Count - 1;
            Walk(edge.Parent, passed, path);
            path.RemoveAt(path.Count - 1);
        }
    }
}
