using System.Collections.Immutable;
using ModelDeed.Ethereum;

namespace ModelDeed.Anchors;

/// <summary>Everything that proves a claim, in one file (<c>.deed</c>), checked offline: this content has this fingerprint, it was in this
/// anchor tree, whose root this transaction logged in this block, and the owner signed for it. Format: docs/formats.md.</summary>
public sealed record Evidence
{
    /// <summary>The format's name and version, first in the file.</summary>
    public const string Format = "modeldeed-evidence-1";

    /// <summary>What is claimed: owner, fingerprint, salt.</summary>
    public required AnchorLeaf Leaf { get; init; }

    /// <summary>Root of the anchor tree.</summary>
    public required Hash32 Root { get; init; }

    /// <summary>Siblings from the leaf up to the root.</summary>
    public required ImmutableArray<Hash32> Proof { get; init; }

    /// <summary>The owner's signed statement.</summary>
    public required OwnerStatement Statement { get; init; }

    /// <summary>The log of <c>Anchors</c> that bears the root.</summary>
    public required LogProof Anchored { get; init; }

    /// <summary>The canonical JSON of the manifest, or null where only a fingerprint was anchored.</summary>
    public ImmutableArray<byte>? Manifest { get; init; }
}
