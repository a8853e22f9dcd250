using System.Buffers.Binary;

namespace ModelDeed.Tests.Heritage;

/// <summary>
/// ggml's quantisers, after ggml-quants.c: quantize_row_*_ref, and with weights quantize_row_*_impl (importance matrix). An implementation apart from
/// the rules that are tested with it.
/// </summary>
internal static class GgmlQuantiser
{
    public static readonly string[] Types = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"];

    public static int BlockElements(string type) => type.EndsWith('K') ? 256 : 32;

    public static int BlockBytes(string type) => type switch
    {
        "Q4_0" => 18,
        "Q4_1" => 20,
        "Q5_0" => 22,
        "Q5_1" => 24,
        "Q8_0" => 34,
        "Q4_K" => 144,
        "Q5_K" => 176,
        _ => 210,
    };

    /// <summary>Quantises rows of whole blocks.</summary>
    /// <param name="type">Block type.</param>
    /// <param name="x">One row.</param>
    /// <param name="importance">One for each column, or none for the reference.</param>
    public static byte[] Row(string type, ReadOnlySpan<float> x, ReadOnlySpan<float> importance = default)
    {
        int elements = BlockElements(type), bytes = BlockBytes(type);
        var row = new byte[x.Length / elements * bytes];
        float squares = 0;
        foreach (float value in x) squares += value * value;
        float sigma2 = squares / x.Length;
        for (int block = 0; block < x.Length / elements; block++)
        {
            ReadOnlySpan<float> values = x.Slice(block * elements, elements);
            ReadOnlySpan<float> weights = importance.IsEmpty ? default : importance.Slice(block * elements, elements);
            Span<byte> into = row.AsSpan(block * bytes, bytes);
            switch (type)
            {
                case "Q4_0" or "Q5_0": Signed(type == "Q4_0" ? 8 : 16, values, weights, sigma2, into); break;
                case "Q4_1" or "Q5_1": Ranged(type == "Q4_1" ? 15 : 31, values, weights, sigma2, into); break;
                case "Q8_0": Bytes(values, into); break;
                case "Q6_K": SixBits(values, weights, into); break;
                default: SuperBlock(type == "Q4_K" ? 15 : 31, values, weights, into); break;
            }
        }
        return row;
    }

    private static float[] Weights(ReadOnlySpan<float> x, ReadOnlySpan<float> importance, float sigma2)
    {
        var weights = new float[x.Length];
        for (int i = 0; i < x.Length; i++) weights[i] = importance[i] * MathF.Sqrt(sigma2 + x[i] * x[i]);
        return weights;
    }

    private static void Signed(int nmax, ReadOnlySpan<float> x, ReadOnlySpan<float> importance, float sigma2, Span<byte> into)
    {
        Span<int> codes = stackalloc int[32];
        float d;
        if (importance.IsEmpty)
        {
            (float size, float largest) = (0, 0);
            foreach (float value in x)
                if (size < Math.Abs(value)) (size, largest) = (Math.Abs(value), value);
            d = largest / -nmax;
            float inverse = d != 0 ? 1 / d : 0;
            for (int i = 0; i < 32; i++) codes[i] = Math.Min(2 * nmax - 1, (sbyte)(x[i] * inverse + (nmax + 0.5f)));
        }
        else
        {
            d = GgmlSearch.Signed(nmax, x, codes, Weights(x, importance, sigma2));
        }
        BinaryPrimitives.WriteHalfLittleEndian(into, (Half)d);
        Pack(codes, nmax == 16, into[2..]);
    }

    private static void Ranged(int nmax, ReadOnlySpan<float> x, ReadOnlySpan<float> importance, float sigma2, Span<byte> into)
    {
        Span<int> codes = stackalloc int[32];
        float d, min;
        if (importance.IsEmpty)
        {
            (min, float max) = (x[0], x[0]);
            foreach (float value in x) (min, max) = (Math.Min(min, value), Math.Max(max, value));
            d = (max - min) / nmax;
            float inverse = d != 0 ? 1 / d : 0;
            for (int i = 0; i < 32; i++) codes[i] = Math.Min(nmax, (int)((x[i] - min) * inverse + 0.5f));
        }
        else
        {
            (d, min) = GgmlSearch.Offset(nmax, x, Weights(x, importance, sigma2), codes, -0.9f, 0.05f, 36);
            min = -min;
        }
        BinaryPrimitives.WriteHalfLittleEndian(into, (Half)d);
        BinaryPrimitives.WriteHalfLittleEndian(into[2..], (Half)min);
        Pack(codes, nmax == 31, into[4..]);
    }

    private static void Bytes(ReadOnlySpan<float> x, Span<byte> into)
    {
        float size = 0;
        foreach (float value in x) size = Math.Max(size, Math.Abs(value));
        float d = size / 127, inverse = d != 0 ? 1 / d : 0;
        BinaryPrimitives.WriteHalfLittleEndian(into, (Half)d);
        for (int i = 0; i < 32; i++) into[2 + i] = (byte)(sbyte)MathF.Round(x[i] * inverse, MidpointRounding.AwayFromZero);
    }

    private static void Pack(ReadOnlySpan<int> codes, bool hasFifth, Span<byte> into)
    {
        uint high = 0;
        Span<byte> nibbles = hasFifth ? into[4..] : into;
        for (int i = 0; i < 16; i++)
        {
            nibbles[i] = (byte)(codes[i] & 0xF | (codes[i + 16] & 0xF) << 4);
            high |= (uint)(codes[i] >> 4 & 1) << i | (uint)(codes[i + 16] >> 4 & 1) << (i + 16);
        }
        if (hasFifth) BinaryPrimitives.WriteUInt32LittleEndian(into, high);
    }

