using System.Buffers.Binary;

namespace ModelDeed.Heritage;

/// <summary>ggml's super-blocks of 256 values (dequantize_row_* of ggml-quants.c, layouts of ggml-common.h).</summary>
internal static class GgmlSuperBlocks
{
    public const int Size = 256;

    public static void Q2K(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[84..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes[80..]), least = PlainValues.Half(bytes[82..]);
            for (int i = 0; i < Size; i++)
            {
                // 128 values of 32 bytes each; in a byte, one of four runs of 32; a scale for 16 values.
                int half = i / 128, run = i / 32 % 4, scale = bytes[i / 16];
                int quant = bytes[16 + half * 32 + i % 32] >> (2 * run) & 3;
                values[i] = (float)((float)(d * (scale & 0xF)) * quant) - (float)(least * (scale >> 4));
            }
        }
    }

    public static void Q3K(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        Span<int> scales = stackalloc int[16];
        for (; !values.IsEmpty; bytes = bytes[110..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes[108..]);
            ReadOnlySpan<byte> packed = bytes.Slice(96, 12);
            for (int i = 0; i < 16; i++)
            {
                int low = i < 8 ? packed[i] & 0xF : packed[i - 8] >> 4, high = packed[8 + i % 4] >> (2 * (i / 4)) & 3;
                scales[i] = (low | high << 4) - 32;
            }
            for (int i = 0; i < Size; i++)
            {
                int half = i / 128, run = i / 32 % 4;
                int quant = (bytes[32 + half * 32 + i % 32] >> (2 * run) & 3) - ((bytes[i % 32] >> (4 * half + run) & 1) == 0 ? 4 : 0);
                values[i] = (float)(d * scales[i / 16]) * quant;
            }
        }
    }

    public static void Q4K(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[144..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes), least = PlainValues.Half(bytes[2..]);
            for (int run = 0; run < 8; run++)
            {
                (int scale, int min) = Scale(bytes.Slice(4, 12), run);
                float step = d * scale, offset = least * min;
                for (int i = 0; i < 32; i++)
                    values[32 * run + i] = (float)(step * (bytes[16 + run / 2 * 32 + i] >> (4 * (run % 2)) & 0xF)) - offset;
            }
        }
    }

    public static void Q5K(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[176..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes), least = PlainValues.Half(bytes[2..]);
            for (int run = 0; run < 8; run++)
            {
                (int scale, int min) = Scale(bytes.Slice(4, 12), run);
                float step = d * scale, offset = least * min;
                for (int i = 0; i < 32; i++)
                {
                    int quant = (bytes[48 + run / 2 * 32 + i] >> (4 * (run % 2)) & 0xF) + ((bytes[16 + i] >> run & 1) << 4);
                    values[32 * run + i] = (float)(step * quant) - offset;
                }
            }
        }
    }

    public static void Q6K(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[210..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes[208..]);
            for (int i = 0; i < Size; i++)
            {
                int half = i / 128, run = i / 32 % 4;
                int low = bytes[half * 64 + run % 2 * 32 + i % 32] >> (4 * (run / 2)) & 0xF;
                int high = bytes[128 + half * 32 + i % 32] >> (2 * run) & 3;
                values[i] = (float)(d * (sbyte)bytes[192 + i / 16]) * ((low | high << 4) - 32);
            }
        }
    }

    public static void Q8K(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[292..], values = values[Size..])
        {
            float d = BinaryPrimitives.ReadSingleLittleEndian(bytes);
            for (int i = 0; i < Size; i++) values[i] = d * (sbyte)bytes[4 + i];
        }
    }

    public static void IQ4XS(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[136..], values = values[Size..])
        {
            float d = PlainValues.Half(bytes);
            int high = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
            for (int run = 0; run < 8; run++)
            {
                int scale = bytes[4 + run / 2] >> (4 * (run % 2)) & 0xF | (high >> (2 * run) & 3) << 4;
                GgmlBlocks.Table(d * (scale - 32), bytes[(8 + 16 * run)..], values[(32 * run)..]);
            }
        }
    }

    /// <summary>Scale and minimum of a run of 32 values, six bits each in twelve bytes (get_scale_min_k4).</summary>
    public static (int Scale, int Min) Scale(ReadOnlySpan<byte> packed, int run) => run < 4
        ? (packed[run] & 63, packed[run + 4] & 63)
        : (packed[run + 4] & 0xF | packed[run - 4] >> 6 << 4, packed[run + 4] >> 4 | packed[run] >> 6 << 4);
}
