using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Royalties;

namespace ModelDeed.Server.Accounts;

/// <summary>What waits for an account in a currency, over all titles.</summary>
/// <param name="Currency">Zero for the chain's own.</param>
/// <param name="Balance">What is left, in the currency's smallest units.</param>
/// <param name="Credited">In all.</param>
internal sealed record AccountIncomeView(Address Currency, UInt256 Balance, UInt256 Credited);

/// <summary>An account at a glance.</summary>
/// <param name="Account">The account.</param>
/// <param name="Assets">Titles that it holds.</param>
/// <param name="Licenses">Licenses that it holds, those that are over included.</param>
/// <param name="Divisions">Divided titles of which it has shares.</param>
/// <param name="Income">What titles earned for it under its own key, by currency; of more than 2,000 titles and currencies only the first.</param>
internal sealed record AccountSummary(Address Account, long Assets, long Licenses, long Divisions, IReadOnlyList<AccountIncomeView> Income);

/// <summary>Accounts under <c>/api/v1/accounts</c>.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api) =>
        FreshMemory.Use(api.MapGroup("/accounts").WithTags("Accounts").MapGet("/{account}", Show)).WithName("showAccount").WithSummary("An account at a glance");

    private static async Task<FreshJson<AccountSummary>> Show(Database index, IncomeRecords income, string account, CancellationToken ct)
    {
        Address owner = PathValue.Account("account", account);
        (long assets, long licenses, long divisions) = (await index.Rows("""
            SELECT (SELECT COUNT(*) FROM titles WHERE owner = @owner) AS assets, (SELECT COUNT(*) FROM licenses WHERE licensee = @owner) AS licenses,
                (SELECT COUNT(*) FROM holdings WHERE account = @owner AND shares <> @none) AS divisions
            """, [("owner", owner.ToArray()), ("none", Amounts.ToText(UInt256.Zero))], row => (row.Number("assets"), row.Number("licenses"), row.Number("divisions")), ct)).Single();
        return Fresh.Json(new AccountSummary(owner, assets, licenses, divisions, Totals(await income.Balances(owner, ct))));
    }

    private static List<AccountIncomeView> Totals(List<BalanceView> balances) =>
    [
        .. balances.GroupBy(balance => balance.Currency).OrderBy(group => group.Key.ToString(), StringComparer.Ordinal)
            .Select(group => new AccountIncomeView(group.Key, Sum(group.Select(balance => balance.Balance)), Sum(group.Select(balance => balance.Credited)))),
    ];

    private static UInt256 Sum(IEnumerable<UInt256> amounts) => (UInt256)amounts.Aggregate(BigInteger.Zero, (total, amount) => total + amount);
}
