using System.Globalization;
using System.Text.Json.Nodes;
using ModelDeed.Heritage;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>What <c>deed heritage --arbitrate</c> shows: tensor by tensor, in which order it lies, and how alike it is then.</summary>
internal static class ArbitrationView
{
    // A millionth, by which prints are called related too.
    private const double Evident = -6;

    private const int MostRows = 40;

    public static Answer Answer(string other, ArbitrationReport report)
    {
        JsonObject json = new()
        {
            ["method"] = ArbitrationReport.Method,
            ["suspect"] = report.Suspect.Fingerprint.ToString(),
            ["other"] = report.Other.Fingerprint.ToString(),
            ["seed"] = report.Seed.ToString(CultureInfo.InvariantCulture),
            ["log10P"] = Round(report.Log10P),
            ["null"] = ArbitrationReport.Null,
            ["aligned"] = Round(report.Aligned),
            ["skipped"] = report.Skipped,
            ["tensors"] = new JsonArray([.. report.Tensors.Select(Json)]),
        };
        return new Answer(json, console => Show(console, other, report), report.Log10P <= Evident ? Exit.Done : Exit.AnswerIsNo);
    }

    private static JsonObject Json(ArbitratedTensor tensor) => new()
    {
        ["tensor"] = tensor.Suspect,
        ["other"] = tensor.Other,
        ["rows"] = Words(tensor.RowOrder),
        ["columns"] = Words(tensor.ColumnOrder),
        ["tested"] = tensor.Tested,
        ["agreeing"] = tensor.Agreeing,
        ["log10P"] = Round(tensor.Log10P),
        ["cosine"] = Round(tensor.Cosine),
        ["difference"] = Round(tensor.Difference),
        ["rank"] = tensor.Rank,
    };

    private static void Show(IAnsiConsole console, string other, ArbitrationReport report)
    {
        string what = report.Log10P <= Evident
            ? $"Related: {(100 * report.Aligned).ToString("0.#", CultureInfo.InvariantCulture)} % of the compared weights were found in \"{other}\", in whatever order they stand."
            : $"Not shown to be related: no order was found in which the weights are those of \"{other}\".";
        console.MarkupLine($"[bold]{Printable.Escape(what)}[/]");
        Facts facts = new();
        facts.Add("chance", $"one in 10^{Math.Max(0, -report.Log10P).ToString("0", CultureInfo.InvariantCulture)}, exactly, if: {ArbitrationReport.Null}");
        facts.Add("not compared", $"{report.Skipped:N0} tensors: vectors, other shapes, types that aren't read, too large");
        facts.Show(console);
        Table table = new Table().Border(TableBorder.Simple).AddColumns("tensor", "rows", "columns", "agree", "log10 p", "cosine", "difference", "rank");
        foreach (ArbitratedTensor tensor in report.Tensors.Take(MostRows))
        {
            table.AddRow(Printable.Escape(tensor.Suspect), Words(tensor.RowOrder), Words(tensor.ColumnOrder), $"{tensor.Agreeing:N0} of {tensor.Tested:N0}", Number(tensor.Log10P, "0.0"), Number(tensor.Cosine, "0.000"),
                Number(tensor.Difference, "0.000"), tensor.Rank?.ToString(CultureInfo.InvariantCulture) ?? "");
        }
        console.Write(table);
        if (report.Tensors.Length > MostRows) console.WriteLine($"… and {report.Tensors.Length - MostRows:N0} more: --json lists all.");
    }

    private static string Words(AxisOrder order) => order switch { AxisOrder.Same => "same order", AxisOrder.Permuted => "re-ordered", _ => "not found" };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double Round(double value) => Math.Round(value, 4, MidpointRounding.ToEven);
}
