using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ModelDeed.Fingerprints;

/// <summary>4 lanes in 128-bit registers: SSE on x64, AdvSimd on Arm64.</summary>
internal readonly struct Lanes4 : ILanes<Vector128<uint>>
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Broadcast(uint value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Add(Vector128<uint> left, Vector128<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector128<uint> AddWord(Vector128<uint> left, Vector128<uint>* word) => left + *word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Xor(Vector128<uint> left, Vector128<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateRight16(Vector128<uint> value) => Vector128.Shuffle(
        value.AsByte(), Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateRight12(Vector128<uint> value) => (value >>> 12) | (value << 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateRight8(Vector128<uint> value) => Vector128.Shuffle(
        value.AsByte(), Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateRight7(Vector128<uint> value) => (value >>> 7) | (value << 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> CounterLow(ulong first, uint step) =>
        Vector128.Create((uint)first) + Vector128<uint>.Indices * Vector128.Create(step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> CounterHigh(ulong first, uint step) =>
        Vector128.Create((uint)(first >> 32)) - Vector128.LessThan(CounterLow(first, step), Vector128.Create((uint)first));

    /// <summary>Four 4 by 4 transposes, one per 16 bytes of every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void LoadBlocks(byte* input, nuint stride, nuint last, Vector128<uint>* words)
    {
        byte* second = input + nuint.Min(stride, last);
        byte* third = input + nuint.Min(2 * stride, last);
        byte* fourth = input + nuint.Min(3 * stride, last);
        for (int quarter = 0; quarter < 64; quarter += 16, words += 4)
        {
            Vector128<uint> a = Vector128.Load((uint*)(input + quarter)), b = Vector128.Load((uint*)(second + quarter));
            Vector128<uint> c = Vector128.Load((uint*)(third + quarter)), d = Vector128.Load((uint*)(fourth + quarter));
            Vector128<uint> ac = ZipLow(a, c), bd = ZipLow(b, d);
            words[0] = ZipLow(ac, bd);
            words[1] = ZipHigh(ac, bd);
            Vector128<uint> acHigh = ZipHigh(a, c), bdHigh = ZipHigh(b, d);
            words[2] = ZipLow(acHigh, bdHigh);
            words[3] = ZipHigh(acHigh, bdHigh);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void StoreChainingValues(Vector128<uint>* words, byte* output)
    {
        uint* lanes = (uint*)words;
        for (int lane = 0; lane < 4; lane++)
            for (int word = 0; word < 8; word++)
                ((uint*)output)[8 * lane + word] = lanes[4 * word + lane];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipLow(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0], left[1], right[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipHigh(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[2], right[2], left[3], right[3]);
}
