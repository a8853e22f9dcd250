namespace ModelDeed.Heritage;

/// <summary>
/// How much of a tensor's values follows from their two neighbours, along its rows or across them: nearly all in tables that somebody computed (sinusoids, Fourier and
/// cosine transforms, windows, ramps, masks), hardly any in weights, whose neighbours stand side by side by chance. Where all values have one sign (filter banks, weights
/// of parts), they are alike by where they are large, whatever they are: that counts as all. Measured on a sample of the rows.
/// </summary>
internal sealed class Regularity
{
    private const int Sampled = 64, Run = 4, Runs = Sampled / Run, MostColumns = 256, FewestValues = 16, FewestRows = 8, FewestSigns = 64;

    // Columns that differ by less, beside the rows, are all equal.
    private const double Equal = 1e-6;

    private readonly long _rows;
    private readonly int _columns;
    private readonly float[][] _sample;
    private readonly long[] _indices;
    private int _next;

    /// <summary>Prepares a sample.</summary>
    public Regularity(SketchShape shape)
    {
        _rows = shape.Rows;
        _columns = Math.Min(shape.RowLength, MostColumns);
        _indices = _rows <= Sampled
            ? [.. Enumerable.Range(0, (int)_rows).Select(i => (long)i)]
            : [.. from run in Enumerable.Range(0, Runs) from row in Enumerable.Range(0, Run) select run * (_rows - Run) / (Runs - 1) + row];
        _sample = [.. _indices.Select(_ => new float[_columns])];
    }

    /// <summary>Takes a part of a row.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="first">Index of the first value in the row.</param>
    /// <param name="values">The values.</param>
    public void Take(long row, int first, ReadOnlySpan<float> values)
    {
        while (_next < _indices.Length && _indices[_next] < row) _next++;
        if (_next == _indices.Length || _indices[_next] != row || first >= _columns) return;
        values[..Math.Min(values.Length, _columns - first)].CopyTo(_sample[_next].AsSpan(first));
    }

    /// <summary>The share that follows from neighbours, 0 to 255.</summary>
    /// <param name="hasSigns">Whether the element type has negative numbers.</param>
    public byte Share(bool hasSigns)
    {
        if (hasSigns && HasOneSign()) return byte.MaxValue;
        (double rows, double ofRows) = (0, 0);
        bool[] always = new bool[_columns], neighbours = new bool[_sample.Length];
        Array.Fill(always, true);
        for (int at = 2; at < neighbours.Length; at++) neighbours[at] = _indices[at] - _indices[at - 2] == 2;
        double[] line = new double[_columns];
        foreach (float[] row in _sample)
        {
            for (int column = 0; column < _columns; column++) line[column] = row[column];
            Add(line, always, ref rows, ref ofRows);
        }
        (double columns, double ofColumns) = (0, 0);
        line = new double[_sample.Length];
        for (int column = 0; column < _columns; column++)
        {
            for (int row = 0; row < line.Length; row++) line[row] = _sample[row][column];
            Add(line, neighbours, ref columns, ref ofColumns);
        }
        double along = _columns >= FewestValues && ofRows > 0 ? rows / ofRows : 0;
        double across = _sample.Length < FewestRows ? 0 : ofColumns <= Equal * ofRows ? 1 : columns / ofColumns;
        double share = Math.Max(along, across);
        return double.IsFinite(share) ? (byte)(Math.Clamp(share, 0, 1) * byte.MaxValue) : (byte)0;
    }

    private bool HasOneSign()
    {
        long more = 0, less = 0;
        foreach (float[] row in _sample)
        {
            foreach (float value in row)
            {
                if (value > 0) more++;
                if (value < 0) less++;
            }
        }
        return Math.Min(more, less) == 0 && more + less >= FewestSigns;
    }

    /// <summary>Adds what of a line's squares its two predecessors explain by least squares, and the squares; the line's mean is taken away first.</summary>
    private static void Add(double[] line, bool[] follows, ref double explained, ref double squares)
    {
        double mean = 0;
        foreach (double value in line) mean += value;
        mean /= line.Length;
        double aa = 0, ab = 0, bb = 0, ya = 0, yb = 0, yy = 0;
        for (int i = 2; i < line.Length; i++)
        {
            if (!follows[i]) continue;
            double y = line[i] - mean, a = line[i - 1] - mean, b = line[i - 2] - mean;
            yy += y * y;
            aa += a * a;
            ab += a * b;
            bb += b * b;
            ya += y * a;
            yb += y * b;
        }
        squares += yy;
        double determinant = aa * bb - ab * ab;
        double found = determinant > 1e-12 * aa * bb ? (ya * ya * bb - 2 * ya * yb * ab + yb * yb * aa) / determinant : aa > 0 ? ya * ya / aa : 0;
        explained += Math.Min(found, yy);
    }
}
