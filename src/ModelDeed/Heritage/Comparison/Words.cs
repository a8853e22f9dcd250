namespace ModelDeed.Heritage;

/// <summary>The words for what a comparison finds: the same in files, answers and pages.</summary>
public static class Words
{
    /// <summary>A verdict's word: <c>same</c>, <c>derived</c>, <c>shares components</c>, <c>unrelated</c>, <c>can't tell</c>.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Same => "same",
        Verdict.Derived => "derived",
        Verdict.SharesComponents => "shares components",
        Verdict.Unrelated => "unrelated",
        _ => "can't tell",
    };

    /// <summary>A direction's words.</summary>
    public static string Of(Direction direction) => direction switch
    {
        Direction.SuspectIsChild => "suspect is the child",
        Direction.SuspectIsParent => "suspect is the parent",
        _ => "unknown",
    };

    /// <summary>A change's words.</summary>
    public static string Of(Change change) => change switch
    {
        Change.Repackaged => "re-packaged",
        Change.Quantized => "quantised",
        Change.Widened => "widened",
        Change.FineTuned => "fine-tuned",
        Change.PartlyTuned => "partly tuned",
        Change.Pruned => "pruned",
        Change.Rescaled => "rescaled",
        Change.LayersDropped => "layers dropped",
        Change.LayersRepeated => "layers repeated",
        Change.Reordered => "re-ordered",
        Change.Permuted => "permuted",
        Change.Reshaped => "reshaped",
        Change.Shifted => "shifted",
        Change.Rotated => "rotated",
        Change.Merged => "merged",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "There is no such change."),
    };

    /// <summary>By what a tensor was recognized.</summary>
    public static string Of(MatchKind kind) => kind switch
    {
        MatchKind.Identical => "identical",
        MatchKind.Sketch => "sketch",
        MatchKind.Permuted => "slices",
        MatchKind.Profiles => "profiles",
        _ => "inner products",
    };
}
