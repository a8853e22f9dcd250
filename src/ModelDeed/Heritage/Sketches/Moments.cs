using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelDeed.Heritage;

/// <summary>Sums of a tensor's trimmed values and their powers: per segment of 4,096 values in sixteen single-precision lanes, across segments in double precision.</summary>
internal sealed class Moments
{
    /// <summary>Values of a segment.</summary>
    public const int Segment = 4096;

    // Larger ones would leave single precision at the fourth power.
    private const float Most = 1 << 28;

    // What is larger, infinite or not a number is no weight: it counts as zero, so that one hostile value can't hide all others.
    private const float Limit = 1.2676506e30f;

    // The bits of Most: what has larger ones is larger, infinite or not a number.
    private const int MostBits = (28 + 127) << FractionBits;

    // Binary orders of magnitude over a segment's mean one that a value may have: of normally distributed weights, 5 to 12 standard deviations.
    private const int Orders = 4, FractionBits = 23;

    private readonly float[] _sum = new float[SketchKernel.Lanes], _square = new float[SketchKernel.Lanes], _fourth = new float[SketchKernel.Lanes];

    private int _orders, _largest;

    /// <summary>Values seen.</summary>
    public long Count { get; private set; }

    /// <summary>Values that are zero, or counted as such.</summary>
    public long Zeros { get; private set; }

    public double Sum { get; private set; }

    public double Square { get; private set; }

    public double Fourth { get; private set; }

    /// <summary>Mean of the values.</summary>
    public double Mean => Count == 0 ? 0 : Sum / Count;

    /// <summary>Standard deviation.</summary>
    public double Deviation => Count == 0 ? 0 : Math.Sqrt(Math.Max(0, Square / Count - Mean * Mean));

    /// <summary>Fourth moment over the square of the second, both about zero: 3 for normally distributed weights; 0 when all are zero.</summary>
    public double Kurtosis => Square > 0 ? Fourth * Count / (Square * Square) : 0;

    /// <summary>Replaces what is no weight by zero, adds a segment, and trims it: a value that is larger by four binary orders of magnitude than others are on average is cut to
    /// there, or else a few of them would be all that a sketch is of.</summary>
    /// <param name="values">At most 4,096 values, fewer only at the tensor's end.</param>
    /// <param name="width">Vectors.</param>
    public void Add(Span<float> values, SketchWidth width)
    {
        int done = 0, zeros = 0;
        _orders = _largest = 0;
        bool isPlain = width == SketchWidth.Sixteen ? Add16(values, out done, out zeros) : width != SketchWidth.Eight || Add8(values, out done, out zeros);
        if (!isPlain) (done, zeros, _orders, _largest) = (0, 0, 0, 0);
        if (done == 0)
        {
            Array.Clear(_sum);
            Array.Clear(_square);
            Array.Clear(_fourth);
        }
        zeros += AddEach(values, done);
        Count += values.Length;
        Zeros += zeros;
        if (zeros < values.Length && Largest(values, _orders / (values.Length - zeros)) is { } most)
        {
            Trim(values, most);
            return;
        }
        for (int lane = 0; lane < SketchKernel.Lanes; lane++)
        {
            Sum += _sum[lane];
            Square += _square[lane];
            Fourth += _fourth[lane];
        }
    }

    /// <summary>Adds values one by one; how many of them are, or count as, zero.</summary>
    private int AddEach(Span<float> values, int from)
    {
        int zeros = 0;
        for (int i = from; i < values.Length; i++)
        {
            int lane = i % SketchKernel.Lanes;
            float x = values[i];
            if (!(MathF.Abs(x) < Limit)) values[i] = x = 0;
            if (x == 0) zeros++;
            int bits = BitConverter.SingleToInt32Bits(x) & int.MaxValue;
            _orders += bits >> FractionBits;
            _largest = Math.Max(_largest, bits);
            float m = MathF.Min(MathF.Max(x, -Most), Most), square = m * m;
            _sum[lane] += m;
            _square[lane] += square;
            float fourth = square * square;
            _fourth[lane] += fourth;
        }
        return zeros;
    }

