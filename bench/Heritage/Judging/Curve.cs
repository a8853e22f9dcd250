namespace ModelDeed.Bench.Heritage;

/// <summary>Receiver operating characteristics of a score.</summary>
internal static class Curve
{
    /// <summary>Chance that a relative scores higher than a stranger, ties by half (Mann and Whitney).</summary>
    public static double Area(IReadOnlyCollection<double> relatives, IReadOnlyCollection<double> strangers)
    {
        double[] sorted = [.. strangers.Order()];
        double sum = 0;
        foreach (double score in relatives)
        {
            int below = Below(sorted, score), upTo = below;
            while (upTo < sorted.Length && sorted[upTo] == score) upTo++;
            sum += below + (upTo - below) / 2.0;
        }
        return sum / relatives.Count / strangers.Count;
    }

    /// <summary>The score that so many of the strangers exceed at most.</summary>
    public static double Threshold(IEnumerable<double> strangers, double falsePositives)
    {
        double[] sorted = [.. strangers.OrderDescending()];
        return sorted[Math.Min(sorted.Length - 1, (int)(falsePositives * sorted.Length))];
    }

    public static double Above(IReadOnlyCollection<double> scores, double threshold) => (double)scores.Count(score => score > threshold) / scores.Count;

    /// <summary>False and true positives at every threshold.</summary>
    public static List<(double False, double True)> Points(IReadOnlyCollection<double> relatives, IReadOnlyCollection<double> strangers)
    {
        List<(double, double)> points = [(0, 0)];
        foreach (double threshold in relatives.Concat(strangers).Distinct().OrderDescending())
            points.Add((strangers.Count(score => score >= threshold) / (double)strangers.Count, relatives.Count(score => score >= threshold) / (double)relatives.Count));
        return points;
    }

    private static int Below(double[] sorted, double score)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < score) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
