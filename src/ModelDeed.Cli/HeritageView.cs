using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ModelDeed.Heritage;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>What <c>deed heritage</c> shows: a sentence, the ranked models, and the tensors of the closest as a strip.</summary>
internal static class HeritageView
{
    private const int StripWidth = 64, MostRows = 20;

    /// <summary>The answer for a model.</summary>
    public static Answer Answer(KnownModel suspect, List<Relation> relations, ImmutableArray<double> merge, HeritageReport? evidence, string? saved)
    {
        JsonObject json = new()
        {
            ["fingerprint"] = suspect.Manifest.Fingerprint.ToString(),
            ["method"] = HeritagePrint.Method,
            ["print"] = suspect.Print.Digest().ToString(),
            ["parameters"] = suspect.Print.Parameters,
            ["covered"] = suspect.Print.Covered,
            ["tensors"] = suspect.Print.Tensors.Length,
            ["models"] = new JsonArray([.. relations.Select((relation, i) => Json(suspect, relation, i < merge.Length ? merge[i] : null))]),
            ["readings"] = evidence is null ? null : new JsonArray([.. evidence.Readings.Select(Json)]),
            ["looksForged"] = evidence?.LooksForged,
            ["looksErased"] = evidence?.LooksErased,
            ["reportFile"] = saved,
        };
        bool isFound = relations.Any(relation => relation.IsRelated) || evidence?.LooksErased == true;
        return new Answer(json, console => Show(console, suspect, relations, merge, evidence, saved), isFound ? Exit.Done : Exit.AnswerIsNo);
    }

    /// <summary>The answer for a report that was recomputed.</summary>
    public static Answer Answer(HeritageReport report, string file)
    {
        HeritageComparison result = report.Strongest.Comparison;
        JsonObject json = new()
        {
            ["report"] = file,
            ["recomputed"] = true,
            ["suspect"] = report.Suspect.Fingerprint.ToString(),
            ["other"] = report.Other.Fingerprint.ToString(),
            ["otherManifest"] = report.Other.Manifest.IsZero ? null : report.Other.Manifest.ToString(),
            ["verdict"] = Words.Of(result.Verdict),
            ["readings"] = new JsonArray([.. report.Readings.Select(Json)]),
            ["looksForged"] = report.LooksForged,
            ["looksErased"] = report.LooksErased,
        };
        bool isFound = result.Verdict is Verdict.Same or Verdict.Derived or Verdict.SharesComponents;
        return new Answer(json, console =>
        {
            console.WriteLine("Every figure follows from the prints in the report.");
            Facts facts = new();
            facts.Add("suspect", report.Suspect.Fingerprint.ToString());
            facts.Add("other", report.Other.Fingerprint.ToString());
            AddReadings(facts, report);
            facts.Add("verdict", Sentence(result, "the other model"));
            facts.Add("still to do", report.Readings.Any(reading => reading.Source == SeedSource.Committed)
                ? "Look for the commitment in the manifest that the other's title names, and make the suspect's print again from its files: deed heritage --seed-block, or --reveal"
                : "Make both prints again from the files: a print is only as good as the model it was made from");
            facts.Show(console);
        }, isFound ? Exit.Done : Exit.AnswerIsNo);
    }

    private static JsonObject Json(KnownModel suspect, Relation relation, double? proportion)
    {
        HeritageComparison result = relation.Comparison;
        return new JsonObject
        {
            ["fingerprint"] = relation.Other.Manifest.Fingerprint.ToString(),
            ["name"] = relation.Other.Label,
            ["verdict"] = Words.Of(result.Verdict),
            ["inheritedShare"] = Round(result.InheritedShare),
            ["comparableShare"] = Round(result.ComparableShare),
            ["shareOfOther"] = Round(result.ShareOfOther),
            ["z"] = Round(result.Z),
            ["log10P"] = Round(result.Log10P),
            ["direction"] = Words.Of(result.Direction),
            ["changes"] = new JsonArray([.. result.Changes.Select(change => (JsonNode)Words.Of(change))]),
            ["proportion"] = proportion is { } factor ? Round(factor) : null,
            ["matches"] = new JsonArray([.. result.Matches.Select(match => new JsonObject
            {
                ["tensor"] = suspect.Names[match.Suspect],
                ["other"] = relation.Other.Names[match.Other],
                ["by"] = Words.Of(match.Kind),
                ["similarity"] = Round(match.Similarity),
                ["weight"] = Round(match.Weight),
            })]),
        };
    }

    private static JsonObject Json(Reading reading) => new()
    {
        ["source"] = reading.Source.ToString().ToLowerInvariant(),
        ["commitment"] = reading.Source == SeedSource.Committed ? reading.Commitment.ToString() : null,
        ["verdict"] = Words.Of(reading.Comparison.Verdict),
        ["inheritedShare"] = Round(reading.Comparison.InheritedShare),
        ["z"] = Round(reading.Comparison.Z),
        ["log10P"] = Round(reading.Comparison.Log10P),
    };

