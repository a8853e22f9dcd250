using System.Data.Common;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Ui;

/// <summary>Reads how fresh and how much the index is.</summary>
internal static class StatusQueries
{
    // A reader doesn't notice so few blocks, and every new block is a block behind for a moment.
    private const long FewBlocks = 5;

    /// <summary>Everything on the status page.</summary>
    internal static async Task<StatusView> View(DbConnection db, Database database, PagesOptions pages, IndexStanding standing, CancellationToken ct)
    {
        (long applied, long final) = (await db.Fact("applied_block", ct), await db.FinalBlock(ct));
        long time = await db.Number("SELECT COALESCE(MAX(time), 0) FROM blocks WHERE number <= @applied", new { applied }, ct);
        // The file's place on the disk is nobody's business.
        string kind = database.Dialect == Dialect.Sqlite ? "SQLite" : "PostgreSQL";
        return new StatusView(pages.Chain.Name, pages.Chain.ChainId, Judge(standing, applied), standing.Head, applied, final, (ulong)time, standing.Fault, pages.Chain.Finality.ToString() ?? "", kind, pages.Contracts, await Counts(db, ct));
    }

    /// <summary>How fresh it is.</summary>
    internal static Freshness Judge(IndexStanding standing, long applied) =>
        standing.Head is not { } head ? Freshness.Stopped : head - applied > FewBlocks || standing.Fault is not null ? Freshness.Behind : Freshness.Current;

    private static async Task<StatusCounts> Counts(DbConnection db, CancellationToken ct) => new(
        Titles: await db.Number("SELECT COUNT(*) FROM titles WHERE registered_block > 0 AND dissolved_into IS NULL", null, ct),
        Versions: await db.Number("SELECT COALESCE(SUM(versions - 1), 0) FROM titles WHERE versions > 1", null, ct),
        Offers: await db.Number("SELECT COALESCE(SUM(open_offers), 0) FROM license_titles", null, ct),
        Licenses: await db.Number("SELECT COUNT(*) FROM licenses", null, ct),
        Payments: await db.Number("SELECT COUNT(*) FROM payments", null, ct),
        Accounts: await db.Number("SELECT COUNT(DISTINCT owner) FROM titles", null, ct));
}
