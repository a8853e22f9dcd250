using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>What a tensor's sketch is to hold besides its sums.</summary>
[Flags]
internal enum SketchParts
{
    None = 0,

    /// <summary>The largest slices along the first and the last axis.</summary>
    Slices = 1,

    /// <summary>Signs of inner products along a long axis.</summary>
    Gram = 2,

    /// <summary>Profiles of the slices along the first and the last axis.</summary>
    Profiles = 4,
}

/// <summary>Sketches one tensor in one pass over its canonical bytes, in any portions. The order of all additions is fixed (docs/formats.md), so every machine gets the same bits.</summary>
internal sealed class TensorSketcher : ITensorTap
{
    private readonly SketchSeed _seed;
    private readonly ValueType _type;
    private readonly SketchShape _shape;
    private readonly SketchWidth _width;
    private readonly AxisCursor _outer;
    private readonly AxisTable? _plain;
    private readonly RowTable? _flattened;
    private readonly float[] _row = new float[SketchSeed.Buckets];
    // Sixteen sums, by the lowest four bits of the rows' buckets: so rows are added without moving a value to another lane.
    private readonly float[] _sums = new float[SketchKernel.Lanes * SketchSeed.Buckets];
    private readonly float[] _values = new float[Moments.Segment];
    private readonly byte[] _carry;
    private readonly Slices? _rows, _columns;
    private readonly float[]? _columnSums;
    private readonly Gram? _gram;
    private readonly SliceProfiles? _profiles;
    private readonly Regularity _regularity;
    private int _carried, _inRow;
    private long _left, _rowIndex;

    /// <summary>Prepares the sketch of a tensor.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="parts">What to keep besides.</param>
    /// <param name="width">Vectors.</param>
    public TensorSketcher(SketchSeed seed, ValueType type, SketchShape shape, SketchParts parts, SketchWidth width)
    {
        (_seed, _type, _shape, _width, _left) = (seed, type, shape, width, shape.Elements);
        _outer = new AxisCursor(seed, shape.Axes.AsSpan()[..shape.OuterAxes]);
        if (shape.IsPlainRow) _plain = seed.Table(shape.RowLength);
        else _flattened = new RowTable(seed, shape.Axes.AsSpan()[shape.OuterAxes..], shape.RowLength);
        _regularity = new Regularity(shape);
        _carry = new byte[Moments.Segment / type.Elements * type.Bytes];
        if (parts.HasFlag(SketchParts.Slices))
        {
            if (SliceRules.HasRows(shape)) _rows = new Slices();
            if (SliceRules.HasColumns(shape)) (_columns, _columnSums) = (new Slices(), new float[Slices.Bits * shape.RowLength]);
        }
        if (parts.HasFlag(SketchParts.Gram) && Gram.Fits(shape)) _gram = new Gram(seed, shape);
        if (parts.HasFlag(SketchParts.Profiles) && SliceProfiles.Fits(shape)) _profiles = new SliceProfiles(shape);
    }

