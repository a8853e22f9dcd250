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
    // Models that are alike all over may be less alike tensor by tensor: standard deviations and mean cosine of all pairs at the same place, and the chance that is then enough for one.
    private const double LeastPooled = 8, LeastMean = 0.3, PooledChance = 0.01;

    private const double LeastSliceShare = 0.8, LeastProfileShare = 0.35, ProfileSurety = -2, LeastGramShare = 0.93;

    /// <summary>The matches, in the order of the suspect's tensors.</summary>
    /// <param name="suspect">The suspect's print.</param>
    /// <param name="other">The other's.</param>
    /// <param name="weights">What a match of two tensors counts, 0 to 1.</param>
    public static TensorMatches Match(HeritagePrint suspect, HeritagePrint other, Func<TensorPrint, TensorPrint, double> weights)
    {
        TensorShapes byShape = new(other);
        ImmutableArray<int> comparable = [.. Enumerable.Range(0, suspect.Tensors.Length).Where(i => !suspect.Tensors[i].IsBlank && byShape.Of(suspect.Tensors[i]).Length > 0)];
        Lazy<ImmutableArray<(int Index, ProfileLikeness.Profiled Profiles)>> profiled = new(() => Profiled(other));
        long comparisons = comparable.Sum(i => (long)byShape.Of(suspect.Tensors[i]).Length);
        // Of either sign.
        Thresholds thresholds = new(FalseMatches / Math.Max(1, 2 * comparisons)), pooled = new(PooledChance);
        FarSketches far = new(suspect, other, LeastCosine);
        bool isAlike = IsAlikeAllOver(suspect, other);
        var matches = ImmutableArray.CreateBuilder<TensorMatch>();
        List<int> unfound = [];
        foreach (int i in Enumerable.Range(0, suspect.Tensors.Length).Where(i => !suspect.Tensors[i].IsBlank))
        {
            int[] candidates = byShape.Of(suspect.Tensors[i]);
            TensorMatch? match = candidates.Length > 0
                ? BySketch(suspect, i, other, candidates, thresholds, far) ?? (isAlike ? BySketch(suspect, i, other, [i], pooled, far) : null) ?? BySlices(suspect, i, other, candidates) : null;
            match ??= ByProfiles(suspect, i, profiled.Value) ?? ByGram(suspect, i, other);
            if (match is { } found) matches.Add(found with { Weight = weights(suspect.Tensors[i], other.Tensors[found.Other]) });
            else if (candidates.Length > 0) unfound.Add(i);
        }
        return new TensorMatches(matches.ToImmutable(), comparable, Unseen(suspect, matches, unfound));
    }

    /// <summary>Whether two models that are built alike are alike at the same places, all taken together.</summary>
    private static bool IsAlikeAllOver(HeritagePrint suspect, HeritagePrint other)
    {
        if (suspect.Tensors.Length != other.Tensors.Length) return false;
        double weighed = 0, elements = 0, z = 0;
        for (int i = 0; i < suspect.Tensors.Length; i++)
        {
            TensorPrint mine = suspect.Tensors[i], theirs = other.Tensors[i];
            if (!mine.Axes.AsSpan().SequenceEqual(theirs.Axes.AsSpan())) return false;
            (double cosine, int sums) = Likeness.Compare(mine, theirs);
            weighed += cosine * mine.Elements;
            elements += mine.Elements;
            z += cosine * Math.Sqrt(sums);
        }
        return weighed >= LeastMean * elements && z >= LeastPooled * Math.Sqrt(suspect.Tensors.Length);
    }

    private static ImmutableArray<(int Index, ProfileLikeness.Profiled Profiles)> Profiled(HeritagePrint print) =>
        [.. from i in Enumerable.Range(0, print.Tensors.Length) let profiles = ProfileLikeness.Of(print.Tensors[i]) where profiles is not null select (i, profiles)];

    /// <summary>Where tensors were found in another order, those that wouldn't have been if theirs was changed as far.</summary>
    private static ImmutableArray<int> Unseen(HeritagePrint suspect, IEnumerable<TensorMatch> matches, List<int> unfound)
    {
        bool isReordered = matches.Any(match => match.Kind == MatchKind.Profiles);
        if (!isReordered && matches.All(match => match.Kind != MatchKind.Permuted)) return [];
        return [.. unfound.Where(i => suspect.Tensors[i] is var tensor && tensor.FirstProfiles.IsEmpty && tensor.LastProfiles.IsEmpty && (isReordered || tensor.Rows.IsEmpty && tensor.Columns.IsEmpty))];
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
            // All signs of a tensor can be turned around, where what follows takes that back. The threshold is asked last: strangers, who are most, hardly ever come so far.
            if (Math.Abs(cosine) < Math.Abs(best.Cosine) || Math.Abs(cosine) < thresholds.Of(sums)) continue;
            // Of equal ones the one at the same place in the order.
            if (Math.Abs(cosine) > Math.Abs(best.Cosine) || Math.Abs(cosine) == Math.Abs(best.Cosine) && candidate == index) best = (candidate, cosine);
        }
        return best.Best >= 0 ? Of(MatchKind.Sketch, best.Best, best.Cosine) : null;

        TensorMatch Of(MatchKind kind, int candidate, double similarity)
        {
            (int agreeing, int signs) = Likeness.Signs(tensor, other.Tensors[candidate]);
            return new TensorMatch(index, candidate, kind, similarity, similarity < 0 ? signs - agreeing : agreeing, signs, candidates.Length, 1);
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

    /// <summary>Of any shape: a tensor that was flattened, cut or padded has profiles like the whole one's.</summary>
    private static TensorMatch? ByProfiles(HeritagePrint suspect, int index, ImmutableArray<(int Index, ProfileLikeness.Profiled Profiles)> others)
    {
        if (others.IsEmpty || ProfileLikeness.Of(suspect.Tensors[index]) is not { } mine) return null;
        TensorMatch? best = null;
        foreach ((int candidate, ProfileLikeness.Profiled theirs) in others)
        {
            if (ProfileLikeness.Compare(mine, theirs) is not var (found, slices)) continue;
            double share = (double)found / slices;
            if (share < LeastProfileShare || Binomial.Log10AtLeast(found, slices, Likeness.ProfileChance) > ProfileSurety) continue;
            if (share > (best?.Similarity ?? 0)) best = new TensorMatch(index, candidate, MatchKind.Profiles, share, found, slices, others.Length, 1);
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

    /// <summary>Lengths in ascending order, as a key.</summary>
    public static string Shape(TensorPrint tensor) => string.Join('x', tensor.Axes.Order());
}

/// <summary>What the prints of two models have in common.</summary>
/// <param name="Found">Inherited tensors, in the suspect's order.</param>
/// <param name="Comparable">Indices of the suspect's tensors for which the other has one of the same lengths.</param>
/// <param name="Unseen">Where some were found in another order only, those of the others whose prints couldn't show that.</param>
internal sealed record TensorMatches(ImmutableArray<TensorMatch> Found, ImmutableArray<int> Comparable, ImmutableArray<int> Unseen);
