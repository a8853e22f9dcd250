using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Server.Activity;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Status;

/// <summary>Which chain this server shows, and how far it has read.</summary>
/// <param name="Chain">The profile's name.</param>
/// <param name="ChainId">EIP-155.</param>
/// <param name="Currency">The chain's own: its symbol.</param>
/// <param name="Decimals">Of it.</param>
/// <param name="Embedded">True for the chain on this machine, where demo accounts act.</param>
/// <param name="Block">The last indexed block; -1 for none.</param>
/// <param name="Final">Up to where blocks are final; -1 for none.</param>
/// <param name="Contracts">Addresses by name.</param>
internal sealed record StatusView(string Chain, ulong ChainId, string Currency, int Decimals, bool Embedded, long Block, long Final, IReadOnlyDictionary<string, Address> Contracts);

/// <summary>Numbers of the market.</summary>
/// <param name="Titles">That stand.</param>
/// <param name="Accounts">That hold one.</param>
/// <param name="Licenses">Granted.</param>
/// <param name="OpenOffers">That anybody may buy.</param>
/// <param name="Payments">To titles.</param>
/// <param name="Divided">Titles divided into shares.</param>
/// <param name="Sales">Of titles and shares.</param>
/// <param name="OpenAuctions">That nobody has settled yet.</param>
internal sealed record StatsView(long Titles, long Accounts, long Licenses, long OpenOffers, long Payments, long Divided, long Sales, long OpenAuctions);

/// <summary>Status, numbers and the meaning of problems.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("").WithTags("Status");
        group.MapGet("/status", Status).WithName("showStatus").WithSummary("The chain, its contracts, and how far the index is");
        FreshMemory.Use(group.MapGet("/stats", Stats)).WithName("showStats").WithSummary("Numbers of the market");
        group.MapGet("/problems", () => Fresh.Json(Problem.All.Keys.ToDictionary(code => code, code => AskedLanguage.Meaning(code)!))).WithName("listProblems").WithSummary("Every problem code with its meaning");
    }

    /// <summary>The page behind a problem's <c>type</c>.</summary>
    public static void MapProblems(this IEndpointRouteBuilder app) => app.MapGet("/problems/{code}", Results<ContentHttpResult, ProblemHttpResult> (string code) =>
        AskedLanguage.Meaning(code) is { } meaning ? TypedResults.Text($"{code}\n\n{meaning}\n", "text/plain; charset=utf-8")
            : Problem.Of("not-found", "There is no such problem code: see /api/v1/problems.").Result()).ExcludeFromDescription();

    private static async Task<FreshJson<StatusView>> Status(ChainProfile chain, ActivityRecords state, CancellationToken ct)
    {
        ContractSet contracts = ContractSet.Of(chain);
        return Fresh.Json(new StatusView(
            chain.Name, chain.ChainId, chain.Currency.Symbol, chain.Currency.Decimals, chain.IsEmbedded, await state.State("applied_block", ct), await state.State("final_block", ct),
            contracts.All.ToDictionary(contract => contract.Name, contract => contract.Address)));
    }

    private static async Task<FreshJson<StatsView>> Stats(Database index, CancellationToken ct) => Fresh.Json((await index.Rows("""
        SELECT (SELECT COUNT(*) FROM titles WHERE dissolved_into IS NULL) AS titles, (SELECT COUNT(DISTINCT owner) FROM titles WHERE dissolved_into IS NULL) AS accounts,
            (SELECT COUNT(*) FROM licenses) AS licenses, (SELECT COUNT(*) FROM offers o JOIN titles t ON t.id = o.title_id AND t.epoch = o.epoch WHERE o.state = 1) AS offers,
            (SELECT COUNT(*) FROM payments) AS payments, (SELECT COUNT(*) FROM divisions d JOIN titles t ON t.id = d.title_id AND t.owner = d.share) AS divided,
            (SELECT COUNT(*) FROM sales) AS sales, (SELECT COUNT(*) FROM auctions WHERE state = 1) AS auctions
        """, [], row => new StatsView(row.Number("titles"), row.Number("accounts"), row.Number("licenses"), row.Number("offers"), row.Number("payments"), row.Number("divided"), row.Number("sales"), row.Number("auctions")), ct))[0]);
}
