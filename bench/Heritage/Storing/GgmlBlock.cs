using System.Buffers.Binary;

namespace ModelDeed.Bench.Heritage;

/// <summary>A ggml block type and its reference quantiser (quantize_row_*_ref of ggml-quants.c).</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Number">ggml's number of the type.</param>
/// <param name="Elements">Values of a block.</param>
/// <param name="Bytes">Bytes of a block.</param>
/// <param name="Write">Quantises one block.</param>
internal sealed record GgmlBlock(string Name, uint Number, int Elements, int Bytes, GgmlBlock.Writer Write)
{
    public delegate void Writer(ReadOnlySpan<float> values, Span<byte> block);

    public static readonly GgmlBlock Q4_0 = new("Q4_0", 2, 32, 18, (x, block) => Symmetric(x, block, 4));
    public static readonly GgmlBlock Q4_1 = new("Q4_1", 3, 32, 20, (x, block) => Affine(x, block, 4));
    public static readonly GgmlBlock Q5_0 = new("Q5_0", 6, 32, 22, (x, block) => Symmetric(x, block, 5));
    public static readonly GgmlBlock Q5_1 = new("Q5_1", 7, 32, 24, (x, block) => Affine(x, block, 5));
    public static readonly GgmlBlock Q8_0 = new("Q8_0", 8, 32, 34, Eight);
    public static readonly GgmlBlock Q2_K = new("Q2_K", 10, 256, 84, KQuants.Q2K);
    public static readonly GgmlBlock Q4_K = new("Q4_K", 12, 256, 144, (x, block) => KQuants.Q45K(x, block, 4));
    public static readonly GgmlBlock Q5_K = new("Q5_K", 13, 256, 176, (x, block) => KQuants.Q45K(x, block, 5));
    public static readonly GgmlBlock Q6_K = new("Q6_K", 14, 256, 210, KQuants.Q6K);

    public static readonly GgmlBlock[] All = [Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q4_K, Q5_K, Q6_K];

    /// <summary>Quantises whole blocks.</summary>
    public byte[] Quantize(float[] values)
    {
        var bytes = new byte[values.Length / Elements * Bytes];
        for (int i = 0; i < values.Length / Elements; i++) Write(values.AsSpan(i * Elements, Elements), bytes.AsSpan(i * Bytes, Bytes));
        return bytes;
    }

    public static float Half(Span<byte> into, float value)
    {
        BinaryPrimitives.WriteHalfLittleEndian(into, (Half)value);
        return (float)(Half)value;
    }

    private static void Eight(ReadOnlySpan<float> x, Span<byte> block)
    {
        float most = 0;
        foreach (float value in x) most = Math.Max(most, MathF.Abs(value));
        float d = most / 127, inverse = d == 0 ? 0 : 1 / d;
        Half(block, d);
        for (int i = 0; i < 32; i++) block[2 + i] = (byte)(sbyte)MathF.Round(x[i] * inverse, MidpointRounding.AwayFromZero);
    }

    /// <summary>The value of the largest size becomes the lowest level.</summary>
    private static void Symmetric(ReadOnlySpan<float> x, Span<byte> block, int bits)
    {
        int zero = 1 << (bits - 1);
        float most = 0;
        foreach (float value in x) most = MathF.Abs(value) > MathF.Abs(most) ? value : most;
        float d = most / -zero, inverse = d == 0 ? 0 : 1 / d;
        Half(block, d);
        Span<int> levels = stackalloc int[32];
        for (int i = 0; i < 32; i++) levels[i] = Math.Min(2 * zero - 1, (sbyte)(x[i] * inverse + zero + 0.5f));
        Pack(levels, block[2..], bits);
    }

    private static void Affine(ReadOnlySpan<float> x, Span<byte> block, int bits)
    {
        int most = (1 << bits) - 1;
        float low = float.MaxValue, high = float.MinValue;
        foreach (float value in x) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        float d = (high - low) / most, inverse = d == 0 ? 0 : 1 / d;
        Half(block, d);
        Half(block[2..], low);
        Span<int> levels = stackalloc int[32];
        for (int i = 0; i < 32; i++) levels[i] = Math.Min(most, (sbyte)((x[i] - low) * inverse + 0.5f));
        Pack(levels, block[4..], bits);
    }

    /// <summary>Four bits of the first and the second half side by side; fifth bits before them.</summary>
    private static void Pack(ReadOnlySpan<int> levels, Span<byte> into, int bits)
    {
        if (bits == 5)
        {
            uint high = 0;
            for (int i = 0; i < 32; i++) high |= (uint)(levels[i] >> 4) << i;
            BinaryPrimitives.WriteUInt32LittleEndian(into, high);
            into = into[4..];
        }
        for (int i = 0; i < 16; i++) into[i] = (byte)(levels[i] & 0xF | (levels[i + 16] & 0xF) << 4);
    }
}

