namespace ModelDeed.Heritage;

/// <summary>
/// How alike the slices of strangers become when they are ordered for the largest likeness, so that what is found isn't called descent for that alone. Two things make them
/// alike: so many slices in so few directions, and kinds of units that every network of its sort has (edges, dead units), which are as alike within one network.
/// </summary>
internal static class Strangers
{
    // Of the slices: strangers' halves never agreed in half of them.
    private const double Certain = 0.9;

    /// <summary>
    /// The mean cosine that strangers may reach, 0 to 1: that of a slice with the nearest of its own network, which is what kinds of units make; or what chance allows, if that is larger
    /// and it isn't refuted by nine tenths of the slices, for which two halves that know nothing of each other name the same counterpart.
    /// </summary>
    /// <param name="suspect">Sketches of the suspect's slices.</param>
    /// <param name="other">Of the other's.</param>
    /// <param name="columns">Length of the other axis, when it was ordered too; else 1.</param>
    /// <param name="agreeing">Share of the slices for which both halves name the same, 0 to 1.</param>
    /// <param name="ct">Ends it within a row.</param>
    public static double Reach(RowSketches suspect, RowSketches other, int columns, double agreeing, CancellationToken ct)
    {
        (double nearestOwn, double directionsOwn) = Within(suspect, ct);
        (double nearest, double directions) = Within(other, ct);
        double byKind = Math.Max(nearest, nearestOwn);
        return Math.Clamp(agreeing >= Certain ? byKind : Math.Max(byKind, ByChance(other.Count, columns, Math.Min(directions, directionsOwn) - 1)), 0, 1);
    }

    /// <summary>
    /// The cosine that the best of all orders of rows and columns reaches by chance: √(1 − (n! m!)^(−2/(n (D−1)))) for n! m! orders of n rows in D directions, as for random codes, where
    /// so many tries bring one so near.
    /// </summary>
    /// <param name="rows">Rows that are ordered.</param>
    /// <param name="columns">Columns that are ordered; 1 for none.</param>
    /// <param name="directions">Directions in which a row may point, less one.</param>
    public static double ByChance(int rows, int columns, double directions) =>
        Math.Sqrt(1 - Math.Exp(-2 * (LogFactorial(rows) + LogFactorial(columns)) / (rows * Math.Max(1, directions))));

    /// <summary>Mean cosine of a slice with the nearest other one of its network, and how many directions they take: one over the mean square of their cosines.</summary>
    private static (double Nearest, double Directions) Within(RowSketches slices, CancellationToken ct)
    {
        int count = slices.Count;
        if (count < 2) return (0, 1);
        float[] cosines = slices.Cosines(slices, 2, ct);
        double nearest = 0, squares = 0;
        for (int i = 0; i < count; i++)
        {
            double most = 0;
            for (int j = 0; j < count; j++)
            {
                if (i == j) continue;
                double cosine = cosines[i * count + j];
                squares += cosine * cosine;
                // The same slice twice tells nothing of kinds.
                if (cosine < 0.9999) most = Math.Max(most, cosine);
            }
            nearest += most;
        }
        // Sketches scatter by themselves where rows are longer.
        double noise = slices.Length > 2 * RowSketches.Size ? 0.5 / RowSketches.Size : 0;
        double square = Math.Max(squares / ((double)count * (count - 1)) - noise, 1.0 / slices.Length);
        return (nearest / count, 1 / square);
    }

    private static double LogFactorial(int n)
    {
        double log = 0;
        for (int i = 2; i <= n; i++) log += Math.Log(i);
        return log;
    }
}
