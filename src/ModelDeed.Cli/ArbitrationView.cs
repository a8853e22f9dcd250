using System.Globalization;
using System.Text.Json.Nodes;
using ModelDeed.Heritage;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>What <c>deed heritage --arbitrate</c> shows: tensor by tensor, in which order it lies, and how alike it is then.</summary>
internal static class ArbitrationView
{
    private const int MostRows = 40;

    public static Answer Answer(string other, ArbitrationReport report)
    {
        JsonObject json = new()
        {
            ["method"] = ArbitrationReport.Method,
            ["suspect"] = report.Suspect.Fingerprint.ToString(),
            ["other"] = report.Other.Fingerprint.ToString(),
            ["seed"] = report.Seed.ToString(CultureInfo.InvariantCulture),
            ["verdict"] = Word(report.Verdict),
            ["meaning"] = Meaning(report, other),
            ["log10P"] = Round(report.Log10P),
            ["log10PKinds"] = Round(report.Log10PKinds),
            ["null"] = ArbitrationReport.Null,
            ["aligned"] = Round(report.Aligned),
            ["skipped"] = report.Skipped,
            ["tensors"] = new JsonArray([.. report.Tensors.Select(Json)]),
        };
        return new Answer(json, console => Show(console, other, report), report.Verdict == ArbitrationVerdict.Related ? Exit.Done : Exit.AnswerIsNo);
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
        ["strangers"] = Round(tensor.Reach),
        ["needed"] = Round(tensor.Needed),
        ["alike"] = tensor.IsAlike,
        ["table"] = tensor.IsTable,
        ["difference"] = Round(tensor.Difference),
        ["rank"] = tensor.Rank,
    };

    private static void Show(IAnsiConsole console, string other, ArbitrationReport report)
    {
        console.MarkupLine($"[bold]{Printable.Escape(Meaning(report, other))}[/]");
        Facts facts = new();
        if (report.Log10P < 0) facts.Add("chance", $"{OneIn(report.Log10P)} for the orders of what is alike, if: {ArbitrationReport.Null}");
        else if (report.Log10PKinds < 0) facts.Add("chance", $"{OneIn(report.Log10PKinds)} for the orders of what isn't alike, if: {ArbitrationReport.Null}");
        facts.Add("alike", $"cosine over half of the way from what strangers reach by being ordered so to 1, and {ArbitratedTensor.LeastCosine.ToString(CultureInfo.InvariantCulture)} at least: column \"needed\"");
        facts.Add("not compared", $"{report.Skipped:N0} tensors: vectors, other shapes, types that aren't read, too large");
        facts.Show(console);
        Table table = new Table().Border(TableBorder.Simple).AddColumns("tensor", "rows", "columns", "agree", "log10 p", "cosine", "needed", "difference", "rank");
        foreach (ArbitratedTensor tensor in report.Tensors.Take(MostRows))
        {
            table.AddRow(Printable.Escape(tensor.Suspect), Words(tensor.RowOrder), Words(tensor.ColumnOrder), $"{tensor.Agreeing:N0} of {tensor.Tested:N0}", Number(tensor.Log10P, "0.0"), Number(tensor.Cosine, "0.000"),
                tensor.IsTable ? "a table" : Number(tensor.Needed, "0.000"), Number(tensor.Difference, "0.000"), tensor.Rank?.ToString(CultureInfo.InvariantCulture) ?? "");
        }
        console.Write(table);
        if (report.Tensors.Length > MostRows) console.WriteLine($"… and {report.Tensors.Length - MostRows:N0} more: --json lists all.");
    }

    private static string Meaning(ArbitrationReport report, string other) => report.Verdict switch
    {
        ArbitrationVerdict.Related => $"Related: {(100 * report.Aligned).ToString("0.#", CultureInfo.InvariantCulture)} % of the compared weights were found in \"{other}\", in whatever order they stand.",
        ArbitrationVerdict.SameKinds => $"Not shown to be related: slices pair off with those of \"{other}\" more often than by chance, but aren't more alike than strangers' become. That is the same kinds of units, as models have that learned the same on their own, not the same weights as far as it shows: no evidence of descent.",
        ArbitrationVerdict.OneMatrix => $"Can't tell: the weights are like those of \"{other}\", but one matrix is all that one of the models has. Whoever trains such a model on the same data comes to the same weights: it is no evidence of descent.",
        _ when report.Tensors.IsEmpty => $"Can't tell: no matrix of \"{other}\" has a counterpart of the same shape, of a type that is read and whose content isn't everybody's.",
        _ => $"Not shown to be related: no order was found in which the weights are those of \"{other}\".",
    };

    private static string Word(ArbitrationVerdict verdict) => verdict switch { ArbitrationVerdict.Related => "related", ArbitrationVerdict.SameKinds => "same-kinds", ArbitrationVerdict.OneMatrix => "cant-tell", _ => "not-shown" };

    private static string OneIn(double log10) => $"one in 10^{Math.Floor(-log10).ToString("0", CultureInfo.InvariantCulture)}";

    private static string Words(AxisOrder order) => order switch { AxisOrder.Same => "same order", AxisOrder.Permuted => "re-ordered", _ => "not found" };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double Round(double value) => Math.Round(value, 4, MidpointRounding.ToEven);
}
