using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Heritage;
using ModelDeed.Server.Api;
using ModelDeed.Server.Titles;

namespace ModelDeed.Server.Heritage;

/// <summary>A title whose model is related to another.</summary>
/// <param name="TitleId">The title.</param>
/// <param name="Name">As registered.</param>
/// <param name="Manifest">SHA-256 of the manifest that has its print: fetch it under /documents, and compare for yourself.</param>
/// <param name="Verdict">same, derived or shares components.</param>
/// <param name="InheritedShare">Share of the asked model's parameters that are this one's, 0 to 1.</param>
/// <param name="ShareOfOther">Share of this one's parameters that the asked model has, 0 to 1.</param>
/// <param name="Z">Standard deviations of the agreeing signs.</param>
/// <param name="Log10P">Decimal logarithm of the chance between unrelated models.</param>
/// <param name="Direction">suspect is the child, suspect is the parent, or unknown; the suspect is the asked model.</param>
/// <param name="Changes">What kind of change it looks like.</param>
internal sealed record KinView(
    Hash32 TitleId, string Name, Hash32 Manifest, string Verdict, double InheritedShare, double ShareOfOther, double Z, double Log10P, string Direction, IReadOnlyList<string> Changes);

/// <summary>What a search for heritage found.</summary>
/// <param name="Searched">Prints that were searched.</param>
/// <param name="Models">Related ones, closest first; 32 at most.</param>
internal sealed record KinsView(int Searched, IReadOnlyList<KinView> Models);

/// <summary>Heritage under <c>/api/v1</c>.</summary>
internal static class HeritageEndpoints
{
    public static void MapHeritage(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("").WithTags("Heritage");
        group.MapPost("/heritage", Search).WithName("searchHeritage").WithSummary("Titles whose models are related to a model, by its heritage print").ProducesProblem(413).ProducesProblem(422).ProducesProblem(503);
        group.MapGet("/assets/{id}/heritage", Show).WithName("showHeritage").WithSummary("Titles whose models are related to an asset's, whatever their lineage says").ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<Results<Ok<KinsView>, ProblemHttpResult>> Search(HttpRequest request, HeritageDesk desk, CancellationToken ct)
    {
        byte[] bytes = new byte[HeritagePrint.MostBytes + 1];
        int length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > HeritagePrint.MostBytes) return Problem.Of("too-large", $"A heritage print has at most {HeritagePrint.MostBytes:N0} bytes.").Result();
        try
        {
            HeritagePrint print = HeritagePrint.Parse(bytes.AsSpan(0, length));
            if (print.Seed != HeritagePrinter.SeedDigest(SketchSeed.Public)) return Problem.Of("heritage-not-public", "Only prints under the public seed can be searched: this one is under another.").Result();
            return Answered(await desk.Related(print, ct), request.HttpContext);
        }
        catch (HeritageException broken)
        {
            return Problem.Of("not-a-heritage-print", broken.Message).Result();
        }
    }

    private static async Task<Results<Ok<KinsView>, ProblemHttpResult>> Show(HttpContext http, AssetRecords assets, HeritagePrints prints, HeritageDesk desk, string id, CancellationToken ct)
    {
        AssetView asset = await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct);
        return await prints.Find(asset.Manifest, ct) is { } print ? Answered(await desk.Related(print, ct), http)
            : Problem.Of("no-heritage-print", $"The manifest of {asset.Id} isn't here, or has no heritage print: its holder can register with one, or bring the manifest.").Result();
    }

    private static Results<Ok<KinsView>, ProblemHttpResult> Answered(HeritageAnswer answer, HttpContext http)
    {
        if (answer is HeritageAnswer.Found found) return TypedResults.Ok(View(found.Kins));
        http.Response.Headers.RetryAfter = "2";
        return Problem.Of("heritage-busy", "As many searches for heritage run and wait as this server does at once: try again after the seconds in Retry-After.").Result();
    }

    private static KinsView View(TitledKins found) => new(found.Searched, [.. found.Models.Select(View)]);

    private static KinView View(TitledKin kin)
    {
        HeritageComparison result = kin.Comparison;
        return new KinView(
            kin.Id, kin.Name, kin.Manifest, Words.Of(result.Verdict), Round(result.InheritedShare), Round(result.ShareOfOther), Round(result.Z), Round(result.Log10P),
            Words.Of(result.Direction), [.. result.Changes.Select(Words.Of)]);
    }

    private static double Round(double value) => Math.Round(value, 4, MidpointRounding.ToEven);
}
