using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Ui;

/// <summary>What came in within a month of UTC, in one currency.</summary>
/// <param name="Year">AD.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Direct">Paid for the asset itself.</param>
/// <param name="Descendants">Royalties from what was derived from it.</param>
public sealed record IncomeMonth(int Year, int Month, TokenAmount Direct, TokenAmount Descendants);

/// <summary>Draws income as bars, the sources stacked.</summary>
internal static class IncomeSvg
{
    private const int BarWidth = 34, Gap = 12, Height = 180, Left = 8, Bottom = 26, Top = 22;

    /// <summary>The chart. Months without income between others are drawn empty by whoever makes the list.</summary>
    internal static string Draw(IReadOnlyList<IncomeMonth> months, Currency currency, Texts texts)
    {
        BigInteger most = months.Max(month => month.Direct.Units + month.Descendants.Units);
        int width = Left * 2 + months.Count * (BarWidth + Gap);
        StringBuilder svg = new();
        string label = WebUtility.HtmlEncode($"{texts.Income.Chart}, {currency.Symbol}");
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"bars\" width=\"{width}\" height=\"{Height}\" viewBox=\"0 0 {width} {Height}\" role=\"img\" aria-label=\"{label}\">");
        for (int i = 0; i < months.Count; i++)
        {
            IncomeMonth month = months[i];
            int x = Left + i * (BarWidth + Gap);
            double direct = Tall(month.Direct.Units, most), descendants = Tall(month.Descendants.Units, most);
            double floor = Height - Bottom;
            string total = new Money(new TokenAmount(month.Direct.Units + month.Descendants.Units), currency).Show(texts.Numbers);
            svg.Append(CultureInfo.InvariantCulture, $"<g><title>{Label(month, texts.Numbers)}: {WebUtility.HtmlEncode(total)}</title>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"s0\" x=\"{x}\" y=\"{floor - direct:0.#}\" width=\"{BarWidth}\" height=\"{direct:0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"s1\" x=\"{x}\" y=\"{floor - direct - descendants:0.#}\" width=\"{BarWidth}\" height=\"{descendants:0.#}\"/></g>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + BarWidth / 2}\" y=\"{Height - 9}\">{texts.Numbers.Month(month.Month)}</text>");
        }
        return svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Height - Bottom + .5}H{width - Left}\"/></svg>").ToString();
    }

    /// <summary>Nov 2026.</summary>
    internal static string Label(IncomeMonth month, Numbers numbers) => $"{numbers.Month(month.Month)} {month.Year}";

    /// <summary>Height of a bar in pixels, in proportion to the greatest month. Exact to a ten-thousandth whatever the units.</summary>
    private static double Tall(BigInteger units, BigInteger most) => most.IsZero ? 0 : (double)(units * 10_000 / most) / 10_000 * (Height - Bottom - Top);
}
