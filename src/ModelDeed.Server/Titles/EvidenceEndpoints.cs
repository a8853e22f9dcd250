using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Anchors;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Titles;

/// <summary>Evidence files, for <c>deed verify --evidence</c>.</summary>
internal static class EvidenceEndpoints
{
    public static void MapEvidence(this IEndpointRouteBuilder api) =>
        api.MapGet("/assets/{id}/evidence", Get).WithTags("Assets").WithName("getEvidence").WithSummary("The evidence file of an anchored asset or version, without its owner's signature")
            .Produces<object>(200, "application/json").ProducesProblem(404).ProducesProblem(422).ProducesProblem(502);

    private static async Task<EmptyHttpResult> Get(HttpContext http, AssetEvidence evidence, string id, CancellationToken ct)
    {
        Evidence found = await evidence.Of(PathValue.Hash("id", id), ct);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{found.Leaf.Fingerprint}.deed\"";
        await Fresh.Write(http, EvidenceJson.Write(found), "application/json; charset=utf-8");
        return TypedResults.Empty;
    }
}
