namespace ModelDeed.Heritage;

/// <summary>A type that the parent's values may have passed through before they were quantised.</summary>
public enum Through
{
    /// <summary>None.</summary>
    Nothing,

    /// <summary>Halves: a GGUF file of F16 in between.</summary>
    F16,

    /// <summary>BF16, rounded to nearest.</summary>
    BF16,
}

/// <summary>One of the ways in which a tensor may have been made of the parent's: all of its blocks must follow the same.</summary>
/// <param name="Through">Type in between.</param>
/// <param name="HeadRows">Rows of a head whose halves were put side by side, or 0 where rows stand as they stood.</param>
/// <param name="PlusOne">Whether 1 was added: the converter does so with the norms of the Gemma kind.</param>
/// <param name="Cast">How values were cast, for plain floats.</param>
/// <param name="Axis">Axis along which scales change, for affine tensors.</param>
internal sealed record PairVariant(Through Through, int HeadRows, bool PlusOne, FloatCast Cast, int Axis)
{
    // The sizes of heads that are in use.
    private static readonly int[] Heads = [128, 64, 80, 96, 256, 32, 112, 160, 192, 48, 40, 16, 8];

    /// <summary>The ways that are possible for a pair, the likeliest first.</summary>
    public static List<PairVariant> Of(TensorPair pair)
    {
        if (pair.Affine is { } affine) return [.. Axes(pair, affine).Select(axis => new PairVariant(Through.Nothing, 0, false, FloatCast.Nearest, axis))];
        List<Through> types = [Through.Nothing, Through.F16, Through.BF16];
        List<PairVariant> variants = [];
        foreach (int head in (int[])[0, .. pair.IsHeads ? Heads.Where(size => Rows(pair) % size == 0) : []])
        {
            variants.AddRange(types.Select(through => new PairVariant(through, head, false, FloatCast.Nearest, 0)));
            if (pair.Child.DType == "BF16") variants.Add(new PairVariant(Through.Nothing, head, false, FloatCast.Truncated, 0));
        }
        if (pair.Child.Shape.Length == 1 && pair.Child.Name.Contains("norm", StringComparison.Ordinal)) variants.Add(new PairVariant(Through.Nothing, 0, true, FloatCast.Nearest, 0));
        return variants;
    }

    /// <summary>Brings the parent's values to what was quantised.</summary>
    public void Apply(Span<float> values)
    {
        if (PlusOne)
            foreach (ref float value in values) value += 1;
        if (Through == Through.F16)
            foreach (ref float value in values) value = (float)(Half)value;
        if (Through == Through.BF16)
            foreach (ref float value in values) value = BitConverter.UInt32BitsToSingle((uint)FloatRule.BrainFloat(value, FloatCast.Nearest) << 16);
    }

    /// <summary>A rule for one thread.</summary>
    public BlockRule? Rule(TensorPair pair) =>
        pair.Affine is { } affine ? AffineRule.Takes(pair.Child.DType) ? new AffineRule(pair.Child.DType, affine, Inner(pair, Axis)) : null
        : pair.Child.DType is "F32" or "F16" or "BF16" ? new FloatRule(pair.Child.DType, Cast)
        : GridFormat.Find(pair.Child.DType) is { } format ? format.ScaleLevels > 0 ? new SuperBlockRule(format) : new ScaledBlockRule(format) : null;

    private static long Rows(TensorPair pair) => pair.Child.Shape.IsEmpty ? 1 : (long)pair.Child.Shape[0];

    private static IEnumerable<int> Axes(TensorPair pair, Fingerprints.Affine affine) =>
        affine.Scales.Length == 1 ? [0] : affine.Axis >= 0 ? [affine.Axis] : Enumerable.Range(0, pair.Child.Shape.Length).Where(axis => (int)pair.Child.Shape[axis] == affine.Scales.Length);

    private static long Inner(TensorPair pair, int axis) => pair.Child.Shape.Skip(axis + 1).Aggregate(1L, (product, length) => product * (long)length);
}
