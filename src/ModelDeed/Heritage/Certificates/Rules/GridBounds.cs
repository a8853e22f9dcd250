namespace ModelDeed.Heritage;

/// <summary>
/// How far a grid may be from the one that a run of values calls for: its "ideal step" is the length that the grid must cover over its levels.
/// Each bound is what ggml's quantisers need at the very worst, importance weights of any size included (measured in GridBoundsTests), and some more.
/// </summary>
internal static class GridBounds
{
    /// <summary>Distance from the middle between two levels at which either code is taken for right, in steps: single precision's rounding.</summary>
    public const double Tie = 1e-4;

    /// <summary>A searched scale lies within so many steps of the range's: ggml tries up to 0.9 either way.</summary>
    public const double Search = 0.95;

    /// <summary>Least and largest factor of a search with an offset, in steps over the range.</summary>
    public const double LeastSlope = 0.6, MostSlope = 1.6;

    /// <summary>Largest step of a run in a super-block, in ideal steps; one unit of the stored scale comes on top.</summary>
    public const double MostStep = 1.5;

    /// <summary>Furthest that a value may lie beyond the last level of its grid, in ideal steps; what the units of scale and offset explain comes on top.</summary>
    public const double MostClip = 2;

    /// <summary>Largest unit of the scales and offsets of a super-block, in units of the largest that is called for.</summary>
    public const double MostUnit = 1.5;

    /// <summary>Furthest that a weight may lie from the parent's in a block with a searched scale, in ideal steps.</summary>
    public const double MostError = 2;

    /// <summary>Half of the distance of the smallest halves.</summary>
    public const double HalfUlp = 1.0 / (1 << 25);
}
