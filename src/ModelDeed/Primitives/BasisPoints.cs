namespace ModelDeed.Primitives;

/// <summary>A share in basis points (1 bp = 0.01 %), 0 to 10 000 inclusive.</summary>
public readonly record struct BasisPoints
{
    /// <summary>100 %.</summary>
    public const int Whole = 10_000;

    /// <summary>Basis points, 0 to 10 000.</summary>
    public int Value { get; }

    /// <summary>Takes basis points, not percent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 10 000.</exception>
    public BasisPoints(int value) => Value = value is >= 0 and <= Whole
        ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A share is 0 to 10 000 basis points.");

    /// <summary>Percent with two places at most, e.g. <c>2.5 %</c>.</summary>
    public override string ToString() => $"{Value / 100m:0.##} %";
}
