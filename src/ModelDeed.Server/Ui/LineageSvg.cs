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
        Dictionary<Hash32, (double X, double Y)> places = Places(layout);
        int width = Margin * 2 + layout.Layers * (BoxWidth + ColumnGap) - ColumnGap, height = Margin * 2 + layout.Rows * (BoxHeight + RowGap) - RowGap;
        string label = Texts.Fill(texts.Lineage.Drawing, texts.Lineage.Nodes.Of(layout.Nodes.Count, texts.Numbers));
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"lineage\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{WebUtility.HtmlEncode(label)}\">");
        foreach (LineageLink link in layout.Links) Edge(svg, places[link.Parent], places[link.Child], link, texts);
        foreach (PlacedNode placed in layout.Nodes) Box(svg, placed.Node, places[placed.Node.Id], placed.Node.Id == lineage.Center, texts);
        return svg.Append("</svg>").ToString();
    }

    private static Dictionary<Hash32, (double X, double Y)> Places(LineageLayout layout)
    {
        Dictionary<int, int> rows = layout.Nodes.GroupBy(placed => placed.Layer).ToDictionary(column => column.Key, column => column.Count());
        // Short columns stand in the middle of the long ones.
        return layout.Nodes.ToDictionary(placed => placed.Node.Id, placed => (
            (double)Margin + placed.Layer * (BoxWidth + ColumnGap),
            Margin + (placed.Row + (layout.Rows - rows[placed.Layer]) / 2.0) * (BoxHeight + RowGap)));
    }

    private static void Edge(StringBuilder svg, (double X, double Y) from, (double X, double Y) to, LineageLink link, Texts texts)
    {
        (double x1, double y1, double x2, double y2) = (from.X + BoxWidth, from.Y + BoxHeight / 2.0, to.X, to.Y + BoxHeight / 2.0);
        double bend = (x1 + x2) / 2;
        string kind = link.IsLicensed ? "licensed" : "declared";
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"edge {kind}\" d=\"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}\"/>");
        if (link.Royalty.Value > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"owes\" x=\"{x2 - 6}\" y=\"{y2 - 5 + (y1 > y2 ? 16 : 0)}\">{texts.Numbers.Percent(link.Royalty)}</text>");
    }

    private static void Box(StringBuilder svg, LineageNode node, (double X, double Y) place, bool isCenter, Texts texts)
    {
        string name = Ink.Tame(node.Name, 24);
        string state = node.IsFinal ? texts.State.Final : texts.State.Provisional;
        svg.Append(CultureInfo.InvariantCulture, $"<a href=\"/assets/{node.Id}\"{(isCenter ? " aria-current=\"page\"" : "")}><rect class=\"{(isCenter ? "box center" : "box")}\" x=\"{place.X}\" y=\"{place.Y}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"8\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{place.X + 12}\" y=\"{place.Y + 20}\">{WebUtility.HtmlEncode(name)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"sub\" x=\"{place.X + 12}\" y=\"{place.Y + 36}\">{Ink.Short(node.Id)[..10]} · {WebUtility.HtmlEncode(state)}</text></a>");
    }
}
