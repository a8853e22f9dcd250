using ModelDeed.Ethereum;

namespace ModelDeed.Titles;

/// <summary>The lineage around a title: what it was derived from, and what was derived from it.</summary>
/// <param name="Titles">All titles by id.</param>
public sealed record LineageGraph(IReadOnlyDictionary<UInt256, TitleState> Titles)
{
    private readonly ILookup<UInt256, TitleState> _children = Titles.Values
        .SelectMany(child => child.Parents.Select(edge => (Parent: edge.Title, Child: child)))
        .ToLookup(edge => edge.Parent, edge => edge.Child);

    /// <summary>The edges to a title's parents.</summary>
    public IReadOnlyList<LineageEdge> ParentsOf(UInt256 id) => Titles.TryGetValue(id, out TitleState? title) ? title.Parents : [];

    /// <summary>The titles that name this one as a parent, the oldest priority first.</summary>
    public IReadOnlyList<TitleState> ChildrenOf(UInt256 id) => [.. _children[id].OrderBy(child => child.Priority)];
}
