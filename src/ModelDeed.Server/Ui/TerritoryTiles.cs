using System.Globalization;
using System.Text;
using ModelDeed.Licensing;

namespace ModelDeed.Server.Ui;

/// <summary>The world as tiles, one a territory, region under region: what is in a set is filled.</summary>
internal static class TerritoryTiles
{
    /// <summary>Tiles in a row.</summary>
    internal const int Columns = 16;

    private const int Width = 24, Height = 18, Heading = 20, Gap = 10;

    /// <summary>The picture as SVG. It says in words what it shows (<paramref name="label"/>); the names stand in a list beside it.</summary>
    internal static string Svg(Territories territories, string label, IReadOnlyList<string> regions)
    {
        StringBuilder tiles = new();
        int top = 0;
        for (int region = 0; region < Regions.All.Count; region++)
        {
            IReadOnlyList<int> members = Regions.All[region];
            tiles.Append(CultureInfo.InvariantCulture, $"<text class=\"region\" x=\"1\" y=\"{top + 13}\">{regions[region]} {members.Count(territories.Contains)}/{members.Count}</text>");
            top += Heading;
            foreach (int[] row in members.Chunk(Columns))
            {
                Row(tiles, row, territories, top);
                top += Height;
            }
            top += Gap;
        }
        string encoded = System.Net.WebUtility.HtmlEncode(label);
        return string.Create(CultureInfo.InvariantCulture, $"<svg class=\"tiles\" viewBox=\"0 0 {Columns * Width} {top}\" role=\"img\" aria-label=\"{encoded}\">{tiles}</svg>");
    }

    private static void Row(StringBuilder svg, int[] row, Territories territories, int top)
    {
        foreach (bool included in (bool[])[true, false])
        {
            StringBuilder path = new();
            for (int i = 0; i < row.Length; i++)
                if (territories.Contains(row[i]) == included) path.Append(CultureInfo.InvariantCulture, $"M{i * Width + 1} {top}h{Width - 2}v{Height - 2}h-{Width - 2}z");
            if (path.Length > 0) svg.Append($"<path class=\"{(included ? "in" : "out")}\" d=\"{path}\"/>");
        }
        for (int i = 0; i < row.Length; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{(territories.Contains(row[i]) ? "in" : "out")}\" x=\"{i * Width + Width / 2}\" y=\"{top + 12}\">{Territories.CodeOf(row[i])}</text>");
    }
}
