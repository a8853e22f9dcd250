using ModelDeed.Fingerprints;
using ModelDeed.Heritage;

namespace ModelDeed.Bench.Heritage;

/// <summary>One comparison of the evaluation with what should come of it.</summary>
/// <param name="Change">What was done, or what the two are to each other.</param>
/// <param name="Model">The family or model.</param>
/// <param name="IsHeldOut">Whether it is of the half that is reported; thresholds were set on the other.</param>
/// <param name="Truth">Share of the suspect that descends from the other; 0 for strangers.</param>
/// <param name="Plan">What was expected of a change; null for trained relatives.</param>
/// <param name="Found">The comparison.</param>
/// <param name="Back">The comparison the other way round.</param>
/// <param name="Score">Likeness without any threshold: see <see cref="Scores"/>.</param>
internal sealed record Trial(
    string Change, string Model, bool IsHeldOut, double Truth, ChangePlan? Plan, HeritageComparison Found, HeritageComparison Back, double Score)
{
    public bool IsRelated => Truth > 0;

    public bool IsRecognized => Found.Verdict is Verdict.Same or Verdict.Derived or Verdict.SharesComponents;

    public static Trial Of(string change, (string Name, bool IsHeldOut) model, double truth, ChangePlan? plan, HeritagePrint suspect, HeritagePrint other) => new(
        change, model.Name, model.IsHeldOut, truth, plan, HeritageComparison.Of(suspect, other), HeritageComparison.Of(other, suspect), Scores.Of(suspect, other));
}

/// <summary>Figures that the product's thresholds have no part in.</summary>
internal static class Scores
{
    private const double Most = 400;

    /// <summary>The most telling tensor: minus the decimal logarithm of the chance of its likeness among strangers, times the comparisons. Constants don't count.</summary>
    public static double Of(HeritagePrint suspect, HeritagePrint other)
    {
        double best = 0;
        int comparisons = 0;
        foreach (TensorPrint tensor in suspect.Tensors.Where(tensor => !tensor.IsBlank && SharedTensors.Shipped.Weight(tensor) > 0))
        {
            foreach (TensorPrint one in other.Tensors.Where(one => !one.IsBlank && SharedTensors.Shipped.Weight(one) > 0))
            {
                if (Likeness.Gram(tensor, one) is { } agreeing) best = Math.Max(best, -Binomial.Log10AtLeast(agreeing, Gram.Bits, Likeness.GramChance));
                if (ProfileLikeness.Of(tensor) is { } mine && ProfileLikeness.Of(one) is { } theirs && ProfileLikeness.Compare(mine, theirs) is var (nearby, sought))
                    best = Math.Max(best, -Binomial.Log10AtLeast(nearby, sought, Likeness.ProfileChance));
                if (!HasSameLengths(tensor, one)) continue;
                comparisons++;
                (double cosine, int sums) = Likeness.Compare(tensor, one);
                if (cosine != 0) best = Math.Max(best, -Math.Log10(0.5) - (sums - 1) / 2.0 * Math.Log10(Math.Max(1e-300, 1 - cosine * cosine)));
                if (Likeness.Slices(tensor, one) is var (found, slices)) best = Math.Max(best, -Binomial.Log10AtLeast(found, slices, Likeness.SliceChance));
            }
        }
        return Math.Clamp(best - Math.Log10(Math.Max(1, comparisons)), 0, Most);
    }

    /// <summary>Cosines between all tensors of the same lengths, in standard deviations of unrelated noise.</summary>
    public static IEnumerable<double> Zs(HeritagePrint left, HeritagePrint right) =>
        from a in left.Tensors
        from b in right.Tensors
        where !a.IsBlank && !b.IsBlank && a.Digest != b.Digest && HasSameLengths(a, b)
        let likeness = Likeness.Compare(a, b)
        select likeness.Cosine * Math.Sqrt(likeness.Sums);

    private static bool HasSameLengths(TensorPrint left, TensorPrint right) => left.Axes.Order().SequenceEqual(right.Axes.Order());
}

/// <summary>Makes prints of releases by way of real files.</summary>
internal static class Printing
{
    public static HeritagePrint Of(Release release, SketchSeed? seed = null)
    {
        string folder = Directory.CreateTempSubdirectory("modeldeed-heritage-").FullName;
        try
        {
            return HeritagePrinter.Run(Containers.Write(release, folder), [seed ?? SketchSeed.Public], new FingerprintOptions { Threads = 1 }, null, CancellationToken.None).Print;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static HeritagePrint Of(Net net, SketchSeed? seed = null) => Of(Release.Of(net), seed);
}
