using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Titles;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>A lineage as two trees: upwards to the ancestors, downwards to the descendants. A title that stands in several places is drawn out once.</summary>
internal sealed class LineageDrawing(LineageGraph graph, LineageBonds bonds, UInt256 id)
{
    private const int MostDepth = 32;

    public Answer Answer()
    {
        JsonObject json = new()
        {
            ["title"] = id.ToHash().ToString(),
            ["ancestors"] = new JsonArray([.. Edges(up: true).Select(Json)]),
            ["descendants"] = new JsonArray([.. Edges(up: false).Select(Json)]),
        };
        return new Answer(json, Show);
    }

    private void Show(IAnsiConsole console)
    {
        Draw(console, "derives from", up: true);
        Draw(console, "gave rise to", up: false);
    }

    private void Draw(IAnsiConsole console, string heading, bool up)
    {
        Tree tree = new(Printable.Escape(Label(id)));
        HashSet<UInt256> drawn = [id];
        if (!Add(tree, id, up, drawn, 0)) tree.AddNode("[grey](nothing)[/]");
        console.MarkupLine($"[grey]{heading}[/]");
        console.Write(tree);
    }

    private bool Add(IHasTreeNodes node, UInt256 at, bool up, HashSet<UInt256> drawn, int depth)
    {
        List<(UInt256 Id, LineageEdge Edge)> next = [.. Neighbors(at, up)];
        foreach ((UInt256 neighbor, LineageEdge edge) in next)
        {
            bool first = drawn.Add(neighbor);
            string note = bonds.Words(up ? at : neighbor, edge) is { Length: > 0 } words ? $" ({words})" : "";
            TreeNode child = node.AddNode(Printable.Escape(Label(neighbor) + note + (first ? "" : ", drawn above")));
            if (first && depth < MostDepth) Add(child, neighbor, up, drawn, depth + 1);
        }
        return next.Count > 0;
    }

    private IEnumerable<(UInt256 Id, LineageEdge Edge)> Neighbors(UInt256 at, bool up) => up
        ? graph.ParentsOf(at).Select(edge => (edge.Title, edge))
        : graph.ChildrenOf(at).Select(child => (child.Id, child.Parents.First(edge => edge.Title == at)));

    // Every edge once, breadth first.
    private List<(UInt256 From, UInt256 To, LineageEdge Edge)> Edges(bool up)
    {
        List<(UInt256, UInt256, LineageEdge)> edges = [];
        HashSet<UInt256> seen = [id];
        Queue<UInt256> open = new([id]);
        while (open.TryDequeue(out UInt256 at))
        {
            foreach ((UInt256 neighbor, LineageEdge edge) in Neighbors(at, up))
            {
                edges.Add(up ? (at, neighbor, edge) : (neighbor, at, edge));
                if (seen.Add(neighbor)) open.Enqueue(neighbor);
            }
        }
        return edges;
    }

    private JsonObject Json((UInt256 Child, UInt256 Parent, LineageEdge Edge) edge) => TitleDues.Json(new JsonObject
    {
        ["child"] = edge.Child.ToHash().ToString(),
        ["childName"] = Name(edge.Child),
        ["parent"] = edge.Parent.ToHash().ToString(),
        ["parentName"] = Name(edge.Parent),
        ["royalty"] = edge.Edge.Royalty.Value,
    }, bonds.Of(edge.Child, edge.Edge));

    private string? Name(UInt256 title) => graph.Titles.TryGetValue(title, out TitleState? state) ? state.Name : null;

    private string Label(UInt256 title) => graph.Titles.TryGetValue(title, out TitleState? state)
        ? $"{state.Name} {title.ToHash().ToString()[..12]}…{(state.DissolvedInto is { } into ? $" (dissolved into {into.ToHash().ToString()[..12]}…)" : "")}"
        : $"{title.ToHash().ToString()[..12]}…";
}
