namespace ModelDeed.Heritage;

/// <summary>
/// How far a grid may be from the one that a run of values calls for. Its "ideal step" is the length that the grid must cover, over its levels. The close
/// bounds are what the reference quantisers need at the worst, and importance weights of one order, with a quarter to spare; the wide ones are
/// for importance weights of any size, which sacrifice some values (BlockRuleTests). A block between both counts as stretched.
/// </summary>
/// <param name="Step">Largest step of a run with values on both sides of zero, in ideal steps; one unit of the stored scale comes on top.</param>
/// <param name="SidedStep">The same for a run with values on one side only: its grid must reach zero.</param>
/// <param name="Offset">Furthest that the lowest level may lie below the least value, in ideal steps.</param>
/// <param name="SidedOffset">The same for runs on one side of zero.</param>
/// <param name="Error">Furthest that a weight may lie from the parent's, in parts of its run's largest, if that is more than <see cref="LeastError"/>; what the
/// units of scale and offset explain comes on top.</param>
/// <param name="SignedError">The same for formats without an offset.</param>
internal sealed record GridBounds(double Step, double SidedStep, double Offset, double SidedOffset, double Error, double SignedError)
{
    /// <summary>What the reference quantisers need.</summary>
    public static readonly GridBounds Close = new(1.4, 3, 3, 30, 0.1, 0.1);

    /// <summary>What importance weights of any size need.</summary>
    public static readonly GridBounds Wide = new(2.5, 3.5, 20, 60, 0.9, 0.6);

    /// <summary>Distance from the middle between two levels at which either code is taken for right, in steps: single precision's rounding.</summary>
    public const double Tie = 1e-4;

    /// <summary>A searched scale lies within so many steps of the range's: ggml tries up to 0.9 either way.</summary>
    public const double Search = 0.95;

    /// <summary>Least and largest factor of a search with an offset, in steps over the range.</summary>
    public const double LeastSlope = 0.6, MostSlope = 100;

    /// <summary>So many ideal steps a weight may always lie from the parent's.</summary>
    public const double LeastError = 1.5;

    /// <summary>Room for the levels of scales, of which the largest is 61, 62 or 63 of 63 after a search.</summary>
    public const double Levels = 1.1;

    /// <summary>How many times larger than the other the side of zero is that makes a run one-sided.</summary>
    public const double Sided = 4;

    /// <summary>Whether a stretched block still is what the parent's is: the squares of its errors are a part of the squares of its values.</summary>
    /// <param name="parent">The parent's values.</param>
    /// <param name="block">The block.</param>
    /// <param name="run">Elements that share a step.</param>
    /// <param name="most">The part: what was given up entirely would be 1.</param>
    public static bool KeepsEnergy(ReadOnlySpan<float> parent, GridBlock block, int run, double most)
    {
        double errors = 0, values = 0;
        for (int i = 0; i < parent.Length; i++)
        {
            double error = parent[i] - (block.Codes[i] * (double)block.Steps[i / run] + block.Offsets[i / run]);
            // Halves of the smallest kind explain the rest.
            errors += error * error;
            values += (double)parent[i] * parent[i] + (63 * 31 * HalfUlp * 63 * 31 * HalfUlp);
        }
        return errors <= most * values;
    }

    /// <summary>Furthest that a weight may lie from the parent's.</summary>
    /// <param name="range">Its run's range.</param>
    /// <param name="ideal">Its run's ideal step.</param>
    /// <param name="hasOffset">Whether the format has an offset.</param>
    public double Most(RunRange range, double ideal, bool hasOffset) =>
        Math.Max(LeastError * ideal, (hasOffset ? Error : SignedError) * range.Size);

    /// <summary>Part of a stretched block's squares that its errors may have, in super-blocks and blocks without an offset; in those with one of their own.</summary>
    public const double MostEnergy = 0.35, MostOffsetEnergy = 0.65;

    /// <summary>Half of the distance of the smallest halves.</summary>
    public const double HalfUlp = 1.0 / (1 << 25);
}
