using ModelDeed.Ethereum;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Royalties;

/// <summary>What a title earned in a currency.</summary>
/// <param name="Currency">Zero for the chain's own.</param>
/// <param name="Received">Paid to it, ancestors' parts included; in the currency's smallest units.</param>
/// <param name="Credited">What it got, from payments to it and to its descendants.</param>
/// <param name="FromDescendants">What of that came from descendants.</param>
/// <param name="Withdrawn">What was withdrawn.</param>
/// <param name="Kept">What of what was paid to it waits until it and its ancestors are final: then it is credited to them.</param>
/// <param name="Payments">How many payments to it.</param>
internal sealed record IncomeView(Address Currency, UInt256 Received, UInt256 Credited, UInt256 FromDescendants, UInt256 Withdrawn, UInt256 Kept, long Payments);

/// <summary>What a title got of one payment.</summary>
/// <param name="TitleId">The title credited.</param>
/// <param name="SourceId">The title paid: itself or a descendant.</param>
/// <param name="SourceName">Its name: a stranger's text.</param>
/// <param name="Payer">Who paid.</param>
/// <param name="Currency">Zero for the chain's own.</param>
/// <param name="Amount">In the currency's smallest units.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Block">Height of its block.</param>
internal sealed record CreditView(Hash32 TitleId, Hash32 SourceId, string SourceName, Address Payer, Address Currency, UInt256 Amount, long Time, long Block)
{
    /// <summary>Position in the list: the payment's in the block, and the part's in the payment.</summary>
    internal long Place { get; init; }
}

/// <summary>What waits for an account under a title, as the logs tell; <c>/transactions/withdraw</c> asks the contract.</summary>
/// <param name="TitleId">The title.</param>
/// <param name="Currency">Zero for the chain's own.</param>
/// <param name="Balance">What is left, in the currency's smallest units.</param>
/// <param name="Credited">In all.</param>
/// <param name="Kept">What is kept until the title and its ancestors are final; of it they will get their parts.</param>
internal sealed record BalanceView(Hash32 TitleId, Address Currency, UInt256 Balance, UInt256 Credited, UInt256 Kept);

/// <summary>What is asked of the tables about income.</summary>
internal sealed class IncomeRecords(Database index)
{
    /// <summary>By currency.</summary>
    public Task<List<IncomeView>> OfTitle(Hash32 title, CancellationToken ct) => index.Rows("SELECT * FROM title_income WHERE title_id = @title ORDER BY currency", [("title", title.ToArray())],
        row => new IncomeView(row.Address("currency"), row.Amount("received"), row.Amount("credited"), row.Amount("from_descendants"), row.Amount("withdrawn"), row.Amount("kept"), row.Number("payments")), ct);

    /// <summary>Credits of a title, the newest first.</summary>
    public async Task<Page<CreditView>> Credits(Hash32 title, Cursor? after, int limit, CancellationToken ct)
    {
        List<(string, object)> values = [("title", title.ToArray()), ("limit", limit + 1L)];
        string where = "";
        if (after is not null)
        {
            where = " AND (c.block < @block OR (c.block = @block AND c.log_index * 64 + c.position < @place))";
            values.AddRange([("block", after.Number), ("place", after.Second)]);
        }
        List<CreditView> rows = await index.Rows($"""
            SELECT c.*, COALESCE(s.name, '') AS source_name FROM credits c LEFT JOIN titles s ON s.id = c.source_id
            WHERE c.title_id = @title{where} ORDER BY c.block DESC, c.log_index DESC, c.position DESC LIMIT @limit
            """, values, CreditOf, ct);
        return Page<CreditView>.Of(rows, limit, credit => Cursor.Of(credit.Block, credit.Place));
    }

    /// <summary>What waits for an account, by title and currency.</summary>
    public async Task<List<BalanceView>> Balances(Address account, CancellationToken ct)
    {
        (string, object)[] values = [("account", account.ToArray()), ("none", new byte[Address.Size])];
        List<BalanceView> credited = await index.Rows(OwnedBy("balances", "a.balance, a.credited"), values,
            row => new BalanceView(row.Hash("title_id"), row.Address("currency"), row.Amount("balance"), row.Amount("credited"), UInt256.Zero), ct);
        List<BalanceView> kept = await index.Rows(OwnedBy("kept_income", "a.amount"), values,
            row => new BalanceView(row.Hash("title_id"), row.Address("currency"), UInt256.Zero, UInt256.Zero, row.Amount("amount")), ct);
        return [.. credited.Concat(kept).GroupBy(view => (view.TitleId, view.Currency)).Select(group => group.Aggregate(Sum)).OrderBy(view => view.TitleId).ThenBy(view => view.Currency)];
    }

    private static BalanceView Sum(BalanceView one, BalanceView other) => one with
    {
        Balance = Amounts.Sum(one.Balance, other.Balance),
        Credited = Amounts.Sum(one.Credited, other.Credited),
        Kept = Amounts.Sum(one.Kept, other.Kept),
    };

    // Whose a key's money is, as RoyaltyBooks decides: the key's own unless it was given to another; of key zero, before any transfer, the holder's.
    private static string OwnedBy(string table, string columns) => $"""
        SELECT a.title_id, a.currency, {columns} FROM {table} a LEFT JOIN payees p ON p.title_id = a.title_id AND p.payee = a.payee WHERE a.payee = @account AND p.owner IS NULL
        UNION ALL SELECT a.title_id, a.currency, {columns} FROM payees p JOIN {table} a ON a.title_id = p.title_id AND a.payee = p.payee WHERE p.owner = @account
        UNION ALL SELECT a.title_id, a.currency, {columns} FROM titles t JOIN {table} a ON a.title_id = t.id AND a.payee = @none
            LEFT JOIN payees p ON p.title_id = a.title_id AND p.payee = a.payee WHERE t.owner = @account AND p.owner IS NULL
        LIMIT 2000
        """;

    // A payment credits 33 titles at most (one and 32 ancestors), so 64 parts them.
    private static CreditView CreditOf(SqlRow row) => new(
        row.Hash("title_id"), row.Hash("source_id"), row.Text("source_name"), row.Address("payer"), row.Address("currency"), row.Amount("amount"), row.Number("time"), row.Number("block"))
    { Place = row.Number("log_index") * 64 + row.Number("position") };
}
