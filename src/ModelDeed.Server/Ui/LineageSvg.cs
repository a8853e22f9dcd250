using System.Globalization;
using System.Net;
using System.Text;

namespace ModelDeed.Server.Ui;

/// <summary>Draws a lineage as SVG: links in reading order, edges with what they owe.</summary>
internal static class LineageSvg
{
    private const int BoxWidth = 184, BoxHeight = 46, ColumnGap = 92, RowGap = 18, Margin = 8;

    /// <summary>The drawing. Every asset is a link that the keyboard reaches, from the oldest ancestors to the youngest descendants.</summary>
    internal static string Draw(Lineage lineage, Texts texts)
    {
        LineageLayout layout = LineageLayout.Of(lineage);
        Dictionary<Hash32, (double X, double Y)> places = layout.Nodes.ToDictionary(placed => placed.Node.Id, placed => Place(layout, placed.Layer, placed.Row));
        Dictionary<(Hash32, bool), int> told = []; // what is owed by one asset stands one above the other
        int width = Margin * 2 + layout.Layers * (BoxWidth + ColumnGap) - ColumnGap, height = Margin * 2 + layout.Rows * (BoxHeight + RowGap) - RowGap;
        string label = Texts.Fill(texts.Lineage.Drawing, texts.Lineage.Nodes.Of(layout.Nodes.Count, texts.Numbers));
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"lineage\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{WebUtility.HtmlEncode(label)}\">");
        foreach (LineageLink link in layout.Links)
        {
            (double X, double Y)[] points = [places[link.Parent], .. layout.Way(link).Select(place => Place(layout, place.Layer, place.Row)), places[link.Child]];
            Edge(svg, points, link);
            if (link.Royalty.Value > 0) Owes(svg, points, link, told, texts);
        }
        foreach (PlacedNode placed in layout.Nodes) Box(svg, placed.Node, places[placed.Node.Id], placed.Node.Id == lineage.Center, texts);
        return svg.Append("</svg>").ToString();
    }

    // Short columns stand in the middle of the long ones.
    private static (double X, double Y) Place(LineageLayout layout, int layer, int row) =>
        (Margin + layer * (BoxWidth + ColumnGap), Margin + (row + (layout.Rows - layout.RowsIn(layer)) / 2.0) * (BoxHeight + RowGap));

    // Across a column that it passes an edge is level, as if a box stood there.
    private static void Edge(StringBuilder svg, (double X, double Y)[] points, LineageLink link)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"edge {(link.IsLicensed ? "licensed" : "declared")}\" d=\"M{points[0].X + BoxWidth} {Middle(points[0])}");
        for (int i = 1; i < points.Length; i++)
        {
            double bend = points[i].X - ColumnGap / 2.0;
            svg.Append(CultureInfo.InvariantCulture, $"C{bend} {Middle(points[i - 1])} {bend} {Middle(points[i])} {points[i].X} {Middle(points[i])}");
            if (i < points.Length - 1) svg.Append(CultureInfo.InvariantCulture, $"H{points[i].X + BoxWidth}");
        }
        svg.Append("\"/>");
    }

    private static void Owes(StringBuilder svg, (double X, double Y)[] points, LineageLink link, Dictionary<(Hash32, bool), int> told, Texts texts)
    {
        (double x, double y) = (points[^1].X - 6, Middle(points[^1]));
        bool below = Middle(points[^2]) > y;
        int before = told.GetValueOrDefault((link.Child, below));
        told[(link.Child, below)] = before + 1;
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"owes\" x=\"{x}\" y=\"{(below ? y + 11 + before * 12 : y - 5 - before * 12)}\">{texts.Numbers.Percent(link.Royalty)}</text>");
    }

    private static double Middle((double X, double Y) place) => place.Y + BoxHeight / 2.0;

    private static void Box(StringBuilder svg, LineageNode node, (double X, double Y) place, bool isCenter, Texts texts)
    {
        string name = Ink.Tame(node.Name, 22);
        string state = node.IsFinal ? texts.State.Final : texts.State.Provisional;
        svg.Append(CultureInfo.InvariantCulture, $"<a href=\"/assets/{node.Id}\"{(isCenter ? " aria-current=\"page\"" : "")}><rect class=\"{(isCenter ? "box center" : "box")}\" x=\"{place.X}\" y=\"{place.Y}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"8\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{place.X + 12}\" y=\"{place.Y + 20}\">{WebUtility.HtmlEncode(name)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"sub\" x=\"{place.X + 12}\" y=\"{place.Y + 36}\">{Ink.Short(node.Id)[..10]} · {WebUtility.HtmlEncode(state)}</text></a>");
    }
}
