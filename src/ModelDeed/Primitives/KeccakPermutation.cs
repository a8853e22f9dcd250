using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelDeed.Primitives;

/// <summary>The operations that Keccak needs on one 64-bit lane, or on the same lane of several states side by side.</summary>
internal interface IKeccakLane<TLane> where TLane : unmanaged
{
    static abstract TLane Broadcast(ulong value);

    static abstract TLane Xor(TLane left, TLane right);

    static abstract TLane RotateLeft(TLane value, [ConstantExpected(Min = (byte)1, Max = (byte)63)] byte bits);

    /// <summary><c>a ^ (~b &amp; c)</c>.</summary>
    static abstract TLane Chi(TLane a, TLane b, TLane c);
}

/// <summary>Keccak-f[1600] over one state, or over several at once.</summary>
/// <remarks>Source: The Keccak reference, version 3.0, 1.2. The lanes stand in locals; a round is written out, row by row, with
/// theta's second half, rho and pi folded into one line per lane.</remarks>
internal static unsafe class KeccakPermutation<TLane, TOps>
    where TLane : unmanaged
    where TOps : struct, IKeccakLane<TLane>
{
    /// <summary>Permutes 25 lanes in place, lane x, y at index x + 5 y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Permute(TLane* s)
    {
        TLane a0 = s[0]; TLane a1 = s[1]; TLane a2 = s[2]; TLane a3 = s[3]; TLane a4 = s[4]; TLane a5 = s[5]; TLane a6 = s[6];
        TLane a7 = s[7]; TLane a8 = s[8]; TLane a9 = s[9]; TLane a10 = s[10]; TLane a11 = s[11]; TLane a12 = s[12]; TLane a13 = s[13];
        TLane a14 = s[14]; TLane a15 = s[15]; TLane a16 = s[16]; TLane a17 = s[17]; TLane a18 = s[18]; TLane a19 = s[19];
        TLane a20 = s[20]; TLane a21 = s[21]; TLane a22 = s[22]; TLane a23 = s[23]; TLane a24 = s[24];
        foreach (ulong constant in Keccak256.RoundConstants)
        {
            TLane c0 = TOps.Xor(TOps.Xor(TOps.Xor(a0, a5), TOps.Xor(a10, a15)), a20);
            TLane c1 = TOps.Xor(TOps.Xor(TOps.Xor(a1, a6), TOps.Xor(a11, a16)), a21);
            TLane c2 = TOps.Xor(TOps.Xor(TOps.Xor(a2, a7), TOps.Xor(a12, a17)), a22);
            TLane c3 = TOps.Xor(TOps.Xor(TOps.Xor(a3, a8), TOps.Xor(a13, a18)), a23);
            TLane c4 = TOps.Xor(TOps.Xor(TOps.Xor(a4, a9), TOps.Xor(a14, a19)), a24); TLane d0 = TOps.Xor(c4, TOps.RotateLeft(c1, 1));
            TLane d1 = TOps.Xor(c0, TOps.RotateLeft(c2, 1)); TLane d2 = TOps.Xor(c1, TOps.RotateLeft(c3, 1));
            TLane d3 = TOps.Xor(c2, TOps.RotateLeft(c4, 1)); TLane d4 = TOps.Xor(c3, TOps.RotateLeft(c0, 1));

            TLane b0 = TOps.Xor(a0, d0); TLane b1 = TOps.RotateLeft(TOps.Xor(a6, d1), 44);
            TLane b2 = TOps.RotateLeft(TOps.Xor(a12, d2), 43); TLane b3 = TOps.RotateLeft(TOps.Xor(a18, d3), 21);
            TLane b4 = TOps.RotateLeft(TOps.Xor(a24, d4), 14); TLane e0 = TOps.Chi(b0, b1, b2); TLane e1 = TOps.Chi(b1, b2, b3);
            TLane e2 = TOps.Chi(b2, b3, b4); TLane e3 = TOps.Chi(b3, b4, b0); TLane e4 = TOps.Chi(b4, b0, b1);

            b0 = TOps.RotateLeft(TOps.Xor(a3, d3), 28); b1 = TOps.RotateLeft(TOps.Xor(a9, d4), 20);
            b2 = TOps.RotateLeft(TOps.Xor(a10, d0), 3); b3 = TOps.RotateLeft(TOps.Xor(a16, d1), 45);
            b4 = TOps.RotateLeft(TOps.Xor(a22, d2), 61); TLane e5 = TOps.Chi(b0, b1, b2); TLane e6 = TOps.Chi(b1, b2, b3);
            TLane e7 = TOps.Chi(b2, b3, b4); TLane e8 = TOps.Chi(b3, b4, b0); TLane e9 = TOps.Chi(b4, b0, b1);

            b0 = TOps.RotateLeft(TOps.Xor(a1, d1), 1); b1 = TOps.RotateLeft(TOps.Xor(a7, d2), 6);
            b2 = TOps.RotateLeft(TOps.Xor(a13, d3), 25); b3 = TOps.RotateLeft(TOps.Xor(a19, d4), 8);
            b4 = TOps.RotateLeft(TOps.Xor(a20, d0), 18); TLane e10 = TOps.Chi(b0, b1, b2); TLane e11 = TOps.Chi(b1, b2, b3);
            TLane e12 = TOps.Chi(b2, b3, b4); TLane e13 = TOps.Chi(b3, b4, b0); TLane e14 = TOps.Chi(b4, b0, b1);

            b0 = TOps.RotateLeft(TOps.Xor(a4, d4), 27); b1 = TOps.RotateLeft(TOps.Xor(a5, d0), 36);
            b2 = TOps.RotateLeft(TOps.Xor(a11, d1), 10); b3 = TOps.RotateLeft(TOps.Xor(a17, d2), 15);
            b4 = TOps.RotateLeft(TOps.Xor(a23, d3), 56); TLane e15 = TOps.Chi(b0, b1, b2); TLane e16 = TOps.Chi(b1, b2, b3);
            TLane e17 = TOps.Chi(b2, b3, b4); TLane e18 = TOps.Chi(b3, b4, b0); TLane e19 = TOps.Chi(b4, b0, b1);

            b0 = TOps.RotateLeft(TOps.Xor(a2, d2), 62); b1 = TOps.RotateLeft(TOps.Xor(a8, d3), 55);
            b2 = TOps.RotateLeft(TOps.Xor(a14, d4), 39); b3 = TOps.RotateLeft(TOps.Xor(a15, d0), 41);
            b4 = TOps.RotateLeft(TOps.Xor(a21, d1), 2); TLane e20 = TOps.Chi(b0, b1, b2); TLane e21 = TOps.Chi(b1, b2, b3);
            TLane e22 = TOps.Chi(b2, b3, b4); TLane e23 = TOps.Chi(b3, b4, b0); TLane e24 = TOps.Chi(b4, b0, b1);

            a0 = e0; a1 = e1; a2 = e2; a3 = e3; a4 = e4; a5 = e5; a6 = e6; a7 = e7; a8 = e8; a9 = e9; a10 = e10; a11 = e11; a12 = e12;
            a13 = e13; a14 = e14; a15 = e15; a16 = e16; a17 = e17; a18 = e18; a19 = e19; a20 = e20; a21 = e21; a22 = e22; a23 = e23;
            a24 = e24;
            a0 = TOps.Xor(a0, TOps.Broadcast(constant));
        }
        s[0] = a0; s[1] = a1; s[2] = a2; s[3] = a3; s[4] = a4; s[5] = a5; s[6] = a6; s[7] = a7; s[8] = a8; s[9] = a9; s[10] = a10;
        s[11] = a11; s[12] = a12; s[13] = a13; s[14] = a14; s[15] = a15; s[16] = a16; s[17] = a17; s[18] = a18; s[19] = a19;
        s[20] = a20; s[21] = a21; s[22] = a22; s[23] = a23; s[24] = a24;
    }
}

