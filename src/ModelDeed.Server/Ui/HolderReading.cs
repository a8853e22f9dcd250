using System.Data.Common;

namespace ModelDeed.Server.Ui;

/// <summary>Reads who holds the shares of a title.</summary>
internal static class HolderReading
{
    /// <summary>The division of a title whose owner is a share token, with its 25 largest holders; null when the owner is none.</summary>
    internal static async Task<HoldersView?> Of(DbConnection db, Address owner, CancellationToken ct)
    {
        DivisionRow? division = await db.First<DivisionRow>("SELECT symbol, issued, holders FROM divisions WHERE share = @share", new { share = owner.ToArray() }, ct);
        if (division is null) return null;
        IReadOnlyList<HoldingRow> rows = await db.Rows<HoldingRow>("SELECT account, shares FROM holdings WHERE share = @share AND shares > @none ORDER BY shares DESC, account LIMIT 25", new { share = owner.ToArray(), none = new string('0', 78) }, ct);
        return new HoldersView(owner, division.Symbol, Sql.Amount(division.Issued), division.Holders, [.. rows.Select(row => (new Address(row.Account), Sql.Amount(row.Shares)))]);
    }

    private sealed record DivisionRow(string Symbol, string Issued, long Holders);

    private sealed record HoldingRow(byte[] Account, string Shares);
}
