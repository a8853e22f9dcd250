using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Pairs tensors whose names tell nothing, by shape and by what their beginnings hold.</summary>
internal static class ContentPairing
{
    /// <summary>Most faulty blocks in the first piece of a tensor that is still taken for the one.</summary>
    private const double MostFaulty = 0.1;

    // Beginnings are compared pair by pair: beyond so many it would take longer than judging all.
    private const int MostComparisons = 5_000;

    /// <summary>The pairs found, and what is left.</summary>
    public static List<TensorPair> Pair(
        ModelContent child, ModelContent parent, IReadOnlyList<Tensor> left, IReadOnlyCollection<TensorPair> named, PairJudge judge, out List<Tensor> missing, CancellationToken ct)
    {
        HashSet<string> taken = [.. named.SelectMany(pair => pair.Parents).Select(tensor => tensor.Name)];
        ILookup<string, Tensor> byShape = parent.Tensors.Where(tensor => !taken.Contains(tensor.Name) && ValueType.Find(tensor.DType) is not null).ToLookup(Shape, StringComparer.Ordinal);
        AffineNames affines = child.Affines;
        List<TensorPair> pairs = [];
        missing = [];
        int comparisons = 0;
        foreach (Tensor tensor in left)
        {
            (TensorPair? Pair, double Faulty) best = (null, MostFaulty);
            foreach (Tensor candidate in byShape[Shape(tensor)].Where(candidate => !taken.Contains(candidate.Name)))
            {
                if (++comparisons > MostComparisons) break;
                TensorPair pair = new(tensor, [candidate], IsHeads: false, affines.Of(tensor));
                double? faulty = candidate.DType == tensor.DType && child.Digest(tensor) == parent.Digest(candidate) ? -1 : judge.Probe(pair, ct);
                if (faulty < best.Faulty) best = (pair, faulty.Value);
                if (faulty < 0) break;
            }
            if (best.Pair is null) missing.Add(tensor);
            else pairs.Add(best.Pair);
            if (best.Pair is not null) taken.Add(best.Pair.Parents[0].Name);
        }
        return pairs;
    }

    // Axes of one element make no difference.
    private static string Shape(Tensor tensor) => string.Join('x', tensor.Shape.Where(length => length != 1));
}
