using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Server.Api;
using ModelDeed.Server.Titles;

namespace ModelDeed.Server.Sealing;

/// <summary>Sealed packages and custodians under <c>/api/v1</c>.</summary>
internal static class SealingEndpoints
{
    public static void MapSealing(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("").WithTags("Sealing");
        group.MapGet("/assets/{id}/packages", Packages).WithName("listPackages").WithSummary("The sealed packages of an asset's versions, the latest version's first");
        group.MapGet("/custodians", Custodians).WithName("listCustodians").WithSummary("Who keeps shares of packages' keys, and whether they answer");
    }

    private static async Task<Results<FreshJson<IReadOnlyList<PackageView>>, ProblemHttpResult>> Packages(AssetRecords assets, SealingRecords sealing, string id, CancellationToken ct) =>
        Fresh.Json(await sealing.Packages((await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct)).Id, ct));

    private static async Task<FreshJson<Page<CustodianView>>> Custodians(SealingRecords sealing, string? cursor, int? limit, CancellationToken ct) =>
        Fresh.Json(await sealing.Custodians(Cursor.Parse(cursor, Address.Size), PageLimit.Of(limit), ct));
}
