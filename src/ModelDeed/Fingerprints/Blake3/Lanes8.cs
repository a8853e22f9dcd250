using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelDeed.Fingerprints;

/// <summary>8 lanes in AVX2 registers. Machines with AVX-512 run the same instructions, so that every machine tests what the others run.</summary>
internal readonly struct Lanes8 : ILanes<Vector256<uint>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<uint> AddWord(Vector256<uint> left, Vector256<uint>* word) => left + *word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> left, Vector256<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight16(Vector256<uint> value) =>
        Avx2.Shuffle(value.AsByte(), Vector256.Create(
            (byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight12(Vector256<uint> value) =>
        (value >>> 12) | (value << 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight8(Vector256<uint> value) =>
        Avx2.Shuffle(value.AsByte(), Vector256.Create(
            (byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight7(Vector256<uint> value) =>
        (value >>> 7) | (value << 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> CounterLow(ulong first, uint step) =>
        Vector256.Create((uint)first) + Vector256<uint>.Indices * Vector256.Create(step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> CounterHigh(ulong first, uint step) =>
        Vector256.Create((uint)(first >> 32)) - Vector256.LessThan(CounterLow(first, step), Vector256.Create((uint)first));

    /// <summary>Two 8 by 8 transposes: the first and the second 32 bytes of every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void LoadBlocks(byte* input, nuint stride, nuint last, Vector256<uint>* words)
    {
        for (int half = 0; half < 2; half++)
        {
            Vector256<uint>* output = words + 8 * half;
            FourRows(input + 32 * half, 0, stride, last, output);
            FourRows(input + 32 * half, 4 * stride, stride, last, output + 4);
            for (int i = 0; i < 4; i++)
            {
                Vector256<uint> low = output[i], high = output[i + 4];
                output[i] = Avx2.Permute2x128(low, high, 0x20);
                output[i + 4] = Avx2.Permute2x128(low, high, 0x31);
            }
        }
    }

    /// <summary>Four rows become: word 0, 1, 2, 3 of both of their 128-bit halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void FourRows(byte* input, nuint first, nuint stride, nuint last, Vector256<uint>* output)
    {
        Vector256<uint> a = Vector256.Load((uint*)(input + nuint.Min(first, last)));
        Vector256<uint> b = Vector256.Load((uint*)(input + nuint.Min(first + stride, last)));
        Vector256<uint> c = Vector256.Load((uint*)(input + nuint.Min(first + 2 * stride, last)));
        Vector256<uint> d = Vector256.Load((uint*)(input + nuint.Min(first + 3 * stride, last)));
        Vector256<ulong> ab = Avx2.UnpackLow(a, b).AsUInt64();
        Vector256<ulong> abHigh = Avx2.UnpackHigh(a, b).AsUInt64();
        Vector256<ulong> cd = Avx2.UnpackLow(c, d).AsUInt64();
        Vector256<ulong> cdHigh = Avx2.UnpackHigh(c, d).AsUInt64();
        output[0] = Avx2.UnpackLow(ab, cd).AsUInt32();
        output[1] = Avx2.UnpackHigh(ab, cd).AsUInt32();
        output[2] = Avx2.UnpackLow(abHigh, cdHigh).AsUInt32();
        output[3] = Avx2.UnpackHigh(abHigh, cdHigh).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void StoreChainingValues(Vector256<uint>* words, byte* output)
    {
        uint* lanes = (uint*)words;
        for (int lane = 0; lane < 8; lane++)
            for (int word = 0; word < 8; word++)
                ((uint*)output)[8 * lane + word] = lanes[8 * word + lane];
    }
}
