using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelDeed.Heritage;

/// <summary>Vectors to sketch with; every width gives the same bits, because each lane's sums are added in the same order and nothing is fused.</summary>
internal enum SketchWidth
{
    Scalar = 1,
    Four = 4,
    Eight = 8,
    Sixteen = 16,
}

/// <summary>The loops of a sketch, over runs of a row, with the widest vectors there are.</summary>
internal static class SketchKernel
{
    /// <summary>Neighbouring indices whose buckets are neighbours too.</summary>
    public const int Lanes = 16;

    public static SketchWidth Best =>
        Vector512.IsHardwareAccelerated ? SketchWidth.Sixteen : Vector256.IsHardwareAccelerated ? SketchWidth.Eight
        : Vector128.IsHardwareAccelerated ? SketchWidth.Four : SketchWidth.Scalar;

    /// <summary>Adds signed values to the buckets of their indices on the last axis.</summary>
    /// <param name="row">512 sums.</param>
    /// <param name="values">Values of consecutive indices.</param>
    /// <param name="first">The first's index.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="width">Vectors.</param>
    public static void AddRun(float[] row, ReadOnlySpan<float> values, int first, AxisTable axis, SketchWidth width)
    {
        int head = Math.Min(values.Length, (SketchSeed.Block - first % SketchSeed.Block) % SketchSeed.Block);
        AddScalar(row, values[..head], first, axis);
        int whole = width == SketchWidth.Scalar ? 0 : (values.Length - head) / SketchSeed.Block * SketchSeed.Block;
        for (int at = head; at < head + whole; at += SketchSeed.Block)
        {
            int index = first + at;
            for (int quarter = 0; quarter < SketchSeed.Block; quarter += Lanes)
                AddSigned(ref row[axis.Bucket[(index + quarter) / Lanes]], ref MemoryMarshal.GetReference(values[(at + quarter)..]), ref axis.Signs[index + quarter], width);
        }
        AddScalar(row, values[(head + whole)..], first + head + whole, axis);
    }

    /// <summary>Adds to each sum the value at its place, with one sign for all.</summary>
    public static void AddAll(Span<float> sums, ReadOnlySpan<float> values, int sign, SketchWidth width)
    {
        int i = 0;
        if (width == SketchWidth.Sixteen)
        {
            for (; i + Lanes <= values.Length; i += Lanes)
                Sum16(ref sums[i], ref Unsafe.AsRef(in values[i]), Vector512.Create(sign));
        }
        else if (width is SketchWidth.Eight)
        {
            for (; i + 8 <= values.Length; i += 8) Sum8(ref sums[i], ref Unsafe.AsRef(in values[i]), Vector256.Create(sign));
        }
        for (; i < values.Length; i++) sums[i] += Signed(values[i], sign);
    }

    /// <summary>A value with its sign changed where the mask has the sign bit.</summary>
    public static float Signed(float value, int sign) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) ^ sign);

    private static void AddScalar(float[] row, ReadOnlySpan<float> values, int first, AxisTable axis)
    {
        for (int i = 0; i < values.Length; i++) row[axis.BucketOf(first + i)] += Signed(values[i], axis.Signs[first + i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSigned(ref float sums, ref float values, ref int signs, SketchWidth width)
    {
        if (width == SketchWidth.Sixteen)
        {
            Sum16(ref sums, ref values, Vector512.LoadUnsafe(ref signs));
        }
        else if (width == SketchWidth.Eight)
        {
            Sum8(ref sums, ref values, Vector256.LoadUnsafe(ref signs));
            Sum8(ref Unsafe.Add(ref sums, 8), ref Unsafe.Add(ref values, 8), Vector256.LoadUnsafe(ref signs, 8));
        }
        else
        {
            for (int i = 0; i < Lanes; i += 4) Sum4(ref Unsafe.Add(ref sums, i), ref Unsafe.Add(ref values, i), Vector128.LoadUnsafe(ref signs, (nuint)i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum16(ref float sums, ref float values, Vector512<int> signs) =>
        (Vector512.LoadUnsafe(ref sums) + (Vector512.LoadUnsafe(ref values).AsInt32() ^ signs).AsSingle()).StoreUnsafe(ref sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum8(ref float sums, ref float values, Vector256<int> signs) =>
        (Vector256.LoadUnsafe(ref sums) + (Vector256.LoadUnsafe(ref values).AsInt32() ^ signs).AsSingle()).StoreUnsafe(ref sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum4(ref float sums, ref float values, Vector128<int> signs) =>
        (Vector128.LoadUnsafe(ref sums) + (Vector128.LoadUnsafe(ref values).AsInt32() ^ signs).AsSingle()).StoreUnsafe(ref sums);
}
