namespace ModelDeed.Heritage;

/// <summary>Tails of binomial distributions, as decimal logarithms: the numbers themselves would be zero.</summary>
internal static class Binomial
{
    /// <summary>The decimal logarithm of the chance that at least so many of so many trials succeed.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">Trials.</param>
    /// <param name="chance">Of one trial, over 0 and under 1.</param>
    /// <returns>0 or less.</returns>
    public static double Log10AtLeast(long successes, long trials, double chance)
    {
        if (successes <= 0) return 0;
        double odds = chance / (1 - chance), term = 1, sum = 1;
        // Terms fall by a factor below one as soon as they are past the mean; before it, the tail is nearly everything.
        for (long k = successes; k < trials; k++)
        {
            term *= odds * (trials - k) / (k + 1);
            if (!double.IsFinite(sum + term)) return 0;
            sum += term;
            if (term < sum * 1e-17) break;
        }
        double first = LogChoose(trials, successes) + successes * Math.Log(chance) + (trials - successes) * Math.Log(1 - chance);
        return Math.Min(0, (first + Math.Log(sum)) / Math.Log(10));
    }

    /// <summary>The decimal logarithm of the ways to choose some of several things.</summary>
    public static double Log10Choose(long n, long k) => LogChoose(n, k) / Math.Log(10);

    private static double LogChoose(long n, long k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    /// <summary>Stirling's series: right to 1e-12 from 16 on (Abramowitz and Stegun, 6.1.41).</summary>
    private static double LogFactorial(long n)
    {
        const long Small = 16;
        if (n < Small)
        {
            double product = 1;
            for (long i = 2; i <= n; i++) product *= i;
            return Math.Log(product);
        }
        double x = n + 1.0, inverse = 1 / (x * x);
        double series = (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / x;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series;
    }
}
