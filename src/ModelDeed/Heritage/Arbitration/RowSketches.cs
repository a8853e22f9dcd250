using System.Numerics;

namespace ModelDeed.Heritage;

/// <summary>
/// Short stand-ins for the rows of a matrix, of each half of its columns: random signed sums, so that their cosines are close to the rows'. The halves share no column:
/// what is found with one is tested with the other.
/// </summary>
internal sealed class RowSketches
{
    /// <summary>Sums of a half: cosines of unrelated rows scatter by 1/√128 = 0.09.</summary>
    public const int Size = 128;

    private readonly float[][] _halves = new float[2][];

    /// <summary>Sketches some rows.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">Order of the columns, or null for as they are.</param>
    /// <param name="seed">Chooses halves, signs and sums; the same for both matrices.</param>
    public RowSketches(ChannelMatrix matrix, int[] rows, int[]? columns, ulong seed)
    {
        Count = rows.Length;
        Length = matrix.Columns * matrix.Window;
        int length = Length;
        var places = new ushort[length];
        // SplitMix64: bit 0 the half, bit 1 the sign, seven more the sum.
        for (int i = 0; i < length; i++) places[i] = (ushort)(Mix(seed + (ulong)i * 0x9E3779B97F4A7C15) & 0x1FF);
        for (int half = 0; half < 2; half++) _halves[half] = new float[Count * Size];
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> row = matrix.Values.AsSpan(rows[i] * length, length);
            for (int at = 0; at < length; at++)
            {
                float value = row[columns is null ? at : columns[at / matrix.Window] * matrix.Window + at % matrix.Window];
                int place = places[at];
                _halves[place & 1][i * Size + (place >> 2)] += (place & 2) == 0 ? value : -value;
            }
        }
        foreach (float[] half in _halves) Normalize(half);
    }

    /// <summary>Rows.</summary>
    public int Count { get; }

    /// <summary>Values of a row.</summary>
    public int Length { get; }

    /// <summary>Cosines of all rows of this with all of another's, row by row.</summary>
    /// <param name="other">The other's, as many.</param>
    /// <param name="half">0 or 1; 2 for the mean of both.</param>
    /// <param name="ct">Ends it within a row.</param>
    public float[] Cosines(RowSketches other, int half, CancellationToken ct)
    {
        var cosines = new float[(long)Count * other.Count];
        Parallel.For(0, Count, new ParallelOptions { CancellationToken = ct }, i =>
        {
            for (int j = 0; j < other.Count; j++)
            {
                float sum = 0;
                for (int which = half == 2 ? 0 : half; which <= (half == 2 ? 1 : half); which++)
                {
                    ReadOnlySpan<float> a = _halves[which].AsSpan(i * Size, Size), b = other._halves[which].AsSpan(j * Size, Size);
                    Vector<float> lanes = Vector<float>.Zero;
                    for (int at = 0; at < Size; at += Vector<float>.Count) lanes += new Vector<float>(a[at..]) * new Vector<float>(b[at..]);
                    sum += Vector.Sum(lanes);
                }
                cosines[i * other.Count + j] = half == 2 ? sum / 2 : sum;
            }
        });
        return cosines;
    }

    // What all rows have in common tells none from another.
    private void Normalize(float[] half)
    {
        var mean = new float[Size];
        for (int i = 0; i < half.Length; i++) mean[i % Size] += half[i] / Count;
        for (int row = 0; row < Count; row++)
        {
            Span<float> own = half.AsSpan(row * Size, Size);
            double squares = 0;
            for (int i = 0; i < Size; i++)
            {
                if (Count > 2) own[i] -= mean[i];
                squares += own[i] * own[i];
            }
            float scale = squares > 0 && double.IsFinite(squares) ? (float)(1 / Math.Sqrt(squares)) : 0;
            for (int i = 0; i < Size; i++) own[i] = scale == 0 ? 0 : own[i] * scale;
        }
    }

    /// <summary>SplitMix64's last steps.</summary>
    public static ulong Mix(ulong state)
    {
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9;
        state = (state ^ state >> 27) * 0x94D049BB133111EB;
        return state ^ state >> 31;
    }
}
