using System.Collections.Immutable;

namespace ModelDeed.Sealing;

/// <summary>What to seal, and for whom.</summary>
public sealed record SealOptions
{
    /// <summary>The file or folder.</summary>
    public required string Path { get; init; }

    /// <summary>What it must be: its manifest, as the title has it.</summary>
    public required Fingerprints.Manifest Manifest { get; init; }

    /// <summary>The owner's identity: a sealing that was interrupted goes on by its stanza.</summary>
    public required X25519Identity Owner { get; init; }

    /// <summary>Accounts that open the package by themselves, beside the owner.</summary>
    public ImmutableArray<X25519Recipient> Others { get; init; } = [];

    /// <summary>The licensees' way, or null for none.</summary>
    public CustodianTerms? Custodians { get; init; }

    /// <summary>The package's folder; must not exist yet.</summary>
    public required string Output { get; init; }

    /// <summary>Threads that encrypt, 1 or more. Default: one per processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Pieces of 256 KiB after which what was written is flushed and marked; for tests.</summary>
    internal int MarkEvery { get; init; } = 1024;
}
