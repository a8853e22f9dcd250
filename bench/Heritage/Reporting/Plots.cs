using System.Collections.Immutable;
using System.Text;

namespace ModelDeed.Bench.Heritage;

/// <summary>A drawing of 640 × 320 in the style of docs/search-curve.svg.</summary>
internal sealed class Drawing(string title)
{
    public const double Left = 64, Right = 580, Top = 24, Bottom = 280;

    public static readonly ImmutableArray<string> Colours = ["#0b6e4f", "#3366aa", "#b3261e", "#8a5a00", "#6b3fa0", "#555"];

    private readonly StringBuilder _marks = new();

    public void Line(double x1, double y1, double x2, double y2, string colour = "#ddd") =>
        _marks.AppendLine($"<line x1=\"{x1:F1}\" y1=\"{y1:F1}\" x2=\"{x2:F1}\" y2=\"{y2:F1}\" stroke=\"{colour}\"/>");

    public void Words(double x, double y, string words, string anchor = "start", string colour = "#333") =>
        _marks.AppendLine($"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{words}</text>");

    public void Curve(IEnumerable<(double X, double Y)> points, string colour) =>
        _marks.AppendLine($"<polyline points=\"{string.Join(' ', points.Select(point => $"{point.X:F1},{point.Y:F1}"))}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");

    public void Bar(double x, double y, double width, double height, string colour) =>
        _marks.AppendLine($"<rect x=\"{x:F1}\" y=\"{y:F1}\" width=\"{width:F1}\" height=\"{height:F1}\" fill=\"{colour}\"/>");

    public string Svg(int height = 320) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 {height}\" role=\"img\" aria-label=\"{title}\" font-family=\"sans-serif\" font-size=\"12\"><rect width=\"640\" height=\"{height}\" fill=\"#fff\"/>\n{_marks}</svg>\n";
}

