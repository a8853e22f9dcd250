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

    private const int BlockMask = SketchSeed.Buckets - Lanes;

    public static SketchWidth Best =>
        Vector512.IsHardwareAccelerated ? SketchWidth.Sixteen : Vector256.IsHardwareAccelerated ? SketchWidth.Eight
        : Vector128.IsHardwareAccelerated ? SketchWidth.Four : SketchWidth.Scalar;

    /// <summary>Adds signed values to the buckets of their indices on the last axis.</summary>
    /// <param name="row">512 sums.</param>
    /// <param name="values">Values of consecutive indices.</param>
    /// <param name="first">The first's index.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="width">Vectors.</param>
    /// <remarks>A bucket's values are added in the order of their indices, whatever the width: sixteen neighbours have sixteen different buckets.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRun(float[] row, ReadOnlySpan<float> values, int first, AxisTable axis, SketchWidth width)
    {
        // The references below are not checked again: tables have whole blocks, and buckets of sixteen neighbours end within the row.
        if (row.Length != SketchSeed.Buckets || (uint)first > (uint)axis.Signs.Length || values.Length > axis.Signs.Length - first)
            throw new ArgumentOutOfRangeException(nameof(first), first, "The values reach beyond the axis.");
        int head = Math.Min(values.Length, (Lanes - first % Lanes) % Lanes);
        AddScalar(row, values[..head], first, axis);
        int at = head, whole = width == SketchWidth.Scalar ? head : head + (values.Length - head) / Lanes * Lanes;
        ref float sums = ref MemoryMarshal.GetArrayDataReference(row), source = ref MemoryMarshal.GetReference(values);
        ref int signs = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(axis.Signs), first);
        ref ushort buckets = ref MemoryMarshal.GetArrayDataReference(axis.Bucket);
        if (width == SketchWidth.Sixteen)
        {
            for (; at < whole; at += Lanes)
                Sum16(ref Unsafe.Add(ref sums, Unsafe.Add(ref buckets, (first + at) / Lanes)), ref Unsafe.Add(ref source, at), Vector512.LoadUnsafe(ref signs, (nuint)at));
        }
        for (; at < whole; at += Lanes)
            AddSigned(ref Unsafe.Add(ref sums, Unsafe.Add(ref buckets, (first + at) / Lanes)), ref Unsafe.Add(ref source, at), ref Unsafe.Add(ref signs, at), width);
        AddScalar(row, values[whole..], first + whole, axis);
    }

    /// <summary>Adds to each sum the value at its place, with one sign for all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAll(Span<float> sums, ReadOnlySpan<float> values, int sign, SketchWidth width)
    {
        if (sums.Length < values.Length) throw new ArgumentException("There are more values than sums.", nameof(values));
        int i = 0;
        ref float target = ref MemoryMarshal.GetReference(sums), source = ref MemoryMarshal.GetReference(values);
        if (width == SketchWidth.Sixteen)
        {
            Vector512<int> signs = Vector512.Create(sign);
            for (; i + Lanes <= values.Length; i += Lanes) Sum16(ref Unsafe.Add(ref target, i), ref Unsafe.Add(ref source, i), signs);
        }
        else if (width is SketchWidth.Eight)
        {
            Vector256<int> signs = Vector256.Create(sign);
            for (; i + 8 <= values.Length; i += 8) Sum8(ref Unsafe.Add(ref target, i), ref Unsafe.Add(ref source, i), signs);
        }
        for (; i < values.Length; i++) sums[i] += Signed(values[i], sign);
    }

    /// <summary>Adds a row's 512 sums, with one sign for all, to those of places exclusive-ored with an offset, and clears the row.</summary>
    /// <param name="sums">512 sums.</param>
    /// <param name="row">512 sums.</param>
    /// <param name="offset">A multiple of sixteen under 512.</param>
    /// <param name="sign">The sign bit.</param>
    /// <param name="width">Vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Move(Span<float> sums, Span<float> row, int offset, int sign, SketchWidth width)
    {
        if (sums.Length != SketchSeed.Buckets || row.Length != SketchSeed.Buckets || (offset & ~BlockMask) != 0)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "An offset is a multiple of 16 under 512.");
        if (width == SketchWidth.Sixteen)
        {
            Vector512<int> signs = Vector512.Create(sign);
            ref float target = ref MemoryMarshal.GetReference(sums), source = ref MemoryMarshal.GetReference(row);
            for (int i = 0; i < SketchSeed.Buckets; i += Lanes)
            {
                Sum16(ref Unsafe.Add(ref target, i ^ offset), ref Unsafe.Add(ref source, i), signs);
                Vector512<float>.Zero.StoreUnsafe(ref source, (nuint)i);
            }
            return;
        }
        for (int i = 0; i < SketchSeed.Buckets; i += Lanes) AddAll(sums.Slice(i ^ offset, Lanes), row.Slice(i, Lanes), sign, width);
        row.Clear();
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
