namespace ModelDeed.Tests.Heritage;

/// <summary>The searches for scales of ggml-quants.c (make_qx_quants, make_qkx2_quants, make_qkx3_quants, make_qp_quants), in single precision, product by product.</summary>
internal static class GgmlSearch
{
    /// <summary>nearest_int: ties to even.</summary>
    public static int Nearest(float value) => (int)MathF.Round(value, MidpointRounding.ToEven);

    /// <summary>A scale for codes from -nmax to nmax - 1 (make_qx_quants with rmse_type 1).</summary>
    /// <param name="nmax">Codes below zero.</param>
    /// <param name="x">The values.</param>
    /// <param name="codes">Codes from 0 on.</param>
    /// <param name="weights">Importance; none: the values' squares.</param>
    public static float Signed(int nmax, ReadOnlySpan<float> x, Span<int> codes, ReadOnlySpan<float> weights)
    {
        float largest = 0, size = 0;
        foreach (float value in x)
            if (Math.Abs(value) > size) (size, largest) = (Math.Abs(value), value);
        codes.Clear();
        if (size < 1e-15f) return 0;
        (float scale, float best) = (0, float.NegativeInfinity);
        foreach (int step in (int[])[0, .. Enumerable.Range(-9, 9), .. Enumerable.Range(1, 9)])
        {
            float inverse = step == 0 ? -nmax / largest : -(nmax + 0.1f * step) / largest, sumLx = 0, sumL2 = 0;
            for (int i = 0; i < x.Length; i++)
            {
                int l = Math.Clamp(Nearest(inverse * x[i]), -nmax, nmax - 1);
                float w = weights.IsEmpty ? x[i] * x[i] : weights[i];
                sumLx += w * x[i] * l;
                sumL2 += w * l * l;
            }
            bool better = step == 0 || sumL2 > 0 && sumLx * sumLx > best * sumL2;
            if (!better) continue;
            for (int i = 0; i < x.Length; i++) codes[i] = nmax + Math.Clamp(Nearest(inverse * x[i]), -nmax, nmax - 1);
            scale = sumL2 != 0 ? sumLx / sumL2 : 0;
            best = scale * sumLx;
        }
        return scale;
    }

    /// <summary>A scale and a minimum for codes from 0 to nmax (make_qkx2_quants, make_qkx3_quants).</summary>
    /// <returns>The scale, and the minimum with its sign changed.</returns>
    public static (float Scale, float Min) Offset(int nmax, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, Span<int> codes, float from, float delta, int steps)
    {
        (float min, float max, float sumW, float sumX) = (x[0], x[0], 0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            (min, max) = (Math.Min(min, x[i]), Math.Max(max, x[i]));
            sumW += weights[i];
            sumX += weights[i] * x[i];
        }
        min = Math.Min(min, 0);
        codes.Clear();
        if (max <= min) return (0, -min);
        float scale = 1 / (nmax / (max - min)), best = First(nmax / (max - min), scale, min, x, weights, nmax, codes);
        var trial = new int[x.Length];
        for (int step = 0; step <= steps; step++)
        {
            float inverse = (from + delta * step + nmax) / (max - min), sumL = 0, sumL2 = 0, sumXl = 0;
            for (int i = 0; i < x.Length; i++)
            {
                int l = Math.Clamp(Nearest(inverse * (x[i] - min)), 0, nmax);
                trial[i] = l;
                sumL += weights[i] * l;
                sumL2 += weights[i] * l * l;
                sumXl += weights[i] * l * x[i];
            }
            float d = sumW * sumL2 - sumL * sumL;
            if (d <= 0) continue;
            (float thisScale, float thisMin) = ((sumW * sumXl - sumX * sumL) / d, (sumL2 * sumX - sumL * sumXl) / d);
            if (thisMin > 0) (thisScale, thisMin) = (sumXl / sumL2, 0);
            float error = 0;
            for (int i = 0; i < x.Length; i++) error += weights[i] * ((thisScale * trial[i] + thisMin - x[i]) * (thisScale * trial[i] + thisMin - x[i]));
            if (!(error < best)) continue;
            trial.CopyTo(codes);
            // As there: the rest of the search starts from the new minimum.
            (best, scale, min) = (error, thisScale, thisMin);
        }
        return (scale, -min);
    }

    /// <summary>One scale for the runs' scales (make_qp_quants).</summary>
    public static float Levels(int nmax, ReadOnlySpan<float> x, Span<int> levels, ReadOnlySpan<float> weights)
    {
        float max = 0;
        foreach (float value in x) max = Math.Max(max, value);
        levels.Clear();
        if (max == 0) return 0;
        (float inverse, float best) = (nmax / max, float.PositiveInfinity);
        foreach (int step in (int[])[0, -4, -3, -2, -1, 1, 2, 3, 4])
        {
            float tried = step == 0 ? nmax / max : (0.1f * step + nmax) / max, error = 0;
            for (int i = 0; i < x.Length; i++)
            {
                float difference = x[i] - 1 / tried * Math.Min(nmax, Nearest(tried * x[i]));
                error += weights[i] * difference * difference;
            }
            if (error < best) (best, inverse) = (error, tried);
        }
        (float sumLx, float sumL2) = (0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            levels[i] = Math.Min(nmax, Nearest(inverse * x[i]));
            sumLx += weights[i] * x[i] * levels[i];
            sumL2 += weights[i] * levels[i] * levels[i];
        }
        for (int round = 0; round < 5 && Improve(nmax, x, levels, weights, ref sumLx, ref sumL2); round++)
        {
            // Improve does it.
        }
        return sumLx / sumL2;
    }

    private static bool Improve(int nmax, ReadOnlySpan<float> x, Span<int> levels, ReadOnlySpan<float> weights, ref float sumLx, ref float sumL2)
    {
        bool changed = false;
        for (int i = 0; i < x.Length; i++)
        {
            float w = weights[i], lx = sumLx - w * x[i] * levels[i], l2 = sumL2 - w * levels[i] * levels[i];
            if (lx <= 0 || l2 <= 0) continue;
            int level = Math.Min(nmax, Nearest(x[i] * l2 / lx));
            if (level == levels[i]) continue;
            lx += w * x[i] * level;
            l2 += w * level * level;
            if (lx * lx * sumL2 <= sumLx * sumLx * l2) continue;
            (levels[i], sumLx, sumL2, changed) = (level, lx, l2, true);
        }
        return changed;
    }

    private static float First(float inverse, float scale, float min, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, int nmax, Span<int> codes)
    {
        float error = 0;
        for (int i = 0; i < x.Length; i++)
        {
            codes[i] = Math.Clamp(Nearest(inverse * (x[i] - min)), 0, nmax);
            float difference = scale * codes[i] + min - x[i];
            error += weights[i] * (difference * difference);
        }
        return error;
    }
}