/// <summary>The reference quantisers of the super-blocks of 256 values.</summary>
internal static class KQuants
{
    public static void Q45K(ReadOnlySpan<float> x, Span<byte> block, int bits)
    {
        const int Run = 32;
        int most = (1 << bits) - 1;
        Span<float> scales = stackalloc float[8], mins = stackalloc float[8], weights = stackalloc float[Run];
        Span<byte> levels = stackalloc byte[256];
        for (int j = 0; j < 8; j++)
        {
            ReadOnlySpan<float> run = x.Slice(j * Run, Run);
            float squares = 0;
            foreach (float value in run) squares += value * value;
            float average = MathF.Sqrt(squares / Run);
            for (int i = 0; i < Run; i++) weights[i] = average + MathF.Abs(run[i]);
            scales[j] = Affine(run, weights, levels.Slice(j * Run, Run), out mins[j], most, bits == 4 ? (-1f, 20) : (-0.5f, 15), byAbsolute: false);
        }
        (float largestScale, float largestMin) = (Largest(scales), Largest(mins));
        Span<byte> packed = block.Slice(4, 12);
        packed.Clear();
        for (int j = 0; j < 8; j++)
        {
            int scale = Nearest(largestScale > 0 ? 63 / largestScale * scales[j] : 0, 63), min = Nearest(largestMin > 0 ? 63 / largestMin * mins[j] : 0, 63);
            if (j < 4)
            {
                packed[j] = (byte)scale;
                packed[j + 4] = (byte)min;
                continue;
            }
            packed[j + 4] = (byte)(scale & 0xF | (min & 0xF) << 4);
            packed[j - 4] |= (byte)(scale >> 4 << 6);
            packed[j] |= (byte)(min >> 4 << 6);
        }
        float d = GgmlBlock.Half(block, largestScale / 63), least = GgmlBlock.Half(block[2..], largestMin / 63);
        for (int j = 0; j < 8; j++)
        {
            (int scale, int min) = ModelDeed.Heritage.GgmlSuperBlocks.Scale(packed, j);
            float step = d * scale, offset = least * min;
            if (step == 0) continue;
            for (int i = 0; i < Run; i++) levels[j * Run + i] = (byte)Nearest((x[j * Run + i] + offset) / step, most);
        }
        Pack(levels, block, bits);
    }

    public static void Q6K(ReadOnlySpan<float> x, Span<byte> block)
    {
        const int Run = 16;
        Span<float> scales = stackalloc float[16];
        Span<sbyte> levels = stackalloc sbyte[256];
        float most = 0;
        for (int j = 0; j < 16; j++)
        {
            scales[j] = Symmetric(x.Slice(j * Run, Run), levels.Slice(j * Run, Run), 32);
            if (MathF.Abs(scales[j]) > MathF.Abs(most)) most = scales[j];
        }
        block.Clear();
        if (MathF.Abs(most) < 1e-15f) return;
        float inverse = -128 / most, d = GgmlBlock.Half(block[208..], 1 / inverse);
        for (int j = 0; j < 16; j++) block[192 + j] = (byte)(sbyte)Math.Min(127, (int)MathF.Round(inverse * scales[j]));
        for (int i = 0; i < 256; i++)
        {
            float step = d * (sbyte)block[192 + i / Run];
            int level = 32 + (step == 0 ? levels[i] : Math.Clamp((int)MathF.Round(x[i] / step), -32, 31));
            int half = i / 128, run = i / 32 % 4;
            block[half * 64 + run % 2 * 32 + i % 32] |= (byte)((level & 0xF) << (4 * (run / 2)));
            block[128 + half * 32 + i % 32] |= (byte)(level >> 4 << (2 * run));
        }
    }

    public static void Q2K(ReadOnlySpan<float> x, Span<byte> block)
    {
        const int Run = 16;
        Span<float> scales = stackalloc float[16], mins = stackalloc float[16], weights = stackalloc float[Run];
        Span<byte> levels = stackalloc byte[256];
        for (int j = 0; j < 16; j++)
        {
            for (int i = 0; i < Run; i++) weights[i] = MathF.Abs(x[j * Run + i]);
            scales[j] = Affine(x.Slice(j * Run, Run), weights, levels.Slice(j * Run, Run), out mins[j], 3, (-0.5f, 15), byAbsolute: true);
        }
        block.Clear();
        (float largestScale, float largestMin) = (Largest(scales), Largest(mins));
        for (int j = 0; j < 16; j++)
        {
            int scale = Nearest(largestScale > 0 ? 15 / largestScale * scales[j] : 0, 15), min = Nearest(largestMin > 0 ? 15 / largestMin * mins[j] : 0, 15);
            block[j] = (byte)(scale | min << 4);
        }
        float d = GgmlBlock.Half(block[80..], largestScale / 15), least = GgmlBlock.Half(block[82..], largestMin / 15);
        for (int i = 0; i < 256; i++)
        {
            float step = d * (block[i / Run] & 0xF), offset = least * (block[i / Run] >> 4);
            int level = step == 0 ? levels[i] : Nearest((x[i] + offset) / step, 3);
            block[16 + i / 128 * 32 + i % 32] |= (byte)(level << (2 * (i / 32 % 4)));
        }
    }

