using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>A tensor of the child and what it is said to be made of.</summary>
/// <param name="Child">The child's tensor.</param>
/// <param name="Parents">The parent's: one, or several that are stacked along the first axis.</param>
/// <param name="IsHeads">Whether the rows may be ordered anew within each head.</param>
/// <param name="Affine">Scale and zero point, where the child's stored numbers stand for weights by these.</param>
internal sealed record TensorPair(Tensor Child, ImmutableArray<Tensor> Parents, bool IsHeads, Affine? Affine)
{
    /// <summary>Elements.</summary>
    public long Elements { get; } = Count(Child.Shape);

    /// <summary>Elements of a row: the last axis.</summary>
    public long Columns => Child.Shape.IsEmpty ? 1 : (long)Child.Shape[^1];

    /// <summary>Elements of a shape.</summary>
    public static long Count(ImmutableArray<ulong> shape) => shape.Aggregate(1L, (product, length) => checked(product * (long)length));
}
