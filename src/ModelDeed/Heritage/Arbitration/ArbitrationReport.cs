using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>How the slices of a tensor along an axis lie against the other model's.</summary>
public enum AxisOrder
{
    /// <summary>In the same order.</summary>
    Same,

    /// <summary>In another, which was recovered.</summary>
    Permuted,

    /// <summary>Not alike in any order that was found.</summary>
    Unsolved,
}

/// <summary>A pair of tensors, compared weight by weight after the orders of its axes were recovered.</summary>
/// <param name="Suspect">Name in the suspect.</param>
/// <param name="Other">Name in the other model.</param>
/// <param name="Rows">Slices along the first axis.</param>
/// <param name="Columns">Slices along the second.</param>
/// <param name="RowOrder">How the first lie.</param>
/// <param name="ColumnOrder">How the second lie.</param>
/// <param name="Tested">Slices whose order was tested.</param>
/// <param name="Agreeing">Those for which both halves of the other axis name the same counterpart.</param>
/// <param name="Log10P">log10 of the probability of so many under <see cref="ArbitrationReport.Null"/>.</param>
/// <param name="Cosine">Of the angle between both after ordering, -1 to 1.</param>
/// <param name="Difference">Size of the difference over the other's size, 0 or more.</param>
/// <param name="Rank">Smallest rank that explains nine tenths of the difference's squares, when it is low: then the change is a low-rank one (LoRA); else null.</param>
public sealed record ArbitratedTensor(
    string Suspect, string Other, int Rows, int Columns, AxisOrder RowOrder, AxisOrder ColumnOrder, int Tested, int Agreeing, double Log10P, double Cosine, double Difference, int? Rank);

/// <summary>What both full models tell of each other.</summary>
/// <param name="Suspect">The suspect.</param>
/// <param name="Other">The other model.</param>
/// <param name="Seed">Of the halves and sketches: whoever uses it again gets the same figures.</param>
/// <param name="Tensors">Pairs, in the natural order of the other's names.</param>
/// <param name="Skipped">Tensors that were not compared: vectors, other shapes, types that aren't read, larger than memory allows.</param>
public sealed record ArbitrationReport(CertifiedModel Suspect, CertifiedModel Other, ulong Seed, ImmutableArray<ArbitratedTensor> Tensors, int Skipped)
{
    /// <summary>Name of the method.</summary>
    public const string Method = "modeldeed-arbitration-1";

    /// <summary>What the probability is computed under.</summary>
    public const string Null =
        "The suspect's slices come in an order that has nothing to do with the other model's: given one half of each slice, every order of the other halves is as likely. "
        + "Each half names a counterpart for every slice by the assignment of largest total cosine; the number of slices for which both name the same is then that of the fixed "
        + "points of a uniformly random permutation.";

    /// <summary>log10 of the probability that any of the tensors would agree as the best one does: the least of theirs times their number (Bonferroni), which holds however they depend.</summary>
    public double Log10P => Tensors.IsEmpty ? 0 : Math.Min(0, Tensors.Min(tensor => tensor.Log10P) + Math.Log10(Tensors.Length));

    /// <summary>Share of the compared weights in tensors whose orders were found, 0 to 1.</summary>
    public double Aligned => Tensors.Sum(tensor => (double)tensor.Rows * tensor.Columns) is > 0 and var whole
        ? Tensors.Where(tensor => tensor.RowOrder != AxisOrder.Unsolved).Sum(tensor => (double)tensor.Rows * tensor.Columns) / whole : 0;
}
