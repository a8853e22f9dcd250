using System.Data.Common;

namespace ModelDeed.Server.Ui;

/// <summary>Reads what happened.</summary>
internal static class ActivityReading
{
    // Of these the other party is who a reader wants to know; of the rest, whose doing it is.
    private static readonly string[] OfTheOther = ["transferred", "licensed", "license-transferred", "share-transferred", "steward", "sold"];

    // The amounts of other kinds aren't money that moved.
    private static readonly string[] Moneyed = ["paid", "licensed", "renewed", "withdrawn", "claimed", "redeemed", "sold", "bid", "auction"];

    // What another line of the same transaction says better: an auction's lot or a division's contract that takes the title, a sale's new holder, a license's price.
    private const string Told = "NOT (a.kind IN ('transferred', 'paid') AND EXISTS (SELECT 1 FROM activity o WHERE o.block = a.block AND o.title_id = a.title_id AND o.tx_hash = a.tx_hash "
        + "AND ((a.kind = 'transferred' AND o.kind IN ('auction', 'divided', 'sold')) OR (a.kind = 'paid' AND o.kind IN ('licensed', 'renewed') AND o.amount = a.amount))))";

    /// <summary>What happened to a title, the latest first, 100 at most.</summary>
    internal static async Task<IReadOnlyList<EventView>> Of(DbConnection db, Hash32 title, long final, CurrencyBook currencies, CancellationToken ct)
    {
        IReadOnlyList<ActivityRow> rows = await db.Rows<ActivityRow>($"SELECT a.kind, a.actor, a.other, a.currency, a.amount, a.time, a.block FROM activity a WHERE a.title_id = @id AND {Told} ORDER BY a.block DESC, a.log_index DESC LIMIT 100", new { id = title.ToArray() }, ct);
        return [.. rows.Select(row => View(row, final, currencies))];
    }

    /// <summary>What an account did, or what was done to it, the latest first, 50 at most.</summary>
    internal static async Task<IReadOnlyList<MineEvent>> With(DbConnection db, Address account, long final, CurrencyBook currencies, CancellationToken ct)
    {
        IReadOnlyList<NamedRow> rows = await db.Rows<NamedRow>(
            "SELECT a.kind, a.actor, a.other, a.currency, a.amount, a.time, a.block, a.title_id AS titleid, t.name FROM activity a LEFT JOIN titles t ON t.id = a.title_id "
            + $"WHERE (a.actor = @account OR a.other = @account) AND {Told} ORDER BY a.block DESC, a.log_index DESC LIMIT 50", new { account = account.ToArray() }, ct);
        return [.. rows.Select(row => new MineEvent(
            View(new ActivityRow(row.Kind, row.Actor, row.Other, row.Currency, row.Amount, row.Time, row.Block), final, currencies), row.TitleId is null ? null : new Hash32(row.TitleId), row.Name ?? ""))];
    }

    /// <summary>The first second since 1970 in which the record mentions an account; 0 for never.</summary>
    internal static Task<long> FirstSeen(DbConnection db, Address account, CancellationToken ct) => db.Number(
        "SELECT COALESCE(MIN(time), 0) FROM (SELECT MIN(time) AS time FROM activity WHERE actor = @account UNION ALL SELECT MIN(time) AS time FROM activity WHERE other = @account) seen", new { account = account.ToArray() }, ct);

    private static EventView View(ActivityRow row, long final, CurrencyBook currencies)
    {
        byte[]? who = OfTheOther.Contains(row.Kind) ? row.Other ?? row.Actor : row.Actor ?? row.Other;
        Money? amount = row is { Amount: { } digits, Currency: { } currency } && Moneyed.Contains(row.Kind) ? currencies.Money(Sql.Amount(digits), new Address(currency)) : null;
        return new EventView(row.Kind, who is null ? Address.Zero : new Address(who), amount, (ulong)row.Time, row.Block, row.Block > final);
    }

    private sealed record ActivityRow(string Kind, byte[]? Actor, byte[]? Other, byte[]? Currency, string? Amount, long Time, long Block);

    private sealed record NamedRow(string Kind, byte[]? Actor, byte[]? Other, byte[]? Currency, string? Amount, long Time, long Block, byte[]? TitleId, string? Name);
}
