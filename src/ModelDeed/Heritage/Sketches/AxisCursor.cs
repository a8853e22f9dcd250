namespace ModelDeed.Heritage;

/// <summary>Counts through the indices of the outer axes and tells each row's sign and bucket.</summary>
internal sealed class AxisCursor
{
    private readonly SketchSeed _seed;
    private readonly long[] _lengths, _index;
    private readonly AxisTable?[] _tables;
    private long _block = -1;
    private SeedBlock _ofBlock;

    public AxisCursor(SketchSeed seed, ReadOnlySpan<long> lengths)
    {
        _seed = seed;
        _lengths = lengths.ToArray();
        _index = new long[_lengths.Length];
        // Only the first axis can be longer than a table: the product of the others is a row's, or a whole tensor's that is larger still.
        _tables = [.. _lengths.Select(length => length <= AxisTable.MostLength ? seed.Table((int)length) : null)];
        Update();
    }

    /// <summary>The sign bit of the current row, in its place in an <see cref="int"/>.</summary>
    public int Sign { get; private set; }

    /// <summary>The bits that are exclusive-ored to the buckets of the current row.</summary>
    public int Bucket { get; private set; }

    /// <summary>Goes to the next row; from the last to the first.</summary>
    public void Next()
    {
        for (int axis = _index.Length - 1; axis >= 0; axis--)
        {
            if (++_index[axis] < _lengths[axis]) break;
            _index[axis] = 0;
        }
        Update();
    }

    private void Update()
    {
        (Sign, Bucket) = (0, 0);
        for (int axis = 0; axis < _index.Length; axis++)
        {
            (int sign, int bucket) = Of(axis, _index[axis]);
            Sign ^= sign;
            Bucket ^= bucket;
        }
    }

    private (int Sign, int Bucket) Of(int axis, long index)
    {
        if (_tables[axis] is { } table) return (table.Signs[index], table.BucketOf((int)index));
        (long block, long within) = Math.DivRem(index, SketchSeed.Block);
        if (block != _block) (_block, _ofBlock) = (block, _seed.Of(block));
        return (_ofBlock.SignOf((int)within), _ofBlock.BucketOf((int)within));
    }
}
