using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>What a comparison says.</summary>
public enum Verdict
{
    /// <summary>The same weights, whatever the container and the element type.</summary>
    Same,

    /// <summary>Most of the suspect's parameters come from the other model (or the other's from the suspect: see the direction).</summary>
    Derived,

    /// <summary>Some tensors are inherited, most aren't.</summary>
    SharesComponents,

    /// <summary>Tensors of the same shapes were compared, and none is inherited.</summary>
    Unrelated,

    /// <summary>Too little can be compared, or what was found may be chance.</summary>
    CannotTell,
}

/// <summary>Which of two related models is the child.</summary>
public enum Direction
{
    /// <summary>The figures don't say; the titles' dates may.</summary>
    Unknown,

    /// <summary>The suspect derives from the other.</summary>
    SuspectIsChild,

    /// <summary>The other derives from the suspect.</summary>
    SuspectIsParent,
}

/// <summary>A kind of change between parent and child.</summary>
public enum Change
{
    /// <summary>The same tensors in another container, under other names, or in other shards.</summary>
    Repackaged,

    /// <summary>Stored in a coarser element type.</summary>
    Quantized,

    /// <summary>Stored in a finer element type.</summary>
    Widened,

    /// <summary>Weights changed a little everywhere.</summary>
    FineTuned,

    /// <summary>Some tensors changed, others not at all, as adapters leave them.</summary>
    PartlyTuned,

    /// <summary>More zeros than before.</summary>
    Pruned,

    /// <summary>All weights of tensors multiplied.</summary>
    Rescaled,

    /// <summary>Layers of the parent are missing.</summary>
    LayersDropped,

    /// <summary>A layer of the parent is there several times.</summary>
    LayersRepeated,

    /// <summary>Layers stand in another order.</summary>
    Reordered,

    /// <summary>Rows or columns stand in another order.</summary>
    Permuted,

    /// <summary>Tensors are flattened, cut or padded.</summary>
    Reshaped,

    /// <summary>The same number added to all weights of tensors.</summary>
    Shifted,

    /// <summary>The axes of the embedding were rotated.</summary>
    Rotated,

    /// <summary>Parts of it come from several models, or are weighted sums of theirs.</summary>
    Merged,
}

