using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelDeed.Fingerprints;

/// <summary>16 lanes in AVX-512 registers.</summary>
internal readonly struct Lanes16 : ILanes<Vector512<uint>>
{
    public static bool IsSupported => Avx512F.IsSupported && Avx512DQ.IsSupported;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Xor(Vector512<uint> left, Vector512<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight16(Vector512<uint> value) => Avx512F.RotateRight(value, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight12(Vector512<uint> value) => Avx512F.RotateRight(value, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight8(Vector512<uint> value) => Avx512F.RotateRight(value, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight7(Vector512<uint> value) => Avx512F.RotateRight(value, 7);

    public static Vector512<uint> CounterLow(ulong first, uint step)
    {
        Vector512<uint> offsets = Vector512<uint>.Indices * Vector512.Create(step);
        return Vector512.Create((uint)first) + offsets;
    }

    public static Vector512<uint> CounterHigh(ulong first, uint step)
    {
        Vector512<uint> low = CounterLow(first, step);
        Vector512<uint> carried = Vector512.LessThan(low, Vector512.Create((uint)first));
        return Vector512.Create((uint)(first >> 32)) - carried;
    }

    /// <summary>A 16 by 16 transpose, in place: 32-bit and 64-bit pairs within four rows at a time, then 128-bit quarters across them.</summary>
    public static unsafe void LoadBlocks(byte* input, nuint stride, nuint last, Vector512<uint>* words)
    {
        FourRows(input, 0, stride, last, words);
        FourRows(input, 4 * stride, stride, last, words + 4);
        FourRows(input, 8 * stride, stride, last, words + 8);
        FourRows(input, 12 * stride, stride, last, words + 12);
        for (int i = 0; i < 4; i++) Quarters(words[i], words[i + 4], words[i + 8], words[i + 12], words + i);
    }

    /// <summary>Four rows become: word 0, 1, 2, 3 of each of their 128-bit quarters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void FourRows(byte* input, nuint first, nuint stride, nuint last, Vector512<uint>* output)
    {
        Vector512<uint> a = Vector512.Load((uint*)(input + nuint.Min(first, last)));
        Vector512<uint> b = Vector512.Load((uint*)(input + nuint.Min(first + stride, last)));
        Vector512<uint> c = Vector512.Load((uint*)(input + nuint.Min(first + 2 * stride, last)));
        Vector512<uint> d = Vector512.Load((uint*)(input + nuint.Min(first + 3 * stride, last)));
        Vector512<ulong> ab = Avx512F.UnpackLow(a, b).AsUInt64();
        Vector512<ulong> abHigh = Avx512F.UnpackHigh(a, b).AsUInt64();
        Vector512<ulong> cd = Avx512F.UnpackLow(c, d).AsUInt64();
        Vector512<ulong> cdHigh = Avx512F.UnpackHigh(c, d).AsUInt64();
        output[0] = Avx512F.UnpackLow(ab, cd).AsUInt32();
        output[1] = Avx512F.UnpackHigh(ab, cd).AsUInt32();
        output[2] = Avx512F.UnpackLow(abHigh, cdHigh).AsUInt32();
        output[3] = Avx512F.UnpackHigh(abHigh, cdHigh).AsUInt32();
    }

    /// <summary>A 4 by 4 transpose of 128-bit quarters; the results are words k, k + 4, k + 8, k + 12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Quarters(
        Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, Vector512<uint> d, Vector512<uint>* output)
    {
        Vector512<uint> abEven = Avx512F.Shuffle4x128(a, b, 0b10_00_10_00);
        Vector512<uint> abOdd = Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);
        Vector512<uint> cdEven = Avx512F.Shuffle4x128(c, d, 0b10_00_10_00);
        Vector512<uint> cdOdd = Avx512F.Shuffle4x128(c, d, 0b11_01_11_01);
        output[0] = Avx512F.Shuffle4x128(abEven, cdEven, 0b10_00_10_00);
        output[4] = Avx512F.Shuffle4x128(abOdd, cdOdd, 0b10_00_10_00);
        output[8] = Avx512F.Shuffle4x128(abEven, cdEven, 0b11_01_11_01);
        output[12] = Avx512F.Shuffle4x128(abOdd, cdOdd, 0b11_01_11_01);
    }

    public static unsafe void StoreChainingValues(Vector512<uint>* words, byte* output)
    {
        uint* lanes = (uint*)words;
        for (int lane = 0; lane < 16; lane++)
            for (int word = 0; word < 8; word++)
                ((uint*)output)[8 * lane + word] = lanes[16 * word + lane];
    }
}
