namespace ModelDeed.Ethereum;

/// <summary>When a chain's block counts as final: never to be undone.</summary>
public abstract record FinalityRule
{
    private FinalityRule() { }

    /// <summary>Final when the node's <c>finalized</c> block is as high (Ethereum: two epochs; Polygon: Heimdall milestones).</summary>
    public sealed record FinalizedTag : FinalityRule
    {
        /// <inheritdoc/>
        public override string ToString() => "finalized";
    }

    /// <summary>Final when so many blocks confirm it, its own counted: 1 is final as soon as it stands in a block.</summary>
    public sealed record Confirmations : FinalityRule
    {
        /// <summary>The most that makes sense: beyond, use <see cref="FinalizedTag"/>.</summary>
        public const int Most = 100_000;

        /// <summary>Takes 1 to <see cref="Most"/>.</summary>
        /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
        public Confirmations(int count) => Count = count is >= 1 and <= Most
            ? count : throw new ArgumentOutOfRangeException(nameof(count), count, $"Confirmations are 1 to {Most}.");

        internal void Deconstruct(out int count) => count = Count;

        /// <summary>Blocks, the block itself counted.</summary>
        public int Count { get; }

        /// <inheritdoc/>
        public override string ToString() => Count == 1 ? "1 confirmation" : $"{Count} confirmations";
    }
}

/// <summary>Whether a block is final.</summary>
public abstract record Finality
{
    private Finality() { }

    /// <summary>It can't be undone any more.</summary>
    public sealed record Final : Finality;

    /// <summary>A reorganisation may still undo it.</summary>
    /// <param name="BlocksLeft">How many blocks are still to come, at least; null when the node names no finalized block.</param>
    public sealed record Pending(ulong? BlocksLeft) : Finality;

    /// <summary>Judges a block that is on the chain.</summary>
    /// <param name="rule">The chain's rule.</param>
    /// <param name="head">Height of the latest block.</param>
    /// <param name="finalized">Height of the block that the node calls finalized, or null when it names none.</param>
    /// <param name="block">Height of the block in question. Above the head (a node that lags behind) it is pending.</param>
    public static Finality Of(FinalityRule rule, ulong head, ulong? finalized, ulong block) => rule switch
    {
        FinalityRule.FinalizedTag when finalized is null => new Pending(null),
        FinalityRule.FinalizedTag => Until(block, finalized.Value),
        FinalityRule.Confirmations(var count) => Until(checked(block + (ulong)count - 1), head),
        _ => throw new ArgumentException($"Unknown rule {rule}.", nameof(rule)),
    };

    private static Finality Until(ulong needed, ulong reached) => reached >= needed ? new Final() : new Pending(needed - reached);
}
