using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Server.Api;
using ModelDeed.Server.Titles;

namespace ModelDeed.Server.Activity;

/// <summary>What happened, by title, by account, and as it happens.</summary>
internal static class ActivityEndpoints
{
    public static void MapActivity(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("").WithTags("Activity");
        FreshMemory.Use(group.MapGet("/activity", All)).WithName("listActivity").WithSummary("What happened, the newest first");
        FreshMemory.Use(group.MapGet("/assets/{id}/activity", OfAsset)).WithName("listActivityOfAsset").WithSummary("What happened to an asset, the newest first");
        FreshMemory.Use(group.MapGet("/accounts/{account}/activity", OfAccount)).WithName("listActivityOfAccount").WithSummary("What an account did or took part in, the newest first");
        group.MapGet("/activity/stream", Stream).WithName("streamActivity").WithSummary("What happens, as server-sent events").Produces<string>(200, "text/event-stream");
    }

    private static async Task<FreshJson<Page<ActivityView>>> All(ActivityRecords activity, [Description("Only this kind: licensed, paid …")] string? kind, string? cursor, int? limit, CancellationToken ct) =>
        Fresh.Json(await activity.List(new ActivityFilter(null, null, kind), Cursor.Parse(cursor, sizeof(long)), PageLimit.Of(limit), ct));

    private static async Task<Results<FreshJson<Page<ActivityView>>, ProblemHttpResult>> OfAsset(AssetRecords assets, ActivityRecords activity, string id, string? kind, string? cursor, int? limit, CancellationToken ct) =>
        Fresh.Json(await activity.List(new ActivityFilter((await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct)).Id, null, kind), Cursor.Parse(cursor, sizeof(long)), PageLimit.Of(limit), ct));

    private static async Task<FreshJson<Page<ActivityView>>> OfAccount(ActivityRecords activity, string account, string? kind, string? cursor, int? limit, CancellationToken ct) =>
        Fresh.Json(await activity.List(new ActivityFilter(null, PathValue.Account("account", account), kind), Cursor.Parse(cursor, sizeof(long)), PageLimit.Of(limit), ct));

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Stream(
        HttpContext http, ActivityStream stream,
        [Description("Only of this title.")] string? title,
        [Description("Only by or with this account.")] string? account,
        [Description("Only this kind.")] string? kind,
        CancellationToken ct)
    {
        ActivityFilter filter = new(PathValue.HashOrNull("title", title), PathValue.AccountOrNull("account", account), kind);
        string? last = http.Request.Headers["Last-Event-ID"];
        StreamPlace? from = StreamPlace.Parse(last);
        if (last is { Length: > 0 } && from is null) return Problem.Of("malformed-cursor", "Last-Event-ID isn't an id that this stream gave out.").Result();
        string client = RateLimit.Client(http.Connection.RemoteIpAddress);
        if (!stream.TryTake(client)) return Problem.Of("too-many-streams", "As many activity streams are open as this server holds, or as one address may have: try again later, or ask /activity now and then.").Result();
        try
        {
            await TypedResults.ServerSentEvents(stream.Run(filter, from, ct)).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // the reader has gone
        }
        finally
        {
            stream.Release(client);
        }
        return TypedResults.Empty;
    }
}
