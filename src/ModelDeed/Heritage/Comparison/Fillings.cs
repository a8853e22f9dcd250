using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>How a model with zeros and one without them, or with fewer, came of each other.</summary>
internal enum Filling
{
    /// <summary>By pruning, as far as the figures say: zeros are the child's.</summary>
    Pruned,

    /// <summary>The sparse one is the parent: something was added all over it.</summary>
    Filled,

    /// <summary>Either is possible.</summary>
    Unclear,
}

/// <summary>Tells a pruned model from a sparse one that was filled.</summary>
/// <remarks>
/// What pruning takes stands where nothing stays, so that fourth powers add up. What noise or an update adds falls on the weights too: with c the cosine of both, dense = sparse + what is independent of it
/// has the kurtosis c⁴·K + 6 c²(1 − c²) + 3 (1 − c²)², K the sparse one's; pruning lacks nearly all of the middle. Who was trained before being pruned is dense + what is independent too, but not as much wider as its angle
/// says. Who lost weights at random lost the same share of squares, and fourth powers, as of weights, in
/// every tensor.
/// </remarks>
internal static class Fillings
{
    private const double LeastExcess = 0.45, ClearExcess = 0.7, MostExcess = 2, Wider = 0.25, AtRandom = 0.1, Exactly = 0.03, Measured = 0.004, Several = 4, Few = 0.25;

    // Of normally distributed weights, the smallest share f has π/6 f³ of the squares, as long as f is small.
    private const double Smallest = Math.PI / 6;

    public static Filling Of(HeritagePrint suspect, HeritagePrint other, ImmutableArray<TensorMatch> matches)
    {
        double all = 0, lost = 0, cubes = 0, zeros = 0, weight = 0, wider = 0, changed = 0, excess = 0, expected = 0, squares = 0, exact = 0, tails = 0;
        foreach (TensorMatch match in matches.Where(match => match.Kind == MatchKind.Sketch))
        {
            TensorPrint mine = suspect.Tensors[match.Suspect], theirs = other.Tensors[match.Other];
            if (Math.Abs(mine.Zeros - theirs.Zeros) <= Directions.MoreZeros) continue;
            double more = Math.Abs(mine.Zeros - theirs.Zeros) / (double)ushort.MaxValue, likeness = Math.Min(1, Math.Abs(match.Similarity) / (Likeness.Blur(mine) * Likeness.Blur(theirs)));
            all += mine.Elements;
            lost += mine.Elements * (1 - likeness * likeness);
            cubes += mine.Elements * more * more * more;
            zeros += mine.Elements * more;
            (TensorPrint sparse, TensorPrint dense) = mine.Zeros > theirs.Zeros ? (mine, theirs) : (theirs, mine);
            if (Directions.Widening(match, dense, sparse) is not var (width, change) || sparse.Kurtosis <= 0 || dense.Kurtosis <= 0) continue;
            double elements = mine.Elements, stays = Math.Exp(-2 * change), added = 1 - stays, full = ushort.MaxValue - dense.Zeros;
            weight += elements;
            wider += elements * width;
            changed += elements * change;
            // Shares of the dense one's fourth powers: a few tensors with heavy tails mustn't decide.
            excess += elements * (1 - stays * stays * sparse.Kurtosis / dense.Kurtosis);
            expected += elements * (6 * stays * added + 3 * added * added) / dense.Kurtosis;
            double kept = (ushort.MaxValue - sparse.Zeros) / full;
            squares += elements * (stays - kept);
            exact += elements * Math.Abs(Square(sparse) / Square(dense) - kept);
            tails += elements * (dense.Kurtosis / sparse.Kurtosis - kept);
        }
        bool isAdded = weight > 0 && changed >= Directions.LeastChange * weight && Math.Abs(wider - changed) <= Wider * changed && excess >= LeastExcess * expected && excess <= MostExcess * expected;
        // Where too little changed for fourth powers: the smallest weights have squares in proportion to their number's cube, any weights to their number; what is neither isn't pruning alone. Few zeros are what rounding leaves, and any change fills them.
        bool isFew = zeros < Few * all;
        if ((isFew || weight < all / 2) && lost > Math.Max(Measured * all, Several * Smallest * cubes) && (isFew || lost < zeros / 2)) return Filling.Unclear;
        if (!isAdded) return Filling.Pruned;
        // Of small or heavy-tailed tensors the cosine is a few hundredths off, which fourth powers make much of.
        if (Math.Abs(squares) > AtRandom * weight) return excess < ClearExcess * expected ? Filling.Unclear : Filling.Filled;
        return exact > Exactly * weight || Math.Abs(tails) > AtRandom * weight ? Filling.Unclear : Filling.Pruned;
    }

    private static double Square(TensorPrint tensor) => (double)tensor.Deviation * tensor.Deviation + (double)tensor.Mean * tensor.Mean;
}