    private static void Show(IAnsiConsole console, KnownModel suspect, List<Relation> relations, ImmutableArray<double> merge, HeritageReport? evidence, string? saved)
    {
        if (relations.Count == 0)
        {
            console.WriteLine("There is nothing here to compare with: give --against, or register models with their prints.");
            return;
        }
        Relation closest = relations[0];
        console.MarkupLine($"[bold]{Printable.Escape(Sentence(closest.Comparison, $"\"{closest.Other.Label}\""))}[/]");
        if (relations.Count > 1) ShowTable(console, relations);
        Facts facts = new();
        facts.Add("compared", $"{suspect.Print.Tensors.Length:N0} tensors with {Percent((double)suspect.Print.Covered / suspect.Print.Parameters)} of {suspect.Print.Parameters:N0} parameters");
        if (closest.IsRelated)
        {
            facts.Add("tensors", $"{closest.Comparison.Matches.Length:N0} of {suspect.Print.Tensors.Length:N0} inherited");
            facts.Add("chance", Chance(closest.Comparison));
            facts.Add("direction", DirectionWords(closest.Comparison.Direction));
            if (!closest.Comparison.Changes.IsEmpty) facts.Add("looks", string.Join(", ", closest.Comparison.Changes.Select(Words.Of)));
        }
        if (merge.Length > 0) facts.Add("mixture", string.Join(" + ", merge.Select((factor, i) => (factor, i)).Where(part => part.factor > 0).Select(part => $"{part.factor.ToString("0.00", CultureInfo.InvariantCulture)} × \"{relations[part.i].Other.Label}\"")));
        if (evidence is not null && evidence.Readings.Length > 1) AddReadings(facts, evidence);
        if (saved is not null) facts.Add("report", saved);
        facts.Show(console);
        if (closest.IsRelated) ShowStrip(console, suspect, closest);
    }

    private static void AddReadings(Facts facts, HeritageReport report)
    {
        foreach (Reading reading in report.Readings)
        {
            string seed = reading.Source switch { SeedSource.Public => "public seed", SeedSource.Block => $"block {Short(reading.BlockHash)}", _ => $"secret seed {Short(reading.Commitment)}" };
            facts.Add(seed, $"{Words.Of(reading.Comparison.Verdict)}, {Percent(reading.Comparison.InheritedShare)}; {Chance(reading.Comparison)}");
        }
        if (report.LooksForged) facts.Add("beware", "only the public seed finds heritage: the likeness was made to frame somebody");
        if (report.LooksErased) facts.Add("beware", "only the seeds nobody could know find heritage: its traces under the public seed were erased");
    }

    private static void ShowTable(IAnsiConsole console, List<Relation> relations)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("model", "verdict", "inherited", "z", "log10 p", "looks");
        foreach (Relation relation in relations.Take(MostRows))
        {
            HeritageComparison result = relation.Comparison;
            table.AddRow(Printable.Escape(relation.Other.Label), Words.Of(result.Verdict), Percent(result.InheritedShare), Number(result.Z), Number(result.Log10P), string.Join(", ", result.Changes.Select(Words.Of)));
        }
        console.Write(table);
        if (relations.Count > MostRows) console.WriteLine($"… and {relations.Count - MostRows:N0} more that are less alike.");
    }

    /// <summary>A character per tensor of the suspect, in order: how alike its ancestor is.</summary>
    private static void ShowStrip(IAnsiConsole console, KnownModel suspect, Relation closest)
    {
        Dictionary<int, TensorMatch> matches = closest.Comparison.Matches.ToDictionary(match => match.Suspect);
        StringBuilder line = new();
        for (int i = 0; i < suspect.Print.Tensors.Length; i++)
        {
            line.Append(matches.TryGetValue(i, out TensorMatch match) ? Mark(match) : "[grey]·[/]");
            if ((i + 1) % StripWidth != 0 && i + 1 < suspect.Print.Tensors.Length) continue;
            console.MarkupLine($"[grey]{(i + 1 == suspect.Print.Tensors.Length && i < StripWidth ? "tensors" : $"to {i + 1}"),-8}[/]{line}");
            line.Clear();
        }
        console.MarkupLine("[grey]        █ identical  ▓ over 0.95  ▒ over 0.7  ░ less  ↔ other order  ↻ rotated  · not inherited[/]");
    }

    private static string Mark(TensorMatch match) => match.Kind switch
    {
        _ when match.Weight == 0 => "[grey]c[/]",
        MatchKind.Identical => "[green]█[/]",
        MatchKind.Permuted or MatchKind.Profiles => "[yellow]↔[/]",
        MatchKind.Rotated => "[yellow]↻[/]",
        _ when Math.Abs(match.Similarity) > 0.95 => "[green]▓[/]",
        _ when Math.Abs(match.Similarity) > 0.7 => "[yellow]▒[/]",
        _ => "[red]░[/]",
    };

    private static string Sentence(HeritageComparison result, string other) => result.Verdict switch
    {
        Verdict.Same => result.Matches.All(match => match.Kind == MatchKind.Identical)
            ? $"The same model as {other}: every compared tensor is the same to the byte."
            : $"The same model as {other}, as far as prints tell: less than a ten-thousandth differs. Single changed weights don't show in them; deed certify-quant compares every one.",
        Verdict.Derived => $"Derived: {Percent(result.InheritedShare)} of its parameters are in tensors that come from {other}.",
        Verdict.SharesComponents => $"Shares components: {Percent(result.InheritedShare)} of its parameters are in tensors that are {other}'s too.",
        Verdict.Unrelated => $"Unrelated: nothing of {other}, the closest model, was found in it, though {Percent(result.ComparableShare)} of it could be compared.",
        _ => result.Matches.IsEmpty
            ? $"Can't tell: {other}, the closest model, has too few tensors of the same shape."
            : $"Can't tell: what is like {other}, the closest model, may be so by chance.",
    };

    private static string DirectionWords(Direction direction) => direction switch
    {
        Direction.SuspectIsChild => "it looks like the child",
        Direction.SuspectIsParent => "it looks like the parent",
        _ => "the weights don't say which came first: the titles' priorities do",
    };

    private static string Chance(HeritageComparison result) => $"z = {Number(result.Z)}; between unrelated models, one in 10^{Math.Max(0, -result.Log10P).ToString("0", CultureInfo.InvariantCulture)}";

    private static string Short(Primitives.Hash32 hash) => $"{hash.ToString()[..10]}…";

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static double Round(double value) => Math.Round(value, 4, MidpointRounding.ToEven);
}
