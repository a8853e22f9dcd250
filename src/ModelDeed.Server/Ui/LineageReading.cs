using System.Data.Common;
using Dapper;

namespace ModelDeed.Server.Ui;

/// <summary>Reads the lineage around a title.</summary>
internal static class LineageReading
{
    /// <summary>Assets that are drawn at most.</summary>
    internal const int MostNodes = 250;

    private const int MostSteps = 40;

    // Plain columns only: SQLite knows no type of an expression without rows, and Dapper wants one.
    private const string Edges = "SELECT l.parent_id AS parent, l.child_id AS child, l.royalty, b.bond FROM lineage l JOIN titles c ON c.id = l.child_id AND c.dissolved_into IS NULL "
        + "LEFT JOIN lineage_licenses b ON b.child_id = l.child_id AND b.parent_id = l.parent_id AND b.epoch = c.epoch ";

    /// <summary>All ancestors and all descendants, the nearest first, up to <see cref="MostNodes"/>; and whether there are more.</summary>
    internal static async Task<(Lineage Lineage, bool IsCut)> Around(DbConnection db, Hash32 center, ulong now, CancellationToken ct)
    {
        Dictionary<(Hash32 Parent, Hash32 Child), LineageLink> links = [];
        HashSet<Hash32> known = [center];
        bool cut = await Walk(db, center, up: true, known, links, MostNodes / 2, ct) | await Walk(db, center, up: false, known, links, MostNodes, ct);
        (string list, DynamicParameters values) = Sql.Ids(known);
        IReadOnlyList<NodeRow> rows = await db.Rows<NodeRow>($"SELECT id, name, final_at AS finalat FROM titles WHERE id IN ({list})", values, ct);
        LineageNode[] nodes = [.. rows.Select(row => new LineageNode(new Hash32(row.Id), row.Name, now >= (ulong)row.FinalAt)).OrderBy(node => node.Id)];
        return (new Lineage(center, nodes, [.. links.Values]), cut);
    }

    // Level by level, so that the nearest are kept when there are too many.
    private static async Task<bool> Walk(DbConnection db, Hash32 center, bool up, HashSet<Hash32> known, Dictionary<(Hash32, Hash32), LineageLink> links, int most, CancellationToken ct)
    {
        List<Hash32> level = [center];
        for (int step = 0; step < MostSteps && level.Count > 0; step++)
        {
            (string list, DynamicParameters values) = Sql.Ids(level);
            IReadOnlyList<EdgeRow> rows = await db.Rows<EdgeRow>($"{Edges} WHERE {(up ? "l.child_id" : "l.parent_id")} IN ({list}) ORDER BY l.parent_id, l.child_id LIMIT {MostNodes * 4}", values, ct);
            level = [];
            foreach (EdgeRow row in rows)
            {
                LineageLink link = new(new Hash32(row.Parent), new Hash32(row.Child), new BasisPoints((int)Math.Clamp(row.Royalty, 0, BasisPoints.Whole)), row.Bond > 0);
                Hash32 found = up ? link.Parent : link.Child;
                if (known.Count >= most && !known.Contains(found)) return true;
                links[(link.Parent, link.Child)] = link;
                if (known.Add(found)) level.Add(found);
            }
        }
        return level.Count > 0;
    }

    private sealed record EdgeRow(byte[] Parent, byte[] Child, long Royalty, long? Bond);

    private sealed record NodeRow(byte[] Id, string Name, long FinalAt);
}
