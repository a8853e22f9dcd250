namespace ModelDeed.Heritage;

/// <summary>The order of a matrix's rows against another's, given one of the columns.</summary>
/// <param name="Given">Order of the columns; null for as they stand.</param>
/// <param name="Likeness">Mean over the rows of the largest cosine with a row of the other, by the first half of the columns alone.</param>
internal sealed record AxisSolution(int[]? Given, double Likeness)
{
    // Cosines of unrelated rows reach 0.4 among thousands.
    internal const double LeastCosine = 0.5;

    /// <summary>Order of the rows: the i-th of the other's is the suspect's at this index; null for as they stand. Where it is unsolved, only the best there is.</summary>
    public int[]? Order { get; private init; }

    /// <summary>Whether an order was found.</summary>
    public bool IsSolved { get; private init; }

    /// <summary>Rows tested.</summary>
    public int Tested { get; private init; }

    /// <summary>Rows for which both halves name the same counterpart.</summary>
    public int Agreeing { get; private init; }

    /// <summary>log10 of the probability of so many by chance.</summary>
    public double Log10P { get; private init; }

    /// <summary>Mean cosine that strangers may reach.</summary>
    public double Reach { get; private init; }

    /// <summary>The order of the columns under which the rows are most alike.</summary>
    public static AxisSolution Best(ChannelMatrix suspect, ChannelMatrix other, int[]?[] given, ulong seed, CancellationToken ct)
    {
        AxisSolution best = new(null, double.NegativeInfinity);
        int[] rows = Chosen(other.Rows, seed);
        RowSketches others = new(other, rows, null, seed);
        foreach (int[]? columns in given)
        {
            float[] cosines = others.Cosines(new RowSketches(suspect, rows, columns, seed), 0, ct);
            double sum = 0;
            for (int i = 0; i < rows.Length; i++)
            {
                float largest = -1;
                foreach (float cosine in cosines.AsSpan(i * rows.Length, rows.Length)) largest = Math.Max(largest, cosine);
                sum += largest;
            }
            if (sum / rows.Length > best.Likeness) best = new AxisSolution(columns, sum / rows.Length);
        }
        return best;
    }

    /// <summary>Finds the order of the rows, and tests it: one half of the columns against the other.</summary>
    public AxisSolution Solve(ChannelMatrix suspect, ChannelMatrix other, ulong seed, CancellationToken ct)
    {
        int[] rows = Chosen(other.Rows, seed);
        RowSketches others = new(other, rows, null, seed), own = new(suspect, rows, Given, seed);
        int[] first = Assignment.Best(others.Cosines(own, 0, ct), rows.Length, ct), second = Assignment.Best(others.Cosines(own, 1, ct), rows.Length, ct);
        int agreeing = first.Zip(second).Count(pair => pair.First == pair.Second);
        float[] cosines = others.Cosines(own, 2, ct);
        int[] both = Assignment.Best(cosines, rows.Length, ct);
        double mean = both.Select((column, row) => (double)cosines[row * rows.Length + column]).Average();
        // Equal rows may stand for one another: an order that is no better than the one in which they stand is none.
        bool same = Enumerable.Range(0, rows.Length).Average(row => (double)cosines[row * rows.Length + row]) >= mean - 1e-3;
        // Of a longer axis than is assigned, only the order in which it stands can be told.
        bool solved = mean >= LeastCosine && (same || rows.Length == other.Rows);
        return this with
        {
            Order = !same && rows.Length == other.Rows ? both : null,
            IsSolved = solved,
            Tested = rows.Length,
            Agreeing = agreeing,
            Reach = Strangers.Reach(own, others, 1, (double)agreeing / rows.Length, ct),
            Log10P = FixedPoints.Log10AtLeast(agreeing, rows.Length),
        };
    }

    private static int[] Chosen(int rows, ulong seed)
    {
        if (rows <= Arbitration.MostSlices) return [.. Enumerable.Range(0, rows)];
        // Evenly spread, from a place that the seed chooses.
        int stride = rows / (Arbitration.MostSlices / 2), from = (int)(seed % (ulong)stride);
        return [.. Enumerable.Range(0, Arbitration.MostSlices / 2).Select(i => from + i * stride)];
    }
}
