using System.Numerics;
using System.Runtime.InteropServices;

namespace ModelDeed.Heritage;

/// <summary>Least and largest of some values.</summary>
internal readonly record struct RunRange(float Least, float Most, bool IsFinite)
{
    /// <summary>Largest absolute value.</summary>
    public float Size => Math.Max(Math.Abs(Least), Math.Abs(Most));

    /// <summary>The range of one value or more.</summary>
    public static RunRange Of(ReadOnlySpan<float> values)
    {
        float least = values[0], most = values[0], sum = 0;
        int i = 0;
        if (values.Length >= Vector<float>.Count)
        {
            ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
            Vector<float> low = vectors[0], high = vectors[0], zeros = Vector<float>.Zero;
            foreach (Vector<float> vector in vectors)
            {
                (low, high) = (Vector.Min(low, vector), Vector.Max(high, vector));
                zeros += vector - vector; // 0, but NaN for a NaN or an infinity
            }
            for (int lane = 0; lane < Vector<float>.Count; lane++) (least, most, sum) = (Math.Min(least, low[lane]), Math.Max(most, high[lane]), sum + zeros[lane]);
            i = vectors.Length * Vector<float>.Count;
        }
        for (; i < values.Length; i++) (least, most, sum) = (Math.Min(least, values[i]), Math.Max(most, values[i]), sum + (values[i] - values[i]));
        return new RunRange(least, most, sum == 0);
    }
}