/// <summary>One state.</summary>
internal readonly struct KeccakLane1 : IKeccakLane<ulong>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Broadcast(ulong value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xor(ulong left, ulong right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RotateLeft(ulong value, [ConstantExpected(Min = (byte)1, Max = (byte)63)] byte bits) => BitOperations.RotateLeft(value, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Chi(ulong a, ulong b, ulong c) => a ^ (~b & c);
}

/// <summary>Four states in AVX2 registers.</summary>
internal readonly struct KeccakLane4 : IKeccakLane<Vector256<ulong>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Broadcast(ulong value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Xor(Vector256<ulong> left, Vector256<ulong> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> RotateLeft(Vector256<ulong> value, [ConstantExpected(Min = (byte)1, Max = (byte)63)] byte bits) =>
        (value << bits) | (value >>> (64 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Chi(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) => a ^ Vector256.AndNot(c, b);
}

/// <summary>Eight states in AVX-512 registers.</summary>
internal readonly struct KeccakLane8 : IKeccakLane<Vector512<ulong>>
{
    // Truth table of a ^ (~b & c) for vpternlog.
    private const byte ChiTable = 0xD2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Broadcast(ulong value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor(Vector512<ulong> left, Vector512<ulong> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> RotateLeft(Vector512<ulong> value, [ConstantExpected(Min = (byte)1, Max = (byte)63)] byte bits) =>
        Avx512F.RotateLeft(value, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Chi(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) => Avx512F.TernaryLogic(a, b, c, ChiTable);
}
