namespace ModelDeed.Sealing;

/// <summary>What a package is a package of. Every share is bound to it: a custodian can't be made to release it for another title.</summary>
public sealed record PackageBinding
{
    /// <summary>EIP-155 id of the chain.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The <c>Titles</c> contract on it.</summary>
    public required Address Contract { get; init; }

    /// <summary>The title's id.</summary>
    public required Hash32 TitleId { get; init; }

    /// <summary>Number of the version under the title, from 0.</summary>
    public required uint Version { get; init; }

    /// <summary>Fingerprint of the version.</summary>
    public required Hash32 ContentRoot { get; init; }

    /// <summary>SHA-256 of the version's manifest.</summary>
    public required Hash32 ManifestDigest { get; init; }
}
