namespace ModelDeed.Heritage;

/// <summary>
/// A first order of a matrix's rows when that of its columns isn't known: by quantiles of each row's values, which no order of the columns changes. Right for most rows of
/// a copy, for some of a changed one; <see cref="JointOrder"/> makes the rest of it.
/// </summary>
internal static class RowProfiles
{
    /// <summary>Quantiles of a row for each place of the window, at most.</summary>
    public const int MostQuantiles = 24;

    // A window of more places is taken as one.
    private const int MostWindow = 9;

    /// <summary>For each row of the other the suspect's whose figures are nearest, all together.</summary>
    /// <param name="suspect">The suspect.</param>
    /// <param name="other">The other, of the same shape.</param>
    /// <param name="ct">Ends it within a row.</param>
    public static int[] Match(ChannelMatrix suspect, ChannelMatrix other, CancellationToken ct)
    {
        float[][] own = Figures(suspect, ct), its = Figures(other, ct);
        var likeness = new float[other.Rows * other.Rows];
        Parallel.For(0, other.Rows, new ParallelOptions { CancellationToken = ct }, i =>
        {
            for (int j = 0; j < other.Rows; j++)
            {
                float distance = 0;
                for (int k = 0; k < its[i].Length; k++) distance += (its[i][k] - own[j][k]) * (its[i][k] - own[j][k]);
                likeness[i * other.Rows + j] = -distance;
            }
        });
        return Assignment.Best(likeness, other.Rows, ct);
    }

    /// <summary>Quantiles of each row, each less its mean over the rows and over its deviation.</summary>
    private static float[][] Figures(ChannelMatrix matrix, CancellationToken ct)
    {
        int places = matrix.Window <= MostWindow ? matrix.Window : 1, values = matrix.Columns * matrix.Window / places, quantiles = Math.Min(MostQuantiles, values);
        var figures = new float[matrix.Rows][];
        Parallel.For(0, matrix.Rows, new ParallelOptions { CancellationToken = ct }, row =>
        {
            ReadOnlySpan<float> from = matrix.Values.AsSpan(row * matrix.Columns * matrix.Window, matrix.Columns * matrix.Window);
            var sorted = new float[values];
            figures[row] = new float[places * quantiles];
            for (int place = 0; place < places; place++)
            {
                for (int i = 0; i < values; i++) sorted[i] = from[i * places + place];
                Array.Sort(sorted);
                // The ends with them: they tell most.
                for (int k = 0; k < quantiles; k++) figures[row][place * quantiles + k] = sorted[quantiles == 1 ? 0 : (int)((long)k * (values - 1) / (quantiles - 1))];
            }
        });
        for (int figure = 0; figure < places * quantiles; figure++)
        {
            double mean = figures.Average(row => (double)row[figure]), variance = figures.Average(row => Math.Pow(row[figure] - mean, 2));
            double scale = variance > 0 && double.IsFinite(variance) ? 1 / Math.Sqrt(variance) : 0;
            foreach (float[] row in figures) row[figure] = scale == 0 ? 0 : (float)((row[figure] - mean) * scale);
        }
        return figures;
    }
}
