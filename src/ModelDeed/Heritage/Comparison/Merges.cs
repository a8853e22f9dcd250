using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>In what proportions models were added up to make another.</summary>
/// <param name="Proportions">One per parent, in their order, 0 or more: the weight of its tensors in the sum. Weights that add up to about 1 are a merge's.</param>
/// <param name="Errors">Standard error of each: parents that are nearly the same can't be told apart, and then it is large.</param>
/// <param name="Explained">Share of the suspect's sketches that the weighted sum gives again, 0 to 1. Little of it: parents are missing, or these aren't the parents.</param>
/// <param name="Tensors">Tensors that were compared.</param>
public sealed record MergeProportions(ImmutableArray<double> Proportions, ImmutableArray<double> Errors, double Explained, int Tensors);

/// <summary>Recognizes merges: sketches are linear, so that the sketch of a weighted sum of models is the weighted sum of their sketches.</summary>
public static class Merges
{
    /// <summary>Parents that are considered together.</summary>
    public const int MostParents = 8;

    // Less that one parent leaves unexplained is what training adds; another that explains less than a third of the rest is no parent; proportions with larger errors say nothing.
    // Two children give half of what their parent has beside one of them; a sum's parts give all of it but what rounding took.
    private const double LeastRest = 0.01, LeastTaken = 1.0 / 3, MostLeft = 0.25, MostError = 0.1, Sure = 3;

    /// <summary>The proportions of a merge, when it is one; else none. A parent is added to the first only while it explains much of what those before it leave,
    /// so that of the first's own relatives none takes its place.</summary>
    /// <param name="suspect">The model in question.</param>
    /// <param name="parents">Models that it is related to, the closest first, at most <see cref="MostParents"/>.</param>
    /// <returns>One per parent, 0 for those that have no part in it; or none.</returns>
    /// <exception cref="HeritageException">As <see cref="Of"/>.</exception>
    public static ImmutableArray<double> Mixture(HeritagePrint suspect, IReadOnlyList<HeritagePrint> parents)
    {
        if (parents.Count < 2) return [];
        List<int> chosen = [0];
        MergeProportions best = Of(suspect, [parents[0]]);
        double rest = 1 - best.Explained;
        while (chosen.Count < parents.Count && 1 - best.Explained >= LeastRest)
        {
            (int Parent, MergeProportions Sum) next = Enumerable.Range(0, parents.Count).Except(chosen)
                .Select(parent => (parent, Of(suspect, [.. chosen.Append(parent).Select(one => parents[one])]))).MaxBy(one => one.Item2.Explained);
            if (1 - next.Sum.Explained > (1 - LeastTaken) * (1 - best.Explained)) break;
            chosen.Add(next.Parent);
            best = next.Sum;
        }
        if (chosen.Count < 2 || 1 - best.Explained > MostLeft * rest || Enumerable.Range(0, chosen.Count).Any(i => best.Errors[i] > MostError || best.Proportions[i] < Sure * best.Errors[i])) return [];
        return [.. Enumerable.Range(0, parents.Count).Select(parent => chosen.IndexOf(parent) is >= 0 and int at ? best.Proportions[at] : 0)];
    }

    /// <summary>The proportions of parents in a suspect, by non-negative least squares on the sketches of the tensors that they have in common.</summary>
    /// <param name="suspect">The model in question.</param>
    /// <param name="parents">One or more, at most <see cref="MostParents"/>, none of them twice.</param>
    /// <exception cref="HeritageException">There is no parent, there are too many, or prints are of different seeds.</exception>
    /// <remarks>Steps of the sketches are rounded; what that adds to the squares is taken away again, or else near relatives would always seem to have equal parts.</remarks>
    public static MergeProportions Of(HeritagePrint suspect, IReadOnlyList<HeritagePrint> parents)
    {
        if (parents.Count is 0 or > MostParents) throw new HeritageException($"A merge is looked for among 1 to {MostParents} parents, not {parents.Count}.");
        if (parents.Any(parent => parent.Seed != suspect.Seed)) throw new HeritageException("The prints are of different seeds: make all under one.");
        var equations = new MergeEquations(parents.Count);
        int?[][] partners = [.. parents.Select(parent => Partners(suspect, parent))];
        for (int t = 0; t < suspect.Tensors.Length; t++)
        {
            TensorPrint tensor = suspect.Tensors[t];
            TensorPrint?[] theirs = [.. parents.Select((parent, p) => partners[p][t] is { } at ? parent.Tensors[at] : null)];
            if (!tensor.IsBlank && theirs.Any(one => one is not null)) equations.Add(tensor, theirs);
        }
        return equations.Solve();
    }

