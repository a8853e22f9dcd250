using System.Numerics;
using System.Runtime.InteropServices;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Zero points and scales by which a tensor's stored whole numbers are read as weights: (stored − zero point) × scale, two roundings in single precision (docs/formats.md).</summary>
/// <remarks>Nothing in a file is trusted: scales that leave no weights to tell leave the whole numbers as they are.</remarks>
internal sealed class AffineValues
{
    // A zero point further out is as good as this one (the mean is taken away), and the difference stays exact.
    private const double MostZero = 1 << 20;

    // Between these neither squares nor fourth powers leave single precision; outside, only what scales are to each other counts.
    private const double Least = 1.0 / (1L << 40), Most = 1 << 8;

    // One channel that is larger than the usual by more would hide all others.
    private const double MostSpread = 1 << 20;

    private readonly float[] _zeros, _scales;
    private readonly long _inner;

    private AffineValues(float[] zeros, float[] scales, long inner) => (_zeros, _scales, _inner) = (zeros, scales, inner);

    /// <summary>How a tensor is to be read; null where its whole numbers stay: other types, scales that don't fit its shape, and scales that no runtime could compute with.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="affine">What the format says of it, or null.</param>
    public static AffineValues? Of(Tensor tensor, Affine? affine)
    {
        if (affine is null || tensor.DType is not ("I8" or "U8" or "I16" or "U16") || affine.Offsets.Length != affine.Scales.Length || Axis(tensor, affine) is not int axis) return null;
        double[] sizes = [.. affine.Scales.Select(Math.Abs).Order()];
        double largest = sizes[^1];
        if (!affine.Scales.All(double.IsFinite) || !affine.Offsets.All(double.IsFinite) || largest == 0 || largest > MostSpread * sizes[(sizes.Length - 1) / 2]) return null;
        double unit = largest is >= Least and <= Most ? 1 : Math.ScaleB(1, Math.ILogB(largest));
        float[] scales = [.. affine.Scales.Select(scale => (float)(scale / unit))];
        float[] zeros = [.. affine.Scales.Select((scale, i) => scale == 0 ? 0 : (float)Math.Clamp(Math.Round(-affine.Offsets[i] / scale, MidpointRounding.ToEven), -MostZero, MostZero))];
        return new AffineValues(zeros, scales, tensor.Shape.Skip(axis + 1).Aggregate(1L, (product, length) => product * (long)length));
    }

    /// <summary>An element type whose blocks are read as weights, from the tensor's first on: for one reader alone.</summary>
    public ValueType Over(ValueType type)
    {
        long at = 0;
        return type with
        {
            Read = (bytes, values) =>
            {
                type.Read(bytes, values);
                Apply(values, at);
                at += values.Length;
            },
        };
    }

    /// <summary>Makes weights of stored numbers.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="first">Place of the first in the tensor.</param>
    public void Apply(Span<float> values, long first)
    {
        while (!values.IsEmpty)
        {
            int channel = (int)(first / _inner % _scales.Length);
            int run = _scales.Length == 1 ? values.Length : _inner == 1 ? Math.Min(values.Length, _scales.Length - channel) : (int)Math.Min(values.Length, _inner - first % _inner);
            if (_inner == 1 && _scales.Length > 1) Apply(values[..run], _zeros.AsSpan(channel, run), _scales.AsSpan(channel, run));
            else Apply(values[..run], _zeros[channel], _scales[channel]);
            values = values[run..];
            first += run;
        }
    }

    // Element by element, so that vectors of any width give the same bits.
    private static void Apply(Span<float> values, float zero, float scale)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        (Vector<float> zeros, Vector<float> scales) = (new(zero), new(scale));
        foreach (ref Vector<float> vector in vectors) vector = (vector - zeros) * scales;
        foreach (ref float value in values[(vectors.Length * Vector<float>.Count)..]) value = (value - zero) * scale;
    }

    private static void Apply(Span<float> values, ReadOnlySpan<float> zeros, ReadOnlySpan<float> scales)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        ReadOnlySpan<Vector<float>> z = MemoryMarshal.Cast<float, Vector<float>>(zeros), s = MemoryMarshal.Cast<float, Vector<float>>(scales);
        for (int i = 0; i < vectors.Length; i++) vectors[i] = (vectors[i] - z[i]) * s[i];
        for (int i = vectors.Length * Vector<float>.Count; i < values.Length; i++) values[i] = (values[i] - zeros[i]) * scales[i];
    }

    /// <summary>The axis along which scales change; where the format doesn't say, the last that has as many indices. Null where they don't fit.</summary>
    private static int? Axis(Tensor tensor, Affine affine)
    {
        if (affine.Scales.Length == 1) return 0;
        if (affine.Axis >= 0) return affine.Axis < tensor.Shape.Length && tensor.Shape[affine.Axis] == (ulong)affine.Scales.Length ? affine.Axis : null;
        int axis = tensor.Shape.LastIndexOf((ulong)affine.Scales.Length);
        return affine.Scales.Length > 0 && axis >= 0 ? axis : null;
    }
}
