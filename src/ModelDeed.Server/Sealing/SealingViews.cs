using ModelDeed.Ethereum;

namespace ModelDeed.Server.Sealing;

/// <summary>The sealed package of a version.</summary>
/// <param name="Fingerprint">The version.</param>
/// <param name="TitleId">Its title.</param>
/// <param name="Number">The version's number, 1 for the first.</param>
/// <param name="Header">SHA-256 of the package's header.</param>
/// <param name="Cid">Of its folder, with <c>header</c> and <c>payload</c>.</param>
/// <param name="Sources">Where to fetch it, as the holder says: strangers' texts, hints.</param>
/// <param name="Published">Seconds since 1970.</param>
/// <param name="Transaction">Its transaction.</param>
/// <param name="Pending">True while it may still be undone by a reorganization.</param>
/// <param name="Contents">What its header says; null where its blocks aren't kept here.</param>
internal sealed record PackageView(
    Hash32 Fingerprint, Hash32 TitleId, long Number, Hash32 Header, string Cid, IReadOnlyList<string> Sources, long Published, Hash32 Transaction, bool Pending, PackageContentsView? Contents);

/// <summary>What a package's header says, held against the digest on the chain.</summary>
/// <param name="Bytes">Of the sealed payload.</param>
/// <param name="Threshold">Custodians needed; 0 where only named accounts open it.</param>
/// <param name="Custodians">Their public keys (X25519).</param>
internal sealed record PackageContentsView(long Bytes, int Threshold, IReadOnlyList<Hash32> Custodians);

/// <summary>A custodian.</summary>
internal sealed record CustodianView
{
    public required Address Account { get; init; }

    /// <summary>X25519: shares are sealed to it.</summary>
    public required Hash32 PublicKey { get; init; }

    /// <summary>Where its service answers; null where it names no address that a program may call.</summary>
    public required string? Url { get; init; }

    /// <summary>For which territories it releases, in words as docs/formats.md lists them.</summary>
    public required IReadOnlyList<string> Territories { get; init; }

    /// <summary>What it loses when it is proven to tell two stories, in the smallest units of the chain's currency.</summary>
    public required UInt256 Bond { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Joined { get; init; }

    /// <summary>Seconds since 1970; null while it serves.</summary>
    public long? Left { get; init; }

    /// <summary>When it was proven to have told two stories, in seconds since 1970; null for never.</summary>
    public long? Convicted { get; init; }

    /// <summary>Whether it answered this server when last asked; null where it wasn't asked.</summary>
    public bool? Up { get; init; }

    /// <summary>True while its last change may still be undone by a reorganization.</summary>
    public required bool Pending { get; init; }
}
