using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Server.Api;
using ModelDeed.Server.Titles;

namespace ModelDeed.Server.Royalties;

/// <summary>Income of assets and accounts.</summary>
internal static class IncomeEndpoints
{
    // Lines of an export: more are for a database.
    private const int MostLines = 10_000;

    public static void MapIncome(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("").WithTags("Income");
        FreshMemory.Use(group.MapGet("/assets/{id}/income", OfAsset)).WithName("showIncome").WithSummary("What an asset has earned, by currency");
        FreshMemory.Use(group.MapGet("/assets/{id}/credits", Credits)).WithName("listCredits").WithSummary("What an asset got of each payment, the newest first");
        group.MapGet("/assets/{id}/income.csv", Csv).WithName("exportIncome").WithSummary("The last 10,000 credits for a spreadsheet").Produces<string>(200, "text/csv");
        FreshMemory.Use(group.MapGet("/accounts/{account}/balances", Balances)).WithName("listBalances").WithSummary("What waits for an account, by title and currency");
    }

    private static async Task<Results<FreshJson<List<IncomeView>>, ProblemHttpResult>> OfAsset(AssetRecords assets, IncomeRecords income, string id, CancellationToken ct) =>
        Fresh.Json(await income.OfTitle((await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct)).Id, ct));

    private static async Task<Results<FreshJson<Page<CreditView>>, ProblemHttpResult>> Credits(AssetRecords assets, IncomeRecords income, string id, string? cursor, int? limit, CancellationToken ct) =>
        Fresh.Json(await income.Credits((await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct)).Id, Cursor.Parse(cursor, sizeof(long)), PageLimit.Of(limit), ct));

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Csv(HttpContext http, AssetRecords assets, IncomeRecords income, string id, CancellationToken ct)
    {
        AssetView asset = await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct);
        Page<CreditView> credits = await income.Credits(asset.Id, null, MostLines, ct);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"income-{asset.Id.ToString()[2..18]}.csv\"";
        await Fresh.Write(http, IncomeCsv.Write(credits.Items), "text/csv; charset=utf-8");
        return TypedResults.Empty;
    }

    private static async Task<FreshJson<List<BalanceView>>> Balances(IncomeRecords income, string account, CancellationToken ct) =>
        Fresh.Json(await income.Balances(PathValue.Account("account", account), ct));
}
