using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Primitives;
using ModelDeed.Server.Ui;

namespace ModelDeed.Tests.Server.Ui;

public sealed class LineageLayoutTests
{
    [Fact]
    public void Every_asset_stands_once_and_parents_stand_left_of_children() => Prop.ForAll(Graphs(), lineage =>
    {
        LineageLayout layout = LineageLayout.Of(lineage);
        Dictionary<Hash32, PlacedNode> placed = layout.Nodes.ToDictionary(node => node.Node.Id);
        return placed.Count == lineage.Nodes.Count
            && layout.Nodes.Select(node => (node.Layer, node.Row)).Distinct().Count() == placed.Count
            && layout.Links.Count == lineage.Links.Count
            && layout.Links.All(link => placed[link.Parent].Layer < placed[link.Child].Layer);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_edge_passes_where_nothing_else_stands() => Prop.ForAll(Graphs(), lineage =>
    {
        LineageLayout layout = LineageLayout.Of(lineage);
        Dictionary<Hash32, PlacedNode> placed = layout.Nodes.ToDictionary(node => node.Node.Id);
        (int, int)[] taken = [.. layout.Nodes.Select(node => (node.Layer, node.Row)), .. layout.Links.SelectMany(layout.Way)];
        return taken.Distinct().Count() == taken.Length
            && taken.All(place => place.Item2 < layout.RowsIn(place.Item1))
            && layout.Links.All(link => layout.Way(link).Select(place => place.Layer).SequenceEqual(Enumerable.Range(placed[link.Parent].Layer + 1, placed[link.Child].Layer - placed[link.Parent].Layer - 1)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Edges_across_a_deep_lineage_are_bounded()
    {
        LineageNode[] nodes = [.. Enumerable.Range(1, 250).Select(Node)];
        LineageLink[] links = [.. Enumerable.Range(2, 249).SelectMany(child => Enumerable.Range(Math.Max(1, child - 1), 1).Append(1).Distinct().Select(parent => Link(parent, child)))];
        LineageLayout layout = LineageLayout.Of(new Lineage(Id(1), nodes, links));
        Assert.Equal(250, layout.Layers);
        Assert.InRange(layout.Links.Sum(link => layout.Way(link).Count), 1, 2_000);
    }

    [Fact]
    public void Links_are_in_reading_order()
    {
        Lineage lineage = new(Id(1), [Node(3), Node(1), Node(2)], [Link(1, 2), Link(2, 3)]);
        Assert.Equal([Id(1), Id(2), Id(3)], LineageLayout.Of(lineage).Nodes.Select(placed => placed.Node.Id));
    }

    [Fact]
    public void A_ring_is_not_followed()
    {
        LineageLayout layout = LineageLayout.Of(new Lineage(Id(1), [Node(1), Node(2), Node(3)], [Link(1, 2), Link(2, 1), Link(1, 3), Link(3, 3)]));
        Assert.Equal(3, layout.Nodes.Count);
        Assert.Empty(layout.Links);
    }

    [Fact]
    public void Hundreds_of_assets_are_drawn_as_well_formed_links_with_what_they_owe()
    {
        LineageNode[] nodes = [.. Enumerable.Range(1, 300).Select(i => Node(i) with { Name = $"<i>\"{i}\" & co</i>" })];
        LineageLink[] links = [.. Enumerable.Range(2, 299).Select(i => Link(i / 2, i))];
        XElement svg = XElement.Parse(LineageSvg.Draw(new Lineage(Id(1), nodes, links), TextsEnglish.All));
        Assert.Equal(300, svg.Elements("a").Count());
        Assert.Equal(299, svg.Elements("path").Count());
        Assert.All(svg.Elements("a"), link => Assert.StartsWith("/assets/0x", link.Attribute("href")!.Value, StringComparison.Ordinal));
        Assert.Equal("page", svg.Elements("a").Single(link => link.Attribute("href")!.Value.EndsWith(Id(1).ToString(), StringComparison.Ordinal)).Attribute("aria-current")!.Value);
        Assert.Contains("5 %", svg.Value, StringComparison.Ordinal);
        Assert.Contains("300 assets", svg.Attribute("aria-label")!.Value, StringComparison.Ordinal);
    }

    private static Arbitrary<Lineage> Graphs() => Gen.Choose(1, 40).SelectMany(count =>
        Gen.Choose(0, 3 * count).SelectMany(edges => Gen.Choose(1, 10_000).ListOf(edges).Select(seeds => Graph(count, seeds)))).ToArbitrary();

    // An edge leads from a lower number to a higher: no rings.
    private static Lineage Graph(int count, IEnumerable<int> seeds) => new(Id(1), [.. Enumerable.Range(1, count).Reverse().Select(Node)],
        [.. seeds.Select(seed => (From: seed % count + 1, To: seed / count % count + 1)).Where(pair => pair.From < pair.To).Distinct().Select(pair => Link(pair.From, pair.To))]);

    private static LineageNode Node(int number) => new(Id(number), $"asset {number}", true);

    private static LineageLink Link(int parent, int child) => new(Id(parent), Id(child), new BasisPoints(500), child % 2 == 0);

    private static Hash32 Id(int number) => Hash32.Parse(number.ToString("x64"));
}
