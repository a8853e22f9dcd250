namespace ModelDeed.Heritage;

/// <summary>The orders under which a tensor is most like another, and how sure that is.</summary>
/// <param name="Rows">The i-th row of the other's is the suspect's at this index; null for as they stand.</param>
/// <param name="Columns">Likewise.</param>
/// <param name="IsSolved">Whether slices are alike in these orders: else they are only the best that were found.</param>
/// <param name="Tested">Slices whose order was tested by halves.</param>
/// <param name="Agreeing">Those for which both halves name the same counterpart.</param>
/// <param name="Reach">Mean cosine that strangers may reach so.</param>
internal sealed record Alignment(int[]? Rows, int[]? Columns, bool IsSolved, int Tested, int Agreeing, double Reach)
{
    // By rows or by columns, the other's order known or not: whatever chose among them, no choice makes the chance larger than so many times (Bonferroni).
    private const int Ways = 4;

    // An order that is no better than the one in which things stand is none: equal rows may stand for one another.
    private const double Better = 1e-3;

    /// <summary>log10 of the probability of so many by chance.</summary>
    public double Log10P => Math.Min(0, FixedPoints.Log10AtLeast(Agreeing, Tested) + Math.Log10(Ways));

    private double Share => Tested == 0 ? 0 : (double)Agreeing / Tested;

    /// <summary>Finds the orders: of one axis given one of the other's that is known, else of both together.</summary>
    /// <param name="suspect">The suspect's tensor.</param>
    /// <param name="other">The other's, of the same shape.</param>
    /// <param name="orders">Orders found before.</param>
    /// <param name="seed">Chooses halves and sketches.</param>
    /// <param name="ct">Ends it within a row.</param>
    public static Alignment Find(ChannelMatrix suspect, ChannelMatrix other, KnownOrders orders, ulong seed, CancellationToken ct)
    {
        ChannelMatrix turnedSuspect = suspect.Turned(), turnedOther = other.Turned();
        AxisSolution rows = AxisSolution.Best(suspect, other, orders.Of(other.Columns), seed, ct), columns = AxisSolution.Best(turnedSuspect, turnedOther, orders.Of(other.Rows), seed, ct);
        bool byRows = rows.Likeness >= columns.Likeness;
        AxisSolution best = (byRows ? rows : columns).Solve(byRows ? suspect : turnedSuspect, byRows ? other : turnedOther, seed, ct);
        Alignment found = new(byRows ? best.Order : best.Given, byRows ? best.Given : best.Order, best.IsSolved, best.Tested, best.Agreeing, best.Reach);
        if (!JointOrder.Fits(other)) return found;
        if (!found.IsSolved) return Joint(suspect, other, turnedSuspect, turnedOther, seed, ct) ?? found;
        // A neighbour's order may be right in part, and two orders that are nearly the same mislead.
        double cosine = found.Cosine(suspect, other);
        if (cosine > 1 - 1e-9) return found;
        Alignment better = Plain(found, JointOrder.Alternate(suspect, other, turnedSuspect, turnedOther, found.Columns, seed, ct), suspect, other);
        return better.Cosine(suspect, other) > cosine + Better ? better with { Reach = Math.Max(found.Reach, BothReach(better, suspect, other, turnedSuspect, turnedOther, seed, ct)) } : found;
    }

    /// <summary>Cosine of both tensors in these orders, less what their rows and their columns have in common.</summary>
    public double Cosine(ChannelMatrix suspect, ChannelMatrix other)
    {
        ChannelMatrix own = suspect.Ordered(Rows, Columns).Centred(), its = other.Centred();
        double squares = ChannelMatrix.Dot(own.Values, own.Values) * ChannelMatrix.Dot(its.Values, its.Values);
        return squares > 0 && double.IsFinite(squares) ? ChannelMatrix.Dot(own.Values, its.Values) / Math.Sqrt(squares) : 0;
    }

    private static Alignment? Joint(ChannelMatrix suspect, ChannelMatrix other, ChannelMatrix turnedSuspect, ChannelMatrix turnedOther, ulong seed, CancellationToken ct)
    {
        JointOrder? byRows = JointOrder.Find(suspect, other, turnedSuspect, turnedOther, seed, ct);
        JointOrder? byColumns = byRows is { Likeness: > 0.9 } ? null : JointOrder.Find(turnedSuspect, turnedOther, suspect, other, seed, ct);
        bool isByRows = (byRows?.Likeness ?? 0) >= (byColumns?.Likeness ?? 0);
        if ((isByRows ? byRows : byColumns) is not { Likeness: >= AxisSolution.LeastCosine } best) return null;
        JointOrder turned = isByRows ? best : best with { Rows = best.Columns, Columns = best.Rows };
        Alignment found = Plain(new Alignment(null, null, true, best.Test.Tested, best.Test.Agreeing, 0), turned, suspect, other);
        return found with { Reach = BothReach(found, suspect, other, turnedSuspect, turnedOther, seed, ct) };
    }

    private static Alignment Plain(Alignment found, JointOrder orders, ChannelMatrix suspect, ChannelMatrix other)
    {
        Alignment both = found with { Rows = orders.Rows, Columns = orders.Columns }, rows = both with { Rows = null }, columns = both with { Columns = null };
        double least = both.Cosine(suspect, other) - Better;
        if (rows.Cosine(suspect, other) >= least) return rows;
        return columns.Cosine(suspect, other) >= least ? columns : both;
    }

    private static double BothReach(Alignment found, ChannelMatrix suspect, ChannelMatrix other, ChannelMatrix turnedSuspect, ChannelMatrix turnedOther, ulong seed, CancellationToken ct)
    {
        int[] rows = [.. Enumerable.Range(0, other.Rows)], columns = [.. Enumerable.Range(0, other.Columns)];
        double ofRows = Strangers.Reach(new RowSketches(suspect, rows, found.Columns, seed), new RowSketches(other, rows, null, seed), other.Columns, found.Share, ct);
        double ofColumns = Strangers.Reach(new RowSketches(turnedSuspect, columns, found.Rows, seed), new RowSketches(turnedOther, columns, null, seed), other.Rows, found.Share, ct);
        return Math.Max(ofRows, ofColumns);
    }
}
