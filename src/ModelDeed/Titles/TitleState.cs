using System.Collections.Immutable;
using ModelDeed.Ethereum;

namespace ModelDeed.Titles;

/// <summary>A later version of an asset, as published under its title.</summary>
/// <param name="Fingerprint">Its content root.</param>
/// <param name="Number">2 for the first later version.</param>
/// <param name="Priority">Seconds since 1970.</param>
/// <param name="ManifestDigest">SHA-256 of its manifest.</param>
/// <param name="TensorRoot">Zero where there are none.</param>
/// <param name="Note">The holder's words.</param>
public sealed record TitleVersion(Hash32 Fingerprint, uint Number, ulong Priority, Hash32 ManifestDigest, Hash32 TensorRoot, string Note)
{
    /// <summary>False when the note on the chain isn't valid UTF-8: <see cref="Note"/> then has U+FFFD where it isn't.</summary>
    public bool NoteIsUtf8 { get; init; } = true;
}

/// <summary>An edge of the lineage.</summary>
/// <param name="Title">The parent's id.</param>
/// <param name="Royalty">What the child declares to owe it of its income.</param>
public sealed record LineageEdge(UInt256 Title, BasisPoints Royalty);

/// <summary>A title as its logs tell it: nothing in it comes from anywhere else.</summary>
public sealed record TitleState
{
    /// <summary>The first fingerprint as a number.</summary>
    public required UInt256 Id { get; init; }

    /// <summary>Who holds the title; zero once it was dissolved.</summary>
    public Address Holder { get; init; }

    /// <summary>Who registered it, and receives the resale royalty.</summary>
    public required Address Registrant { get; init; }

    /// <summary>What is titled.</summary>
    public required AssetKind Kind { get; init; }

    /// <summary>The asset's name. A stranger's text.</summary>
    public required string Name { get; init; }

    /// <summary>False when the name on the chain isn't valid UTF-8: <see cref="Name"/> then has U+FFFD where it isn't.</summary>
    public bool NameIsUtf8 { get; init; } = true;

    /// <summary>Seconds since 1970.</summary>
    public required ulong Priority { get; init; }

    /// <summary>The anchored root that proved the priority; zero for none.</summary>
    public required Hash32 AnchorRoot { get; init; }

    /// <summary>Who may dispute, award and strike; zero for nobody.</summary>
    public required Address Arbitrator { get; init; }

    /// <summary>ERC-2981 royalty on resale.</summary>
    public required BasisPoints ResaleRoyalty { get; init; }

    /// <summary>SHA-256 of the first manifest.</summary>
    public required Hash32 ManifestDigest { get; init; }

    /// <summary>Root over the first version's tensors; zero for none.</summary>
    public required Hash32 TensorRoot { get; init; }

    /// <summary>The declared lineage.</summary>
    public required ImmutableArray<LineageEdge> Parents { get; init; }

    /// <summary>Later versions that still stand, in order.</summary>
    public ImmutableArray<TitleVersion> Versions { get; init; } = [];

    /// <summary>The version whose manifest is the token's: the one published last, or, once that was struck or superseded, the first.</summary>
    public TitleVersion? Latest { get; init; }

    /// <summary>SHA-256 of the manifest that the token URI names.</summary>
    public Hash32 CurrentManifest => Latest?.ManifestDigest ?? ManifestDigest;

    /// <summary>Whether the arbitrator holds it back from transfer.</summary>
    public bool Disputed { get; init; }

    /// <summary>The title that took its fingerprint in, if it was dissolved.</summary>
    public UInt256? DissolvedInto { get; init; }

    /// <summary>The content root of the first version.</summary>
    public Hash32 Fingerprint => Id.ToHash();

    /// <summary>The state after one more log of the title, in the chain's order. Logs of other titles change nothing.</summary>
    /// <exception cref="MalformedDataException">A log of <c>Titles</c> that breaks its format.</exception>
    public static TitleState? Apply(TitleState? state, in Log log)
    {
        Log mended = TitleText.Mend(in log, out bool broken);
        if (TitlesContract.TitleRegistered.TryDecode(in mended, out TitlesContract.TitleRegistered registered)) return Registered(state, in registered, isUtf8: !broken);
        if (state is null) return null;
        if (TitlesContract.Transfer.TryDecode(in log, out TitlesContract.Transfer moved) && moved.TokenId == state.Id) return state with { Holder = moved.To };
        if (TitlesContract.VersionPublished.TryDecode(in mended, out TitlesContract.VersionPublished published) && published.TitleId == state.Id) return state.With(in published, isUtf8: !broken);
        if (TitlesContract.PriorityProven.TryDecode(in log, out TitlesContract.PriorityProven proven) && proven.TitleId == state.Id) return state.With(in proven);
        if (TitlesContract.VersionSuperseded.TryDecode(in log, out TitlesContract.VersionSuperseded lost) && lost.LoserTitleId == state.Id) return state.Without(lost.Fingerprint);
        if (TitlesContract.VersionStruck.TryDecode(in log, out TitlesContract.VersionStruck struck) && struck.TitleId == state.Id) return state.Without(struck.Fingerprint);
        if (TitlesContract.TitleDisputed.TryDecode(in log, out TitlesContract.TitleDisputed disputed) && disputed.TitleId == state.Id) return state with { Disputed = disputed.Disputed };
        if (TitlesContract.TitleAwarded.TryDecode(in log, out TitlesContract.TitleAwarded awarded) && awarded.TitleId == state.Id) return state with { Disputed = false };
        if (TitlesContract.TitleDissolved.TryDecode(in log, out TitlesContract.TitleDissolved dissolved) && dissolved.TitleId == state.Id) return state with { Versions = [], Latest = null, DissolvedInto = dissolved.IntoTitleId };
        return state;
    }

    private static TitleState? Registered(TitleState? state, in TitlesContract.TitleRegistered registered, bool isUtf8) => state is not null && state.Id != registered.TitleId ? state : new TitleState
    {
        Id = registered.TitleId,
        Holder = registered.Owner,
        Registrant = registered.Owner,
        Kind = (AssetKind)registered.Kind,
        Name = registered.Name,
        NameIsUtf8 = isUtf8,
        Priority = registered.Priority,
        AnchorRoot = registered.AnchorRoot,
        Arbitrator = registered.Arbitrator,
        ResaleRoyalty = new BasisPoints(registered.ResaleRoyalty),
        ManifestDigest = registered.ManifestDigest,
        TensorRoot = registered.TensorRoot,
        Parents = [.. registered.Parents.Select(parent => new LineageEdge(parent.Title, new BasisPoints(parent.Royalty)))],
    };

    private TitleState With(in TitlesContract.VersionPublished published, bool isUtf8)
    {
        TitleVersion version = new(published.Fingerprint, published.Number, published.Priority, published.ManifestDigest, published.TensorRoot, published.Note) { NoteIsUtf8 = isUtf8 };
        return this with { Versions = Versions.Add(version), Latest = version };
    }

    private TitleState With(in TitlesContract.PriorityProven proven)
    {
        if (proven.Fingerprint == Fingerprint) return this with { Priority = proven.NewPriority, AnchorRoot = proven.AnchorRoot };
        (Hash32 fingerprint, ulong priority) = (proven.Fingerprint, proven.NewPriority);
        return this with { Versions = [.. Versions.Select(version => version.Fingerprint == fingerprint ? version with { Priority = priority } : version)] };
    }

    private TitleState Without(Hash32 fingerprint) => this with
    {
        Versions = Versions.RemoveAll(version => version.Fingerprint == fingerprint),
        Latest = Latest?.Fingerprint == fingerprint ? null : Latest,
    };
}
