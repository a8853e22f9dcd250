namespace ModelDeed.Heritage;

/// <summary>
/// Judges blocks with a scale of their own (Q4_0, Q4_1, Q5_0, Q5_1, Q8_0). The reference quantiser's scale follows from the parent's values, and the codes from
/// that. The importance-weighted one rounds to one of the grids that it tries, and then fits scale and offset to the codes: so there must be
/// a grid within the search to which all of the codes are the roundings, and the stored one must be near it.
/// </summary>
internal sealed class ScaledBlockRule(GridFormat format) : BlockRule(format.Elements, format.Bytes)
{
    private readonly GridBlock _block = new();

    /// <inheritdoc/>
    public override BlockFinding Judge(ReadOnlySpan<float> parent, ReadOnlySpan<byte> child)
    {
        format.Read(child, _block);
        BlockFinding found = Found(parent);
        double step = Math.Abs(_block.Steps[0]), slack = GridBounds.HalfUlp * (format.Reach + 1) + Math.Abs(_block.Offsets[0]) / 2048;
        return found.Fault == BlockFault.None && found.Worst > 0 && (step == 0 || found.Worst > 1 && slack > step / 2) ? found with { Worst = 0, IsVanished = true } : found;
    }

    private BlockFinding Found(ReadOnlySpan<float> parent)
    {
        RunRange range = RunRange.Of(parent);
        if (!range.IsFinite || !float.IsFinite(_block.Steps[0]) || !float.IsFinite(_block.Offsets[0])) return new BlockFinding(BlockFault.NotFinite, BlockMaker.Any, 0, 0);
        float step = _block.Steps[0], offset = _block.Offsets[0];
        ReadOnlySpan<float> codes = _block.Codes.AsSpan(0, format.Run);
        BlockFinding worst = Worst(parent, codes, step, offset, Ideal(range));
        // Zeros, and with an offset equal values, call for no step: whatever else the block holds was put there.
        if (!format.HasOffset && range.Size == 0) return worst with { Fault = worst.Worst == 0 ? BlockFault.None : BlockFault.Code, Maker = BlockMaker.Any };
        if (format.HasOffset && range.Least == range.Most && (step == 0 || Ideal(range) <= 0))
            return worst with { Fault = step == 0 && Same((float)(Half)parent[0], offset) ? BlockFault.None : BlockFault.Scale, Maker = BlockMaker.Any };
        if (IsReference(parent, codes, range, step, offset)) return worst with { Maker = BlockMaker.Reference };
        if (!format.IsSearched) return worst with { Fault = ReferenceScale(range, range.Size, step, offset) ? BlockFault.Code : BlockFault.Scale };
        if (!IsRounded(parent, codes, range)) return worst with { Fault = BlockFault.Code };
        double error = worst.Worst * Measure(step, Ideal(range)), slack = GridBounds.HalfUlp * (format.Reach + 1) + Math.Abs(offset) / 2048.0;
        if (error <= GridBounds.Close.Most(range, Ideal(range), format.HasOffset) + slack) return worst with { Maker = BlockMaker.Searched };
        bool isFit = error <= GridBounds.Wide.Most(range, Ideal(range), format.HasOffset) + slack && IsFitted(parent, codes, step, offset)
            && GridBounds.KeepsEnergy(parent, _block, format.Run, format.HasOffset ? GridBounds.MostOffsetEnergy : GridBounds.MostEnergy);
        return worst with { Fault = isFit ? BlockFault.None : BlockFault.Scale, Maker = BlockMaker.Stretched };
    }

    /// <summary>
    /// Whether scale and offset can be the least-squares fit of the values to their codes under some weights: then residuals of both signs must balance, so ordered by code
    /// their signs change twice (once where there is no offset, of residual times code).
    /// </summary>
    private bool IsFitted(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, float step, float offset)
    {
        Span<double> residuals = stackalloc double[32];
        Span<float> places = stackalloc float[32];
        codes.CopyTo(places);
        for (int i = 0; i < 32; i++)
        {
            double residual = parent[i] - (codes[i] * (double)step + offset), rounding = (Math.Abs(codes[i] * (double)step) + Math.Abs(offset)) / 1024 + GridBounds.HalfUlp * (1 + Math.Abs(codes[i]));
            residuals[i] = Math.Abs(residual) <= rounding ? 0 : residual;
        }
        if (!format.HasOffset || offset == 0)
        {
            (bool above, bool below) = (false, false);
            for (int i = 0; i < 32; i++) (above, below) = (above || codes[i] != 0 && residuals[i] * codes[i] >= 0, below || codes[i] != 0 && residuals[i] * codes[i] <= 0);
            return above && below;
        }
        places.Sort(residuals);
        return Alternates(places, residuals, 1) || Alternates(places, residuals, -1);
    }

    // Some residual of this sign, then one of the other at a code no lower, then one of this sign again; a zero counts for both.
    private static bool Alternates(ReadOnlySpan<float> places, ReadOnlySpan<double> residuals, int sign)
    {
        int wanted = sign, changes = 0;
        for (int i = 0; i < places.Length; i++)
        {
            // Equal codes come in any order: each may be taken first.
            for (int j = i; j < places.Length && places[j] == places[i]; j++)
                if (residuals[j] * wanted >= 0) (wanted, changes) = (-wanted, changes + 1);
            if (changes >= 3) return true;
        }
        return false;
    }

