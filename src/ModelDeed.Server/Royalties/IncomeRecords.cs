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
/// <param name="Payments">How many payments to it.</param>
internal sealed record IncomeView(Address Currency, UInt256 Received, UInt256 Credited, UInt256 FromDescendants, UInt256 Withdrawn, long Payments);

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
internal sealed record BalanceView(Hash32 TitleId, Address Currency, UInt256 Balance, UInt256 Credited);

/// <summary>What is asked of the tables about income.</summary>
internal sealed class IncomeRecords(Database index)
{
    /// <summary>By currency.</summary>
    public Task<List<IncomeView>> OfTitle(Hash32 title, CancellationToken ct) => index.Rows("SELECT * FROM title_income WHERE title_id = @title ORDER BY currency", [("title", title.ToArray())],
        row => new IncomeView(row.Address("currency"), row.Amount("received"), row.Amount("credited"), row.Amount("from_descendants"), row.Amount("withdrawn"), row.Number("payments")), ct);

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

    /// <summary>What waits under an account's own key, by title and currency.</summary>
    public Task<List<BalanceView>> Balances(Address account, CancellationToken ct) => index.Rows("""
        SELECT b.title_id, b.currency, b.balance, b.credited FROM balances b LEFT JOIN payees p ON p.title_id = b.title_id AND p.payee = b.payee
        WHERE (p.owner = @account OR (b.payee = @account AND p.owner IS NULL)) ORDER BY b.title_id, b.currency LIMIT 2000
        """, [("account", account.ToArray())], row => new BalanceView(row.Hash("title_id"), row.Address("currency"), row.Amount("balance"), row.Amount("credited")), ct);

    // A payment credits 33 titles at most (one and 32 ancestors), so 64 parts them.
    private static CreditView CreditOf(SqlRow row) => new(
        row.Hash("title_id"), row.Hash("source_id"), row.Text("source_name"), row.Address("payer"), row.Address("currency"), row.Amount("amount"), row.Number("time"), row.Number("block"))
    { Place = row.Number("log_index") * 64 + row.Number("position") };
}
