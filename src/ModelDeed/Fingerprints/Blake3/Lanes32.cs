using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelDeed.Fingerprints;

/// <summary>32 lanes in two AVX-512 registers.</summary>
internal readonly struct TwoVectors(Vector512<uint> low, Vector512<uint> high)
{
    public readonly Vector512<uint> Low = low, High = high;
}

/// <summary>32 lanes in pairs of AVX-512 registers. A step of BLAKE3 waits for the one before it, and four columns don't keep the
/// machine busy meanwhile: two independent batches side by side are half as fast again (measured on Zen 5). Their states fill all 32 registers.</summary>
internal readonly struct Lanes32 : ILanes<TwoVectors>
{
    public static int Count => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors Broadcast(uint value) => new(Vector512.Create(value), Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors Add(TwoVectors left, TwoVectors right) => new(left.Low + right.Low, left.High + right.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TwoVectors AddWord(TwoVectors left, TwoVectors* word) =>
        new(left.Low + *(Vector512<uint>*)word, left.High + *((Vector512<uint>*)word + 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors Xor(TwoVectors left, TwoVectors right) => new(left.Low ^ right.Low, left.High ^ right.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors RotateRight16(TwoVectors value) => new(Lanes16.RotateRight16(value.Low), Lanes16.RotateRight16(value.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors RotateRight12(TwoVectors value) => new(Lanes16.RotateRight12(value.Low), Lanes16.RotateRight12(value.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors RotateRight8(TwoVectors value) => new(Lanes16.RotateRight8(value.Low), Lanes16.RotateRight8(value.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors RotateRight7(TwoVectors value) => new(Lanes16.RotateRight7(value.Low), Lanes16.RotateRight7(value.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors CounterLow(ulong first, uint step) =>
        new(Lanes16.CounterLow(first, step), Lanes16.CounterLow(first + 16ul * step, step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors CounterHigh(ulong first, uint step) =>
        new(Lanes16.CounterHigh(first, step), Lanes16.CounterHigh(first + 16ul * step, step));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void LoadBlocks(byte* input, nuint stride, nuint last, TwoVectors* words)
    {
        Lanes16.Transpose(input, 0, stride, last, (Vector512<uint>*)words, 2);
        Lanes16.Transpose(input, 16 * stride, stride, last, (Vector512<uint>*)words + 1, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void StoreChainingValues(TwoVectors* words, byte* output)
    {
        Lanes16.Untranspose((Vector512<uint>*)words, 2, output);
        Lanes16.Untranspose((Vector512<uint>*)words + 1, 2, output + 16 * Hash32.Size);
    }
}
