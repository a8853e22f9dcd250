using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Server.Api;
using ModelDeed.Server.Search;

namespace ModelDeed.Server.Titles;

/// <summary>Assets under <c>/api/v1/assets</c>.</summary>
internal static class AssetEndpoints
{
    public static void MapAssets(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/assets").WithTags("Assets");
        group.MapGet("", List).WithName("listAssets").WithSummary("Assets that stand, the newest first; or those that a search finds, with counts by facet");
        FreshMemory.Use(group.MapGet("/{id}", Show)).WithName("showAsset").WithSummary("One asset, by its id or the fingerprint of a version");
        FreshMemory.Use(group.MapGet("/{id}/versions", Versions)).WithName("listVersions").WithSummary("The versions of an asset");
        FreshMemory.Use(group.MapGet("/{id}/lineage", Lineage)).WithName("showLineage").WithSummary("What it descends from, and what descends from it");
        FreshMemory.Use(group.MapGet("/{id}/holders", Holders)).WithName("listHolders").WithSummary("Who holds it, shares included");
    }

    /// <summary>The asset that a path names.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public static async Task<AssetView> Require(AssetRecords assets, Hash32 id, CancellationToken ct) => await assets.Find(id, ct)
        ?? throw new ProblemException(Problem.OfError("Titles_Unregistered", StatusCodes.Status404NotFound, $"The fingerprint {id} belongs to no title up to the indexed block."));

    private static async Task<FreshJson<AssetPage>> List(
        AssetRecords assets,
        SearchQueries search,
        [Description("model, dataset, algorithm, software or output; leave out for all.")] string? kind,
        [Description("Only titles of this holder; not together with a search.")] string? owner,
        [AsParameters] AssetQuery asked,
        [Description("Where the page before ended: its `next`.")] string? cursor,
        [Description("Items of the page, 1 to 200 (a search: 100); 50 by default.")] int? limit,
        CancellationToken ct)
    {
        int? number = kind is null ? null : Array.IndexOf(AssetView.Kinds, kind) is >= 0 and var found && found < AssetView.Kinds.Length - 1 ? found
            : throw new ProblemException(Problem.Of("malformed-request", $"kind: expected {string.Join(", ", AssetView.Kinds[..^1])}."));
        Address? holder = PathValue.AccountOrNull("owner", owner);
        int most = PageLimit.Of(limit);
        if (!asked.IsSearch)
        {
            Page<AssetView> page = await assets.List(number, holder, Cursor.Parse(cursor, Hash32.Size), most, ct);
            return Fresh.Json(new AssetPage(page.Items, page.Next));
        }
        if (holder is not null) throw new ProblemException(Problem.Of("malformed-request", "owner: a search doesn't take an owner; leave out the one or the other."));
        SearchPage hits = await search.Find(AssetSearch.Request(asked, number, cursor, most), ct);
        return Fresh.Json(new AssetPage(await assets.Named([.. hits.Hits.Select(hit => hit.TitleId.ToHash())], ct), hits.Next?.ToString(), hits.Total, AssetSearch.Facets(hits.Facets), hits.Corrections));
    }

    private static async Task<Results<FreshJson<AssetView>, ProblemHttpResult>> Show(AssetRecords assets, string id, CancellationToken ct) =>
        Fresh.Json(await Require(assets, PathValue.Hash("id", id), ct));

    private static async Task<Results<FreshJson<List<VersionView>>, ProblemHttpResult>> Versions(AssetRecords assets, string id, CancellationToken ct) =>
        Fresh.Json(await assets.Versions((await Require(assets, PathValue.Hash("id", id), ct)).Id, ct));

    private static async Task<Results<FreshJson<LineageView>, ProblemHttpResult>> Lineage(
        AssetRecords assets, string id, [Description("Levels each way, 1 to 64; 8 by default.")] int? depth, CancellationToken ct)
    {
        if (depth is < 1 or > 64) return Problem.Of("malformed-request", "depth: 1 to 64 levels.").Result();
        return Fresh.Json(await assets.Lineage((await Require(assets, PathValue.Hash("id", id), ct)).Id, depth ?? 8, ct));
    }

    private static async Task<Results<FreshJson<HoldersView>, ProblemHttpResult>> Holders(AssetRecords assets, string id, string? cursor, int? limit, CancellationToken ct) =>
        Fresh.Json(await assets.Holders(await Require(assets, PathValue.Hash("id", id), ct), Cursor.Parse(cursor, Address.Size), PageLimit.Of(limit), ct));
}
