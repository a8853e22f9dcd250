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

/// <summary>What two full models are to each other, as far as their weights tell.</summary>
public enum ArbitrationVerdict
{
    /// <summary>The same weights stand in both, changed or not, in whatever order: more alike than strangers become, and their order is no chance.</summary>
    Related,

    /// <summary>Slices pair off more often than by chance, but aren't alike: the same kinds of units, as two networks have that learned the same. No evidence of descent.</summary>
    SameKinds,

    /// <summary>Alike, but one matrix is all that one of the models has: whoever trains a model so simple on the same data comes to the same weights.</summary>
    OneMatrix,

    /// <summary>Nothing of the kind was found.</summary>
    NotShown,
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
/// <param name="Log10P">log10 of the probability of so many under <see cref="ArbitrationReport.Null"/>, times four for the ways in which the orders were looked for.</param>
/// <param name="Cosine">Of the angle between both in the best orders that were found, less what the rows and what the columns of each have in common; -1 to 1.</param>
/// <param name="Reach">The mean cosine that slices of strangers reach by being ordered so: by chance, or because units of a kind are alike; 0 to 1.</param>
/// <param name="IsTable">Whether both follow from their neighbours, as what somebody computed does (sinusoids, filters, masks): no evidence.</param>
/// <param name="Difference">Size of the difference over the other's size, 0 or more.</param>
/// <param name="Rank">Smallest rank that explains nine tenths of the difference's squares, when it is low: then the change is a low-rank one (LoRA); else null.</param>
public sealed record ArbitratedTensor(
    string Suspect, string Other, int Rows, int Columns, AxisOrder RowOrder, AxisOrder ColumnOrder, int Tested, int Agreeing, double Log10P, double Cosine, double Reach, bool IsTable, double Difference, int? Rank)
{
    /// <summary>The least cosine of what is called alike: strangers trained on the same data reached 0.62 where axes are long, relatives that aren't retrained have 0.73 to 1 (docs/formats.md).</summary>
    public const double LeastCosine = 0.7;

    /// <summary>What the cosine must be: half of the way from what strangers reach to 1, and <see cref="LeastCosine"/> at least.</summary>
    public double Needed => Math.Max(LeastCosine, (1 + Reach) / 2);

    /// <summary>Whether the weights are in truth alike.</summary>
    public bool IsAlike => RowOrder != AxisOrder.Unsolved && !IsTable && Cosine >= Needed;
}

/// <summary>What both full models tell of each other.</summary>
/// <param name="Suspect">The suspect.</param>
/// <param name="Other">The other model.</param>
/// <param name="Seed">Of the halves and sketches: whoever uses it again gets the same figures.</param>
/// <param name="Tensors">Pairs, in the natural order of the other's names.</param>
/// <param name="Skipped">Tensors that were not compared: vectors, other shapes, types that aren't read, larger than memory allows.</param>
/// <param name="IsOneMatrix">Whether one of the models has one matrix only.</param>
public sealed record ArbitrationReport(CertifiedModel Suspect, CertifiedModel Other, ulong Seed, ImmutableArray<ArbitratedTensor> Tensors, int Skipped, bool IsOneMatrix)
{
    /// <summary>Name of the method.</summary>
    public const string Method = "modeldeed-arbitration-2";

    /// <summary>log10 of the probability from which on an agreement is no chance: a millionth, as of prints.</summary>
    public const double Evident = -6;

    /// <summary>What the probability is computed under, and what it isn't.</summary>
    public const string Null =
        "The suspect's slices come in an order that has nothing to do with the other model's: given one half of each slice, every order of the other halves is as likely. "
        + "Each half names a counterpart for every slice by the assignment of largest total cosine; the number of slices for which both name the same is then that of the fixed "
        + "points of a uniformly random permutation. That isn't the same as no descent: strangers with the same kinds of units, which both halves of a slice show, agree more often too. "
        + "So the probability counts only for tensors whose weights are alike beyond what strangers reach.";

    /// <summary>log10 of the probability that any of the tensors would agree as the best one that is alike does: its own times the number of all tensors (Bonferroni), which holds however they depend; 0 where none is alike.</summary>
    public double Log10P => Least(tensor => tensor.IsAlike);

    /// <summary>The same of all tensors, alike or not, but tables: how surely both have the same kinds of units, or more.</summary>
    public double Log10PKinds => Least(tensor => !tensor.IsTable);

    /// <summary>What the figures say.</summary>
    public ArbitrationVerdict Verdict => Log10P <= Evident ? IsOneMatrix ? ArbitrationVerdict.OneMatrix : ArbitrationVerdict.Related
        : Log10PKinds <= Evident ? ArbitrationVerdict.SameKinds : ArbitrationVerdict.NotShown;

    /// <summary>Share of the compared weights in tensors that are alike, 0 to 1.</summary>
    public double Aligned => Tensors.Sum(tensor => (double)tensor.Rows * tensor.Columns) is > 0 and var whole
        ? Tensors.Where(tensor => tensor.IsAlike).Sum(tensor => (double)tensor.Rows * tensor.Columns) / whole : 0;

    private double Least(Func<ArbitratedTensor, bool> which) =>
        Tensors.Where(which).Select(tensor => tensor.Log10P).DefaultIfEmpty(0).Min() is < 0 and var least ? Math.Min(0, least + Math.Log10(Tensors.Length)) : 0;
}
