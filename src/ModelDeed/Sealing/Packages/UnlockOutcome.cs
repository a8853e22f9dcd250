using System.Collections.Immutable;

namespace ModelDeed.Sealing;

/// <summary>What came of trying to get at a package's key.</summary>
public abstract record UnlockOutcome
{
    private UnlockOutcome() { }

    /// <summary>The key; the header is as its maker wrote it. The caller disposes the key.</summary>
    /// <param name="Key">The file key.</param>
    /// <param name="BadShares">Places of custodians whose shares were wrong, rising: they lied, or were lied to.</param>
    public sealed record Unlocked(FileKey Key, ImmutableArray<int> BadShares) : UnlockOutcome;

    /// <summary>Nothing in the header is sealed to this identity.</summary>
    public sealed record NotForThisKey : UnlockOutcome;

    /// <summary>The header has no custodians: only its named recipients can open the package.</summary>
    public sealed record NoCustodians : UnlockOutcome;

    /// <summary>Not enough right shares yet.</summary>
    /// <param name="Right">Right ones, each of another custodian.</param>
    /// <param name="Needed">How many are needed.</param>
    /// <param name="BadShares">Places of custodians whose shares were wrong, rising.</param>
    public sealed record TooFewShares(int Right, int Needed, ImmutableArray<int> BadShares) : UnlockOutcome;

    /// <summary>A key came out, but the header's MAC isn't by it: the header was altered, or its maker dealt shares of something else.</summary>
    public sealed record HeaderAltered : UnlockOutcome;
}
