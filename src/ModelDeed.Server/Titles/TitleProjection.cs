using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Titles;

/// <summary>Titles, their versions and their lineage, from the logs of <c>Titles</c>.</summary>
/// <param name="titles">The contract.</param>
/// <param name="contestPeriod">Its contest period.</param>
internal sealed class TitleProjection(Address titles, TimeSpan contestPeriod) : IProjection
{
    private readonly ulong _contest = (ulong)contestPeriod.TotalSeconds;

    public IReadOnlyList<Table> Tables => [TitleTables.Titles, TitleTables.Versions, TitleTables.Lineage];

    public void Apply(in ChainLog entry, Rows rows)
    {
        if (entry.Log.Address != titles || entry.Log.Topics.Count == 0) return;
        Log log = TitleText.Mend(in entry.Log, out bool broken);
        if (TitlesContract.TitleRegistered.TryDecode(in log, out TitlesContract.TitleRegistered registered)) Register(registered, !broken, entry, rows);
        else if (TitlesContract.Transfer.TryDecode(in log, out TitlesContract.Transfer moved)) Move(moved, entry, rows);
        else if (TitlesContract.VersionPublished.TryDecode(in log, out TitlesContract.VersionPublished published)) Publish(published, !broken, entry, rows);
        else if (TitlesContract.PriorityProven.TryDecode(in log, out TitlesContract.PriorityProven proven)) Prove(proven, entry, rows);
        else if (TitlesContract.TitleSuperseded.TryDecode(in log, out TitlesContract.TitleSuperseded superseded)) Void(superseded.TitleId, entry, rows);
        else if (TitlesContract.VersionSuperseded.TryDecode(in log, out TitlesContract.VersionSuperseded lost)) Unlink(lost.Fingerprint, lost.LoserTitleId, entry, rows);
        else if (TitlesContract.VersionStruck.TryDecode(in log, out TitlesContract.VersionStruck struck)) Unlink(struck.Fingerprint, struck.TitleId, entry, rows);
        else if (TitlesContract.TitleDisputed.TryDecode(in log, out TitlesContract.TitleDisputed disputed)) Dispute(disputed.TitleId, disputed.Disputed, entry, rows);
        else if (TitlesContract.TitleAwarded.TryDecode(in log, out TitlesContract.TitleAwarded awarded)) Dispute(awarded.TitleId, false, entry, rows);
        else if (TitlesContract.TitleDissolved.TryDecode(in log, out TitlesContract.TitleDissolved dissolved)) Dissolve(dissolved, entry, rows);
    }

    // The token is minted or moved before its record is written: the row may begin with the transfer.
    private static void Move(in TitlesContract.Transfer moved, in ChainLog entry, Rows rows) =>
        rows.Put(TitleTables.Titles, moved.TokenId)
            .Set("owner", moved.To)
            .Count("transfers", moved.From.IsZero || moved.To.IsZero ? 0 : 1)
            .Set("block", entry.Log.BlockNumber);

    private void Register(in TitlesContract.TitleRegistered registered, bool isUtf8, in ChainLog entry, Rows rows)
    {
        Unbind(registered.TitleId, rows);
        Row title = rows.Put(TitleTables.Titles, registered.TitleId);
        long epoch = title.Number("epoch");
        title.Set("owner", registered.Owner).Set("registrant", registered.Owner)
            .Set("name", registered.Name).Set("name_is_utf8", isUtf8)
            .Set("kind", registered.Kind)
            .Set("priority", registered.Priority).Set("final_at", registered.Priority + _contest)
            .Set("arbitrator", registered.Arbitrator).Set("resale_royalty", registered.ResaleRoyalty)
            .Set("manifest_digest", registered.ManifestDigest).Set("current_manifest", registered.ManifestDigest)
            .Set("tensor_root", registered.TensorRoot).Set("anchor_root", registered.AnchorRoot)
            .Set("disputed", false).Set("versions", 1).Set("latest", registered.TitleId).Set("dissolved_into", Cell.Null)
            .Set("parents", Concatenate(registered.Parents))
            .Set("registered", entry.Time).Set("registered_block", entry.Log.BlockNumber)
            .Set("tx_hash", entry.Log.TransactionHash).Set("block", entry.Log.BlockNumber);
        Version(registered.TitleId.ToHash(), registered.TitleId, 1, epoch, registered.Priority, entry, rows)
            .Set("manifest_digest", registered.ManifestDigest).Set("tensor_root", registered.TensorRoot)
            .Set("anchor_root", registered.AnchorRoot).Set("note", "").Set("note_is_utf8", true);
        foreach (TitlesContract.Parent parent in registered.Parents)
        {
            rows.Put(TitleTables.Lineage, registered.TitleId, parent.Title).Set("royalty", parent.Royalty).Set("block", entry.Log.BlockNumber);
            if (rows.TryEdit(TitleTables.Titles, out Row above, parent.Title)) above.Count("children", 1);
        }
    }