    private static void Pack(ReadOnlySpan<byte> levels, Span<byte> block, int bits)
    {
        Span<byte> low = block.Slice(bits == 4 ? 16 : 48, 128);
        if (bits == 5) block.Slice(16, 32).Clear();
        for (int i = 0; i < 128; i++)
        {
            int first = levels[i / 32 * 64 + i % 32], second = levels[i / 32 * 64 + 32 + i % 32];
            low[i] = (byte)(first & 0xF | (second & 0xF) << 4);
            if (bits == 5) block[16 + i % 32] |= (byte)((first >> 4) << (i / 32 * 2) | (second >> 4) << (i / 32 * 2 + 1));
        }
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values) largest = Math.Max(largest, value);
        return largest;
    }

    private static int Nearest(float value, int most) => Math.Clamp((int)MathF.Round(value), 0, most);

    /// <summary>make_qkx2_quants: tries steps around the plain one and keeps what fits best by weighted least squares.</summary>
    private static float Affine(ReadOnlySpan<float> x, ReadOnlySpan<float> weights, Span<byte> levels, out float min, int most, (float From, int Tries) search, bool byAbsolute)
    {
        float low = x[0], high = x[0], sumW = 0, sumX = 0;
        for (int i = 0; i < x.Length; i++)
        {
            (low, high) = (Math.Min(low, x[i]), Math.Max(high, x[i]));
            sumW += weights[i];
            sumX += weights[i] * x[i];
        }
        low = Math.Min(low, 0);
        levels.Clear();
        min = -low;
        if (high <= low) return 0;
        float scale = (high - low) / most, best = Error(x, weights, levels, scale, low, most, most / (high - low), byAbsolute, keep: true);
        Span<byte> tried = stackalloc byte[x.Length];
        for (int step = 0; step <= search.Tries; step++)
        {
            float inverse = (search.From + 0.1f * step + most) / (high - low), sumL = 0, sumLL = 0, sumXL = 0;
            for (int i = 0; i < x.Length; i++)
            {
                int level = Nearest(inverse * (x[i] - low), most);
                tried[i] = (byte)level;
                sumL += weights[i] * level;
                sumLL += weights[i] * level * level;
                sumXL += weights[i] * level * x[i];
            }
            float determinant = sumW * sumLL - sumL * sumL;
            if (determinant <= 0) continue;
            float thisScale = (sumW * sumXL - sumX * sumL) / determinant, thisMin = (sumLL * sumX - sumL * sumXL) / determinant;
            if (thisMin > 0) (thisMin, thisScale) = (0, sumXL / sumLL);
            float error = Error(x, weights, tried, thisScale, thisMin, most, 0, byAbsolute, keep: false);
            if (error >= best) continue;
            tried.CopyTo(levels);
            (best, scale, low) = (error, thisScale, thisMin);
        }
        min = -low;
        return scale;
    }

    private static float Error(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, Span<byte> levels, float scale, float min, int most, float inverse, bool byAbsolute, bool keep)
    {
        float error = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (keep) levels[i] = (byte)Nearest(inverse * (x[i] - min), most);
            float off = scale * levels[i] + min - x[i];
            error += weights[i] * (byAbsolute ? MathF.Abs(off) : off * off);
        }
        return error;
    }

    /// <summary>make_qx_quants with squared values as weights (rmse type 1).</summary>
    private static float Symmetric(ReadOnlySpan<float> x, Span<sbyte> levels, int zero)
    {
        float most = 0;
        foreach (float value in x) most = MathF.Abs(value) > MathF.Abs(most) ? value : most;
        levels.Clear();
        if (MathF.Abs(most) < 1e-15f) return 0;
        float bestScale = 0, best = 0;
        for (int step = -9; step <= 9; step++)
        {
            float inverse = -(zero + 0.1f * step) / most, sumXL = 0, sumLL = 0;
            for (int i = 0; i < x.Length; i++)
            {
                int level = Math.Clamp((int)MathF.Round(inverse * x[i]), -zero, zero - 1);
                float weight = x[i] * x[i];
                sumXL += weight * x[i] * level;
                sumLL += weight * level * level;
            }
            if (sumLL <= 0 || sumXL * sumXL <= best * sumLL) continue;
            for (int i = 0; i < x.Length; i++) levels[i] = (sbyte)Math.Clamp((int)MathF.Round(inverse * x[i]), -zero, zero - 1);
            (bestScale, best) = (sumXL / sumLL, sumXL * sumXL / sumLL);
        }
        return bestScale;
    }
}
