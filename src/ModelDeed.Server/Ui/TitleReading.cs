using System.Data.Common;

namespace ModelDeed.Server.Ui;

/// <summary>A row of <c>titles</c>, as pages need it.</summary>
internal sealed record TitleRow(byte[] Id, byte[] Owner, byte[] Registrant, string Name, long Readable, long Kind, long Priority, long FinalAt, byte[] Arbitrator, long ResaleRoyalty,
    byte[] Manifest, byte[] TensorRoot, byte[] AnchorRoot, long Disputed, long Epoch, byte[]? Into, long Registered, long RegisteredBlock, long Block);

/// <summary>A row of <c>versions</c> that stands.</summary>
internal sealed record VersionRow(byte[] Fingerprint, long Number, long Priority, string Note, long Block, byte[] Manifest);

/// <summary>A title on a list.</summary>
internal sealed record TitleLineRow(byte[] Id, string Name, long Kind, long Priority, long FinalAt, long Disputed, byte[]? Into, long Block);

/// <summary>Reads titles and versions.</summary>
internal static class TitleReading
{
    private const string Columns = "id, owner, registrant, name, name_is_utf8 AS readable, kind, priority, final_at AS finalat, arbitrator, resale_royalty AS resaleroyalty, "
        + "current_manifest AS manifest, tensor_root AS tensorroot, anchor_root AS anchorroot, disputed, epoch, dissolved_into AS \"into\", registered, registered_block AS registeredblock, block";

    private const string Line = "t.id, t.name, t.kind, t.priority, t.final_at AS finalat, t.disputed, t.dissolved_into AS \"into\", t.block";

    /// <summary>A registered title; null for none.</summary>
    internal static Task<TitleRow?> Find(DbConnection db, Hash32 id, CancellationToken ct) =>
        db.First<TitleRow>($"SELECT {Columns} FROM titles WHERE id = @id AND registered_block > 0", new { id = id.ToArray() }, ct);

    /// <summary>The title under which a later version stands; null for none.</summary>
    internal static async Task<Hash32?> TitleOfVersion(DbConnection db, Hash32 fingerprint, CancellationToken ct)
    {
        IReadOnlyList<byte[]> found = await db.Rows<byte[]>(
            "SELECT v.title_id FROM versions v JOIN titles t ON t.id = v.title_id AND t.epoch = v.epoch AND t.dissolved_into IS NULL WHERE v.fingerprint = @id", new { id = fingerprint.ToArray() }, ct);
        return found.Count == 0 ? null : new Hash32(found[0]);
    }

    /// <summary>The versions that stand, the first included, in order.</summary>
    internal static async Task<IReadOnlyList<VersionView>> Versions(DbConnection db, Hash32 id, long epoch, long final, CancellationToken ct)
    {
        IReadOnlyList<VersionRow> rows = await VersionRows(db, id, epoch, ct);
        return [.. rows.Reverse().Select(row => new VersionView(new Hash32(row.Fingerprint), row.Number, (ulong)row.Priority, row.Note, row.Block > final))];
    }

    /// <summary>The same as rows, the latest first.</summary>
    internal static Task<IReadOnlyList<VersionRow>> VersionRows(DbConnection db, Hash32 id, long epoch, CancellationToken ct) => db.Rows<VersionRow>(
        "SELECT fingerprint, number, priority, note, block, manifest_digest AS manifest FROM versions WHERE title_id = @id AND epoch = @epoch ORDER BY number DESC LIMIT 500", new { id = id.ToArray(), epoch }, ct);

    /// <summary>Versions that stand and have a sealed package, the latest first; none of a dissolved title.</summary>
    internal static async Task<IReadOnlyList<Hash32>> Sealed(DbConnection db, Hash32 id, CancellationToken ct) => [.. (await db.Rows<byte[]>(
        "SELECT v.fingerprint FROM packages p JOIN titles t ON t.id = p.title_id AND t.epoch = p.epoch AND t.dissolved_into IS NULL JOIN versions v ON v.fingerprint = p.fingerprint AND v.title_id = p.title_id AND v.epoch = p.epoch "
        + "WHERE p.title_id = @id ORDER BY v.number DESC", new { id = id.ToArray() }, ct)).Select(row => new Hash32(row))];

    /// <summary>Titles that an account registered, the newest first, 200 at most.</summary>
    internal static Task<IReadOnlyList<TitleLine>> MadeBy(DbConnection db, Address account, long final, CancellationToken ct) => Lines(db,
        $"SELECT {Line} FROM titles t WHERE t.registrant = @account AND t.registered_block > 0 ORDER BY t.registered DESC, t.id LIMIT 200", account, final, ct);

    /// <summary>Titles that an account holds whole or in shares, the newest first, 200 at most.</summary>
    internal static Task<IReadOnlyList<TitleLine>> HeldBy(DbConnection db, Address account, long final, CancellationToken ct) => Lines(db,
        $"SELECT {Line} FROM titles t WHERE t.registered_block > 0 AND (t.owner = @account OR t.owner IN (SELECT h.share FROM holdings h WHERE h.account = @account AND h.shares > @none)) "
        + "ORDER BY t.registered DESC, t.id LIMIT 200", account, final, ct);

    private static async Task<IReadOnlyList<TitleLine>> Lines(DbConnection db, string sql, Address account, long final, CancellationToken ct)
    {
        IReadOnlyList<TitleLineRow> rows = await db.Rows<TitleLineRow>(sql, new { account = account.ToArray(), none = new string('0', 78) }, ct);
        return [.. rows.Select(row => new TitleLine(new Hash32(row.Id), row.Name, (ModelDeed.Titles.AssetKind)row.Kind, (ulong)row.Priority, (ulong)row.FinalAt, row.Disputed != 0, row.Into is not null, row.Block > final))];
    }
}
