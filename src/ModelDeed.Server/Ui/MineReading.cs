using System.Data.Common;
using System.Numerics;
using ModelDeed.Licensing;

namespace ModelDeed.Server.Ui;

/// <summary>Income that waits for an account.</summary>
/// <param name="FinalAt">Seconds since 1970 from which it can be withdrawn.</param>
/// <param name="IsDisputed">Whether it waits for a decision.</param>
public sealed record WaitingLine(Hash32 TitleId, string Name, Address Currency, Money Amount, ulong FinalAt, bool IsDisputed);

/// <summary>Something that happened, and to which asset.</summary>
public sealed record MineEvent(EventView Event, Hash32? TitleId, string Name);

/// <summary>Everything on the page of one's own things.</summary>
/// <param name="Licenses">Valid ones that end first, then the others.</param>
/// <param name="Now">Seconds since 1970, when the page was made.</param>
public sealed record MineView(Address Address, IReadOnlyList<WaitingLine> Waiting, IReadOnlyList<LicenseLine> Licenses, IReadOnlyList<TitleLine> Titles, IReadOnlyList<IncomeView> Income, IReadOnlyList<MineEvent> Events, ulong Now);

/// <summary>Reads what an account holds, earns and has done.</summary>
internal static class MineReading
{
    // Whose the income under a key is: of the account that payees names, else the key's own; under the zero key, before the first transfer, the holder's.
    private const string Own = "(p.owner = @account OR (p.owner IS NULL AND (x.payee = @account OR (x.payee = @zero AND t.owner = @account))))";

    private const int MostCredits = 20_000;

    /// <summary>All of it.</summary>
    /// <param name="now">Seconds since 1970.</param>
    internal static async Task<MineView> View(DbConnection db, Address account, ulong now, CurrencyBook currencies, CancellationToken ct)
    {
        long final = await db.FinalBlock(ct);
        IReadOnlyList<LicenseLine> licenses = await OfferReading.HeldBy(db, account, final, ct);
        return new MineView(account, await Waiting(db, account, currencies, ct),
            [.. licenses.OrderBy(line => line.License.At(now) == LicenseStanding.Valid ? 0 : 1).ThenBy(line => line.License.License.Expiry)],
            await TitleReading.HeldBy(db, account, final, ct), await Income(db, account, now, currencies, ct), await ActivityReading.With(db, account, final, currencies, ct), now);
    }

    private static async Task<IReadOnlyList<WaitingLine>> Waiting(DbConnection db, Address account, CurrencyBook currencies, CancellationToken ct)
    {
        IReadOnlyList<WaitingRow> rows = await db.Rows<WaitingRow>(
            // What is kept waits for the ancestors too, its own part isn't known yet: all of it is shown.
            "SELECT x.title_id AS titleid, t.name, x.currency, x.balance, t.final_at AS finalat, t.disputed FROM (SELECT title_id, payee, currency, balance FROM balances "
            + "UNION ALL SELECT title_id, payee, currency, amount AS balance FROM kept_income) x JOIN titles t ON t.id = x.title_id "
            + $"LEFT JOIN payees p ON p.title_id = x.title_id AND p.payee = x.payee WHERE {Own} AND x.balance > @none ORDER BY t.final_at, x.title_id, x.currency LIMIT 500",
            new { account = account.ToArray(), zero = Address.Zero.ToArray(), none = new string('0', 78) }, ct);
        // One withdrawal takes what is credited and what was kept: one line.
        return [.. rows.GroupBy(row => (Title: new Hash32(row.TitleId), Currency: new Address(row.Currency))).Select(group => new WaitingLine(
            group.Key.Title, group.First().Name, group.Key.Currency, currencies.Money(new TokenAmount(group.Aggregate(BigInteger.Zero, (sum, row) => sum + Sql.Amount(row.Balance).Units)), group.Key.Currency),
            (ulong)group.First().FinalAt, group.First().Disputed != 0))];
    }

