namespace ModelDeed.Heritage;

/// <summary>Floats of eight bits, each by a table of its 256 values (OCP 8-bit Floating Point Specification 1.0; the FNUZ kinds: arXiv 2206.02915).</summary>
internal static class SmallFloats
{
    private static readonly float[] E4M3Values = Table(exponentBits: 4, bias: 7, Special.LastIsNaN);
    private static readonly float[] E5M2Values = Table(exponentBits: 5, bias: 15, Special.Ieee);
    private static readonly float[] E4M3FnuzValues = Table(exponentBits: 4, bias: 8, Special.MinusZeroIsNaN);
    private static readonly float[] E5M2FnuzValues = Table(exponentBits: 5, bias: 16, Special.MinusZeroIsNaN);

    private enum Special
    {
        Ieee,
        LastIsNaN,
        MinusZeroIsNaN,
    }

    public static void E4M3(ReadOnlySpan<byte> bytes, Span<float> values) => Look(E4M3Values, bytes, values);

    public static void E5M2(ReadOnlySpan<byte> bytes, Span<float> values) => Look(E5M2Values, bytes, values);

    public static void E4M3Fnuz(ReadOnlySpan<byte> bytes, Span<float> values) => Look(E4M3FnuzValues, bytes, values);

    public static void E5M2Fnuz(ReadOnlySpan<byte> bytes, Span<float> values) => Look(E5M2FnuzValues, bytes, values);

    private static void Look(float[] table, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = table[bytes[i]];
    }

    private static float[] Table(int exponentBits, int bias, Special special)
    {
        int fractionBits = 7 - exponentBits, last = (1 << exponentBits) - 1;
        var table = new float[256];
        for (int code = 0; code < table.Length; code++)
        {
            int exponent = (code >> fractionBits) & last, fraction = code & ((1 << fractionBits) - 1);
            float size = exponent == 0
                ? MathF.ScaleB(fraction, 1 - bias - fractionBits)
                : MathF.ScaleB((1 << fractionBits) + fraction, exponent - bias - fractionBits);
            if (special == Special.Ieee && exponent == last) size = fraction == 0 ? float.PositiveInfinity : float.NaN;
            if (special == Special.LastIsNaN && (code & 0x7F) == 0x7F) size = float.NaN;
            if (special == Special.MinusZeroIsNaN && code == 0x80) size = float.NaN;
            table[code] = code >= 0x80 ? -size : size;
        }
        return table;
    }
}
