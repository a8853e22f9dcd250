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
    public static unsafe Vector512<uint> AddWord(Vector512<uint> left, Vector512<uint>* word) => left + *word;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> CounterLow(ulong first, uint step)
    {
        Vector512<uint> offsets = Vector512<uint>.Indices * Vector512.Create(step);
        return Vector512.Create((uint)first) + offsets;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> CounterHigh(ulong first, uint step)
    {
        Vector512<uint> low = CounterLow(first, step);
        Vector512<uint> carried = Vector512.LessThan(low, Vector512.Create((uint)first));
        return Vector512.Create((uint)(first >> 32)) - carried;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void LoadBlocks(byte* input, nuint stride, nuint last, Vector512<uint>* words) =>
        Transpose(input, 0, stride, last, words, 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void StoreChainingValues(Vector512<uint>* words, byte* output) => Untranspose(words, 1, output);

    /// <summary>A 16 by 16 transpose of the lanes' blocks: 32-bit and 64-bit pairs within four rows at a time, then 128-bit quarters across them.</summary>
    /// <param name="input">See <see cref="LoadBlocks"/>.</param>
    /// <param name="first">Offset of lane 0.</param>
    /// <param name="stride">Bytes from lane to lane.</param>
    /// <param name="last">Offset of the last lane that has an input of its own.</param>
    /// <param name="words">Word k goes to <c>words[k * step]</c>.</param>
    /// <param name="step">Vectors from word to word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Transpose(byte* input, nuint first, nuint stride, nuint last, Vector512<uint>* words, int step)
    {
        FourRows(input, first, stride, last, words, step);
        FourRows(input, first + 4 * stride, stride, last, words + 4 * step, step);
        FourRows(input, first + 8 * stride, stride, last, words + 8 * step, step);
        FourRows(input, first + 12 * stride, stride, last, words + 12 * step, step);
        for (int i = 0; i < 4; i++, words += step) Quarters(words, 4 * step);
    }

    /// <summary>The way back, for eight words: 32 bytes per lane, lane after lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Untranspose(Vector512<uint>* words, int step, byte* output)
    {
        Vector512<uint>* lanes = stackalloc Vector512<uint>[4];
        for (int half = 0; half < 2; half++, words += 4 * step, output += 16)
        {
            FourWords(words[0], words[step], words[2 * step], words[3 * step], lanes, 1);
            for (int i = 0; i < 4; i++)
                for (int quarter = 0; quarter < 4; quarter++)
                    ((Vector128<uint>*)(lanes + i))[quarter].Store((uint*)(output + (4 * quarter + i) * Hash32.Size));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void FourRows(byte* input, nuint first, nuint stride, nuint last, Vector512<uint>* output, int step)
    {
        Vector512<uint> a = Vector512.Load((uint*)(input + nuint.Min(first, last)));
        Vector512<uint> b = Vector512.Load((uint*)(input + nuint.Min(first + stride, last)));
        Vector512<uint> c = Vector512.Load((uint*)(input + nuint.Min(first + 2 * stride, last)));
        Vector512<uint> d = Vector512.Load((uint*)(input + nuint.Min(first + 3 * stride, last)));
        FourWords(a, b, c, d, output, step);
    }

    /// <summary>A 4 by 4 transpose of words in each of the four 128-bit quarters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void FourWords(
        Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, Vector512<uint> d, Vector512<uint>* output, int step)
    {
        Vector512<ulong> ab = Avx512F.UnpackLow(a, b).AsUInt64();
        Vector512<ulong> abHigh = Avx512F.UnpackHigh(a, b).AsUInt64();
        Vector512<ulong> cd = Avx512F.UnpackLow(c, d).AsUInt64();
        Vector512<ulong> cdHigh = Avx512F.UnpackHigh(c, d).AsUInt64();
        output[0] = Avx512F.UnpackLow(ab, cd).AsUInt32();
        output[step] = Avx512F.UnpackHigh(ab, cd).AsUInt32();
        output[2 * step] = Avx512F.UnpackLow(abHigh, cdHigh).AsUInt32();
        output[3 * step] = Avx512F.UnpackHigh(abHigh, cdHigh).AsUInt32();
    }

    /// <summary>A 4 by 4 transpose of 128-bit quarters, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Quarters(Vector512<uint>* words, int step)
    {
        Vector512<uint> a = words[0], b = words[step], c = words[2 * step], d = words[3 * step];
        Vector512<uint> abEven = Avx512F.Shuffle4x128(a, b, 0b10_00_10_00);
        Vector512<uint> abOdd = Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);
        Vector512<uint> cdEven = Avx512F.Shuffle4x128(c, d, 0b10_00_10_00);
        Vector512<uint> cdOdd = Avx512F.Shuffle4x128(c, d, 0b11_01_11_01);
        words[0] = Avx512F.Shuffle4x128(abEven, cdEven, 0b10_00_10_00);
        words[step] = Avx512F.Shuffle4x128(abOdd, cdOdd, 0b10_00_10_00);
        words[2 * step] = Avx512F.Shuffle4x128(abEven, cdEven, 0b11_01_11_01);
        words[3 * step] = Avx512F.Shuffle4x128(abOdd, cdOdd, 0b11_01_11_01);
    }
}