    private static async Task<IReadOnlyList<IncomeView>> Income(DbConnection db, Address account, ulong now, CurrencyBook currencies, CancellationToken ct)
    {
        DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds((long)now);
        DateTimeOffset start = new DateTimeOffset(end.Year, end.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1 - IncomeReading.Months);
        IReadOnlyList<CreditRow> rows = await db.Rows<CreditRow>(
            "SELECT x.currency, x.amount, x.time, x.source_id AS source, x.title_id AS title FROM credits x JOIN titles t ON t.id = x.title_id LEFT JOIN payees p ON p.title_id = x.title_id AND p.payee = x.payee "
            + $"WHERE {Own} AND x.time >= @start ORDER BY x.time DESC LIMIT @most", new { account = account.ToArray(), zero = Address.Zero.ToArray(), start = start.ToUnixTimeSeconds(), most = MostCredits }, ct);
        return [.. rows.GroupBy(row => new Address(row.Currency)).OrderByDescending(group => group.Count()).Take(8).Select(group => new IncomeView(
            currencies.Money(Sum(group), group.Key), currencies.Money(Sum(group.Where(row => !row.IsDirect)), group.Key), currencies.Money(new TokenAmount(BigInteger.Zero), group.Key),
            IncomeReading.ByMonth(group.Select(row => ((ulong)row.Time, row.IsDirect, Sql.Amount(row.Amount))), start)))];
    }

    private static TokenAmount Sum(IEnumerable<CreditRow> rows) => new(rows.Aggregate(BigInteger.Zero, (sum, row) => sum + Sql.Amount(row.Amount).Units));

    /// <summary>Whether anything of a transaction is in the index.</summary>
    internal static async Task<bool> Knows(DbConnection db, Hash32 transaction, CancellationToken ct) =>
        await db.Number("SELECT COUNT(*) FROM activity WHERE tx_hash = @hash", new { hash = transaction.ToArray() }, ct) > 0;

    /// <summary>The license that a transaction granted, the first of several; null for none.</summary>
    internal static async Task<Hash32?> LicenseOf(DbConnection db, Hash32 transaction, CancellationToken ct)
    {
        IReadOnlyList<byte[]> found = await db.Rows<byte[]>("SELECT id FROM licenses WHERE tx_hash = @hash ORDER BY id LIMIT 1", new { hash = transaction.ToArray() }, ct);
        return found.Count == 0 ? null : new Hash32(found[0]);
    }

    /// <summary>Credits of an account for a spreadsheet, the newest first, 10,000 at most.</summary>
    internal static Task<List<Royalties.CreditView>> Credits(Indexing.Database index, Address account, CancellationToken ct) => Api.Sql.Rows(index,
        "SELECT x.title_id, x.source_id, COALESCE(s.name, '') AS source_name, x.payer, x.currency, x.amount, x.time, x.block FROM credits x JOIN titles t ON t.id = x.title_id LEFT JOIN titles s ON s.id = x.source_id "
        + $"LEFT JOIN payees p ON p.title_id = x.title_id AND p.payee = x.payee WHERE {Own} ORDER BY x.block DESC, x.log_index DESC, x.position LIMIT 10000",
        [("account", account.ToArray()), ("zero", Address.Zero.ToArray())], row => new Royalties.CreditView(row.Hash("title_id"), row.Hash("source_id"), row.Text("source_name"), row.Address("payer"), row.Address("currency"), row.Amount("amount"), row.Number("time"), row.Number("block")), ct);

    private sealed record WaitingRow(byte[] TitleId, string Name, byte[] Currency, string Balance, long FinalAt, long Disputed);

    private sealed record CreditRow(byte[] Currency, string Amount, long Time, byte[] Source, byte[] Title)
    {
        internal bool IsDirect => Source.AsSpan().SequenceEqual(Title);
    }
}
