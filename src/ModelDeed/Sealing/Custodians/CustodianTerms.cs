using System.Collections.Immutable;

namespace ModelDeed.Sealing;

/// <summary>Who shall keep the shares of a package's key, and how many of them open it.</summary>
public sealed record CustodianTerms
{
    /// <summary>The threshold unless another is chosen.</summary>
    public const int DefaultThreshold = 2;

    /// <summary>Names the custodians.</summary>
    /// <param name="binding">The package.</param>
    /// <param name="custodians">Their public keys, 2 to 255, each another.</param>
    /// <param name="threshold">How many of them are needed, from 2 (one alone must not suffice) to all.</param>
    /// <exception cref="ArgumentException">Too few or too many, one twice, or a threshold out of range.</exception>
    public CustodianTerms(PackageBinding binding, ImmutableArray<X25519Recipient> custodians, int threshold = DefaultThreshold)
    {
        if (custodians.Length is < 2 or > Shamir.MostShares)
            throw new ArgumentException($"A package has 2 to {Shamir.MostShares} custodians, not {custodians.Length}.", nameof(custodians));
        if (threshold < 2 || threshold > custodians.Length)
            throw new ArgumentException($"The threshold is 2 to {custodians.Length} (the number of custodians), not {threshold}.", nameof(threshold));
        if (custodians.Distinct().Count() != custodians.Length) throw new ArgumentException("A custodian is named twice: choose another.", nameof(custodians));
        (Binding, Custodians, Threshold) = (binding, custodians, threshold);
    }

    /// <summary>The package.</summary>
    public PackageBinding Binding { get; }

    /// <summary>Public keys; custodian i, counted from 1, keeps the share at x = i.</summary>
    public ImmutableArray<X25519Recipient> Custodians { get; }

    /// <summary>Custodians needed.</summary>
    public int Threshold { get; }
}
