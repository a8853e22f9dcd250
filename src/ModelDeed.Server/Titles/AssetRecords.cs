using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Titles;

/// <summary>What is asked of the tables about assets.</summary>
internal sealed class AssetRecords(Database index)
{
    /// <summary>Nodes that a lineage's answer holds at most.</summary>
    public const int MostNodes = 500;

    private const string Assets = """
        SELECT t.*, COALESCE(l.licenses, 0) AS licenses, COALESCE(l.open_offers, 0) AS open_offers,
            CASE WHEN t.block > COALESCE((SELECT CAST(value AS BIGINT) FROM index_state WHERE name = 'final_block'), -1) THEN 1 ELSE 0 END AS pending
        FROM titles t LEFT JOIN license_titles l ON l.title_id = t.id
        """;

    /// <summary>The asset of a fingerprint: a title's id, or a version's fingerprint. Null for none.</summary>
    public async Task<AssetView?> Find(Hash32 fingerprint, CancellationToken ct) =>
        await index.First($"{Assets} WHERE t.id = @id", [("id", fingerprint.ToArray())], AssetView.Of, ct)
        ?? await index.First($"{Assets} WHERE t.id = (SELECT v.title_id FROM versions v JOIN titles o ON o.id = v.title_id AND o.epoch = v.epoch WHERE v.fingerprint = @id)", [("id", fingerprint.ToArray())], AssetView.Of, ct);

    /// <summary>Assets by their ids, in their order; one that isn't there is left out.</summary>
    public async Task<IReadOnlyList<AssetView>> Named(IReadOnlyList<Hash32> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        string names = string.Join(", ", ids.Select((_, i) => $"@t{i}"));
        List<AssetView> rows = await index.Rows($"{Assets} WHERE t.id IN ({names})", [.. ids.Select((id, i) => ($"t{i}", (object)id.ToArray()))], AssetView.Of, ct);
        Dictionary<Hash32, AssetView> found = rows.ToDictionary(asset => asset.Id);
        return [.. ids.Where(found.ContainsKey).Select(id => found[id])];
    }

    /// <summary>Assets that stand, the newest first.</summary>
    public async Task<Page<AssetView>> List(int? kind, Address? owner, Cursor? after, int limit, CancellationToken ct)
    {
        List<(string, object)> values = [("limit", limit + 1L)];
        string where = "t.dissolved_into IS NULL";
        if (kind is { } number)
        {
            where += " AND t.kind = @kind";
            values.Add(("kind", (long)number));
        }
        if (owner is { } account)
        {
            where += " AND t.owner = @owner";
            values.Add(("owner", account.ToArray()));
        }
        if (after is not null)
        {
            where += " AND (t.registered < @time OR (t.registered = @time AND t.id > @after))";
            values.AddRange([("time", after.Number), ("after", after.Key)]);
        }
        List<AssetView> rows = await index.Rows($"{Assets} WHERE {where} ORDER BY t.registered DESC, t.id LIMIT @limit", values, AssetView.Of, ct);
        return Page<AssetView>.Of(rows, limit, asset => new Cursor(asset.Registered, asset.Id.ToArray()));
    }

    /// <summary>The versions of a title that stand, by number.</summary>
    public Task<List<VersionView>> Versions(Hash32 title, CancellationToken ct) => index.Rows("""
        SELECT v.* FROM versions v JOIN titles t ON t.id = v.title_id AND t.epoch = v.epoch WHERE v.title_id = @id ORDER BY v.number
        """, [("id", title.ToArray())], row => new VersionView(row.Hash("fingerprint"), row.Number("number"), row.Number("priority"), row.Hash("manifest_digest"),
            row.HashOrNull("tensor_root"), row.HashOrNull("anchor_root"), row.Text("note"), row.Number("published"), row.Hash("tx_hash")), ct);

    /// <summary>The lineage around a title, level by level, both ways.</summary>
    /// <param name="depth">Levels each way.</param>
    public async Task<LineageView> Lineage(Hash32 title, int depth, CancellationToken ct)
    {
        Dictionary<Hash32, int> distances = new() { [title] = 0 };
        Dictionary<(Hash32, Hash32), LineageEdgeView> edges = [];
        bool more = await Walk(title, depth, up: true, distances, edges, ct);
        more |= await Walk(title, depth, up: false, distances, edges, ct);
        List<LineageNodeView> nodes = [];
        foreach ((Hash32 id, int distance) in distances.OrderBy(node => Math.Abs(node.Value)).ThenBy(node => node.Value).ThenBy(node => node.Key))
        {
            (string Name, long Kind)[] known = [.. await index.Rows("SELECT name, kind FROM titles WHERE id = @id", [("id", id.ToArray())], row => (row.Text("name"), row.Number("kind")), ct)];
            nodes.Add(known.Length == 0 ? new LineageNodeView(id, null, null, distance)
                : new LineageNodeView(id, known[0].Name, AssetView.Kinds[(int)Math.Min(known[0].Kind, AssetView.Kinds.Length - 1)], distance));
        }
        return new LineageView(nodes, [.. edges.Values.Where(edge => distances.ContainsKey(edge.Child) && distances.ContainsKey(edge.Parent))], more);
    }

