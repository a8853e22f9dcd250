using System.Collections.Immutable;
using ModelDeed.Heritage;

namespace ModelDeed.Bench.Heritage;

/// <summary>A model that changes are tried on, with a stranger of the same shapes.</summary>
internal sealed record Subject(string Name, bool IsHeldOut, Net Model, Net Stranger);

/// <summary>Runs the comparisons.</summary>
internal static class Trials
{
    private static readonly ParallelOptions Both = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Every change of every subject against the subject, and of its stranger against the subject.</summary>
    public static ImmutableArray<Trial> OfChanges(ImmutableArray<Subject> subjects, int mostSeeds)
    {
        Dictionary<string, HeritagePrint> prints = subjects.ToDictionary(subject => subject.Name, subject => Printing.Of(subject.Model));
        var work = from subject in subjects from plan in ChangePlans.All from seed in Enumerable.Range(0, Math.Min(plan.Seeds, mostSeeds)) select (subject, plan, seed);
        return Run(work, one =>
        {
            (Subject subject, ChangePlan plan, int seed) = one;
            List<Trial> trials = [];
            foreach (bool isRelated in (bool[])[true, false])
            {
                Dice dice = Dice.For($"{subject.Name}/{plan.Name}/{seed}/{isRelated}");
                if (plan.Apply(isRelated ? subject.Model : subject.Stranger, dice) is not { } release) continue;
                trials.Add(Trial.Of(plan.Name, (subject.Name, subject.IsHeldOut), isRelated ? 1 : 0, plan, Printing.Of(release), prints[subject.Name]));
            }
            return trials;
        });
    }

    /// <summary>Relatives and strangers trained here, as they are and changed further.</summary>
    public static ImmutableArray<Trial> OfFamilies(ImmutableArray<(Family Family, bool IsHeldOut)> families) => Run(families, one =>
    {
        (Family family, bool isHeldOut) = one;
        Net root = family.Members["base"], rival = family.Members["rival"];
        HeritagePrint ofRoot = Printing.Of(root), ofRival = Printing.Of(rival);
        List<Trial> trials = [];
        void Add(string change, double truth, Release release, HeritagePrint other) => trials.Add(Trial.Of(change, (family.Name, isHeldOut), truth, null, Printing.Of(release), other));
        foreach (string child in Family.Children)
        {
            Net net = family.Members[child];
            Add(child, 1, Release.Of(net), ofRoot);
            Add(child + ", Q4_0", 1, ChangePlans.Blocks(net, GgmlBlock.Q4_0), ofRoot);
            Add(child + ", 50 % pruned", 1, Release.Of(Transforms.PruneSmallest(net, 0.5)), ofRoot);
            Add("a stranger's " + child, 0, Release.Of(net), ofRival);
        }
        foreach (string stranger in Family.Strangers)
        {
            Add(stranger, 0, Release.Of(family.Members[stranger]), ofRoot);
            Add(stranger + ", Q4_0", 0, ChangePlans.Blocks(family.Members[stranger], GgmlBlock.Q4_0), ofRoot);
        }
        Add("a rival tuned on the same data", 0, Release.Of(family.Members["rival tuned mildly"]), Printing.Of(family.Members["tuned mildly"]));
        Add("siblings", 1, Release.Of(family.Members["tuned mildly 2"]), Printing.Of(family.Members["tuned mildly"]));
        Add("half and half of two tunes", 1, Release.Of(Transforms.Merge("", (family.Members["tuned mildly"], 0.5), (family.Members["tuned mildly 2"], 0.5))), ofRoot);
        Add("half and half with a stranger", 1, Release.Of(Transforms.Merge("", (root, 0.5), (rival, 0.5))), ofRoot);
        (Net grafted, double share) = Transforms.Graft(root, rival);
        Add("grafted to a stranger", share, Release.Of(grafted), ofRoot);
        return trials;
    });

    /// <summary>Every real model against every other one. Labels: see docs/heritage.md.</summary>
    public static ImmutableArray<(string Left, string Right, HeritageComparison Found, HeritageComparison Unlisted)> OfReal(ImmutableArray<Net> nets)
    {
        HeritagePrint[] prints = [.. nets.Select(net => Printing.Of(net))];
        return [.. from i in Enumerable.Range(0, nets.Length)
                   from j in Enumerable.Range(0, nets.Length)
                   where i < j
                   let unlisted = HeritageComparison.Of(prints[i], prints[j], SharedTensors.None)
                   where unlisted.ComparableShare > 0 || unlisted.Matches.Length > 0
                   select (nets[i].Name, nets[j].Name, HeritageComparison.Of(prints[i], prints[j]), unlisted)];
    }

    /// <summary>Standard deviations between tensors of strangers.</summary>
    public static double[] NullZs(ImmutableArray<Subject> subjects, ImmutableArray<(Family Family, bool IsHeldOut)> families)
    {
        List<(Net, Net)> pairs = [.. subjects.Select(subject => (subject.Model, subject.Stranger))];
        foreach ((Family family, _) in families) pairs.AddRange(Family.Strangers.Select(stranger => (family.Members[stranger], family.Members["base"])));
        return [.. Run<(Net, Net), double>(pairs, pair => [.. Scores.Zs(Printing.Of(pair.Item1), Printing.Of(pair.Item2))])];
    }

    private static ImmutableArray<TResult> Run<TItem, TResult>(IEnumerable<TItem> work, Func<TItem, List<TResult>> one)
    {
        TItem[] items = [.. work];
        var results = new List<TResult>[items.Length];
        Parallel.For(0, items.Length, Both, i => results[i] = one(items[i]));
        return [.. results.SelectMany(result => result)];
    }
}