    /// <summary>For each of the suspect's tensors the parent's that it came from: the one that it is like, else the one at its place where the models are built alike.</summary>
    private static int?[] Partners(HeritagePrint suspect, HeritagePrint parent)
    {
        var partners = new int?[suspect.Tensors.Length];
        bool isAlike = suspect.Tensors.Length == parent.Tensors.Length;
        for (int i = 0; isAlike && i < partners.Length; i++)
        {
            TensorPrint mine = suspect.Tensors[i], theirs = parent.Tensors[i];
            if (!theirs.IsBlank && mine.Axes.Order().SequenceEqual(theirs.Axes.Order())) partners[i] = i;
        }
        foreach (TensorMatch match in TensorMatcher.Match(suspect, parent, SharedTensors.Shipped.Weight).Found)
        {
            if (match.Kind is MatchKind.Identical or MatchKind.Sketch) partners[match.Suspect] = match.Other;
        }
        return partners;
    }
}

/// <summary>The normal equations of a merge, every tensor weighed by its elements whatever its scale.</summary>
internal sealed class MergeEquations(int parents)
{
    private readonly double[,] _squares = new double[parents, parents], _noise = new double[parents, parents];
    private readonly double[] _products = new double[parents], _roundings = new double[parents];
    private double _whole, _rounding;
    private int _tensors;

    /// <summary>Adds a tensor with the parents' that it came from.</summary>
    public void Add(TensorPrint tensor, TensorPrint?[] parents)
    {
        int buckets = parents.Aggregate(tensor.Sketch.Length, (least, parent) => Math.Min(least, parent?.Sketch.Length ?? least));
        double[] mine = Sums(tensor, buckets);
        double energy = Dot(mine, mine);
        if (energy == 0) return;
        double weight = tensor.Elements / energy;
        double[]?[] theirs = [.. parents.Select(parent => parent is null ? null : Sums(parent, buckets))];
        // Proportions of a merge add up to one, so their squares to one at most.
        double widest = parents.Max(parent => parent?.Scale ?? 0), variance = ((double)tensor.Scale * tensor.Scale + widest * widest) / 12;
        for (int p = 0; p < parents.Length; p++)
        {
            if (theirs[p] is not { } left) continue;
            _products[p] += weight * Dot(mine, left);
            _roundings[p] += weight * RoundingOf(parents[p]!);
            for (int q = 0; q < parents.Length; q++)
            {
                if (theirs[q] is not { } right) continue;
                double product = Dot(left, right);
                _squares[p, q] += weight * (product - (p == q ? RoundingOf(parents[p]!) : 0));
                _noise[p, q] += weight * weight * variance * product;
            }
        }
        _whole += weight * energy;
        _rounding += weight * RoundingOf(tensor);
        _tensors++;
    }

    /// <summary>The proportions.</summary>
    public MergeProportions Solve()
    {
        double[] weights = NonNegative.Solve(_squares, _products);
        double explained = 0, rounding = _rounding;
        for (int p = 0; p < weights.Length; p++)
        {
            explained += 2 * weights[p] * _products[p];
            rounding += weights[p] * weights[p] * _roundings[p];
            for (int q = 0; q < weights.Length; q++) explained -= weights[p] * weights[q] * _squares[p, q];
        }
        double whole = _whole - _rounding, unexplained = Math.Max(1, (whole - explained) / Math.Max(rounding, double.Epsilon));
        return new MergeProportions([.. weights], [.. Errors(unexplained)], whole > 0 ? Math.Clamp(explained / whole, 0, 1) : 0, _tensors);
    }

