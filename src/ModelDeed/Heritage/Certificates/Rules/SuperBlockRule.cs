using System.Numerics;
using System.Runtime.InteropServices;

namespace ModelDeed.Heritage;

/// <summary>
/// Judges super-blocks (Q4_K, Q5_K, Q6_K). All of ggml's quantisers end by rounding every value to the nearest level of the grid that they stored, so each
/// code follows from the parent's value; step, offset and clipping must be such as the values call for (<see cref="GridBounds"/>).
/// </summary>
internal sealed class SuperBlockRule(GridFormat format) : BlockRule(format.Elements, format.Bytes)
{
    private readonly GridBlock _block = new();
    private readonly double[] _ideal = new double[16];

    /// <inheritdoc/>
    public override BlockFinding Judge(ReadOnlySpan<float> parent, ReadOnlySpan<byte> child)
    {
        format.Read(child, _block);
        int runs = format.Elements / format.Run;
        double mostIdeal = 0, mostOffset = 0;
        for (int run = 0; run < runs; run++)
        {
            RunRange range = RunRange.Of(parent.Slice(run * format.Run, format.Run));
            if (!range.IsFinite) return new BlockFinding(BlockFault.NotFinite, BlockMaker.Any, 0, run * format.Run);
            double length = format.HasOffset ? range.Most - (double)Math.Min(range.Least, 0) : range.Size;
            _ideal[run] = length / format.Reach;
            mostIdeal = Math.Max(mostIdeal, _ideal[run]);
            mostOffset = Math.Max(mostOffset, -(double)range.Least);
        }
        if (!float.IsFinite(_block.Unit) || !float.IsFinite(_block.OffsetUnit)) return new BlockFinding(BlockFault.NotFinite, BlockMaker.Any, 0, 0);
        if (!UnitsFit(mostIdeal, mostOffset)) return new BlockFinding(BlockFault.Scale, BlockMaker.Any, 0, 0);
        BlockFinding worst = default;
        for (int run = 0; run < runs; run++)
        {
            BlockFinding found = Run(parent.Slice(run * format.Run, format.Run), run);
            if (found.Fault != BlockFault.None) return found with { At = run * format.Run + found.At };
            if (found.Worst > worst.Worst) worst = found with { At = run * format.Run + found.At };
        }
        return worst;
    }

    private bool UnitsFit(double mostIdeal, double mostOffset)
    {
        bool isSigned = !format.HasOffset;
        if (!isSigned && (_block.Unit < 0 || _block.OffsetUnit < 0)) return false;
        return Math.Abs(_block.Unit) <= GridBounds.MostUnit * mostIdeal / format.ScaleLevels + 2 * GridBounds.HalfUlp
            && _block.OffsetUnit <= GridBounds.MostUnit * (mostOffset + mostIdeal) / format.ScaleLevels + 2 * GridBounds.HalfUlp;
    }

    private BlockFinding Run(ReadOnlySpan<float> parent, int run)
    {
        float step = _block.Steps[run], offset = _block.Offsets[run];
        ReadOnlySpan<float> codes = _block.Codes.AsSpan(run * format.Run, format.Run);
        double unit = Math.Abs(_block.Unit) + GridBounds.HalfUlp, size = Math.Abs(step), ideal = _ideal[run];
        double mostClip = GridBounds.MostClip * ideal + format.Reach * unit + Math.Abs(_block.OffsetUnit) + GridBounds.HalfUlp * format.ScaleLevels;
        if (step == 0) return Flat(parent, offset, ideal, mostClip);
        if (size > GridBounds.MostStep * ideal + unit + GridBounds.HalfUlp * format.ScaleLevels) return new BlockFinding(BlockFault.Scale, BlockMaker.Any, size / Math.Max(ideal, double.Epsilon), 0);
        (float error, float over) = Errors(parent, codes, step, offset);
        double tie = GridBounds.Tie + 1e-6 * Math.Abs(offset) / size;
        // Single precision found something: double precision decides.
        if (!(error <= 0.5f + tie / 2) || !(over * size <= mostClip)) return Decide(parent, codes, step, offset, 0.5 + tie, mostClip / size);
        return new BlockFinding(BlockFault.None, BlockMaker.Any, error + Math.Max(0, over), 0);
    }

    // A run whose scale was rounded to none: all its values are the offset.
    private static BlockFinding Flat(ReadOnlySpan<float> parent, float offset, double ideal, double most)
    {
        (double worst, int at) = (0, 0);
        for (int i = 0; i < parent.Length; i++)
        {
            double error = Math.Abs((double)parent[i] - offset);
            if (error > worst) (worst, at) = (error, i);
        }
        return new BlockFinding(worst > most ? BlockFault.Scale : BlockFault.None, BlockMaker.Any, ideal > 0 ? worst / ideal : 0, at);
    }

    /// <summary>Largest distance of a code from the clamped value in steps, and the furthest that a value lies beyond the grid.</summary>
    private (float Error, float Over) Errors(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, float step, float offset)
    {
        Vector<float> low = new(format.Lowest), high = new(format.Highest), from = new(offset), by = new(step), error = default, over = default;
        ReadOnlySpan<Vector<float>> values = MemoryMarshal.Cast<float, Vector<float>>(parent), levels = MemoryMarshal.Cast<float, Vector<float>>(codes);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<float> exact = (values[i] - from) / by;
            over = Vector.Max(over, Vector.Max(exact - high, low - exact));
            error = Vector.Max(error, Vector.Abs(Vector.Max(low, Vector.Min(high, exact)) - levels[i]));
        }
        (float mostError, float mostOver) = (0, 0);
        for (int lane = 0; lane < Vector<float>.Count; lane++) (mostError, mostOver) = (Math.Max(mostError, error[lane]), Math.Max(mostOver, over[lane]));
        return (mostError, mostOver);
    }

    private BlockFinding Decide(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, double step, double offset, double mostError, double mostOver)
    {
        BlockFinding worst = default;
        for (int i = 0; i < parent.Length; i++)
        {
            double exact = (parent[i] - offset) / step, clamped = Math.Clamp(exact, format.Lowest, format.Highest);
            double error = Math.Abs(clamped - codes[i]), over = Math.Abs(exact - clamped), whole = Math.Abs(exact - codes[i]);
            BlockFault fault = error > mostError ? BlockFault.Code : over > mostOver ? BlockFault.Clipped : BlockFault.None;
            if (fault != BlockFault.None && worst.Fault == BlockFault.None || whole > worst.Worst && (fault != BlockFault.None) == (worst.Fault != BlockFault.None))
                worst = new BlockFinding(fault, BlockMaker.Any, whole, i);
        }
        return worst;
    }
}
