using System.Data.Common;

namespace ModelDeed.Server.Ui;

/// <summary>Reads what the record says of an account.</summary>
internal static class AccountReading
{
    /// <summary>Everything on an account's page. An account that the record doesn't know has nothing.</summary>
    /// <param name="now">Seconds since 1970.</param>
    internal static async Task<AccountView> View(DbConnection db, Address account, ulong now, CurrencyBook currencies, CancellationToken ct)
    {
        long final = await db.FinalBlock(ct);
        return new AccountView(account, await TitleReading.MadeBy(db, account, final, ct), await TitleReading.HeldBy(db, account, final, ct), await OfferReading.HeldBy(db, account, final, ct),
            await IncomeReading.EarnedBy(db, account, currencies, ct), await Facts(db, account, ct), now);
    }

    private static async Task<AccountFacts> Facts(DbConnection db, Address account, CancellationToken ct)
    {
        var values = new { account = account.ToArray() };
        return new AccountFacts(
            Registered: await db.Number("SELECT COUNT(*) FROM titles WHERE registrant = @account AND registered_block > 0 AND dissolved_into IS NULL", values, ct),
            LicensesGranted: await db.Number("SELECT COALESCE(SUM(l.licenses_in_epoch), 0) FROM titles t JOIN license_titles l ON l.title_id = t.id WHERE t.owner = @account", values, ct),
            LicensesHeld: await db.Number("SELECT COUNT(*) FROM licenses WHERE licensee = @account", values, ct),
            DerivedByOthers: await db.Number("SELECT COUNT(*) FROM lineage l JOIN titles p ON p.id = l.parent_id JOIN titles c ON c.id = l.child_id WHERE p.registrant = @account AND c.registrant <> @account AND c.dissolved_into IS NULL", values, ct),
            Superseded: await db.Number("SELECT COUNT(*) FROM activity WHERE kind IN ('taken-over', 'dissolved') AND other = @account AND (actor IS NULL OR actor <> @account)", values, ct),
            Disputed: await db.Number("SELECT COUNT(*) FROM titles WHERE owner = @account AND disputed = 1", values, ct),
            FirstSeen: (ulong)await ActivityReading.FirstSeen(db, account, ct));
    }
}