    private static void Publish(in TitlesContract.VersionPublished published, bool isUtf8, in ChainLog entry, Rows rows)
    {
        if (!rows.TryEdit(TitleTables.Titles, out Row title, published.TitleId)) throw Unknown(published.TitleId);
        title.Set("latest", published.Fingerprint).Set("current_manifest", published.ManifestDigest).Count("versions", 1).Set("block", entry.Log.BlockNumber);
        Version(published.Fingerprint, published.TitleId, published.Number, title.Number("epoch"), published.Priority, entry, rows)
            .Set("manifest_digest", published.ManifestDigest).Set("tensor_root", published.TensorRoot)
            .Set("anchor_root", published.AnchorRoot).Set("note", published.Note).Set("note_is_utf8", isUtf8);
    }

    private static Row Version(Hash32 fingerprint, UInt256 title, long number, long epoch, ulong priority, in ChainLog entry, Rows rows) =>
        rows.Put(TitleTables.Versions, fingerprint)
            .Set("title_id", title).Set("number", number).Set("epoch", epoch).Set("priority", priority)
            .Set("published", entry.Time).Set("tx_hash", entry.Log.TransactionHash).Set("block", entry.Log.BlockNumber);

    private void Prove(in TitlesContract.PriorityProven proven, in ChainLog entry, Rows rows)
    {
        if (rows.TryEdit(TitleTables.Versions, out Row version, proven.Fingerprint))
            version.Set("priority", proven.NewPriority).Set("anchor_root", proven.AnchorRoot).Set("block", entry.Log.BlockNumber);
        if (proven.Fingerprint != proven.TitleId.ToHash() || !rows.TryEdit(TitleTables.Titles, out Row title, proven.TitleId)) return;
        title.Set("priority", proven.NewPriority).Set("final_at", proven.NewPriority + _contest).Set("anchor_root", proven.AnchorRoot).Set("block", entry.Log.BlockNumber);
    }

    // A new record follows by TitleRegistered: the next epoch is its.
    private static void Void(UInt256 id, in ChainLog entry, Rows rows)
    {
        if (!rows.TryEdit(TitleTables.Titles, out Row title, id)) throw Unknown(id);
        title.Count("epoch", 1).Set("versions", 0).Set("block", entry.Log.BlockNumber);
    }

    private static void Dissolve(in TitlesContract.TitleDissolved dissolved, in ChainLog entry, Rows rows)
    {
        Void(dissolved.TitleId, entry, rows);
        Unbind(dissolved.TitleId, rows);
        rows.Put(TitleTables.Titles, dissolved.TitleId).Set("dissolved_into", dissolved.IntoTitleId).Set("disputed", false).Set("parents", Array.Empty<byte>());
    }

    private static void Unlink(Hash32 fingerprint, UInt256 id, in ChainLog entry, Rows rows)
    {
        rows.Remove(TitleTables.Versions, fingerprint);
        if (!rows.TryEdit(TitleTables.Titles, out Row title, id)) throw Unknown(id);
        title.Count("versions", -1).Set("block", entry.Log.BlockNumber);
        if (title.Hash("latest") == fingerprint) title.Set("latest", id).Set("current_manifest", title.Hash("manifest_digest"));
    }

    private static void Dispute(UInt256 id, bool disputed, in ChainLog entry, Rows rows)
    {
        if (!rows.TryEdit(TitleTables.Titles, out Row title, id)) throw Unknown(id);
        title.Set("disputed", disputed).Set("block", entry.Log.BlockNumber);
    }

    // The edges of a record that counts no more.
    private static void Unbind(UInt256 id, Rows rows)
    {
        if (!rows.TryEdit(TitleTables.Titles, out Row title, id)) return;
        byte[] parents = title.Bytes("parents")!;
        for (int at = 0; at < parents.Length; at += Hash32.Size)
        {
            var parent = new Hash32(parents.AsSpan(at, Hash32.Size));
            rows.Remove(TitleTables.Lineage, id, parent);
            if (rows.TryEdit(TitleTables.Titles, out Row above, parent)) above.Count("children", -1);
        }
    }

    private static byte[] Concatenate(TitlesContract.Parent[] parents)
    {
        var ids = new byte[parents.Length * Hash32.Size];
        for (int i = 0; i < parents.Length; i++) parents[i].Title.WriteBigEndian(ids.AsSpan(i * Hash32.Size));
        return ids;
    }

    private static MalformedDataException Unknown(UInt256 id) => new($"No log before registered the title {id.ToHash()}.");
}