    /// <summary>Sums of the values and their powers.</summary>
    public Moments Moments { get; } = new();

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        if (_carried > 0)
        {
            int more = Math.Min(SegmentBytes() - _carried, bytes.Length);
            bytes[..more].CopyTo(_carry.AsSpan(_carried));
            _carried += more;
            bytes = bytes[more..];
            if (_carried < SegmentBytes()) return;
            Add(_carry.AsSpan(0, _carried));
            _carried = 0;
        }
        for (int size = SegmentBytes(); size > 0 && bytes.Length >= size; size = SegmentBytes())
        {
            Add(bytes[..size]);
            bytes = bytes[size..];
        }
        bytes.CopyTo(_carry);
        _carried = bytes.Length;
    }

    /// <summary>The result, once all bytes were taken.</summary>
    /// <exception cref="InvalidOperationException">Some weren't.</exception>
    public SketchResult Finish()
    {
        if (_left > 0) throw new InvalidOperationException($"{_left} of {_shape.Elements} values of a tensor are missing.");
        ReadOnlySpan<long> axes = _shape.Axes.AsSpan();
        var sums = new double[SketchSeed.Buckets];
        for (int part = 0; part < SketchKernel.Lanes; part++)
        {
            for (int i = 0; i < SketchSeed.Buckets; i++) sums[i ^ part] += _sums[part * SketchSeed.Buckets + i];
        }
        double mean = Moments.Mean;
        long[] ones = Ones.Of(_seed, axes);
        for (int i = 0; i < sums.Length; i++) sums[i] -= mean * ones[i];
        FillColumns();
        (ImmutableArray<sbyte> first, ImmutableArray<sbyte> last) = _profiles?.Finish() ?? ([], []);
        return new SketchResult(
            sums, Moments, _regularity.Share(_type.Name is not ("U8" or "U16")),
            _rows?.Signs(Ones.Folded(Ones.Of(_seed, axes[1..]))) ?? [],
            _columns?.Signs(Ones.Folded(Ones.Of(_seed, axes[..^1]))) ?? [],
            _gram?.Signs() ?? [], first, last);
    }

    private int SegmentBytes() => (int)Math.Min(Moments.Segment, _left) / _type.Elements * _type.Bytes;

    private void Add(ReadOnlySpan<byte> segment)
    {
        Span<float> values = _values.AsSpan(0, (int)Math.Min(Moments.Segment, _left));
        _type.Read(segment, values);
        _left -= values.Length;
        Moments.Add(values, _width);
        while (!values.IsEmpty)
        {
            int run = Math.Min(values.Length, _shape.RowLength - _inRow);
            AddRun(values[..run]);
            values = values[run..];
            _inRow += run;
            if (_inRow == _shape.RowLength) EndRow();
        }
    }

    private void AddRun(ReadOnlySpan<float> values)
    {
        if (_plain is not null) SketchKernel.AddRun(_row, values, _inRow, _plain, _width);
        else _flattened!.AddRun(_row, values, _inRow);
        if (_columnSums is not null)
            SketchKernel.AddAll(_columnSums.AsSpan(_outer.Bucket % Slices.Bits * _shape.RowLength + _inRow, values.Length), values, _outer.Sign, _width);
        _regularity.Take(_rowIndex, _inRow, values);
        _gram?.Take(_inRow, values);
        _profiles?.Take(_inRow, values, _width);
    }

    private void EndRow()
    {
        if (_rows is not null) AddSlice(_rows);
        int part = _outer.Bucket % SketchKernel.Lanes;
        SketchKernel.Move(_sums.AsSpan(part * SketchSeed.Buckets, SketchSeed.Buckets), _row, _outer.Bucket - part, _outer.Sign, _width);
        _inRow = 0;
        _rowIndex++;
        _gram?.Next();
        _profiles?.Next();
        _outer.Next();
    }

    private void AddSlice(Slices slices)
    {
        Span<float> folded = stackalloc float[Slices.Bits];
        folded.Clear();
        for (int i = 0; i < SketchSeed.Buckets; i += Slices.Bits) SketchKernel.AddAll(folded, _row.AsSpan(i, Slices.Bits), 0, _width);
        slices.Add(_rowIndex, folded);
    }

    private void FillColumns()
    {
        if (_columns is null) return;
        Span<float> projections = stackalloc float[Slices.Bits];
        for (int column = 0; column < _shape.RowLength; column++)
        {
            for (int i = 0; i < Slices.Bits; i++) projections[i] = _columnSums![i * _shape.RowLength + column];
            _columns.Add(column, projections);
        }
    }
}

/// <summary>What one pass over a tensor gave.</summary>
/// <param name="Sums">512 sums, the mean's part taken away. Linear in the tensor.</param>
/// <param name="Moments">Sums of powers.</param>
/// <param name="Regularity">Share of the values that follows from their neighbours, 0 to 255.</param>
/// <param name="Rows">Signs of slices along the first axis, ascending; or none.</param>
/// <param name="Columns">Signs of slices along the last axis, ascending; or none.</param>
/// <param name="Gram">252 bytes of signs, or none.</param>
/// <param name="FirstProfiles">Profiles along the first axis, five steps each; or none.</param>
/// <param name="LastProfiles">The same along the last axis.</param>
internal sealed record SketchResult(
    double[] Sums, Moments Moments, byte Regularity, ImmutableArray<ulong> Rows, ImmutableArray<ulong> Columns, ImmutableArray<byte> Gram, ImmutableArray<sbyte> FirstProfiles, ImmutableArray<sbyte> LastProfiles);

/// <summary>Which slices a shape has.</summary>
internal static class SliceRules
{
    private const int WidestRow = 16384;

    public static bool HasRows(SketchShape shape) =>
        shape.IsFirstAxisRow && shape.Axes[0] >= Slices.Kept && shape.RowLength >= Slices.ShortestSlice;

    public static bool HasColumns(SketchShape shape) =>
        shape.IsPlainRow && shape.RowLength is >= Slices.Kept and <= WidestRow && shape.Rows >= Slices.ShortestSlice;

    public static bool HasAny(SketchShape shape) => HasRows(shape) || HasColumns(shape);
}