    /// <summary>The size that values are cut to; null where none is larger.</summary>
    /// <param name="values">Not all of them zero.</param>
    /// <param name="order">Mean order of those that aren't.</param>
    private float? Largest(ReadOnlySpan<float> values, int order)
    {
        if (_largest <= (order + Orders + 1) << FractionBits) return null;
        int most = (UpperOrder(values, order) + Orders) << FractionBits;
        return _largest > most ? BitConverter.Int32BitsToSingle(most) : null;
    }

    /// <summary>The mean order of the values that have an order or a larger one: without those that decayed to next to nothing.</summary>
    private static int UpperOrder(ReadOnlySpan<float> values, int least)
    {
        int orders = 0, count = 0;
        foreach (float value in values)
        {
            int order = (BitConverter.SingleToInt32Bits(value) & int.MaxValue) >> FractionBits;
            if (value == 0 || order < least) continue;
            orders += order;
            count++;
        }
        return orders / count;
    }

    /// <summary>Cuts values to a size, and adds them one by one.</summary>
    private void Trim(Span<float> values, float size)
    {
        foreach (ref float value in values)
        {
            value = Math.Clamp(value, -size, size);
            double m = Math.Clamp(value, -Most, Most), square = m * m;
            Sum += m;
            Square += square;
            Fourth += square * square;
        }
    }

    /// <summary>Adds whole vectors; gives up where a value is so large that it must be looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Add16(ReadOnlySpan<float> values, out int done, out int zeros)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        Vector512<float> sum = default, squares = default, fourths = default;
        Vector512<int> none = default, orders = default, largest = default;
        for (done = 0; done + SketchKernel.Lanes <= values.Length; done += SketchKernel.Lanes)
        {
            Vector512<float> x = Vector512.LoadUnsafe(ref first, (nuint)done), square = x * x;
            Vector512<int> bits = x.AsInt32() & Vector512.Create(int.MaxValue);
            none -= Vector512.Equals(bits, default);
            orders += bits >> FractionBits;
            largest = Vector512.Max(largest, bits);
            sum += x;
            squares += square;
            fourths += square * square;
        }
        sum.CopyTo(_sum);
        squares.CopyTo(_square);
        fourths.CopyTo(_fourth);
        (_orders, zeros) = (Vector512.Sum(orders), Vector512.Sum(none));
        for (int lane = 0; lane < SketchKernel.Lanes; lane++) _largest = Math.Max(_largest, largest[lane]);
        return _largest <= MostBits;
    }

    /// <summary>The same, half a vector's lanes after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Add8(ReadOnlySpan<float> values, out int done, out int zeros)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        zeros = 0;
        done = values.Length / SketchKernel.Lanes * SketchKernel.Lanes;
        for (int half = 0; half < SketchKernel.Lanes; half += 8)
        {
            Vector256<float> sum = default, squares = default, fourths = default;
            Vector256<int> none = default, orders = default, largest = default;
            for (int i = half; i < done; i += SketchKernel.Lanes)
            {
                Vector256<float> x = Vector256.LoadUnsafe(ref first, (nuint)i), square = x * x;
                Vector256<int> bits = x.AsInt32() & Vector256.Create(int.MaxValue);
                none -= Vector256.Equals(bits, default);
                orders += bits >> FractionBits;
                largest = Vector256.Max(largest, bits);
                sum += x;
                squares += square;
                fourths += square * square;
            }
            sum.CopyTo(_sum, half);
            squares.CopyTo(_square, half);
            fourths.CopyTo(_fourth, half);
            zeros += Vector256.Sum(none);
            _orders += Vector256.Sum(orders);
            for (int lane = 0; lane < Vector256<int>.Count; lane++) _largest = Math.Max(_largest, largest[lane]);
        }
        return _largest <= MostBits;
    }
}
