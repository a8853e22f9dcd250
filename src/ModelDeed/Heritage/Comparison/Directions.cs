using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>Tells parent from child by what every kind of change leaves behind.</summary>
internal static class Directions
{
    /// <summary>Share of zeros that only pruning adds, of 65,535.</summary>
    public const int MoreZeros = 6554;

    /// <summary>Least change, as a logarithm of the cosine, that sketches measure.</summary>
    public const double LeastChange = 0.02;

    // Set on half of the families of docs/heritage.md.
    private const double Added = 0.6, HalfAndHalf = 0.3466, Near = 0.08, Rescaled = 0.05, Sure = 3, TwoValued = 1.2, Flattest = 1.7;

    /// <summary>
    /// A coarser element type and more zeros are the child's, unless the zeros were filled (<see cref="Fillings"/>). Failing these, what training adds is nearly independent of what was there, so that the child is wider:
    /// of two vectors p and c = p + d at right angles p and d, the deviations are as 1 to 1/cosine. But who prunes and trains on leaves a narrower child
    /// with heavier tails: where the narrower side's kurtosis is the larger one in significantly more tensors, nothing is said; nor of a narrower suspect, as merging, trimming and decay make narrower children.
    /// </summary>
    /// <remarks>Kurtosis alone (MoTHer, arXiv 2405.18432) was no better than a coin for the networks trained for docs/heritage.md.</remarks>
    public static Direction Of(HeritagePrint suspect, HeritagePrint other, ImmutableArray<TensorMatch> matches)
    {
        double coarser = 0, finer = 0, sparser = 0, denser = 0, whole = 0, wider = 0, changed = 0, measured = 0;
        int heavier = 0, lighter = 0;
        double flat = 0, flattened = 0;
        foreach (TensorMatch match in matches)
        {
            TensorPrint mine = suspect.Tensors[match.Suspect], theirs = other.Tensors[match.Other];
            whole += mine.Elements;
            int precision = Precision(mine).CompareTo(Precision(theirs));
            if (precision < 0) coarser += mine.Elements;
            if (precision > 0) finer += mine.Elements;
            if (mine.Kurtosis <= TwoValued && theirs.Kurtosis >= Flattest) flat += mine.Elements;
            if (theirs.Kurtosis <= TwoValued && mine.Kurtosis >= Flattest) flattened += mine.Elements;
            if (mine.Zeros - theirs.Zeros > MoreZeros) sparser += mine.Elements;
            if (theirs.Zeros - mine.Zeros > MoreZeros) denser += mine.Elements;
            if (match.Kind != MatchKind.Sketch || Widening(match, mine, theirs) is not var (width, change)) continue;
            wider += mine.Elements * width;
            changed += mine.Elements * change;
            measured += mine.Elements;
            if (mine.Kurtosis > theirs.Kurtosis) heavier++;
            if (mine.Kurtosis < theirs.Kurtosis) lighter++;
        }
        // Types first: rounding to steps that have no zero fills what was empty.
        if (coarser > whole / 4 || finer > whole / 4) return coarser > finer ? Direction.SuspectIsChild : Direction.SuspectIsParent;
        // Signs alone, whatever they are stored in.
        if (flat > whole / 2 || flattened > whole / 2) return flat > flattened ? Direction.SuspectIsChild : Direction.SuspectIsParent;
        if (sparser > whole / 4 || denser > whole / 4) return OfZeros(Fillings.Of(suspect, other, matches), sparser > whole / 4);
        // The average of two strangers is to each as a parent to a child that half is new of.
        if (changed == 0 || Math.Abs(wider) < Added * changed || Math.Abs(changed / measured - HalfAndHalf) < Near) return Direction.Unknown;
        // A narrower suspect may be the parent, or a child that was merged, trimmed or decayed.
        double z = (heavier - lighter) / Math.Sqrt(Math.Max(1, heavier + lighter));
        bool lightTails = z <= -Sure || heavier == 0;
        return wider > 0 && !lightTails ? Direction.SuspectIsChild : Direction.Unknown;
    }

    private static Direction OfZeros(Filling filling, bool isSparser) => filling switch
    {
        Filling.Unclear => Direction.Unknown,
        Filling.Filled => isSparser ? Direction.SuspectIsParent : Direction.SuspectIsChild,
        _ => isSparser ? Direction.SuspectIsChild : Direction.SuspectIsParent,
    };

    /// <summary>Logarithms of how much wider the suspect's tensor is, and of how much wider one would be that had got so far away by what it didn't have; null where a factor or rounding hides it.</summary>
    public static (double Wider, double Changed)? Widening(TensorMatch match, TensorPrint mine, TensorPrint theirs)
    {
        double blur = Likeness.Blur(mine) * Likeness.Blur(theirs);
        if (mine.Deviation <= 0 || theirs.Deviation <= 0 || blur <= 0) return null;
        double wider = Math.Log(mine.Deviation / theirs.Deviation), changed = -Math.Log(Math.Min(1, Math.Abs(match.Similarity) / blur));
        return changed >= LeastChange && Math.Abs(wider) <= 2 * changed + Rescaled ? (wider, changed) : null;
    }

    /// <summary>Bits by which a tensor's type is coarser or finer than another.</summary>
    public static int Precision(TensorPrint tensor) => ValueType.Find(tensor.Type)!.Precision;
}

