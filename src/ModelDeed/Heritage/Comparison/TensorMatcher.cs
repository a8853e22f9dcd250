using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>Finds for each tensor of a suspect the tensor of another model that it is most like, if it is like any.</summary>
internal static class TensorMatcher
{
    // Expected number of wrong matches among all comparisons of two models.
    private const double FalseMatches = 1e-6;

    // Real tensors aren't noise: a floor for the threshold, set on half of the families of docs/heritage.md.
    private const double LeastCosine = 0.25;

    // Well over what strangers reach: see Likeness.
    private const double LeastSliceShare = 0.5, LeastGramShare = 0.85;

    /// <summary>The matches, in the order of the suspect's tensors.</summary>
    /// <param name="suspect">The suspect's print.</param>
    /// <param name="other">The other's.</param>
    /// <param name="weights">What a match of two tensors counts, 0 to 1.</param>
    /// <param name="comparable">Indices of the suspect's tensors for which the other has one of the same lengths.</param>
    public static ImmutableArray<TensorMatch> Match(HeritagePrint suspect, HeritagePrint other, Func<TensorPrint, TensorPrint, double> weights, out ImmutableArray<int> comparable)
    {
        TensorShapes byShape = new(other);
        comparable = [.. Enumerable.Range(0, suspect.Tensors.Length).Where(i => !suspect.Tensors[i].IsBlank && byShape.Of(suspect.Tensors[i]).Length > 0)];
        long comparisons = comparable.Sum(i => (long)byShape.Of(suspect.Tensors[i]).Length);
        Thresholds thresholds = new(FalseMatches / Math.Max(1, comparisons));
        FarSketches far = new(suspect, other, LeastCosine);
        var matches = ImmutableArray.CreateBuilder<TensorMatch>();
        foreach (int i in Enumerable.Range(0, suspect.Tensors.Length).Where(i => !suspect.Tensors[i].IsBlank))
        {
            int[] candidates = byShape.Of(suspect.Tensors[i]);
            TensorMatch? match = candidates.Length > 0 ? BySketch(suspect, i, other, candidates, thresholds, far) ?? BySlices(suspect, i, other, candidates) : null;
            match ??= ByGram(suspect, i, other);
            if (match is { } found) matches.Add(found with { Weight = weights(suspect.Tensors[i], other.Tensors[found.Other]) });
        }
        return matches.ToImmutable();
    }

    private static TensorMatch? BySketch(HeritagePrint suspect, int index, HeritagePrint other, int[] candidates, Thresholds thresholds, FarSketches far)
    {
        TensorPrint tensor = suspect.Tensors[index];
        (int Best, double Cosine) best = (-1, LeastCosine);
        foreach (int candidate in candidates)
        {
            if (other.Tensors[candidate].Digest == tensor.Digest) return Of(MatchKind.Identical, candidate, 1);
        }
        foreach (int candidate in candidates)
        {
            if (far.AreFar(index, candidate)) continue;
            (double cosine, int sums) = Likeness.Compare(tensor, other.Tensors[candidate]);
            // The threshold is asked last: strangers, who are most, hardly ever come so far.
            if (cosine < best.Cosine || cosine < thresholds.Of(sums)) continue;
            // Of equal ones the one at the same place in the order.
            if (cosine > best.Cosine || cosine == best.Cosine && candidate == index) best = (candidate, cosine);
        }
        return best.Best >= 0 ? Of(MatchKind.Sketch, best.Best, best.Cosine) : null;

        TensorMatch Of(MatchKind kind, int candidate, double similarity)
        {
            (int agreeing, int signs) = Likeness.Signs(tensor, other.Tensors[candidate]);
            return new TensorMatch(index, candidate, kind, similarity, agreeing, signs, candidates.Length, 1);
        }
    }

    private static TensorMatch? BySlices(HeritagePrint suspect, int index, HeritagePrint other, int[] candidates)
    {
        TensorMatch? best = null;
        foreach (int candidate in candidates)
        {
            if (!Likeness.MayShareSlices(suspect.Tensors[index], other.Tensors[candidate], LeastSliceShare)) continue;
            if (Likeness.Slices(suspect.Tensors[index], other.Tensors[candidate]) is not var (found, slices)) continue;
            double share = (double)found / slices;
            if (share >= LeastSliceShare && share > (best?.Similarity ?? 0))
                best = new TensorMatch(index, candidate, MatchKind.Permuted, share, found, slices, candidates.Length, 1);
        }
        return best;
    }

    private static TensorMatch? ByGram(HeritagePrint suspect, int index, HeritagePrint other)
    {
        TensorMatch? best = null;
        if (suspect.Tensors[index].Gram.IsEmpty) return null;
        for (int candidate = 0; candidate < other.Tensors.Length; candidate++)
        {
            if (Likeness.Gram(suspect.Tensors[index], other.Tensors[candidate]) is not { } agreeing) continue;
            double share = (double)agreeing / Gram.Bits;
            if (share >= LeastGramShare && share > (best?.Similarity ?? 0)) best = new TensorMatch(index, candidate, MatchKind.Rotated, share, agreeing, Gram.Bits, 4, 1);
        }
        return best;
    }
}
