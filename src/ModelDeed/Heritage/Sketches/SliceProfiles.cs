using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>
/// Profiles of a tensor's slices along its first and its last axis: five figures of a slice's values that don't depend on their order. So the slices are found again
/// when both axes were put into another order, as all channels of a convolutional network can be.
/// </summary>
internal sealed class SliceProfiles
{
    /// <summary>Figures of a profile.</summary>
    public const int Figures = 5;

    /// <summary>Profiles that are kept of an axis: those farthest from the middle.</summary>
    public const int Kept = 64;

    /// <summary>Slices without which an axis has no middle.</summary>
    public const int FewestSlices = 16;

    /// <summary>Steps of a figure to the distance between its quartiles.</summary>
    public const int Steps = 16;

    /// <summary>The largest step.</summary>
    public const int MostStep = 127;

    private const int ShortestSlice = 64, LongestAxis = 65536, Flush = 256;

    private readonly int _rowLength, _columns;
    private readonly long _rowsOfSlice, _sliceLength, _columnLength;
    private readonly PowerSums _powers = new();
    private readonly double[]? _first, _last;
    private readonly float[]? _places;
    private long _row;

    /// <summary>Prepares the profiles of a tensor for which <see cref="Fits"/>.</summary>
    public SliceProfiles(SketchShape shape)
    {
        _rowLength = shape.RowLength;
        _columns = (int)Math.Min(shape.Axes[^1], int.MaxValue);
        _rowsOfSlice = shape.Rows / shape.Axes[..shape.OuterAxes][0];
        (_sliceLength, _columnLength) = (shape.Elements / shape.Axes[0], shape.Elements / shape.Axes[^1]);
        if (HasFirst(shape)) _first = new double[PowerSums.Count * shape.Axes[0]];
        if (HasLast(shape)) (_last, _places) = (new double[PowerSums.Count * shape.Axes[^1]], new float[PowerSums.Count * _rowLength]);
    }

    /// <summary>Whether a shape has profiles along its first or its last axis.</summary>
    public static bool Fits(SketchShape shape) => HasFirst(shape) || HasLast(shape);

    /// <summary>Takes a part of the current row.</summary>
    /// <param name="first">Index of the first value in the row.</param>
    /// <param name="values">Finite values.</param>
    /// <param name="width">Vectors.</param>
    public void Take(int first, ReadOnlySpan<float> values, SketchWidth width)
    {
        if (_first is not null) _powers.AddRow(values, _first.AsSpan((int)(_row / _rowsOfSlice) * PowerSums.Count, PowerSums.Count), width);
        if (_places is not null) PowerSums.AddPlaces(values, _places, first, _rowLength, width);
    }

    /// <summary>Goes to the next row.</summary>
    public void Next()
    {
        if (++_row % Flush == 0) EndPlaces();
    }

    /// <summary>Profiles along the first and along the last axis, five steps each; empty where the axis has none.</summary>
    public (ImmutableArray<sbyte> First, ImmutableArray<sbyte> Last) Finish()
    {
        EndPlaces();
        return (Of(_first, _sliceLength), Of(_last, _columnLength));
    }

    private static bool HasFirst(SketchShape shape) => shape.Axes[0] is >= FewestSlices and <= LongestAxis && shape.Elements / shape.Axes[0] >= ShortestSlice;

    private static bool HasLast(SketchShape shape) =>
        shape.Axes[^1] is >= FewestSlices and <= LongestAxis && shape.RowLength <= LongestAxis && shape.Elements / shape.Axes[^1] >= ShortestSlice;

    /// <summary>Single precision holds the sums of so many rows; then they go into double precision, places of one index of the last axis together.</summary>
    private void EndPlaces()
    {
        if (_places is null) return;
        for (int power = 0; power < PowerSums.Count; power++)
        {
            for (int place = 0; place < _rowLength; place++) _last![place % _columns * PowerSums.Count + power] += _places[power * _rowLength + place];
        }
        Array.Clear(_places);
    }

    /// <summary>The profiles that are farthest from the middle, the farthest first.</summary>
    private static ImmutableArray<sbyte> Of(double[]? sums, long length)
    {
        if (sums is null) return [];
        List<double[]> slices = [];
        for (int i = 0; i < sums.Length; i += PowerSums.Count)
        {
            if (Of(sums.AsSpan(i, PowerSums.Count), length) is { } figures) slices.Add(figures);
        }
        if (slices.Count < FewestSlices) return [];
        var steps = new sbyte[slices.Count][];
        for (int i = 0; i < steps.Length; i++) steps[i] = new sbyte[Figures];
        for (int figure = 0; figure < Figures; figure++)
        {
            double[] sorted = [.. slices.Select(slice => slice[figure])];
            Array.Sort(sorted);
            double middle = sorted[sorted.Length / 2], quartiles = sorted[3 * sorted.Length / 4] - sorted[sorted.Length / 4];
            for (int i = 0; i < steps.Length; i++) steps[i][figure] = quartiles > 0 ? Step((slices[i][figure] - middle) / quartiles * Steps) : (sbyte)0;
        }
        return [.. steps.OrderByDescending(Size).ThenBy(profile => profile, ByFigures.Instance).Take(Kept).SelectMany(profile => profile)];
    }

    /// <summary>Deviation, mean, skewness, mean size and fourth moment of a slice, the last four without its scale; null where all values are equal.</summary>
    private static double[]? Of(ReadOnlySpan<double> sums, long length)
    {
        double mean = sums[0] / length, size = sums[1] / length, square = sums[2] / length, cube = sums[3] / length, fourth = sums[4] / length;
        double variance = square - mean * mean;
        // What rounding leaves of equal values isn't their variance.
        if (!(variance > square * 1e-9)) return null;
        double deviation = Math.Sqrt(variance);
        double[] figures =
        [
            deviation, mean / deviation, (cube - 3 * mean * square + 2 * mean * mean * mean) / (variance * deviation), size / Math.Sqrt(square), Math.Sqrt(fourth) / square,
        ];
        return figures.All(double.IsFinite) ? figures : null;
    }

    private static sbyte Step(double steps) => (sbyte)Math.Clamp(Math.Round(steps, MidpointRounding.ToEven), -MostStep, MostStep);

    /// <summary>Square of a profile's distance from the middle, in steps.</summary>
    public static int Size(ReadOnlySpan<sbyte> profile)
    {
        int size = 0;
        foreach (sbyte step in profile) size += step * step;
        return size;
    }

    private static int Size(sbyte[] profile) => Size(profile.AsSpan());

    /// <summary>The order of profiles that are equally far from the middle.</summary>
    private sealed class ByFigures : IComparer<sbyte[]>
    {
        public static readonly ByFigures Instance = new();

        public int Compare(sbyte[]? x, sbyte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
