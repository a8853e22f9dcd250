namespace ModelDeed.Heritage;

/// <summary>Orders of both axes of a matrix, each found by the other's.</summary>
/// <param name="Rows">The i-th row of the other's is the suspect's at this index.</param>
/// <param name="Columns">Likewise for the columns.</param>
/// <param name="Likeness">Mean cosine of the slices that were assigned last, by their sketches.</param>
internal sealed record JointOrder(int[] Rows, int[] Columns, double Likeness)
{
    /// <summary>Longest axis that is ordered so: each round assigns both axes anew.</summary>
    public const int MostSlices = 2048;

    // Fewer columns don't tell rows from one another by their values' quantiles, nor by half of them.
    private const int FewestSlices = 8;

    // Strangers climb too, by little steps and not far: it isn't worth the time.
    private const int MostRounds = 16;

    private const double Weak = 0.5, LeastGain = 0.01;

    /// <summary>Slices for which both halves name the same counterpart, of how many; 0 of 0 when the orders weren't tested by halves.</summary>
    public (int Agreeing, int Tested) Test { get; private init; }

    /// <summary>Finds the orders of both axes, nothing being known, and tests that of the rows; null where the shape is too small or too long for it, or nothing comes of it.</summary>
    /// <remarks>
    /// The columns' first order comes of figures that no order of rows changes. Then the columns are split, and each half is improved by itself: rows by these columns,
    /// these columns by the rows, and again. So neither half knows of the rows' order that the other finds.
    /// </remarks>
    public static JointOrder? Find(ChannelMatrix suspect, ChannelMatrix other, ChannelMatrix turnedSuspect, ChannelMatrix turnedOther, ulong seed, CancellationToken ct)
    {
        if (!Fits(other)) return null;
        int[] columns = RowProfiles.Match(turnedSuspect, turnedOther, ct);
        int[][] halves = Halves(other.Columns, seed);
        JointOrder first = Half(0);
        if (first.Likeness <= Strangers.ByChance(other.Rows, halves[0].Length, halves[0].Length * other.Window - 1)) return null;
        JointOrder second = Half(1);
        int agreeing = first.Rows.Zip(second.Rows).Count(pair => pair.First == pair.Second);
        (int[] byRows, _) = Assigned(All(turnedSuspect, first.Rows, seed), All(turnedOther, null, seed), ct);
        return Alternate(suspect, other, turnedSuspect, turnedOther, byRows, seed, ct) with { Test = (agreeing, other.Rows) };

        JointOrder Half(int which)
        {
            ChannelMatrix own = suspect.Picked([.. halves[which].Select(column => columns[column])]), its = other.Picked(halves[which]);
            return Alternate(own, its, own.Turned(), its.Turned(), null, seed, ct);
        }
    }

    /// <summary>Improves the orders in turn until neither gets better.</summary>
    /// <param name="suspect">The suspect.</param>
    /// <param name="other">The other.</param>
    /// <param name="turnedSuspect">The suspect with rows and columns exchanged.</param>
    /// <param name="turnedOther">The other with rows and columns exchanged.</param>
    /// <param name="columns">The columns' order to begin with; null for as they stand.</param>
    /// <param name="seed">Of the sketches.</param>
    /// <param name="ct">Ends it within a row.</param>
    public static JointOrder Alternate(ChannelMatrix suspect, ChannelMatrix other, ChannelMatrix turnedSuspect, ChannelMatrix turnedOther, int[]? columns, ulong seed, CancellationToken ct)
    {
        RowSketches ofRows = All(other, null, seed), ofColumns = All(turnedOther, null, seed);
        JointOrder? best = null;
        for (int round = 0; round < MostRounds; round++)
        {
            (int[] rows, double likeness) = Assigned(All(suspect, columns, seed), ofRows, ct);
            (int[] next, _) = Assigned(All(turnedSuspect, rows, seed), ofColumns, ct);
            if (best is not null && likeness < best.Likeness) break;
            bool isSettled = best is not null && (next.AsSpan().SequenceEqual(best.Columns) || likeness < Weak && likeness < best.Likeness + LeastGain);
            best = new JointOrder(rows, next, likeness);
            if (isSettled) break;
            columns = next;
        }
        return best!;
    }

    /// <summary>Whether both axes can be ordered so.</summary>
    public static bool Fits(ChannelMatrix matrix) => matrix is { Rows: >= FewestSlices and <= MostSlices, Columns: >= FewestSlices and <= MostSlices };

    private static RowSketches All(ChannelMatrix matrix, int[]? columns, ulong seed) => new(matrix, [.. Enumerable.Range(0, matrix.Rows)], columns, seed);

    private static (int[] Rows, double Likeness) Assigned(RowSketches suspect, RowSketches other, CancellationToken ct)
    {
        float[] cosines = other.Cosines(suspect, 2, ct);
        int[] rows = Assignment.Best(cosines, other.Count, ct);
        return (rows, rows.Select((to, row) => (double)cosines[row * other.Count + to]).Average());
    }

    private static int[][] Halves(int columns, ulong seed)
    {
        int[] mixed = [.. Enumerable.Range(0, columns).OrderBy(column => RowSketches.Mix(seed + (ulong)column * 0x9E3779B97F4A7C15))];
        return [mixed[..(columns / 2)], mixed[(columns / 2)..]];
    }
}