    private static void SuperBlock(int nmax, ReadOnlySpan<float> x, ReadOnlySpan<float> importance, Span<byte> into)
    {
        Span<float> scales = stackalloc float[8], mins = stackalloc float[8], sums = stackalloc float[8];
        Span<int> codes = stackalloc int[256], ls = stackalloc int[8], lm = stackalloc int[8];
        float squares = 0;
        foreach (float value in x) squares += value * value;
        for (int run = 0; run < 8; run++)
        {
            ReadOnlySpan<float> values = x.Slice(32 * run, 32);
            float own = 0;
            foreach (float value in values) own += value * value;
            var weights = new float[32];
            for (int i = 0; i < 32; i++)
                weights[i] = importance.IsEmpty ? MathF.Sqrt(own / 32) + Math.Abs(values[i]) : importance[32 * run + i] * MathF.Sqrt(2 * squares / 256 + values[i] * values[i]);
            foreach (float weight in weights) sums[run] += weight;
            (float from, float delta, int steps) = !importance.IsEmpty ? (-0.9f, 0.05f, 36) : nmax == 15 ? (-1f, 0.1f, 20) : (-0.5f, 0.1f, 15);
            (scales[run], mins[run]) = GgmlSearch.Offset(nmax, values, weights, codes.Slice(32 * run, 32), from, delta, steps);
        }
        float d, m;
        if (importance.IsEmpty)
        {
            (d, m) = (Whole(scales, ls), Whole(mins, lm));
        }
        else
        {
            (d, m) = (GgmlSearch.Levels(63, scales, ls, sums), GgmlSearch.Levels(63, mins, lm, sums));
        }
        Finish(nmax, x, (Half)d, (Half)m, ls, lm, codes, into);
    }

    private static float Whole(ReadOnlySpan<float> values, Span<int> levels)
    {
        float max = 0;
        foreach (float value in values) max = Math.Max(max, value);
        float inverse = max > 0 ? 63 / max : 0;
        for (int run = 0; run < 8; run++) levels[run] = Math.Min(63, (int)(byte)GgmlSearch.Nearest(inverse * values[run]));
        return max / 63;
    }

    private static void Finish(int nmax, ReadOnlySpan<float> x, Half d, Half m, ReadOnlySpan<int> ls, ReadOnlySpan<int> lm, Span<int> codes, Span<byte> into)
    {
        BinaryPrimitives.WriteHalfLittleEndian(into, d);
        BinaryPrimitives.WriteHalfLittleEndian(into[2..], m);
        for (int run = 0; run < 8; run++)
        {
            if (run < 4) (into[4 + run], into[8 + run]) = ((byte)(into[4 + run] | ls[run]), (byte)(into[8 + run] | lm[run]));
            else
            {
                into[8 + run] = (byte)(ls[run] & 0xF | (lm[run] & 0xF) << 4);
                into[run] |= (byte)(ls[run] >> 4 << 6);
                into[4 + run] |= (byte)(lm[run] >> 4 << 6);
            }
            float step = (float)d * ls[run], min = (float)m * lm[run];
            for (int i = 32 * run; step != 0 && i < 32 * run + 32; i++) codes[i] = Math.Clamp(GgmlSearch.Nearest((x[i] + min) / step), 0, nmax);
        }
        int low = nmax == 15 ? 16 : 48;
        for (int i = 0; i < 256; i++)
        {
            into[low + i / 64 * 32 + i % 32] |= (byte)((codes[i] & 0xF) << (i / 32 % 2 * 4));
            if (nmax == 31) into[16 + i % 32] |= (byte)(codes[i] >> 4 << (i / 32));
        }
    }

    private static void SixBits(ReadOnlySpan<float> x, ReadOnlySpan<float> importance, Span<byte> into)
    {
        Span<int> codes = stackalloc int[256];
        Span<float> scales = stackalloc float[16];
        (float largest, float size) = (0, 0);
        for (int run = 0; run < 16; run++)
        {
            scales[run] = GgmlSearch.Signed(32, x.Slice(16 * run, 16), codes.Slice(16 * run, 16), importance.IsEmpty ? default : importance.Slice(16 * run, 16));
            if (Math.Abs(scales[run]) > size) (size, largest) = (Math.Abs(scales[run]), scales[run]);
        }
        into.Clear();
        if (size < 1e-15f) return;
        float inverse = -128 / largest;
        Half d = (Half)(1 / inverse);
        BinaryPrimitives.WriteHalfLittleEndian(into[208..], d);
        for (int run = 0; run < 16; run++)
        {
            int scale = Math.Min(127, GgmlSearch.Nearest(inverse * scales[run]));
            into[192 + run] = (byte)(sbyte)scale;
            float step = (float)d * scale;
            for (int i = 16 * run; step != 0 && i < 16 * run + 16; i++) codes[i] = Math.Clamp(GgmlSearch.Nearest(x[i] / step), -32, 31) + 32;
        }
        for (int i = 0; i < 256; i++)
        {
            int half = i / 128, quarter = i / 32 % 4, at = i % 32;
            into[half * 64 + quarter % 2 * 32 + at] |= (byte)((codes[i] & 0xF) << (quarter / 2 * 4));
            into[128 + half * 32 + at] |= (byte)(codes[i] >> 4 << (2 * quarter));
        }
    }
}
