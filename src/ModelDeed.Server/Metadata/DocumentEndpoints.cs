using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Server.Api;
using ModelDeed.Server.Titles;

namespace ModelDeed.Server.Metadata;

/// <summary>Documents by their SHA-256. Anybody may bring one, but only what some record on the chain commits to: the store is no free disk.</summary>
internal static class DocumentEndpoints
{
    public static void MapDocuments(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("").WithTags("Documents");
        group.MapGet("/documents/{sha256}", Get).WithName("getDocument").WithSummary("A document's bytes").Produces<byte[]>(200, "application/octet-stream");
        group.MapPut("/documents/{sha256}", Put).WithName("putDocument").WithSummary("Bring a document that the chain commits to").Produces(204).ProducesProblem(413).ProducesProblem(422);
        group.MapGet("/assets/{id}/manifest", Manifest).WithName("getManifest").WithSummary("The manifest of an asset's latest version, to the byte").Produces<object>(200, "application/json");
    }

    private static Results<FileStreamHttpResult, ProblemHttpResult> Get(HttpContext http, DocumentStore store, string sha256) =>
        Answer(http, store, PathValue.Hash("sha256", sha256), "application/octet-stream");

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Manifest(HttpContext http, AssetRecords assets, DocumentStore store, string id, CancellationToken ct) =>
        Answer(http, store, (await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct)).Manifest, "application/json");

    private static async Task<Results<NoContent, ProblemHttpResult>> Put(HttpRequest request, AssetRecords assets, DocumentStore store, string sha256, CancellationToken ct)
    {
        Hash32 digest = PathValue.Hash("sha256", sha256);
        if (!await assets.IsOnChain(digest, ct))
            return Problem.Of("document-not-on-chain", $"No manifest, legal text or card on the chain has the SHA-256 {digest}, up to the indexed block: register or publish first, and try again.").Result();
        return await store.Put(request.Body, digest, ct) switch
        {
            Kept.Stored => TypedResults.NoContent(),
            Kept.TooLarge => Problem.Of("too-large", $"A document has at most {store.MostBytes} bytes here.").Result(),
            _ => Problem.Of("document-wrong-digest", $"These bytes don't have the SHA-256 {digest}: send the document as it was registered, to the byte.").Result(),
        };
    }

    // A stranger's bytes: saved, never shown as a page of this site (OWASP ASVS 5.4).
    private static Results<FileStreamHttpResult, ProblemHttpResult> Answer(HttpContext http, DocumentStore store, Hash32 digest, string type)
    {
        if (store.Open(digest) is not { } file) return Problem.Of("document-unknown", $"No document with the SHA-256 {digest} is kept here: who has it may bring it.").Result();
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(file, type, $"{digest}{(type == "application/json" ? ".json" : "")}", entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{digest}\""));
    }
}