    /// <summary>Who holds a title, and its shares where it is divided now.</summary>
    public async Task<HoldersView> Holders(AssetView asset, Cursor? after, int limit, CancellationToken ct)
    {
        var division = (await index.Rows("SELECT share, symbol, issued FROM divisions WHERE share = @share AND bought_out IS NULL", [("share", asset.Owner.ToArray())],
            row => (Share: row.Address("share"), Symbol: row.Text("symbol"), Issued: row.Amount("issued")), ct)).FirstOrDefault();
        if (division.Symbol is null) return new HoldersView(asset.Owner, null, null, null, [], null);
        List<HolderView> rows = await index.Rows("SELECT account, shares, delegate FROM holdings WHERE share = @share AND account > @after AND shares <> @none ORDER BY account LIMIT @limit",
            [("share", division.Share.ToArray()), ("after", after?.Key ?? []), ("none", Amounts.ToText(ModelDeed.Ethereum.UInt256.Zero)), ("limit", limit + 1L)],
            row => new HolderView(row.Address("account"), row.Amount("shares"), row.AddressOrNull("delegate")), ct);
        Page<HolderView> page = Page<HolderView>.Of(rows, limit, holder => new Cursor(0, holder.Account.ToArray()));
        return new HoldersView(asset.Owner, division.Share, division.Symbol, division.Issued, page.Items, page.Next);
    }

    /// <summary>True when some record on the chain bears this SHA-256: a manifest's, or a legal text's.</summary>
    public async Task<bool> IsOnChain(Hash32 sha256, CancellationToken ct) => (await index.Rows("""
        SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM versions WHERE manifest_digest = @digest) OR EXISTS (SELECT 1 FROM titles WHERE manifest_digest = @digest OR current_manifest = @digest)
            OR EXISTS (SELECT 1 FROM terms WHERE legal_text = @digest) OR EXISTS (SELECT 1 FROM cards WHERE digest = @digest)
        """, [("digest", sha256.ToArray())], row => row.Number("found"), ct)).Count > 0;

    /// <summary>The owners of the standing titles that have any of these manifests as their latest: each owner of each manifest once.</summary>
    public async Task<IReadOnlyCollection<(Hash32 Manifest, Address Owner)>> Owners(IReadOnlyCollection<Hash32> manifests, CancellationToken ct)
    {
        List<(Hash32, Address)> owners = [];
        // SQLite takes 32,766 parameters, and long lists of them slowly.
        foreach (Hash32[] part in manifests.Chunk(4_096))
        {
            string names = string.Join(", ", part.Select((_, i) => $"@m{i}"));
            owners.AddRange(await index.Rows($"SELECT DISTINCT current_manifest, owner FROM titles WHERE dissolved_into IS NULL AND current_manifest IN ({names})",
                [.. part.Select((manifest, i) => ($"m{i}", (object)manifest.ToArray()))], row => (row.Hash("current_manifest"), row.Address("owner")), ct));
        }
        return owners;
    }

    /// <summary>The standing title of each manifest that is the latest of one; the oldest where several have the same.</summary>
    public async Task<IReadOnlyDictionary<Hash32, (Hash32 Id, string Name)>> OfManifests(IReadOnlyList<Hash32> manifests, CancellationToken ct)
    {
        Dictionary<Hash32, (Hash32, string)> titles = [];
        if (manifests.Count == 0) return titles;
        string names = string.Join(", ", manifests.Select((_, i) => $"@m{i}"));
        foreach ((Hash32 manifest, Hash32 id, string name) in await index.Rows($"SELECT id, name, current_manifest FROM titles WHERE dissolved_into IS NULL AND current_manifest IN ({names}) ORDER BY registered, id",
            [.. manifests.Select((manifest, i) => ($"m{i}", (object)manifest.ToArray()))], row => (row.Hash("current_manifest"), row.Hash("id"), row.Text("name")), ct)) titles.TryAdd(manifest, (id, name));
        return titles;
    }

    // True when it stopped before the end of the lineage.
    private async Task<bool> Walk(Hash32 from, int depth, bool up, Dictionary<Hash32, int> distances, Dictionary<(Hash32, Hash32), LineageEdgeView> edges, CancellationToken ct)
    {
        List<Hash32> level = [from];
        for (int distance = 1; level.Count > 0; distance++)
        {
            List<Hash32> next = [];
            foreach (Hash32 id in level)
                foreach (LineageEdgeView edge in await Edges(id, up, ct))
                {
                    Hash32 other = up ? edge.Parent : edge.Child;
                    if (distance > depth || (distances.Count >= MostNodes && !distances.ContainsKey(other))) return true;
                    edges[(edge.Child, edge.Parent)] = edge;
                    if (distances.TryAdd(other, up ? -distance : distance)) next.Add(other);
                }
            level = next;
        }
        return false;
    }

    private Task<List<LineageEdgeView>> Edges(Hash32 id, bool up, CancellationToken ct) => index.Rows($"""
        SELECT e.child_id, e.parent_id, e.royalty, COALESCE(b.bond, 0) AS bond, b.license_id FROM lineage e JOIN titles c ON c.id = e.child_id AND c.dissolved_into IS NULL
        LEFT JOIN lineage_licenses b ON b.child_id = e.child_id AND b.parent_id = e.parent_id AND b.epoch = c.epoch
        WHERE {(up ? "e.child_id" : "e.parent_id")} = @id ORDER BY e.child_id, e.parent_id LIMIT @most
        """, [("id", id.ToArray()), ("most", MostNodes + 1L)], row => new LineageEdgeView(row.Hash("child_id"), row.Hash("parent_id"), row.Number("royalty"), Bonds[(int)Math.Min(row.Number("bond"), 2)], row.HashOrNull("license_id")), ct);

    private static string[] Bonds { get; } = ["declared", "licensed", "held"];
}
