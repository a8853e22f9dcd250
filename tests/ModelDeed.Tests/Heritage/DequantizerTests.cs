using System.Buffers.Binary;
using ModelDeed.Tests.Fingerprints.Formats;
using ValueType = ModelDeed.Heritage.ValueType;

namespace ModelDeed.Tests.Heritage;

/// <summary>Blocks are read as ggml reads them: against blocks computed by hand, and against its loops (ggml-quants.c, dequantize_row_*) written out again.</summary>
public sealed class DequantizerTests
{
    public static TheoryData<string> Loops => ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"];

    [Theory, MemberData(nameof(Loops))]
    public void Random_blocks_are_read_as_ggml_reads_them(string name)
    {
        ValueType type = ValueType.Find(name)!;
        for (ulong seed = 0; seed < 50; seed++)
        {
            byte[] block = Block(name, type.Bytes, new SplitMix(seed));
            var values = new float[type.Elements];
            type.Read(block, values);
            Assert.Equal(Ggml(name, block), values);
        }
    }

    [Fact]
    public void Two_blocks_follow_one_another()
    {
        ValueType type = ValueType.Find("Q4_K")!;
        byte[] first = Block("Q4_K", type.Bytes, new SplitMix(1)), second = Block("Q4_K", type.Bytes, new SplitMix(2));
        var values = new float[512];
        type.Read([.. first, .. second], values);
        Assert.Equal([.. Ggml("Q4_K", first), .. Ggml("Q4_K", second)], values);
    }

