using System.Collections.Immutable;
using System.Text;
using ModelDeed.Heritage;

namespace ModelDeed.Bench.Heritage;

/// <summary>The evaluation's figures as Markdown tables.</summary>
internal static class Report
{
    public static string Of(Evidence evidence)
    {
        var text = new StringBuilder();
        ImmutableArray<Trial> all = [.. evidence.Changed, .. evidence.Trained], held = [.. all.Where(trial => trial.IsHeldOut)];
        Headline(text, all, evidence);
        Table(text, "Changes of one model", evidence.Changed, all);
        Table(text, "Relatives trained here", [.. evidence.Trained.Where(trial => trial.IsRelated)], all);
        Strangers(text, evidence);
        Merged(text, evidence.Merges);
        Attacked(text, evidence.Attacks);
        Real(text, evidence);
        Failures(text, all);
        return text.ToString();
    }

    private static void Headline(StringBuilder text, ImmutableArray<Trial> all, Evidence evidence)
    {
        text.AppendLine("| half | relatives | recognized | strangers | taken for relatives | area under the curve | recognized at 0 and 1 % false positives |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (bool isHeldOut in (bool[])[false, true])
        {
            Trial[] half = [.. all.Where(trial => trial.IsHeldOut == isHeldOut)], goal = [.. half.Where(trial => trial.IsRelated && trial.Plan?.IsBeyond != true)], strangers = [.. half.Where(trial => !trial.IsRelated)];
            if (goal.Length == 0) continue;
            double[] scores = Scores(goal), none = Scores(strangers);
            text.AppendLine($"| {(isHeldOut ? "reported" : "thresholds set on")} | {goal.Length:N0} | {Share(goal.Count(trial => trial.IsRecognized), goal.Length)} | {strangers.Length:N0} | {strangers.Count(trial => trial.IsRecognized)} " +
                $"| {Curve.Area(scores, none):F6} | {Percent(Curve.Above(scores, Curve.Threshold(none, 0)))}, {Percent(Curve.Above(scores, Curve.Threshold(none, 0.01)))} |");
        }
        double[] z = evidence.NullZs;
        text.AppendLine().AppendLine($"Cosines of strangers' tensors in standard deviations of noise: {z.Length:N0} pairs, mean {z.Average():F3}, deviation {Math.Sqrt(z.Average(x => x * x) - z.Average() * z.Average()):F3}, largest {z.Max():F2}, smallest {z.Min():F2}.");
        Trial[] quantized = [.. all.Where(trial => trial is { Change: "Q4_0", IsRelated: true } && trial.Model.Contains("1.1 M", StringComparison.Ordinal))];
        foreach (Trial trial in quantized) text.AppendLine($"Q4_0 of {trial.Model}: p = 1e{trial.Found.Log10P:F0}.");
        text.AppendLine();
    }

    private static void Table(StringBuilder text, string title, ImmutableArray<Trial> rows, ImmutableArray<Trial> all)
    {
        double none = Curve.Threshold(Scores(all.Where(trial => !trial.IsRelated && !trial.IsHeldOut)), 0), one = Curve.Threshold(Scores(all.Where(trial => !trial.IsRelated && !trial.IsHeldOut)), 0.01);
        double[] strangers = Scores(all.Where(trial => !trial.IsRelated && trial.IsHeldOut));
        if (strangers.Length == 0) strangers = Scores(all.Where(trial => !trial.IsRelated));
        text.AppendLine($"**{title}** (reported half)").AppendLine();
        text.AppendLine("| change | pairs | recognized | by score at 0 / 1 % | area | share: mean, least | error of the share | direction right / wrong / not said | kind named | strangers with the same change taken for relatives |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (IGrouping<string, Trial> group in rows.GroupBy(trial => trial.Change))
        {
            Trial[] related = [.. group.Where(trial => trial.IsRelated && trial.IsHeldOut)], unrelated = [.. group.Where(trial => !trial.IsRelated && trial.IsHeldOut)];
            if (related.Length == 0) related = [.. group.Where(trial => trial.IsRelated)];
            if (related.Length == 0) continue;
            double[] scores = Scores(related), errors = [.. related.Select(trial => Math.Abs(trial.Found.InheritedShare - trial.Truth))];
            text.AppendLine($"| {group.Key}{(related[0].Plan?.IsBeyond == true ? " †" : "")} | {related.Length} | {Share(related.Count(trial => trial.IsRecognized), related.Length)} | {Percent(Curve.Above(scores, none))} / {Percent(Curve.Above(scores, one))} " +
                $"| {Curve.Area(scores, strangers):F4} | {related.Average(trial => trial.Found.InheritedShare):F3}, {related.Min(trial => trial.Found.InheritedShare):F3} | {errors.Average():F3} " +
                $"| {Directions(related)} | {Kinds(related)} | {(unrelated.Length == 0 ? "–" : unrelated.Count(trial => trial.IsRecognized))} |");
        }
        text.AppendLine();
    }

    private static string Directions(Trial[] related)
    {
        int right = related.Sum(trial => Is(trial.Found.Direction, Direction.SuspectIsChild) + Is(trial.Back.Direction, Direction.SuspectIsParent));
        int wrong = related.Sum(trial => Is(trial.Found.Direction, Direction.SuspectIsParent) + Is(trial.Back.Direction, Direction.SuspectIsChild));
        return $"{right} / {wrong} / {2 * related.Length - right - wrong}";
        static int Is(Direction found, Direction wanted) => found == wanted ? 1 : 0;
    }

    private static string Kinds(Trial[] related)
    {
        Trial[] asked = [.. related.Where(trial => trial.Plan is { Expected.IsEmpty: false })];
        return asked.Length == 0 ? "–" : Share(asked.Count(trial => trial.Plan!.Expected.Intersect(trial.Found.Changes).Any()), asked.Length);
    }

    private static void Strangers(StringBuilder text, Evidence evidence)
    {
        text.AppendLine("**Strangers trained here** (both halves)").AppendLine().AppendLine("| stranger | pairs | taken for relatives | largest share | largest score |").AppendLine("|---|---|---|---|---|");
        foreach (IGrouping<string, Trial> group in evidence.Trained.Where(trial => !trial.IsRelated).GroupBy(trial => trial.Change))
            text.AppendLine($"| {group.Key} | {group.Count()} | {group.Count(trial => trial.IsRecognized)} | {group.Max(trial => trial.Found.InheritedShare):F3} | {group.Max(trial => trial.Score):F3} |");
        text.AppendLine();
    }

    private static void Merged(StringBuilder text, ImmutableArray<MergeTrial> merges)
    {
        text.AppendLine("**Proportions of merges** (both halves)").AppendLine().AppendLine("| merge | models | mean error | largest error | standard error that the print states, largest | off by over three of them | explained, least |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (IGrouping<string, MergeTrial> group in merges.GroupBy(trial => trial.Kind))
            text.AppendLine($"| {group.Key} | {group.Count()} | {group.Average(trial => trial.Error):F3} | {group.Max(trial => trial.Error):F3} | {group.Max(trial => trial.Found.Errors.Max()):F3} | {group.Count(trial => trial.IsOff)} | {group.Min(trial => trial.Found.Explained):F3} |");
        text.AppendLine();
    }

    private static void Attacked(StringBuilder text, ImmutableArray<AttackTrial> attacks)
    {
        text.AppendLine("**Adversaries who know the public seed**").AppendLine();
        text.AppendLine("| attack | models | change of the weights: least, median | succeeds under the public seed | succeeds under a secret seed |").AppendLine("|---|---|---|---|---|");
        foreach (IGrouping<string, AttackTrial> group in attacks.GroupBy(trial => trial.Attack))
        {
            double[] changes = [.. group.Select(trial => trial.Change).Order()];
            text.AppendLine($"| {group.Key} | {group.Count()} | {Percent(changes[0])}, {Percent(changes[changes.Length / 2])} | {group.Count(trial => Succeeds(trial, trial.Public))} | {group.Count(trial => Succeeds(trial, trial.Secret))} |");
        }
        text.AppendLine();

        static bool Succeeds(AttackTrial trial, HeritageComparison found) => found.Verdict is Verdict.Same or Verdict.Derived or Verdict.SharesComponents == (trial.Attack == "frame");
    }

    private static void Real(StringBuilder text, Evidence evidence)
    {
        text.AppendLine("**Real models against each other** (pairs with tensors of the same lengths)").AppendLine();
        text.AppendLine("| models | verdict | share with the list of constants | without it | log10 p | comparable |").AppendLine("|---|---|---|---|---|---|");
        foreach ((string left, string right, HeritageComparison found, HeritageComparison unlisted) in evidence.Real)
            text.AppendLine($"| {left} – {right} | {found.Verdict} | {found.InheritedShare:F3} | {unlisted.InheritedShare:F3} | {found.Log10P:F0} | {found.ComparableShare:F2} |");
        text.AppendLine();
    }

    private static void Failures(StringBuilder text, ImmutableArray<Trial> all)
    {
        Trial[] turned = [.. all.Where(trial => trial.IsRelated && trial.IsRecognized && (trial.Found.Direction == Direction.SuspectIsParent || trial.Back.Direction == Direction.SuspectIsChild))];
        text.AppendLine($"**Every wrong direction** (both halves): {(turned.Length == 0 ? "none." : string.Join("; ", turned.GroupBy(trial => (trial.Change, trial.Model)).Select(group => $"{group.Key.Change} of {group.Key.Model}")) + ".")}").AppendLine();
        Trial[] wrong = [.. all.Where(trial => trial.IsRecognized != trial.IsRelated)];
        text.AppendLine("**Every wrong verdict** (both halves)").AppendLine();
        if (wrong.Length == 0)
        {
            text.AppendLine("None.").AppendLine();
            return;
        }
        text.AppendLine("| change | model | is | share | log10 p | score |").AppendLine("|---|---|---|---|---|---|");
        foreach (IGrouping<(string, string), Trial> group in wrong.GroupBy(trial => (trial.Change, trial.Model)))
        {
            Trial trial = group.First();
            text.AppendLine($"| {trial.Change}{(group.Count() > 1 ? $" (× {group.Count()})" : "")} | {trial.Model} | {(trial.IsRelated ? "a relative" : "a stranger")} | {trial.Found.InheritedShare:F3} | {trial.Found.Log10P:F0} | {trial.Score:F3} |");
        }
        text.AppendLine();
    }

    public static double[] Scores(IEnumerable<Trial> trials) => [.. trials.Select(trial => trial.Score)];

    private static string Share(int part, int whole) => part == whole ? "all" : $"{part} of {whole}";

    private static string Percent(double share) => share is 1 ? "100 %" : $"{100 * share:F1} %";
}
