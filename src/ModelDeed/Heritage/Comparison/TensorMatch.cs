namespace ModelDeed.Heritage;

/// <summary>By what a tensor was recognized.</summary>
public enum MatchKind
{
    /// <summary>The same bytes.</summary>
    Identical,

    /// <summary>The sketches' angle.</summary>
    Sketch,

    /// <summary>Slices found again in another order.</summary>
    Permuted,

    /// <summary>Slices found again by figures that don't depend on any order: both axes re-ordered, or the tensor of another shape.</summary>
    Profiles,

    /// <summary>Inner products along the long axis: the other axis was rotated or re-ordered.</summary>
    Rotated,
}

/// <summary>A tensor of the suspect that is one of the other model's.</summary>
/// <param name="Suspect">Index in the suspect's print.</param>
/// <param name="Other">Index in the other's print.</param>
/// <param name="Kind">By what.</param>
/// <param name="Similarity">Cosine, negative where all signs were turned around; or the share of slices, profiles or signs found again, -1 to 1.</param>
/// <param name="Agreeing">Signs that agree, or are opposite where all were turned around; or slices that were found.</param>
/// <param name="Signs">Signs compared.</param>
/// <param name="Candidates">Tensors among which the other was chosen, 1 or more.</param>
/// <param name="Weight">What the tensor counts, 0 to 1: less the more strangers hold the identical one.</param>
public readonly record struct TensorMatch(int Suspect, int Other, MatchKind Kind, double Similarity, int Agreeing, int Signs, int Candidates, double Weight);