/// <summary>The evaluation's plots.</summary>
internal static class Plots
{
    /// <summary>True against false positives of the reported half; false ones on a logarithmic axis, as all that matters is near zero.</summary>
    public static string Roc(ImmutableArray<Trial> all)
    {
        const double Least = 1e-4;
        var drawing = new Drawing("True positives by false positives");
        double[] strangers = Report.Scores(all.Where(trial => trial is { IsHeldOut: true, IsRelated: false }));
        static double X(double rate) => Drawing.Left + (Drawing.Right - Drawing.Left) * (1 - Math.Log10(Math.Max(rate, Least)) / Math.Log10(Least));
        static double Y(double rate) => Drawing.Bottom - (Drawing.Bottom - Drawing.Top) * rate;
        foreach (double rate in (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            drawing.Line(Drawing.Left, Y(rate), Drawing.Right, Y(rate));
            drawing.Words(Drawing.Left - 8, Y(rate) + 4, $"{100 * rate:F0} %", "end");
        }
        foreach (double rate in (double[])[1e-4, 1e-3, 1e-2, 1e-1, 1]) drawing.Words(X(rate), Drawing.Bottom + 18, rate == Least ? "0" : $"{100 * rate:0.##} %", "middle");
        drawing.Words((Drawing.Left + Drawing.Right) / 2, Drawing.Bottom + 36, "strangers taken for relatives", "middle");
        (string Name, Func<Trial, bool> Holds)[] groups =
        [
            ("all within the goal", trial => trial.Plan?.IsBeyond != true), ("trained relatives", trial => trial.Plan is null), ("noise 2 σ", trial => trial.Change == "noise 2 σ"),
            ("rows permuted", trial => trial.Change == "rows permuted"), ("rows and columns", trial => trial.Change == "rows and columns permuted"),
        ];
        for (int i = 0; i < groups.Length; i++)
        {
            double[] relatives = Report.Scores(all.Where(trial => trial is { IsHeldOut: true, IsRelated: true } && groups[i].Holds(trial)));
            if (relatives.Length == 0 || strangers.Length == 0) continue;
            List<(double False, double True)> points = Heritage.Curve.Points(relatives, strangers);
            drawing.Curve(points.SelectMany((point, at) => at == 0 ? [(X(point.False), Y(point.True))] : new[] { (X(point.False), Y(points[at - 1].True)), (X(point.False), Y(point.True)) }), Drawing.Colours[i]);
            drawing.Words(Drawing.Right - 150, Drawing.Bottom - 16 * (groups.Length - i), $"{groups[i].Name} ({relatives.Length})", colour: Drawing.Colours[i]);
        }
        return drawing.Svg(330);
    }

    /// <summary>Inherited share by change: mean as a bar, least as a line.</summary>
    public static string Shares(ImmutableArray<Trial> all)
    {
        var drawing = new Drawing("Inherited share by change");
        IGrouping<string, Trial>[] groups = [.. all.Where(trial => trial is { IsRelated: true, IsHeldOut: true }).GroupBy(trial => trial.Change)];
        const double Names = 250, Row = 14;
        double y = 24;
        static double X(double share) => Names + (600 - Names) * share;
        foreach (double share in (double[])[0, 0.5, 1])
        {
            drawing.Line(X(share), 20, X(share), 24 + Row * groups.Length);
            drawing.Words(X(share), 14, $"{share:0.#}", "middle");
        }
        foreach (IGrouping<string, Trial> group in groups)
        {
            double mean = group.Average(trial => trial.Found.InheritedShare), least = group.Min(trial => trial.Found.InheritedShare), truth = group.Average(trial => trial.Truth);
            drawing.Words(Names - 8, y + 10, group.Key, "end");
            drawing.Bar(X(0), y + 2, X(mean) - X(0), Row - 4, group.First().Plan is null ? Drawing.Colours[1] : Drawing.Colours[0]);
            drawing.Line(X(least), y + 1, X(least), y + Row - 1, Drawing.Colours[2]);
            drawing.Line(X(truth), y + 1, X(truth), y + Row - 1, "#000");
            y += Row;
        }
        return drawing.Svg((int)y + 12);
    }

    /// <summary>How often strangers' tensors are so alike, against the normal distribution.</summary>
    public static string Null(double[] z)
    {
        const double Most = 8, Wide = 0.25;
        var drawing = new Drawing("Cosines between strangers' tensors in standard deviations");
        static double X(double value) => Drawing.Left + (Drawing.Right - Drawing.Left) * (value + Most) / (2 * Most);
        static double Y(double density) => Drawing.Bottom - (Drawing.Bottom - Drawing.Top) * density / 0.5;
        for (double from = -Most; from < Most; from += Wide)
        {
            double density = z.Count(value => value >= from && value < from + Wide) / Wide / z.Length;
            drawing.Bar(X(from), Y(density), X(from + Wide) - X(from) - 1, Drawing.Bottom - Y(density), Drawing.Colours[1]);
        }
        drawing.Curve(Enumerable.Range(0, 161).Select(i => -Most + i * 0.1).Select(x => (X(x), Y(Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)))), Drawing.Colours[2]);
        for (int at = -8; at <= 8; at += 2) drawing.Words(X(at), Drawing.Bottom + 18, $"{at}", "middle");
        drawing.Words((Drawing.Left + Drawing.Right) / 2, Drawing.Bottom + 36, $"{z.Length:N0} pairs of tensors; red: the normal distribution", "middle");
        return drawing.Svg(330);
    }
}

/// <summary>Puts the report between the markers of docs/heritage.md, and the plots beside it.</summary>
internal static class Documents
{
    private const string Begin = "<!-- evaluation: begin (bench/run heritage writes this) -->", End = "<!-- evaluation: end -->";

    public static void Write(string docs, Evidence evidence, string report)
    {
        string path = Path.Join(docs, "heritage.md"), text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new InvalidOperationException($"{path} lacks the lines \"{Begin}\" and \"{End}\".");
        File.WriteAllText(path, text[..(begin + Begin.Length)] + "\n" + report + text[end..]);
        ImmutableArray<Trial> all = [.. evidence.Changed, .. evidence.Trained];
        File.WriteAllText(Path.Join(docs, "heritage-roc.svg"), Plots.Roc(all));
        File.WriteAllText(Path.Join(docs, "heritage-shares.svg"), Plots.Shares(all));
        File.WriteAllText(Path.Join(docs, "heritage-null.svg"), Plots.Null(evidence.NullZs));
    }
}
