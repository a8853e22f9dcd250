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
    private readonly RunRange[] _ranges = new RunRange[16];

    /// <inheritdoc/>
    public override BlockFinding Judge(ReadOnlySpan<float> parent, ReadOnlySpan<byte> child)
    {
        format.Read(child, _block);
        for (int run = 0; run < Runs; run++)
        {
            _ranges[run] = RunRange.Of(parent.Slice(run * format.Run, format.Run));
            if (!_ranges[run].IsFinite) return new BlockFinding(BlockFault.NotFinite, BlockMaker.Any, 0, run * format.Run);
        }
        if (!float.IsFinite(_block.Unit) || !float.IsFinite(_block.OffsetUnit)) return new BlockFinding(BlockFault.NotFinite, BlockMaker.Any, 0, 0);
        BlockFinding close = Judge(parent, GridBounds.Close);
        if (close.Fault is BlockFault.None or BlockFault.Code) return close;
        BlockFinding wide = Judge(parent, GridBounds.Wide);
        if (wide.Fault != BlockFault.None) return wide;
        return GridBounds.KeepsEnergy(parent, _block, format.Run, GridBounds.MostEnergy) ? wide with { Maker = BlockMaker.Stretched } : close;
    }

    private int Runs => format.Elements / format.Run;

    private BlockFinding Judge(ReadOnlySpan<float> parent, GridBounds bounds)
    {
        if (!UnitsFit(bounds)) return new BlockFinding(BlockFault.Scale, BlockMaker.Any, 0, 0);
        BlockFinding worst = default;
        bool isVanished = false;
        for (int run = 0; run < Runs; run++)
        {
            BlockFinding found = Run(parent.Slice(run * format.Run, format.Run), run, bounds);
            if (found.Fault != BlockFault.None) return found with { At = run * format.Run + found.At };
            if (HasVanished(found, run)) (isVanished, found) = (true, found with { Worst = 0 });
            if (found.Worst > worst.Worst) worst = found with { At = run * format.Run + found.At };
        }
        return worst with { IsVanished = isVanished };
    }

    private bool HasVanished(BlockFinding found, int run)
    {
        double size = Math.Abs(_block.Steps[run]);
        return found.Worst > 0 && (size == 0 || found.Worst > 1 && GridBounds.HalfUlp * (format.Reach / Math.Abs(_block.Unit) + format.ScaleLevels / size) > 0.5);
    }

    private double Ideal(RunRange range) => (format.HasOffset ? range.Most - (double)Math.Min(range.Least, 0) : range.Size) / format.Reach;

    private bool IsSided(RunRange range) => format.HasOffset && Math.Max(-range.Least, range.Most) > GridBounds.Sided * Math.Min(-range.Least, range.Most);

    // An attacker's unit must not make room for itself.
    private bool UnitsFit(GridBounds bounds)
    {
        if (format.HasOffset && (_block.Unit < 0 || _block.OffsetUnit < 0)) return false;
        double mostStep = 0, mostBelow = 0, mostOffset = 0;
        foreach (RunRange range in _ranges.AsSpan(0, Runs))
        {
            bool isSided = IsSided(range);
            mostStep = Math.Max(mostStep, (isSided ? bounds.SidedStep : bounds.Step) * Ideal(range));
            mostBelow = Math.Max(mostBelow, (isSided ? bounds.SidedOffset : bounds.Offset) * Ideal(range));
            mostOffset = Math.Max(mostOffset, -(double)range.Least);
        }
        return Math.Abs(_block.Unit) * format.ScaleLevels <= mostStep * GridBounds.Levels + 2 * GridBounds.HalfUlp * format.ScaleLevels
            && _block.OffsetUnit * format.ScaleLevels <= (mostOffset + mostBelow) * GridBounds.Levels + 2 * GridBounds.HalfUlp * format.ScaleLevels;
    }

    private BlockFinding Run(ReadOnlySpan<float> parent, int run, GridBounds bounds)
    {
        float step = _block.Steps[run], offset = _block.Offsets[run];
        RunRange range = _ranges[run];
        ReadOnlySpan<float> codes = _block.Codes.AsSpan(run * format.Run, format.Run);
        double unit = Math.Abs(_block.Unit) + GridBounds.HalfUlp, size = Math.Abs(step), ideal = Ideal(range), rounding = GridBounds.HalfUlp * format.ScaleLevels;
        double mostError = bounds.Most(range, ideal, format.HasOffset) + format.Reach * (unit + rounding) + Math.Abs(_block.OffsetUnit) + rounding;
        if (step == 0) return Flat(parent, offset, ideal, mostError);
        (float error, float over) = Errors(parent, codes, step, offset);
        double tie = GridBounds.Tie + 1e-6 * Math.Abs(offset) / size;
        // Single precision found something: double precision decides.
        if (!(error <= 0.5f + tie / 2) || !((over + 0.5) * size <= mostError)) return Decide(parent, codes, step, offset, 0.5 + tie, mostError / size);
        if (size > (IsSided(range) ? bounds.SidedStep : bounds.Step) * ideal + unit + rounding) return new BlockFinding(BlockFault.Scale, BlockMaker.Any, ideal > 0 ? size / ideal : 0, 0);
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

    private BlockFinding Decide(ReadOnlySpan<float> parent, ReadOnlySpan<float> codes, double step, double offset, double mostError, double mostWhole)
    {
        BlockFinding worst = default;
        for (int i = 0; i < parent.Length; i++)
        {
            double exact = (parent[i] - offset) / step, clamped = Math.Clamp(exact, format.Lowest, format.Highest), whole = Math.Abs(exact - codes[i]);
            BlockFault fault = Math.Abs(clamped - codes[i]) > mostError ? BlockFault.Code : whole <= mostWhole ? BlockFault.None : exact == clamped ? BlockFault.Scale : BlockFault.Clipped;
            // A wrong code outweighs the rest: it is nobody's rounding.
            bool isGraver = fault == BlockFault.Code && worst.Fault != BlockFault.Code || fault != BlockFault.None && worst.Fault == BlockFault.None;
            bool isAlike = (fault == BlockFault.Code) == (worst.Fault == BlockFault.Code) && (fault != BlockFault.None) == (worst.Fault != BlockFault.None);
            if (isGraver || isAlike && whole > worst.Worst) worst = new BlockFinding(fault, BlockMaker.Any, whole, i);
        }
        return worst;
    }
}