/// <summary>Names the changes that a comparison shows.</summary>
internal static class ChangeKinds
{
    private const double FromZeros = 0.1, Scaled = 1.05, Changed = 0.99999, Partly = 0.1, Whole = 0.98, Offset = 0.5;

    public static ImmutableArray<Change> Of(HeritagePrint suspect, HeritagePrint other, ImmutableArray<TensorMatch> matches, double shareOfOther)
    {
        HashSet<Change> changes = [];
        double whole = matches.Sum(match => (double)suspect.Tensors[match.Suspect].Elements);
        double Share(Func<TensorMatch, TensorPrint, TensorPrint, bool> holds) =>
            matches.Where(match => holds(match, suspect.Tensors[match.Suspect], other.Tensors[match.Other])).Sum(match => (double)suspect.Tensors[match.Suspect].Elements) / whole;
        double identical = Share((match, _, _) => match.Kind == MatchKind.Identical);
        if (identical >= Whole && whole >= Whole * suspect.Tensors.Sum(tensor => (double)tensor.Elements)) changes.Add(Change.Repackaged);
        if (Share((_, mine, theirs) => Directions.Precision(mine) < Directions.Precision(theirs)) >= Partly) changes.Add(Change.Quantized);
        if (Share((_, mine, theirs) => Directions.Precision(mine) > Directions.Precision(theirs)) >= Partly) changes.Add(Change.Widened);
        bool isFilled = Fillings.Of(suspect, other, matches) == Filling.Filled;
        if (!isFilled && Share((_, mine, theirs) => HasSameLengths(mine, theirs) && mine.Zeros - theirs.Zeros > FromZeros * ushort.MaxValue) >= Partly) changes.Add(Change.Pruned);
        if (Share((match, mine, theirs) => IsTuned(match, mine, theirs, isFilled)) is var tuned && tuned >= Partly) changes.Add(identical >= Partly ? Change.PartlyTuned : Change.FineTuned);
        else if (tuned > 0 && identical >= Partly) changes.Add(Change.PartlyTuned);
        if (Share((match, mine, theirs) => match.Kind == MatchKind.Sketch && IsScaled(match, mine, theirs)) >= Partly) changes.Add(Change.Rescaled);
        if (Share((match, mine, theirs) => match.Kind == MatchKind.Permuted || match.Kind == MatchKind.Profiles && HasSameLengths(mine, theirs)) > 0) changes.Add(Change.Permuted);
        if (Share((match, mine, theirs) => match.Kind is MatchKind.Profiles or MatchKind.Rotated && !HasSameLengths(mine, theirs)) > 0) changes.Add(Change.Reshaped);
        if (Share((match, mine, theirs) => match.Kind == MatchKind.Sketch && IsShifted(mine, theirs)) >= Partly) changes.Add(Change.Shifted);
        if (Share((match, mine, theirs) => match.Kind == MatchKind.Rotated && HasSameLengths(mine, theirs)) > 0) changes.Add(Change.Rotated);
        // What stands at its place, but is trained anew or in another shape, wasn't dropped.
        int missing = other.Tensors.Length - matches.Select(match => match.Other).Distinct().Count();
        if (shareOfOther < Whole && missing > suspect.Tensors.Length - matches.Length) changes.Add(Change.LayersDropped);
        if (matches.Where(match => HasSameLengths(suspect.Tensors[match.Suspect], other.Tensors[match.Other])).GroupBy(match => match.Other).Any(group => group.Count() > 1)) changes.Add(Change.LayersRepeated);
        else if (matches.Zip(matches.Skip(1)).Any(pair => pair.Second.Other < pair.First.Other)) changes.Add(Change.Reordered);
        return [.. changes.Order()];
    }

    /// <summary>By deviations of each its own: another scale isn't another offset. Whole numbers stand beside an offset that is kept elsewhere.</summary>
    private static bool IsShifted(TensorPrint mine, TensorPrint theirs) =>
        mine.Deviation > 0 && theirs.Deviation > 0 && !IsWhole(mine) && !IsWhole(theirs) && Math.Abs(mine.Mean / mine.Deviation - theirs.Mean / theirs.Deviation) > Offset;

    private static bool IsWhole(TensorPrint tensor) => tensor.Type[0] is 'I' or 'U' && tensor.Type.Length <= 3;

    private static bool HasSameLengths(TensorPrint mine, TensorPrint theirs) => TensorMatcher.Shape(mine) == TensorMatcher.Shape(theirs);

    private static bool IsTuned(TensorMatch match, TensorPrint mine, TensorPrint theirs, bool isFilled) =>
        match.Kind == MatchKind.Sketch && Math.Abs(match.Similarity) < Changed && Directions.Precision(mine) == Directions.Precision(theirs) && (isFilled || Math.Abs(mine.Zeros - theirs.Zeros) <= FromZeros * ushort.MaxValue);

    private static bool IsScaled(TensorMatch match, TensorPrint mine, TensorPrint theirs)
    {
        if (match.Similarity < 0) return true;
        if (match.Similarity <= Whole || IsWhole(mine) != IsWhole(theirs)) return false;
        double ratio = theirs.Deviation > 0 ? mine.Deviation / theirs.Deviation : 1;
        return ratio is > Scaled or < 1 / Scaled && ratio > 0;
    }
}
