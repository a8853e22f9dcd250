using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelDeed.Heritage;

/// <summary>Sums of values, of their sizes and of their second to fourth powers: over a run in sixteen lanes, and over runs at each place of a row.</summary>
internal sealed class PowerSums
{
    /// <summary>Sums that are kept: values, sizes, squares, cubes, fourth powers.</summary>
    public const int Count = 5;

    // As in Moments: larger ones would leave single precision at the fourth power.
    private const float Most = 1 << 28;

    private readonly float[] _lanes = new float[Count * SketchKernel.Lanes];

    /// <summary>Adds a run to one slice's sums, lane after lane.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="sums">Five sums.</param>
    /// <param name="width">Vectors.</param>
    public void AddRow(ReadOnlySpan<float> values, Span<double> sums, SketchWidth width)
    {
        Array.Clear(_lanes);
        int i = 0;
        if (width == SketchWidth.Sixteen) i = Row16(values);
        else if (width == SketchWidth.Eight) i = Row8(values);
        for (; i < values.Length; i++)
        {
            int lane = i % SketchKernel.Lanes;
            Add(values[i], ref _lanes[lane], ref _lanes[16 + lane], ref _lanes[32 + lane], ref _lanes[48 + lane], ref _lanes[64 + lane]);
        }
        for (int power = 0; power < Count; power++)
        {
            double sum = 0;
            for (int lane = 0; lane < SketchKernel.Lanes; lane++) sum += _lanes[SketchKernel.Lanes * power + lane];
            sums[power] += sum;
        }
    }

    /// <summary>Adds each value of a run to the sums of its place.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="sums">Five times <paramref name="length"/> sums, one power after the other.</param>
    /// <param name="first">Place of the first value.</param>
    /// <param name="length">Places.</param>
    /// <param name="width">Vectors.</param>
    public static void AddPlaces(ReadOnlySpan<float> values, Span<float> sums, int first, int length, SketchWidth width)
    {
        if (sums.Length != Count * length || (uint)first > (uint)length || values.Length > length - first) throw new ArgumentOutOfRangeException(nameof(first), first, "The values reach beyond the row.");
        int i = 0;
        ref float target = ref MemoryMarshal.GetReference(sums[first..]);
        if (width == SketchWidth.Sixteen) i = Places16(values, ref target, length);
        else if (width == SketchWidth.Eight) i = Places8(values, ref target, length);
        for (; i < values.Length; i++)
        {
            int at = first + i;
            Add(values[i], ref sums[at], ref sums[length + at], ref sums[2 * length + at], ref sums[3 * length + at], ref sums[4 * length + at]);
        }
    }

    private static void Add(float value, ref float sum, ref float sizes, ref float squares, ref float cubes, ref float fourths)
    {
        float m = MathF.Min(MathF.Max(value, -Most), Most), square = m * m, cube = square * m, fourth = square * square;
        sum += m;
        sizes += MathF.Abs(m);
        squares += square;
        cubes += cube;
        fourths += fourth;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Row16(ReadOnlySpan<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        Vector512<float> sum = default, sizes = default, squares = default, cubes = default, fourths = default;
        int i = 0;
        for (; i + 16 <= values.Length; i += 16)
        {
            Vector512<float> m = Limited(Vector512.LoadUnsafe(ref first, (nuint)i)), square = m * m;
            sum += m;
            sizes += Vector512.Abs(m);
            squares += square;
            cubes += square * m;
            fourths += square * square;
        }
        sum.CopyTo(_lanes);
        sizes.CopyTo(_lanes, 16);
        squares.CopyTo(_lanes, 32);
        cubes.CopyTo(_lanes, 48);
        fourths.CopyTo(_lanes, 64);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Row8(ReadOnlySpan<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        int done = values.Length / SketchKernel.Lanes * SketchKernel.Lanes;
        for (int half = 0; half < SketchKernel.Lanes; half += 8)
        {
            Vector256<float> sum = default, sizes = default, squares = default, cubes = default, fourths = default;
            for (int i = half; i < done; i += SketchKernel.Lanes)
            {
                Vector256<float> m = Limited(Vector256.LoadUnsafe(ref first, (nuint)i)), square = m * m;
                sum += m;
                sizes += Vector256.Abs(m);
                squares += square;
                cubes += square * m;
                fourths += square * square;
            }
            sum.CopyTo(_lanes, half);
            sizes.CopyTo(_lanes, 16 + half);
            squares.CopyTo(_lanes, 32 + half);
            cubes.CopyTo(_lanes, 48 + half);
            fourths.CopyTo(_lanes, 64 + half);
        }
        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Places16(ReadOnlySpan<float> values, ref float sums, int length)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i + 16 <= values.Length; i += 16)
        {
            Vector512<float> m = Limited(Vector512.LoadUnsafe(ref first, (nuint)i)), square = m * m;
            Sum(ref Unsafe.Add(ref sums, i), m);
            Sum(ref Unsafe.Add(ref sums, length + i), Vector512.Abs(m));
            Sum(ref Unsafe.Add(ref sums, 2 * length + i), square);
            Sum(ref Unsafe.Add(ref sums, 3 * length + i), square * m);
            Sum(ref Unsafe.Add(ref sums, 4 * length + i), square * square);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Places8(ReadOnlySpan<float> values, ref float sums, int length)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i + 8 <= values.Length; i += 8)
        {
            Vector256<float> m = Limited(Vector256.LoadUnsafe(ref first, (nuint)i)), square = m * m;
            Sum(ref Unsafe.Add(ref sums, i), m);
            Sum(ref Unsafe.Add(ref sums, length + i), Vector256.Abs(m));
            Sum(ref Unsafe.Add(ref sums, 2 * length + i), square);
            Sum(ref Unsafe.Add(ref sums, 3 * length + i), square * m);
            Sum(ref Unsafe.Add(ref sums, 4 * length + i), square * square);
        }
        return i;
    }

    // Where x is no NaN, the processors' own minimum and maximum are all the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Limited(Vector512<float> x) => Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-Most)), Vector512.Create(Most));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Limited(Vector256<float> x) => Vector256.MinNative(Vector256.MaxNative(x, Vector256.Create(-Most)), Vector256.Create(Most));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(ref float sum, Vector512<float> values) => (Vector512.LoadUnsafe(ref sum) + values).StoreUnsafe(ref sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(ref float sum, Vector256<float> values) => (Vector256.LoadUnsafe(ref sum) + values).StoreUnsafe(ref sum);
}
