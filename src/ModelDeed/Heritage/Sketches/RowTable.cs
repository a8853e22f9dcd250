namespace ModelDeed.Heritage;

/// <summary>Sign and bucket of every element of a row that has several axes (a convolution's), whose buckets lie anywhere.</summary>
internal sealed class RowTable
{
    private readonly int[] _signs;
    private readonly ushort[] _buckets;

    public RowTable(SketchSeed seed, ReadOnlySpan<long> axes, int length)
    {
        _signs = new int[length];
        _buckets = new ushort[length];
        var cursor = new AxisCursor(seed, axes);
        for (int i = 0; i < length; i++, cursor.Next()) (_signs[i], _buckets[i]) = (cursor.Sign, (ushort)cursor.Bucket);
    }

    /// <summary>Adds signed values to their buckets.</summary>
    public void AddRun(float[] row, ReadOnlySpan<float> values, int first)
    {
        ReadOnlySpan<int> signs = _signs.AsSpan(first, values.Length);
        ReadOnlySpan<ushort> buckets = _buckets.AsSpan(first, values.Length);
        for (int i = 0; i < values.Length; i++) row[buckets[i]] += SketchKernel.Signed(values[i], signs[i]);
    }
}
