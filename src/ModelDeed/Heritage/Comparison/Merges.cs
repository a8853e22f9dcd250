using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>How much of each parent is in a weighted sum of models: the sketches are linear, so they add up as the weights do.</summary>
public static class Merges
{
    /// <summary>Parents that are considered together.</summary>
    public const int MostParents = 8;

    private const int Rounds = 2000;

    /// <summary>The parents' proportions by non-negative least squares over the sketches of the tensors that all of them have.</summary>
    /// <param name="suspect">The child's print.</param>
    /// <param name="parents">The parents' prints under the same seed, at most <see cref="MostParents"/>.</param>
    /// <returns>A factor for each parent, 0 or more; all 0 when there is nothing to compare. They add up to about 1 for an average.</returns>
    public static ImmutableArray<double> Proportions(HeritagePrint suspect, ImmutableArray<HeritagePrint> parents)
    {
        if (parents.Length > MostParents) throw new ArgumentOutOfRangeException(nameof(parents), parents.Length, $"{MostParents} parents are the most.");
        var products = new double[parents.Length, parents.Length];
        var target = new double[parents.Length];
        ImmutableArray<Dictionary<int, int>> aligned = [.. parents.Select(parent => TensorMatcher.Match(suspect, parent, SharedTensors.Shipped.Weight, out _)
            .Where(match => match.Kind is MatchKind.Identical or MatchKind.Sketch && match.Weight > 0).ToDictionary(match => match.Suspect, match => match.Other))];
        for (int i = 0; i < suspect.Tensors.Length; i++)
        {
            if (!aligned.All(map => map.ContainsKey(i))) continue;
            int buckets = parents.Select((parent, p) => parent.Tensors[aligned[p][i]].Sketch.Length).Append(suspect.Tensors[i].Sketch.Length).Min();
            double[] child = Values(suspect.Tensors[i], buckets);
            double[][] sources = [.. parents.Select((parent, p) => Values(parent.Tensors[aligned[p][i]], buckets))];
            // Each tensor counts by its elements' number and not by its scale.
            double norm = Product(child, child);
            double weight = norm > 0 ? suspect.Tensors[i].Elements / norm : 0;
            for (int a = 0; a < sources.Length; a++)
            {
                target[a] += weight * Product(child, sources[a]);
                for (int b = 0; b < sources.Length; b++) products[a, b] += weight * Product(sources[a], sources[b]);
            }
        }
        return Solve(products, target);
    }

    /// <summary>Coordinate descent: each factor in turn gets its best value that isn't negative.</summary>
    private static ImmutableArray<double> Solve(double[,] products, double[] target)
    {
        var factors = new double[target.Length];
        for (int round = 0; round < Rounds; round++)
        {
            for (int a = 0; a < factors.Length; a++)
            {
                if (products[a, a] <= 0) continue;
                double rest = target[a];
                for (int b = 0; b < factors.Length; b++)
                {
                    if (b != a) rest -= products[a, b] * factors[b];
                }
                factors[a] = Math.Max(0, rest / products[a, a]);
            }
        }
        return [.. factors];
    }

    private static double[] Values(TensorPrint tensor, int buckets)
    {
        var values = new double[buckets];
        for (int i = 0; i < tensor.Sketch.Length; i++) values[i % buckets] += (double)tensor.Scale * tensor.Sketch[i];
        return values;
    }

    private static double Product(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
