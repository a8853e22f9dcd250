using ModelDeed.Ethereum;

namespace ModelDeed.Server.Ui;

/// <summary>Where an asset stands in a drawing.</summary>
/// <param name="Node">The asset.</param>
/// <param name="Layer">Column, 0 the leftmost: behind every parent.</param>
/// <param name="Row">Place in the column, 0 the topmost.</param>
internal sealed record PlacedNode(LineageNode Node, int Layer, int Row);

/// <summary>A lineage laid out in columns: parents left of children, few crossings (Sugiyama's method: longest path, then sweeps by barycenter).</summary>
internal sealed class LineageLayout
{
    private const int Sweeps = 8;

    // Deep lineages with edges across all of them would need millions; edges without a way are drawn straight.
    private const int MostWays = 2_000;

    private readonly Dictionary<Hash32, int> _layer = [];
    private readonly List<List<Hash32>> _columns = [];
    private readonly Dictionary<LineageLink, IReadOnlyList<Hash32>> _ways = [];
    private readonly ILookup<Hash32, Hash32> _parents;
    private readonly ILookup<Hash32, Hash32> _children;

    private LineageLayout(Lineage lineage, IReadOnlyList<LineageLink> links)
    {
        _parents = links.ToLookup(link => link.Child, link => link.Parent);
        _children = links.ToLookup(link => link.Parent, link => link.Child);
        Links = links;
        Assign(lineage.Nodes);
        IReadOnlyList<(Hash32 Left, Hash32 Right)> steps = Steps(links);
        _parents = steps.ToLookup(step => step.Right, step => step.Left);
        _children = steps.ToLookup(step => step.Left, step => step.Right);
        for (int i = 0; i < Sweeps; i++) Sweep(leftToRight: i % 2 == 0);
        Dictionary<Hash32, LineageNode> nodes = lineage.Nodes.ToDictionary(node => node.Id);
        Nodes = [.. _columns.SelectMany((column, layer) => column.Select((id, row) => (Id: id, Layer: layer, Row: row))).Where(place => nodes.ContainsKey(place.Id)).Select(place => new PlacedNode(nodes[place.Id], place.Layer, place.Row))];
    }

    /// <summary>Every asset, column by column from the left, each from the top: the order in which it is read and tabbed.</summary>
    internal IReadOnlyList<PlacedNode> Nodes { get; }

    /// <summary>The edges whose ends are both drawn, each once.</summary>
    internal IReadOnlyList<LineageLink> Links { get; }

    /// <summary>Columns.</summary>
    internal int Layers => _columns.Count;

    /// <summary>Rows of the longest column.</summary>
    internal int Rows => _columns.Max(column => column.Count);

    /// <summary>Places in a column, those that edges pass through included.</summary>
    internal int RowsIn(int layer) => _columns[layer].Count;

    /// <summary>Where an edge passes columns between its ends, from the left: places of its own, where no asset stands.</summary>
    internal IReadOnlyList<(int Layer, int Row)> Way(LineageLink link) =>
        _ways.TryGetValue(link, out IReadOnlyList<Hash32>? way) ? [.. way.Select(id => (_layer[id], _columns[_layer[id]].IndexOf(id)))] : [];

    /// <summary>Lays out a lineage. What would close a ring isn't drawn (the chain allows none; a stranger's data might).</summary>
    internal static LineageLayout Of(Lineage lineage)
    {
        HashSet<Hash32> known = [.. lineage.Nodes.Select(node => node.Id)];
        LineageLink[] links = [.. lineage.Links.Where(link => link.Parent != link.Child && known.Contains(link.Parent) && known.Contains(link.Child)).DistinctBy(link => (link.Parent, link.Child))];
        return new LineageLayout(lineage, WithoutRings(lineage.Nodes, links));
    }

    /// <summary>Kahn's algorithm: an edge into an asset that was placed before its parent is dropped.</summary>
    private static LineageLink[] WithoutRings(IReadOnlyList<LineageNode> nodes, LineageLink[] links)
    {
        Dictionary<Hash32, int> waiting = nodes.ToDictionary(node => node.Id, _ => 0);
        foreach (LineageLink link in links) waiting[link.Child]++;
        ILookup<Hash32, Hash32> children = links.ToLookup(link => link.Parent, link => link.Child);
        Queue<Hash32> ready = new(nodes.Where(node => waiting[node.Id] == 0).Select(node => node.Id));
        HashSet<Hash32> placed = [];
        while (ready.TryDequeue(out Hash32 id))
        {
            placed.Add(id);
            foreach (Hash32 child in children[id])
                if (--waiting[child] == 0) ready.Enqueue(child);
        }
        return [.. links.Where(link => placed.Contains(link.Parent) && placed.Contains(link.Child))];
    }

    private void Assign(IReadOnlyList<LineageNode> nodes)
    {
        Dictionary<Hash32, int> waiting = nodes.ToDictionary(node => node.Id, node => _parents[node.Id].Count());
        Queue<Hash32> ready = new(nodes.Where(node => waiting[node.Id] == 0).Select(node => node.Id));
        while (ready.TryDequeue(out Hash32 id))
        {
            int layer = _parents[id].Select(parent => _layer[parent] + 1).DefaultIfEmpty(0).Max();
            _layer[id] = layer;
            while (_columns.Count <= layer) _columns.Add([]);
            _columns[layer].Add(id);
            foreach (Hash32 child in _children[id])
                if (--waiting[child] == 0) ready.Enqueue(child);
        }
    }

    /// <summary>The edges from column to column: a long one goes by a place of its own in each that it passes.</summary>
    private List<(Hash32 Left, Hash32 Right)> Steps(IReadOnlyList<LineageLink> links)
    {
        List<(Hash32, Hash32)> steps = [];
        ulong next = 0;
        int ways = 0;
        foreach (LineageLink link in links)
        {
            int passed = _layer[link.Child] - _layer[link.Parent] - 1;
            List<Hash32> way = [];
            for (int i = 0; i < passed && ways + passed <= MostWays; i++)
            {
                Hash32 place;
                do place = new UInt256(++next).ToHash(); while (_layer.ContainsKey(place)); // an asset's fingerprint may be anything
                _layer[place] = _layer[link.Parent] + 1 + i;
                _columns[_layer[place]].Add(place);
                way.Add(place);
            }
            ways += way.Count;
            if (way.Count > 0) _ways[link] = way;
            steps.AddRange(way.Prepend(link.Parent).Zip(way.Append(link.Child)));
        }
        return steps;
    }

    private void Sweep(bool leftToRight)
    {
        IEnumerable<int> order = leftToRight ? Enumerable.Range(0, _columns.Count) : Enumerable.Range(0, _columns.Count).Reverse();
        Dictionary<Hash32, double> height = [];
        foreach (List<Hash32> column in _columns)
            for (int row = 0; row < column.Count; row++) height[column[row]] = (row + 0.5) / column.Count;
        foreach (int layer in order)
        {
            ILookup<Hash32, Hash32> neighbors = leftToRight ? _parents : _children;
            List<Hash32> column = [.. _columns[layer].OrderBy(id => neighbors[id].Select(other => height[other]).DefaultIfEmpty(height[id]).Average())];
            _columns[layer] = column;
            for (int row = 0; row < column.Count; row++) height[column[row]] = (row + 0.5) / column.Count;
        }
    }
}