    private double Ideal(RunRange range) => (format.HasOffset ? range.Most - (double)Math.Min(range.Least, 0) : range.Size) / format.Reach;

    // Halves of the smallest kind can round a step to none.
    private static double Measure(float step, double ideal) => step != 0 ? Math.Abs(step) : ideal > 0 ? ideal : 1;

    private static BlockFinding Worst(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, float step, float offset, double ideal)
    {
        (double worst, int at) = (0, 0);
        for (int i = 0; i < parent.Length; i++)
        {
            double error = Math.Abs((float)(codes[i] * step) + (double)offset - parent[i]);
            if (error > worst) (worst, at) = (error, i);
        }
        return new BlockFinding(BlockFault.None, BlockMaker.Any, worst / Measure(step, ideal), at);
    }

    private bool IsReference(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, RunRange range, float step, float offset)
    {
        if (format.HasOffset) return ReferenceScale(range, 0, step, offset) && Rounds(parent, codes, (range.Most - (double)range.Least) / format.Highest, range.Least);
        if (!format.IsSearched) return ReferenceScale(range, range.Size, step, offset) && Rounds(parent, codes, range.Size / (double)format.Highest, 0);
        // The largest value takes the lowest code; of two as large, either may be the first.
        foreach (float largest in (ReadOnlySpan<float>)[range.Most, range.Least])
            if (Math.Abs(largest) == range.Size && ReferenceScale(range, largest, step, offset) && Rounds(parent, codes, largest / (double)format.Lowest, 0)) return true;
        return false;
    }

    private bool ReferenceScale(RunRange range, float largest, float step, float offset) => format.HasOffset
        ? Same((float)(Half)((range.Most - range.Least) / format.Highest), step) && Same((float)(Half)range.Least, offset)
        : Same((float)(Half)(largest / (format.IsSearched ? format.Lowest : format.Highest)), step);

    // A divisor turned into a factor rounds otherwise by one place at most.
    private static bool Same(float expected, float found)
    {
        short a = BitConverter.HalfToInt16Bits((Half)expected), b = BitConverter.HalfToInt16Bits((Half)found);
        return expected == found || (a < 0) == (b < 0) && Math.Abs(a - b) <= 1;
    }

    private bool Rounds(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, double step, double offset)
    {
        double tie = 0.5 + GridBounds.Tie + 1e-6 * Math.Abs(offset) / Math.Abs(step);
        for (int i = 0; i < parent.Length; i++)
            if (!(Math.Abs(Math.Clamp((parent[i] - offset) / step, format.Lowest, format.Highest) - codes[i]) <= tie)) return false;
        return true;
    }

    private bool IsRounded(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, RunRange range)
    {
        double ideal = Ideal(range);
        if (format.HasOffset) return ExistsLine(parent, codes, GridBounds.LeastSlope / ideal, GridBounds.MostSlope / ideal);
        foreach (int sign in (ReadOnlySpan<int>)[-1, 1])
        {
            // The largest value is brought to the low end.
            bool isLargest = (sign < 0 ? range.Most : -range.Least) == range.Size;
            if (isLargest && ExistsFactor(parent, codes, sign, range.Size)) return true;
        }
        return false;
    }

    /// <summary>Whether there is a factor within the search by which all values round to their codes: each code allows a range of factors, and all must meet.</summary>
    private bool ExistsFactor(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, int sign, double length)
    {
        double least = (format.Reach - GridBounds.Search) / length, most = (format.Reach + GridBounds.Search) / length;
        for (int i = 0; i < parent.Length; i++)
        {
            double value = sign * (double)parent[i], from = From(codes[i]), to = To(codes[i]);
            if (value == 0 && (from > 0 || to < 0)) return false;
            if (value == 0) continue;
            least = Math.Max(least, value > 0 ? from / value : to / value);
            most = Math.Min(most, value > 0 ? to / value : from / value);
        }
        return least <= most;
    }

    /// <summary>
    /// Whether there are a factor and an offset by which all values round to their codes. For a factor there is an offset unless some value asks for more than another
    /// allows; the two that contradict each other most bound the factor, until it is found or none is left.
    /// </summary>
    private bool ExistsLine(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, double least, double most)
    {
        for (int round = 0; round < 100; round++)
        {
            double factor = (least + most) / 2, asked = double.NegativeInfinity, allowed = double.PositiveInfinity;
            int asking = 0, allowing = 0;
            for (int i = 0; i < parent.Length; i++)
            {
                double scaled = factor * parent[i];
                if (From(codes[i]) - scaled > asked) (asked, asking) = (From(codes[i]) - scaled, i);
                if (To(codes[i]) - scaled < allowed) (allowed, allowing) = (To(codes[i]) - scaled, i);
            }
            if (asked <= allowed) return true;
            double apart = (double)parent[asking] - parent[allowing], bound = (From(codes[asking]) - To(codes[allowing])) / apart;
            if (apart == 0) return false;
            if (apart > 0) least = Math.Max(least, bound);
            else most = Math.Min(most, bound);
            if (least > most) return false;
        }
        return false;
    }

    // What factor times value may be; open where the code is the grid's last.
    private double From(float code) => code > format.Lowest ? code - 0.5 - GridBounds.Tie : double.NegativeInfinity;

    private double To(float code) => code < format.Highest ? code + 0.5 + GridBounds.Tie : double.PositiveInfinity;
}