    /// <summary>Square roots of the diagonal of squares⁻¹ · noise · squares⁻¹. Infinite where the squares say nothing.</summary>
    /// <param name="factor">Noise over that of rounding.</param>
    private IEnumerable<double> Errors(double factor)
    {
        int[] all = [.. Enumerable.Range(0, _products.Length)];
        foreach (int p in all)
        {
            double[] row = NonNegative.Linear(_squares, [.. all.Select(q => q == p ? 1.0 : 0)], all);
            double variance = factor * all.Sum(i => all.Sum(j => row[i] * _noise[i, j] * row[j]));
            yield return row[p] > 0 && variance > 0 ? Math.Sqrt(variance) : double.PositiveInfinity;
        }
    }

    private static double RoundingOf(TensorPrint tensor) => Likeness.Rounding(tensor) * tensor.Scale * tensor.Scale;

    private static double[] Sums(TensorPrint tensor, int buckets)
    {
        var sums = new double[buckets];
        for (int i = 0; i < tensor.Sketch.Length; i++) sums[i % buckets] += (double)tensor.Scale * tensor.Sketch[i];
        return sums;
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}

/// <summary>Least squares with weights that can't be negative (Lawson and Hanson, Solving Least Squares Problems, chapter 23), from the normal equations.</summary>
internal static class NonNegative
{
    // Less than this share of a product is rounding.
    private const double Small = 1e-10;

    /// <summary>The weights w, 0 or more, for which wᵀ·squares·w − 2·wᵀ·products is least.</summary>
    /// <param name="squares">Symmetric.</param>
    /// <param name="products">As many as there are rows.</param>
    public static double[] Solve(double[,] squares, double[] products)
    {
        int count = products.Length;
        var weights = new double[count];
        HashSet<int> used = [];
        // Every round adds one unknown or ends; three rounds each are more than it ever takes.
        for (int round = 0; round < 3 * count; round++)
        {
            int best = -1;
            double steepest = 0;
            for (int i = 0; i < count; i++)
            {
                double slope = products[i] - Enumerable.Range(0, count).Sum(j => squares[i, j] * weights[j]);
                if (used.Contains(i) || squares[i, i] <= 0 || slope <= Small * Math.Abs(products[i]) || slope <= steepest) continue;
                (best, steepest) = (i, slope);
            }
            if (best < 0) break;
            used.Add(best);
            weights = Settle(squares, products, weights, used);
        }
        return weights;
    }

    /// <summary>Goes towards the solution of the used unknowns, and drops those that reach zero on the way.</summary>
    private static double[] Settle(double[,] squares, double[] products, double[] weights, HashSet<int> used)
    {
        while (used.Count > 0)
        {
            int[] active = [.. used.Order()];
            double[] solved = Linear(squares, products, active);
            if (active.Select((_, i) => solved[i]).All(value => value > 0))
            {
                weights = new double[weights.Length];
                for (int i = 0; i < active.Length; i++) weights[active[i]] = solved[i];
                return weights;
            }
            double step = active.Select((unknown, i) => solved[i] > 0 ? 1 : weights[unknown] / (weights[unknown] - solved[i])).Where(double.IsFinite).DefaultIfEmpty(0).Min();
            for (int i = 0; i < active.Length; i++) weights[active[i]] += step * (solved[i] - weights[active[i]]);
            used.RemoveWhere(unknown => weights[unknown] <= 1e-12);
        }
        return new double[weights.Length];
    }

    /// <summary>Gauss's elimination with pivots; an unknown that the others determine already is zero.</summary>
    public static double[] Linear(double[,] squares, double[] products, int[] active)
    {
        int n = active.Length;
        var matrix = new double[n, n + 1];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) matrix[i, j] = squares[active[i], active[j]];
            matrix[i, n] = products[active[i]];
        }
        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(matrix[row, column]));
            if (Math.Abs(matrix[pivot, column]) <= Small * Math.Abs(squares[active[column], active[column]])) continue;
            for (int j = 0; j <= n; j++) (matrix[column, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[column, j]);
            for (int row = 0; row < n; row++)
            {
                double factor = row == column ? 0 : matrix[row, column] / matrix[column, column];
                for (int j = column; factor != 0 && j <= n; j++) matrix[row, j] -= factor * matrix[column, j];
            }
        }
        return [.. Enumerable.Range(0, n).Select(i => matrix[i, i] == 0 ? 0 : matrix[i, n] / matrix[i, i])];
    }
}
