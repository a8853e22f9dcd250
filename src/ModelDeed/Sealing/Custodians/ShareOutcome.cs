namespace ModelDeed.Sealing;

/// <summary>What a custodian finds when it looks for its share in a header.</summary>
public abstract record ShareOutcome
{
    private ShareOutcome() { }

    /// <summary>The share, checked against its commitment.</summary>
    public sealed record Opened(KeyShare Share) : ShareOutcome;

    /// <summary>The header doesn't name this custodian.</summary>
    public sealed record NotNamed : ShareOutcome;

    /// <summary>The header names it, but what is sealed to it isn't its share: the header was altered, or made wrong.</summary>
    /// <param name="X">The custodian's place.</param>
    public sealed record Damaged(int X) : ShareOutcome;
}
