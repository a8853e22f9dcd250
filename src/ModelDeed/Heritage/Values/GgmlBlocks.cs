using System.Buffers.Binary;

namespace ModelDeed.Heritage;

/// <summary>ggml's blocks of 32 values (dequantize_row_* of ggml-quants.c, layouts of ggml-common.h). Products and sums are rounded one by one, never fused.</summary>
internal static class GgmlBlocks
{
    public const int Size = 32;

    private static readonly sbyte[] Nonlinear = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    public static void Q4_0(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[18..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes);
            for (int i = 0; i < 16; i++)
            {
                values[i] = ((bytes[2 + i] & 0xF) - 8) * d;
                values[i + 16] = ((bytes[2 + i] >> 4) - 8) * d;
            }
        }
    }

    public static void Q4_1(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[20..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes), m = PlainValues.Half(bytes[2..]);
            for (int i = 0; i < 16; i++)
            {
                values[i] = (float)((bytes[4 + i] & 0xF) * d) + m;
                values[i + 16] = (float)((bytes[4 + i] >> 4) * d) + m;
            }
        }
    }

    public static void Q5_0(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[22..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]);
            for (int i = 0; i < 16; i++)
            {
                values[i] = ((bytes[6 + i] & 0xF | Fifth(high, i)) - 16) * d;
                values[i + 16] = ((bytes[6 + i] >> 4 | Fifth(high, i + 16)) - 16) * d;
            }
        }
    }

    public static void Q5_1(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[24..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes), m = PlainValues.Half(bytes[2..]);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            for (int i = 0; i < 16; i++)
            {
                values[i] = (float)((bytes[8 + i] & 0xF | Fifth(high, i)) * d) + m;
                values[i + 16] = (float)((bytes[8 + i] >> 4 | Fifth(high, i + 16)) * d) + m;
            }
        }
    }

    public static void Q8_0(ReadOnlySpan<byte> bytes, Span<float> values) => Bytes(bytes, values, headerSize: 2);

    public static void Q8_1(ReadOnlySpan<byte> bytes, Span<float> values) => Bytes(bytes, values, headerSize: 4);

    public static void IQ4NL(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[18..], values = values[Size..]) Table(PlainValues.Half(bytes), bytes[2..], values);
    }

    /// <summary>32 values of a table of sixteen levels.</summary>
    public static void Table(float d, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < 16; i++)
        {
            values[i] = d * Nonlinear[bytes[i] & 0xF];
            values[i + 16] = d * Nonlinear[bytes[i] >> 4];
        }
    }

    private static int Fifth(uint high, int index) => (int)(high >> index & 1) << 4;

    private static void Bytes(ReadOnlySpan<byte> bytes, Span<float> values, int headerSize)
    {
        for (; !values.IsEmpty; bytes = bytes[(headerSize + Size)..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes);
            for (int i = 0; i < Size; i++) values[i] = (sbyte)bytes[headerSize + i] * d;
        }
    }
}
