using System.Buffers.Binary;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>
/// Judges stored whole numbers with scale and zero point (ONNX, TFLite, TensorFlow.js): each must be the parent's value rounded to the grid, values beyond it clipped; and at
/// the end each scale must be as fine as seven bits over its values' range. The values of a tensor come in order, in blocks of any length.
/// </summary>
internal sealed class AffineRule : BlockRule
{
    /// <summary>Fewest steps from zero to the largest value: seven bits with a sign ("reduced range") have 63.</summary>
    public const double FewestSteps = 60;

    /// <summary>Furthest that a value may lie beyond the grid's end, in steps.</summary>
    public const double MostClip = 2;

    // A zero point further out is no quantiser's: it must not make room for other codes by its own rounding.
    private const double MostZero = 1 << 16;

    private readonly Affine _affine;
    private readonly string _type;
    private readonly long _inner;
    private readonly double _lowest, _highest;
    private readonly float[] _sizes;
    private readonly double[] _errors;
    private readonly long[] _firsts;
    private long _at;

    /// <summary>A rule for one tensor, from its first value on.</summary>
    /// <param name="type">Stored type.</param>
    /// <param name="affine">Scales and offsets.</param>
    /// <param name="inner">Elements for which one scale holds before the next one's turn comes.</param>
    public AffineRule(string type, Affine affine, long inner)
        : base(FloatRule.Size, FloatRule.Size * Width(type))
    {
        (_affine, _type, _inner) = (affine, type, inner);
        (_lowest, _highest) = type switch { "I8" => (sbyte.MinValue, sbyte.MaxValue), "U8" => (byte.MinValue, byte.MaxValue), "U16" => (ushort.MinValue, ushort.MaxValue), "I16" => (short.MinValue, short.MaxValue), _ => (int.MinValue, (double)int.MaxValue) };
        _sizes = new float[affine.Scales.Length];
        _errors = new double[affine.Scales.Length];
        _firsts = new long[affine.Scales.Length];
    }

    /// <summary>Scales of the tensor.</summary>
    public int Channels => _affine.Scales.Length;

    /// <summary>Whether a stored type can be judged.</summary>
    public static bool Takes(string type) => type is "I8" or "U8" or "I16" or "U16" or "I32";

    /// <inheritdoc/>
    public override BlockFinding Judge(ReadOnlySpan<float> parent, ReadOnlySpan<byte> child)
    {
        BlockFinding worst = default;
        for (int i = 0; i < parent.Length; i++, _at++)
        {
            int channel = _affine.Scales.Length == 1 ? 0 : (int)(_at / _inner % _affine.Scales.Length);
            double value = parent[i], scale = _affine.Scales[channel];
            if (!double.IsFinite(value)) worst = worst.Fault == BlockFault.None ? new BlockFinding(BlockFault.NotFinite, BlockMaker.Any, 0, i) : worst;
            if (_sizes[channel] == 0) _firsts[channel] = _at;
            _sizes[channel] = Math.Max(_sizes[channel], Math.Abs(parent[i]));
            double code = Code(child, i);
            _errors[channel] = Math.Max(_errors[channel], Math.Abs(scale * code + _affine.Offsets[channel] - value));
            double exact = scale > 0 ? (value - _affine.Offsets[channel]) / scale : 0, clamped = Math.Clamp(exact, _lowest, _highest);
            double tie = 0.5 + GridBounds.Tie + 1e-6 * (Math.Abs(value / scale) + Math.Min(Math.Abs(_affine.Offsets[channel] / scale), MostZero));
            BlockFault fault = !(scale > 0) ? BlockFault.Scale : Math.Abs(clamped - code) > tie ? BlockFault.Code : Math.Abs(exact - clamped) > MostClip ? BlockFault.Clipped : BlockFault.None;
            if (fault != BlockFault.None && worst.Fault == BlockFault.None || Math.Abs(exact - code) > worst.Worst && (fault != BlockFault.None) == (worst.Fault != BlockFault.None))
                worst = new BlockFinding(fault, BlockMaker.Any, Math.Abs(exact - code), i);
        }
        return worst;
    }

    /// <summary>After the last value: the first element of each channel whose scale is coarser than its values call for.</summary>
    public IEnumerable<long> CoarseChannels()
    {
        for (int channel = 0; channel < _sizes.Length; channel++)
            // A constant is exact whatever the scale.
            if (_affine.Scales[channel] * FewestSteps > _sizes[channel] && _errors[channel] * 2 * FewestSteps > _sizes[channel]) yield return _firsts[channel];
    }

    private static int Width(string type) => type switch { "I8" or "U8" => 1, "I32" => 4, _ => 2 };

    private double Code(ReadOnlySpan<byte> child, int index) => _type switch
    {
        "I8" => (sbyte)child[index],
        "U8" => child[index],
        "I16" => BinaryPrimitives.ReadInt16LittleEndian(child[(2 * index)..]),
        "U16" => BinaryPrimitives.ReadUInt16LittleEndian(child[(2 * index)..]),
        _ => BinaryPrimitives.ReadInt32LittleEndian(child[(4 * index)..]),
    };
}