/// <summary>What comparing a suspect with another model found.</summary>
/// <param name="Verdict">In a word.</param>
/// <param name="InheritedShare">Share of the suspect's parameters that are in inherited tensors, 0 to 1. Tensors that strangers share count less. Where some were found only in another
/// order, tensors that weren't found and whose prints couldn't show them in another order are left out.</param>
/// <param name="ComparableShare">Share of the suspect's parameters that are inherited, or for which the other has tensors of the same shape, 0 to 1.</param>
/// <param name="ShareOfOther">Share of the other's parameters that the suspect has, 0 to 1.</param>
/// <param name="Matches">Inherited tensors, in the suspect's order.</param>
/// <param name="Z">Standard deviations by which agreeing signs are more than a half of those compared.</param>
/// <param name="Log10P">Decimal logarithm of the chance of so many agreeing signs, or more, between unrelated models, times the ways to choose the pairs; 0 or less.</param>
/// <param name="Direction">Who is the child.</param>
/// <param name="Changes">What kind of change it looks like.</param>
public sealed record HeritageComparison(
    Verdict Verdict, double InheritedShare, double ComparableShare, double ShareOfOther, ImmutableArray<TensorMatch> Matches,
    double Z, double Log10P, Direction Direction, ImmutableArray<Change> Changes)
{
    // Set on half of the families of docs/heritage.md, reported on the other half.
    private const double DerivedShare = 0.5, ComponentShare = 0.01, SameCosine = 0.9999, SameDeviation = 0.01, SameMean = 0.02, SameSlices = 0.9, LeastComparable = 0.05, Evident = -6;

    /// <summary>Compares two prints under one seed.</summary>
    /// <param name="suspect">The model in question.</param>
    /// <param name="other">Who may be its ancestor.</param>
    /// <param name="constants">Tensors that strangers share; null for the list that ships.</param>
    /// <exception cref="HeritageException">The prints are of different seeds.</exception>
    public static HeritageComparison Of(HeritagePrint suspect, HeritagePrint other, SharedTensors? constants = null)
    {
        if (suspect.Seed != other.Seed) throw new HeritageException("The two prints are of different seeds: make both under one.");
        constants ??= SharedTensors.Shipped;
        (ImmutableArray<TensorMatch> matches, ImmutableArray<int> comparable, ImmutableArray<int> unseen) = TensorMatcher.Match(suspect, other, constants.Weight);
        // A constant that was rounded isn't known by itself, but by what it matches: it counts on neither side.
        HashSet<int> silent = [.. matches.Where(match => match.Weight == 0).Select(match => match.Suspect), .. unseen];
        double whole = Weighed(suspect, Enumerable.Range(0, suspect.Tensors.Length).Except(silent), constants), compared = Weighed(suspect, comparable.Union(matches.Select(match => match.Suspect)).Except(silent), constants);
        double inherited = matches.Sum(match => match.Weight * suspect.Tensors[match.Suspect].Elements);
        double share = whole > 0 ? inherited / whole : 0, ofOther = ShareOf(other, matches, constants);
        (double z, double log10P) = Chance(matches, comparable.Length);
        Verdict verdict = Decide(suspect, other, matches, share, whole > 0 ? compared / whole : 0, log10P);
        bool isRelated = verdict is Verdict.Same or Verdict.Derived or Verdict.SharesComponents;
        return new HeritageComparison(
            verdict, share, whole > 0 ? compared / whole : 0, ofOther, matches, z, log10P,
            isRelated && verdict != Verdict.Same ? Directions.Of(suspect, other, matches) : Direction.Unknown,
            isRelated ? ChangeKinds.Of(suspect, other, matches, ofOther) : []);
    }

    private static Verdict Decide(HeritagePrint suspect, HeritagePrint other, ImmutableArray<TensorMatch> matches, double share, double comparable, double log10P)
    {
        bool isWhole = matches.Length == suspect.Tensors.Length && suspect.Tensors.Length == other.Tensors.Length && suspect.Parameters == other.Parameters;
        if (isWhole && matches.Any(match => match.Weight > 0) && matches.All(match => IsSame(match, suspect.Tensors[match.Suspect], other.Tensors[match.Other]))) return Verdict.Same;
        if (share >= ComponentShare && log10P <= Evident) return share >= DerivedShare ? Verdict.Derived : Verdict.SharesComponents;
        if (share >= ComponentShare) return Verdict.CannotTell;
        return comparable >= LeastComparable ? Verdict.Unrelated : Verdict.CannotTell;
    }

    /// <summary>Sketches can be made the same on purpose; then deviations and slices aren't. And the same whole numbers with another scale or zero point are other weights.</summary>
    private static bool IsSame(TensorMatch match, TensorPrint mine, TensorPrint theirs) =>
        Math.Abs(mine.Deviation - theirs.Deviation) <= SameDeviation * theirs.Deviation && Math.Abs((double)mine.Mean - theirs.Mean) <= SameMean * theirs.Deviation
        && (match.Kind == MatchKind.Identical ? Likeness.Cosine(mine, theirs) : match.Kind == MatchKind.Sketch ? match.Similarity : 0) >= SameCosine
        && (match.Kind == MatchKind.Identical || Likeness.Slices(mine, theirs) is not var (found, slices) || found >= SameSlices * slices);

    private static (double Z, double Log10P) Chance(ImmutableArray<TensorMatch> matches, int comparable)
    {
        long agreeing = 0, signs = 0;
        // Those that match were picked from all that could.
        double log10P = 0, choices = Binomial.Log10Choose(Math.Max(comparable, matches.Length), matches.Length);
        foreach (TensorMatch match in matches.Where(match => match.Weight > 0))
        {
            choices += Math.Log10(match.Candidates);
            if (match.Kind is MatchKind.Permuted or MatchKind.Profiles or MatchKind.Rotated)
            {
                log10P += Binomial.Log10AtLeast(match.Agreeing, match.Signs, match.Kind switch { MatchKind.Rotated => Likeness.GramChance, MatchKind.Permuted => Likeness.SliceChance, _ => Likeness.ProfileChance });
                continue;
            }
            agreeing += match.Agreeing;
            signs += match.Signs;
        }
        double z = signs > 0 ? (agreeing - signs / 2.0) / (Math.Sqrt(signs) / 2) : 0;
        return (z, Math.Min(0, log10P + Binomial.Log10AtLeast(agreeing, signs, 0.5) + choices));
    }

    private static double ShareOf(HeritagePrint other, ImmutableArray<TensorMatch> matches, SharedTensors constants)
    {
        double whole = Weighed(other, Enumerable.Range(0, other.Tensors.Length), constants);
        return whole > 0 ? Weighed(other, matches.Select(match => match.Other).Distinct(), constants) / whole : 0;
    }

    private static double Weighed(HeritagePrint print, IEnumerable<int> tensors, SharedTensors constants) =>
        tensors.Where(i => !print.Tensors[i].IsBlank).Sum(i => constants.Weight(print.Tensors[i]) * print.Tensors[i].Elements);
}
