using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelDeed.Heritage;

/// <summary>Element types whose every value stands by itself. All conversions are exact, except F64's, which rounds to nearest, ties to even.</summary>
internal static class PlainValues
{
    public static void F64(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
    }

    public static void F32(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (BitConverter.IsLittleEndian) bytes[..(4 * values.Length)].CopyTo(MemoryMarshal.AsBytes(values));
        else for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
    }

    /// <summary>Exponent and fraction moved into place and rescaled, which is exact for subnormals too; a vector at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void F16(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        int i = 0;
        if (BitConverter.IsLittleEndian && Vector256.IsHardwareAccelerated)
        {
            ref ushort source = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, ushort>(bytes));
            ref float target = ref MemoryMarshal.GetReference(values);
            for (; i + Vector256<ushort>.Count <= values.Length; i += Vector256<ushort>.Count)
            {
                (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)i));
                Halves(low).StoreUnsafe(ref target, (nuint)i);
                Halves(high).StoreUnsafe(ref target, (nuint)(i + Vector256<uint>.Count));
            }
        }
        for (; i < values.Length; i++) values[i] = Half(bytes[(2 * i)..]);
    }

    /// <summary>The upper half of single precision: shifted into place, a vector at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BF16(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        int i = 0;
        if (BitConverter.IsLittleEndian && Vector256.IsHardwareAccelerated)
        {
            ref ushort source = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, ushort>(bytes));
            ref uint target = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<float, uint>(values));
            for (; Vector512.IsHardwareAccelerated && i + Vector512<ushort>.Count <= values.Length; i += Vector512<ushort>.Count)
            {
                (Vector512<uint> low, Vector512<uint> high) = Vector512.Widen(Vector512.LoadUnsafe(ref source, (nuint)i));
                (low << 16).StoreUnsafe(ref target, (nuint)i);
                (high << 16).StoreUnsafe(ref target, (nuint)(i + Vector512<uint>.Count));
            }
            for (; i + Vector256<ushort>.Count <= values.Length; i += Vector256<ushort>.Count)
            {
                (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)i));
                (low << 16).StoreUnsafe(ref target, (nuint)i);
                (high << 16).StoreUnsafe(ref target, (nuint)(i + Vector256<uint>.Count));
            }
        }
        for (; i < values.Length; i++) values[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
    }

    private static Vector256<float> Halves(Vector256<uint> bits)
    {
        Vector256<uint> size = (bits & Vector256.Create(0x7FFFu)) << 13, sign = (bits & Vector256.Create(0x8000u)) << 16;
        Vector256<uint> special = Vector256.GreaterThanOrEqual(size, Vector256.Create(0x7C00u << 13));
        Vector256<uint> scaled = (size.AsSingle() * Vector256.Create(5.192296858534828e33f)).AsUInt32();
        // Infinities and NaNs keep their fraction under single precision's largest exponent.
        return (Vector256.ConditionalSelect(special, size | Vector256.Create(0x7F80_0000u), scaled) | sign).AsSingle();
    }

    public static void I8(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = (sbyte)bytes[i];
    }

    public static void U8(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = bytes[i];
    }

    public static void I16(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]);
    }

    public static void U16(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
    }

    /// <summary>An IEEE 754 half at the start of the bytes.</summary>
    public static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);
}
