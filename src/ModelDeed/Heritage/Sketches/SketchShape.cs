using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>How a tensor is read by a sketch: axes of length 1 are left out; the rest are split into rows (the last axes) and what numbers them.</summary>
/// <param name="Axes">Lengths over 1, slowest first; two or more.</param>
/// <param name="Elements">Their product.</param>
/// <param name="RowLength">Elements of a row.</param>
/// <param name="OuterAxes">How many of the axes number the rows.</param>
internal sealed record SketchShape(ImmutableArray<long> Axes, long Elements, int RowLength, int OuterAxes)
{
    /// <summary>Fewer elements say too little.</summary>
    public const long FewestElements = 2048;

    // A last axis as long as this is a row of its own: its buckets come in runs of sixteen, which vectors add.
    private const int LongAxis = 64;

    /// <summary>Axes longer than 1, at most: a print has no room for more.</summary>
    public const int MostAxes = 16;

    private const long MostElements = 1L << 53;

    /// <summary>Rows of the tensor.</summary>
    public long Rows => Elements / RowLength;

    /// <summary>Whether a row is one axis.</summary>
    public bool IsPlainRow => OuterAxes == Axes.Length - 1;

    /// <summary>Whether a row is all that one index of the first axis has.</summary>
    public bool IsFirstAxisRow => OuterAxes == 1;

    /// <summary>The reading of a shape; null when it is too small, has one axis only or over sixteen, or has rows too long.</summary>
    public static SketchShape? Of(ReadOnlySpan<ulong> shape)
    {
        List<long> axes = [];
        long elements = 1;
        foreach (ulong length in shape)
        {
            if (length == 0 || length > (ulong)(MostElements / elements)) return null;
            elements *= (long)length;
            if (length > 1) axes.Add((long)length);
        }
        if (axes.Count is < 2 or > MostAxes || elements < FewestElements) return null;
        int outer = axes[^1] >= LongAxis ? axes.Count - 1 : 1;
        long row = axes[outer..].Aggregate(1L, (product, length) => product * length);
        return row <= AxisTable.MostLength ? new SketchShape([.. axes], elements, (int)row, outer) : null;
    }

    /// <summary>The lengths in ascending order: what stays the same whatever the layout.</summary>
    public ImmutableArray<long> Sorted => [.. Axes.Order()];
}
