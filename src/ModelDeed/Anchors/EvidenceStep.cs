namespace ModelDeed.Anchors;

/// <summary>One step of a verification.</summary>
/// <param name="Id">Stable name: <c>content</c>, <c>manifest</c>, <c>statement</c>, <c>tree</c>, <c>block</c>, <c>transaction</c>, <c>receipt</c>, <c>log</c>, <c>contract</c>, <c>chain</c>.</param>
/// <param name="Claim">What the step shows, in words.</param>
/// <param name="Outcome">Whether it does.</param>
public sealed record EvidenceStep(string Id, string Claim, StepOutcome Outcome);

/// <summary>How a step of a verification came out.</summary>
public abstract record StepOutcome
{
    private StepOutcome() { }

    /// <summary>It holds.</summary>
    public sealed record Holds : StepOutcome;

    /// <summary>It doesn't.</summary>
    /// <param name="Reason">What was expected and what was found.</param>
    public sealed record Fails(string Reason) : StepOutcome;

    /// <summary>It can't be told here, and why: it remains to be trusted, or to be checked with a node.</summary>
    /// <param name="Reason">What is missing.</param>
    public sealed record Open(string Reason) : StepOutcome;
}
