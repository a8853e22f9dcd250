namespace ModelDeed.Heritage;

/// <summary>How likely a random permutation has so many fixed points.</summary>
internal static class FixedPoints
{
    /// <summary>log10 of the probability that a uniformly random permutation of <paramref name="size"/> things leaves <paramref name="points"/> or more in place: exact up to rounding.</summary>
    /// <remarks>P(exactly j) = D(n - j) / (j! (n - j)!), D being the derangements: sum over i of (-1)^i / i!, i from 0 to n - j, over j!.</remarks>
    public static double Log10AtLeast(int points, int size)
    {
        if (points <= 0) return 0;
        double sum = 0, scale = 1;
        // Terms over 1/points!: each is smaller than the one before by a factor of its j.
        for (int j = points; j <= size && scale > 1e-18; j++)
        {
            if (j > points) scale /= j;
            sum += scale * Deranged(size - j);
        }
        return Math.Min(0, Math.Log10(sum) - Log10Factorial(points));
    }

    // Share of the permutations of so many things without a fixed point.
    private static double Deranged(int size)
    {
        double sum = 0, term = 1;
        for (int i = 0; i <= size && Math.Abs(term) > 1e-20; i++)
        {
            sum += term;
            term /= -(i + 1);
        }
        return sum;
    }

    private static double Log10Factorial(int n)
    {
        double log = 0;
        for (int i = 2; i <= n; i++) log += Math.Log10(i);
        return log;
    }
}
