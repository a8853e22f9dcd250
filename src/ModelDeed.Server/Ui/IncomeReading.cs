using System.Data.Common;
using System.Numerics;

namespace ModelDeed.Server.Ui;

/// <summary>Reads income.</summary>
internal static class IncomeReading
{
    /// <summary>Months of a chart, the present one included.</summary>
    internal const int Months = 24;

    // Fewer bars say nothing about time.
    private const int Fewest = 6;

    // A page isn't held up by a title with more; its totals are exact all the same.
    private const int MostCredits = 20_000;

    /// <summary>What a title got in each currency, the currency with most payments first, 8 at most.</summary>
    internal static async Task<IReadOnlyList<IncomeView>> Of(DbConnection db, Hash32 title, ulong now, CurrencyBook currencies, CancellationToken ct)
    {
        IReadOnlyList<TotalRow> totals = await db.Rows<TotalRow>(
            "SELECT currency, credited, from_descendants AS descendants, kept FROM title_income WHERE title_id = @id AND (credited > @none OR kept > @none) ORDER BY payments DESC, currency LIMIT 8", new { id = title.ToArray(), none = new string('0', 78) }, ct);
        DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds((long)now);
        DateTimeOffset start = new DateTimeOffset(end.Year, end.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1 - Months);
        IReadOnlyList<CreditRow> credits = totals.Count == 0 ? [] : await db.Rows<CreditRow>(
            "SELECT currency, source_id AS source, amount, time FROM credits WHERE title_id = @id AND time >= @start ORDER BY time DESC LIMIT @most", new { id = title.ToArray(), start = start.ToUnixTimeSeconds(), most = MostCredits }, ct);
        return [.. totals.Select(total => View(total, credits, title, start, currencies))];
    }

    /// <summary>What the titles that an account holds whole have got under its key, by currency.</summary>
    internal static async Task<IReadOnlyList<Money>> EarnedBy(DbConnection db, Address account, CurrencyBook currencies, CancellationToken ct)
    {
        IReadOnlyList<BalanceRow> rows = await db.Rows<BalanceRow>("SELECT currency, credited FROM balances WHERE payee = @payee LIMIT 1000", new { payee = account.ToArray() }, ct);
        return [.. rows.GroupBy(row => new Address(row.Currency)).Select(group => currencies.Money(new TokenAmount(group.Aggregate(BigInteger.Zero, (sum, row) => sum + Sql.Amount(row.Credited).Units)), group.Key)).Where(money => !money.Amount.Units.IsZero)];
    }

    /// <summary>Credits by month: every month from the first with income on, none left out, and six at least.</summary>
    internal static IReadOnlyList<IncomeMonth> ByMonth(IEnumerable<(ulong Time, bool IsDirect, TokenAmount Amount)> credits, DateTimeOffset start)
    {
        BigInteger[] direct = new BigInteger[Months], descendants = new BigInteger[Months];
        foreach ((ulong time, bool isDirect, TokenAmount amount) in credits)
        {
            DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds((long)time);
            int month = Math.Clamp((at.Year - start.Year) * 12 + at.Month - start.Month, 0, Months - 1);
            (isDirect ? direct : descendants)[month] += amount.Units;
        }
        int first = Enumerable.Range(0, Months).FirstOrDefault(i => !(direct[i] + descendants[i]).IsZero, Months);
        if (first == Months) return [];
        first = Math.Min(first, Months - Fewest);
        return [.. Enumerable.Range(first, Months - first).Select(i => (At: start.AddMonths(i), I: i))
            .Select(month => new IncomeMonth(month.At.Year, month.At.Month, new TokenAmount(direct[month.I]), new TokenAmount(descendants[month.I])))];
    }

    private static IncomeView View(TotalRow total, IEnumerable<CreditRow> credits, Hash32 title, DateTimeOffset start, CurrencyBook currencies)
    {
        Address currency = new(total.Currency);
        IEnumerable<(ulong, bool, TokenAmount)> own = credits.Where(credit => credit.Currency.AsSpan().SequenceEqual(total.Currency))
            .Select(credit => ((ulong)credit.Time, credit.Source.AsSpan().SequenceEqual(title.Bytes), Sql.Amount(credit.Amount)));
        return new IncomeView(currencies.Money(Sql.Amount(total.Credited), currency), currencies.Money(Sql.Amount(total.Descendants), currency), currencies.Money(Sql.Amount(total.Kept), currency), ByMonth(own, start));
    }

    private sealed record TotalRow(byte[] Currency, string Credited, string Descendants, string Kept);

    private sealed record CreditRow(byte[] Currency, byte[] Source, string Amount, long Time);

    private sealed record BalanceRow(byte[] Currency, string Credited);
}