    [Fact]
    public void A_block_of_Q4_0_by_hand()
    {
        // d = 0.5; byte 0 = 0xF0: the first value is (0 - 8) / 2, the seventeenth (15 - 8) / 2; all others are 8 - 8.
        byte[] block = [0x00, 0x38, 0xF0, .. Enumerable.Repeat((byte)0x88, 15)];
        var values = new float[32];
        ValueType.Find("Q4_0")!.Read(block, values);
        Assert.Equal((-4f, 3.5f), (values[0], values[16]));
        Assert.All(values.Where((_, i) => i is not (0 or 16)), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_block_of_Q6_K_by_hand()
    {
        // All levels 0 but the first: low bits 5, high bits 2, so 5 + 32 - 32 = 5; d = 2, its run's scale -3: 2 · -3 · 5. The others of the run: 2 · -3 · -32.
        var block = new byte[210];
        block[0] = 5;
        block[128] = 2;
        block[192] = unchecked((byte)-3);
        block[209] = 0x40;
        var values = new float[256];
        ValueType.Find("Q6_K")!.Read(block, values);
        Assert.Equal((-30f, 192f, 0f), (values[0], values[1], values[16]));
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x01, 0x00, 0x00, 0x3C, 0xFF, 0xFB, 0x00, 0x80 }, new[] { 5.9604645e-8f, 1f, -65504f, -0f })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x49, 0xC0, 0x01, 0x00 }, new[] { 1f, -3.140625f, 9.1835e-41f })]
    [InlineData("F8_E4M3", new byte[] { 0x38, 0x7E, 0x01, 0xC0 }, new[] { 1f, 448f, 0.001953125f, -2f })]
    [InlineData("F8_E5M2", new byte[] { 0x3C, 0x7B, 0x01 }, new[] { 1f, 57344f, 1.5258789e-5f })]
    [InlineData("I8", new byte[] { 0x80, 0x7F, 0xFF }, new[] { -128f, 127f, -1f })]
    [InlineData("U8", new byte[] { 0x80, 0xFF }, new[] { 128f, 255f })]
    public void Plain_types_are_read_exactly(string name, byte[] bytes, float[] expected)
    {
        var values = new float[expected.Length];
        ValueType.Find(name)!.Read(bytes, values);
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), values.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Every_half_is_read_as_the_runtime_reads_it()
    {
        var bytes = new byte[2 << 16];
        for (int i = 0; i < 1 << 16; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)i);
        var values = new float[1 << 16];
        ValueType.Find("F16")!.Read(bytes, values);
        for (int i = 0; i < 1 << 16; i++)
        {
            float expected = (float)BitConverter.UInt16BitsToHalf((ushort)i);
            if (float.IsNaN(expected)) Assert.True(float.IsNaN(values[i]));
            else Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(values[i]));
        }
    }

    /// <summary>Random bits with scales that are finite.</summary>
    private static byte[] Block(string name, int bytes, SplitMix random)
    {
        byte[] block = random.Bytes(bytes);
        foreach (int at in name switch { "Q2_K" => (int[])[80, 82], "Q3_K" => [108], "Q6_K" => [208], "Q4_0" or "Q5_0" or "Q8_0" => [0], _ => [0, 2] })
            BinaryPrimitives.WriteHalfLittleEndian(block.AsSpan(at), (Half)(random.Below(2000) / 512f - 2));
        return block;
    }

    private static float Half(byte[] x, int at) => (float)BinaryPrimitives.ReadHalfLittleEndian(x.AsSpan(at));

    private static float[] Ggml(string name, byte[] x) => name switch
    {
        "Q4_0" or "Q4_1" or "Q5_0" or "Q5_1" => Nibbles(x, name),
        "Q8_0" => [.. Enumerable.Range(0, 32).Select(i => (sbyte)x[2 + i] * Half(x, 0))],
        "Q2_K" => Q2K(x),
        "Q3_K" => Q3K(x),
        "Q6_K" => Q6K(x),
        _ => Q45K(x, name == "Q5_K"),
    };

    private static float[] Nibbles(byte[] x, string name)
    {
        bool affine = name[3] == '1', five = name[1] == '5';
        float d = Half(x, 0), m = affine ? Half(x, 2) : 0;
        int at = affine ? 4 : 2;
        uint high = five ? BinaryPrimitives.ReadUInt32LittleEndian(x.AsSpan(at)) : 0;
        at += five ? 4 : 0;
        int zero = affine ? 0 : five ? 16 : 8;
        var y = new float[32];
        for (int j = 0; j < 16; j++)
        {
            int low = (int)(x[at + j] & 0x0Fu | high >> j << 4 & 0x10), top = (int)((uint)x[at + j] >> 4 | high >> (j + 12) & 0x10);
            y[j] = (float)((low - zero) * d) + m;
            y[j + 16] = (float)((top - zero) * d) + m;
        }
        return y;
    }

    private static float[] Q2K(byte[] x)
    {
        var y = new float[256];
        float d = Half(x, 80), min = Half(x, 82);
        int to = 0, scale = 0;
        for (int q = 16; q < 80; q += 32)
        {
            for (int shift = 0; shift < 8; shift += 2)
            {
                foreach (int part in (int[])[0, 16])
                {
                    byte sc = x[scale++];
                    float dl = d * (sc & 0xF), ml = min * (sc >> 4);
                    for (int l = 0; l < 16; l++) y[to++] = (float)(dl * (sbyte)(x[q + part + l] >> shift & 3)) - ml;
                }
            }
        }
        return y;
    }

    private static float[] Q3K(byte[] x)
    {
        const uint Mask1 = 0x03030303, Mask2 = 0x0f0f0f0f;
        var aux = new uint[4];
        for (int i = 0; i < 3; i++) aux[i] = BinaryPrimitives.ReadUInt32LittleEndian(x.AsSpan(96 + 4 * i));
        uint tmp = aux[2];
        aux[2] = aux[0] >> 4 & Mask2 | (tmp >> 4 & Mask1) << 4;
        aux[3] = aux[1] >> 4 & Mask2 | (tmp >> 6 & Mask1) << 4;
        aux[0] = aux[0] & Mask2 | (tmp & Mask1) << 4;
        aux[1] = aux[1] & Mask2 | (tmp >> 2 & Mask1) << 4;
        var scales = new byte[16];
        for (int i = 0; i < 4; i++) BinaryPrimitives.WriteUInt32LittleEndian(scales.AsSpan(4 * i), aux[i]);
        var y = new float[256];
        float d = Half(x, 108);
        int to = 0, scale = 0;
        byte m = 1;
        for (int q = 32; q < 96; q += 32)
        {
            for (int shift = 0; shift < 8; shift += 2, m <<= 1)
            {
                foreach (int part in (int[])[0, 16])
                {
                    float dl = d * ((sbyte)scales[scale++] - 32);
                    for (int l = 0; l < 16; l++) y[to++] = dl * ((sbyte)(x[q + part + l] >> shift & 3) - ((x[part + l] & m) != 0 ? 0 : 4));
                }
            }
        }
        return y;
    }

    private static float[] Q45K(byte[] x, bool five)
    {
        var y = new float[256];
        float d = Half(x, 0), min = Half(x, 2);
        int to = 0, ql = five ? 48 : 16;
        byte u1 = 1, u2 = 2;
        for (int run = 0; run < 8; run += 2, ql += 32, u1 <<= 2, u2 <<= 2)
        {
            (int sc1, int m1) = ScaleMin(x, run);
            (int sc2, int m2) = ScaleMin(x, run + 1);
            for (int l = 0; l < 32; l++) y[to++] = (float)((float)(d * sc1) * ((x[ql + l] & 0xF) + (five && (x[16 + l] & u1) != 0 ? 16 : 0))) - (float)(min * m1);
            for (int l = 0; l < 32; l++) y[to++] = (float)((float)(d * sc2) * ((x[ql + l] >> 4) + (five && (x[16 + l] & u2) != 0 ? 16 : 0))) - (float)(min * m2);
        }
        return y;
    }

    private static (int Scale, int Min) ScaleMin(byte[] x, int j) => j < 4
        ? (x[4 + j] & 63, x[4 + j + 4] & 63)
        : (x[4 + j + 4] & 0xF | (x[4 + j - 4] >> 6) << 4, x[4 + j + 4] >> 4 | (x[4 + j] >> 6) << 4);

    private static float[] Q6K(byte[] x)
    {
        var y = new float[256];
        float d = Half(x, 208);
        for (int n = 0, ql = 0, qh = 128, sc = 192; n < 256; n += 128, ql += 64, qh += 32, sc += 8)
        {
            for (int l = 0; l < 32; l++)
            {
                int isc = l / 16;
                int q1 = (sbyte)(x[ql + l] & 0xF | (x[qh + l] >> 0 & 3) << 4) - 32, q2 = (sbyte)(x[ql + l + 32] & 0xF | (x[qh + l] >> 2 & 3) << 4) - 32;
                int q3 = (sbyte)(x[ql + l] >> 4 | (x[qh + l] >> 4 & 3) << 4) - 32, q4 = (sbyte)(x[ql + l + 32] >> 4 | (x[qh + l] >> 6 & 3) << 4) - 32;
                y[n + l] = (float)(d * (sbyte)x[sc + isc]) * q1;
                y[n + l + 32] = (float)(d * (sbyte)x[sc + isc + 2]) * q2;
                y[n + l + 64] = (float)(d * (sbyte)x[sc + isc + 4]) * q3;
                y[n + l + 96] = (float)(d * (sbyte)x[sc + isc + 6]) * q4;
            }
        }
        return y;
    }
}
