using ModelDeed.Server.Api;

namespace ModelDeed.Server.Titles;

/// <summary>A titled asset as it stands.</summary>
/// <remarks>Names and notes are strangers' texts: show them as text, never as markup.</remarks>
internal sealed record AssetView
{
    /// <summary>The first fingerprint, which is the title's id.</summary>
    public required Hash32 Id { get; init; }

    public required string Name { get; init; }

    /// <summary>model, dataset, algorithm, software or output.</summary>
    public required string Kind { get; init; }

    /// <summary>Zero once dissolved; of a divided title its share token.</summary>
    public required Address Owner { get; init; }

    public required Address Registrant { get; init; }

    /// <summary>Seconds since 1970: the earliest proven time.</summary>
    public required long Priority { get; init; }

    /// <summary>Seconds since 1970 from which nobody can take it over.</summary>
    public required long FinalAt { get; init; }

    public required bool Disputed { get; init; }

    /// <summary>Who may dispute, award and strike; null for nobody.</summary>
    public Address? Arbitrator { get; init; }

    /// <summary>Parts per 10,000 of a resale.</summary>
    public required long ResaleRoyalty { get; init; }

    /// <summary>SHA-256 of the latest version's manifest.</summary>
    public required Hash32 Manifest { get; init; }

    public Hash32? TensorRoot { get; init; }

    /// <summary>The anchored root that proved the priority; null for none.</summary>
    public Hash32? AnchorRoot { get; init; }

    public required long Versions { get; init; }

    /// <summary>The fingerprint of the latest version.</summary>
    public required Hash32 Latest { get; init; }

    /// <summary>The title that took its fingerprint in; null while it stands.</summary>
    public Hash32? DissolvedInto { get; init; }

    /// <summary>How many titles name it as a parent.</summary>
    public required long Children { get; init; }

    public required long Licenses { get; init; }

    public required long OpenOffers { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Registered { get; init; }

    public required long RegisteredBlock { get; init; }

    public required Hash32 Transaction { get; init; }

    /// <summary>True while its last change may still be undone by a reorganization.</summary>
    public required bool Pending { get; init; }

    public static AssetView Of(SqlRow row) => new()
    {
        Id = row.Hash("id"),
        Name = row.Text("name"),
        Kind = Kinds[(int)Math.Min(row.Number("kind"), Kinds.Length - 1)],
        Owner = row.Address("owner"),
        Registrant = row.Address("registrant"),
        Priority = row.Number("priority"),
        FinalAt = row.Number("final_at"),
        Disputed = row.Flag("disputed"),
        Arbitrator = row.Address("arbitrator") is { IsZero: false } arbitrator ? arbitrator : null,
        ResaleRoyalty = row.Number("resale_royalty"),
        Manifest = row.Hash("current_manifest"),
        TensorRoot = row.HashOrNull("tensor_root"),
        AnchorRoot = row.HashOrNull("anchor_root"),
        Versions = row.Number("versions"),
        Latest = row.Hash("latest"),
        DissolvedInto = row.HashOrNull("dissolved_into"),
        Children = row.Number("children"),
        Licenses = row.Number("licenses"),
        OpenOffers = row.Number("open_offers"),
        Registered = row.Number("registered"),
        RegisteredBlock = row.Number("registered_block"),
        Transaction = row.Hash("tx_hash"),
        Pending = row.Flag("pending"),
    };

    /// <summary>The kinds of assets by their numbers on chain.</summary>
    public static string[] Kinds { get; } = ["model", "dataset", "algorithm", "software", "output", "unknown"];
}

/// <summary>A version of an asset.</summary>
/// <param name="Fingerprint">Its content root.</param>
/// <param name="Number">1 for the first.</param>
/// <param name="Priority">Seconds since 1970.</param>
/// <param name="Manifest">SHA-256 of its manifest.</param>
/// <param name="TensorRoot">Null for none.</param>
/// <param name="AnchorRoot">Null for none.</param>
/// <param name="Note">The holder's words: a stranger's text.</param>
/// <param name="Published">Seconds since 1970.</param>
/// <param name="Transaction">Its transaction.</param>
internal sealed record VersionView(Hash32 Fingerprint, long Number, long Priority, Hash32 Manifest, Hash32? TensorRoot, Hash32? AnchorRoot, string Note, long Published, Hash32 Transaction);

/// <summary>A title in a lineage.</summary>
/// <param name="Id">The title.</param>
/// <param name="Name">A stranger's text; null when the index doesn't know the title.</param>
/// <param name="Kind">As in an asset.</param>
/// <param name="Distance">Edges from the asset asked for: negative towards ancestors, positive towards descendants, 0 for itself.</param>
internal sealed record LineageNodeView(Hash32 Id, string? Name, string? Kind, int Distance);

/// <summary>An edge of a lineage.</summary>
/// <param name="Child">Who descends.</param>
/// <param name="Parent">From whom.</param>
/// <param name="Royalty">Of the child's income, in parts per 10,000, as declared.</param>
/// <param name="Bond">declared (nothing binds it), licensed (by the parent's license), or held (the registrant held the parent).</param>
/// <param name="License">The license that binds it; null for none.</param>
internal sealed record LineageEdgeView(Hash32 Child, Hash32 Parent, long Royalty, string Bond, Hash32? License);

/// <summary>What an asset descends from and what descends from it.</summary>
/// <param name="Nodes">Each once, the asset first, nearer ones before farther ones.</param>
/// <param name="Edges">All among them.</param>
/// <param name="Truncated">True when there is more than was asked for or than one answer holds.</param>
internal sealed record LineageView(IReadOnlyList<LineageNodeView> Nodes, IReadOnlyList<LineageEdgeView> Edges, bool Truncated);

/// <summary>A share holder of a divided title.</summary>
/// <param name="Account">The holder.</param>
/// <param name="Shares">How many.</param>
/// <param name="Delegate">Who votes with them; null for the account itself.</param>
internal sealed record HolderView(Address Account, ModelDeed.Ethereum.UInt256 Shares, Address? Delegate);

/// <summary>Who holds an asset.</summary>
/// <param name="Owner">The title's holder.</param>
/// <param name="Share">The token among whose holders the title is divided; null when it isn't.</param>
/// <param name="Symbol">The token's symbol: a stranger's text.</param>
/// <param name="Issued">Shares issued; null when it isn't divided.</param>
/// <param name="Holders">By address.</param>
/// <param name="Next">The cursor for those that follow; null when there are none.</param>
internal sealed record HoldersView(Address Owner, Address? Share, string? Symbol, ModelDeed.Ethereum.UInt256? Issued, IReadOnlyList<HolderView> Holders, string? Next);
