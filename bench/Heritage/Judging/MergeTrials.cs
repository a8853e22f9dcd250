using System.Collections.Immutable;
using ModelDeed.Heritage;

namespace ModelDeed.Bench.Heritage;

/// <summary>A merge whose proportions were asked for.</summary>
internal sealed record MergeTrial(string Kind, string Model, bool IsHeldOut, ImmutableArray<double> Truth, MergeProportions Found)
{
    /// <summary>Whether the truth lies beyond three of the stated standard errors.</summary>
    public bool IsOff => Enumerable.Range(0, Truth.Length).Any(i => Math.Abs(Truth[i] - Found.Proportions[i]) > 3 * Found.Errors[i] + 1e-9);

    public double Error => Truth.Zip(Found.Proportions, (truth, found) => Math.Abs(truth - found)).Max();
}

/// <summary>Merges of two and three models, as they are and quantised.</summary>
internal static class MergeTrials
{
    public static ImmutableArray<MergeTrial> Run(ImmutableArray<(Family Family, bool IsHeldOut)> families)
    {
        List<MergeTrial> trials = [];
        foreach ((Family family, bool isHeldOut) in families)
        {
            Net Member(string name) => family.Members[name];
            (string Kind, Net[] Parents, double[] Truth)[] merges =
            [
                ("strangers 50 : 50", [Member("base"), Member("rival")], [0.5, 0.5]),
                ("strangers 70 : 30", [Member("base"), Member("rival")], [0.7, 0.3]),
                ("strangers 50 : 30 : 20", [Member("base"), Member("rival"), Member("rival 2")], [0.5, 0.3, 0.2]),
                ("an innocent third", [Member("base"), Member("rival"), Member("rival 2")], [0.6, 0.4, 0]),
                ("strong tunes 60 : 40", [Member("tuned strongly"), Member("tuned twice")], [0.6, 0.4]),
                ("mild tunes 70 : 30", [Member("tuned mildly"), Member("tuned mildly 2")], [0.7, 0.3]),
            ];
            foreach ((string kind, Net[] parents, double[] truth) in merges)
            {
                Net merged = Transforms.Merge("", [.. parents.Zip(truth)]);
                HeritagePrint[] prints = [.. parents.Select(parent => Printing.Of(parent))];
                trials.Add(new MergeTrial(kind, family.Name, isHeldOut, [.. truth], Merges.Of(Printing.Of(merged), prints)));
                trials.Add(new MergeTrial(kind + ", Q4_0", family.Name, isHeldOut, [.. truth], Merges.Of(Printing.Of(ChangePlans.Blocks(merged, GgmlBlock.Q4_0)), prints)));
            }
        }
        return [.. trials];
    }
}
