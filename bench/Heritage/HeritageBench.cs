using System.Collections.Immutable;
using System.Diagnostics;

namespace ModelDeed.Bench.Heritage;

/// <summary>The evaluation of the heritage print: families trained here, real models, changes of many kinds, adversaries. Writes docs/heritage.md's tables and plots.</summary>
internal static class HeritageBench
{
    private const int AllFamilies = 10, QuickFamilies = 2, QuickReal = 3;

    public static int Run(string[] options)
    {
        bool quick = options is ["--quick"];
        if (!quick && options.Length > 0)
        {
            Console.Error.WriteLine($"There is no option {options[0]}: --quick.");
            return 2;
        }
        var watch = Stopwatch.StartNew();
        string root = Root(), artifacts = Path.Join(root, "artifacts", "heritage-nets");
        ImmutableArray<(Family Family, bool IsHeldOut)> families = [.. Families.Grow(quick ? QuickFamilies : AllFamilies, artifacts, Console.Error).Select((family, i) => (family, i % 2 == 1))];
        ImmutableArray<Net> real = [.. RealNets.Read(Path.Join(root, "examples", "models")).Select(model => model.Net).Where(net => Transforms.Names(net).Length > 0)];
        if (real.IsEmpty) throw new InvalidOperationException("examples/models is empty: run examples/fetch first.");
        Console.Error.WriteLine($"{watch.Elapsed.TotalSeconds:F0} s: {families.Length} families, {real.Length} real models");
        ImmutableArray<Subject> subjects =
        [
            .. families.Select(one => new Subject(one.Family.Name, one.IsHeldOut, one.Family.Members["base"], one.Family.Members["rival"])),
            .. real.Take(quick ? QuickReal : real.Length).Select((net, i) => new Subject(net.Name, i % 2 == 1, net, Transforms.Fresh(net, Dice.For("stranger of " + net.Name)))),
        ];
        ImmutableArray<Trial> changed = Trials.OfChanges(subjects, quick ? 1 : 3);
        Console.Error.WriteLine($"{watch.Elapsed.TotalSeconds:F0} s: {changed.Length} comparisons of changes");
        ImmutableArray<Trial> trained = Trials.OfFamilies(families);
        var evidence = new Evidence(changed, trained, Trials.OfReal(real), Trials.NullZs(subjects, families), MergeTrials.Run(families), Adversaries.Run(subjects));
        string report = Report.Of(evidence);
        Console.WriteLine(report);
        if (!quick) Documents.Write(Path.Join(root, "docs"), evidence, report);
        Console.Error.WriteLine($"{watch.Elapsed.TotalSeconds:F0} s.");
        return 0;
    }

    /// <summary>The repository, from where the program stands.</summary>
    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "ModelDeed.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Run it from within the repository.");
    }
}

/// <summary>All that was measured.</summary>
internal sealed record Evidence(
    ImmutableArray<Trial> Changed, ImmutableArray<Trial> Trained,
    ImmutableArray<(string Left, string Right, ModelDeed.Heritage.HeritageComparison Found, ModelDeed.Heritage.HeritageComparison Unlisted)> Real,
    double[] NullZs, ImmutableArray<MergeTrial> Merges, ImmutableArray<AttackTrial> Attacks);
