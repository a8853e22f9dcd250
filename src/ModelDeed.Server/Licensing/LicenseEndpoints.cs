using System.ComponentModel;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Licensing;
using ModelDeed.Server.Api;
using ModelDeed.Server.Titles;

namespace ModelDeed.Server.Licensing;

/// <summary>Terms, offers, licenses and quotes.</summary>
internal static class LicenseEndpoints
{
    public static void MapLicensing(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("").WithTags("Licensing");
        group.MapGet("/assets/{id}/offers", Offers).WithName("listOffers").WithSummary("What licenses an asset offers");
        group.MapGet("/assets/{id}/licenses", OfAsset).WithName("listLicensesOfAsset").WithSummary("Licenses of an asset, the newest first");
        group.MapGet("/accounts/{account}/licenses", OfAccount).WithName("listLicensesOfAccount").WithSummary("Licenses that an account holds, the newest first");
        FreshMemory.Use(group.MapGet("/terms/{id}", Terms)).WithName("showTerms").WithSummary("Terms by their id");
        group.MapGet("/terms/{id}/text", Text).WithName("showLegalText").WithSummary("Their legal text, in Markdown").Produces<string>(200, "text/markdown");
        group.MapGet("/licenses/{id}", License).WithName("showLicense").WithSummary("One license");
        group.MapGet("/licenses/check", Check).WithName("checkLicense").WithSummary("May an account use an asset so, and if not, why?");
        group.MapPost("/quotes", Ask).WithName("askForQuote").WithSummary("What a license would cost");
    }

    private static async Task<Results<FreshJson<List<OfferView>>, ProblemHttpResult>> Offers(AssetRecords assets, LicensingRecords licensing, string id, CancellationToken ct) =>
        Fresh.Json(await licensing.Offers((await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct)).Id, ct));

    private static async Task<Results<FreshJson<Page<LicenseView>>, ProblemHttpResult>> OfAsset(AssetRecords assets, LicensingRecords licensing, string id, string? cursor, int? limit, CancellationToken ct) =>
        Fresh.Json(await licensing.List((await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct)).Id, null, Cursor.Parse(cursor, Hash32.Size), PageLimit.Of(limit), ct));

    private static async Task<FreshJson<Page<LicenseView>>> OfAccount(LicensingRecords licensing, string account, string? cursor, int? limit, CancellationToken ct) =>
        Fresh.Json(await licensing.List(null, PathValue.Account("account", account), Cursor.Parse(cursor, Hash32.Size), PageLimit.Of(limit), ct));

    private static async Task<Results<FreshJson<TermsView>, ProblemHttpResult>> Terms(LicensingRecords licensing, string id, CancellationToken ct) =>
        PathValue.Hash("id", id) is var hash && await licensing.Terms(hash, ct) is { } terms ? Fresh.Json(TermsView.Of(terms, hash)) : NoTerms(hash);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Text(HttpContext http, LicensingRecords licensing, string id, CancellationToken ct)
    {
        Hash32 hash = PathValue.Hash("id", id);
        if (await licensing.Terms(hash, ct) is not { } terms) return NoTerms(hash);
        if (TermsProblems.Of(terms).Count > 0 || !LegalText.Matches(terms))
            return Problem.Of("legal-text-not-generated", $"The terms name a legal text with the SHA-256 {terms.LegalText}, which isn't the one generated from them: ask the holder for it.").Result();
        await Fresh.Write(http, Encoding.UTF8.GetBytes(LegalText.Write(terms)), "text/markdown; charset=utf-8");
        return TypedResults.Empty;
    }

    private static async Task<Results<FreshJson<LicenseView>, ProblemHttpResult>> License(LicensingRecords licensing, string id, CancellationToken ct) =>
        await licensing.License(PathValue.Hash("id", id), ct) is { } license ? Fresh.Json(license)
            : Problem.OfError("Licensing_NoLicense", StatusCodes.Status404NotFound, $"There is no license {id} up to the indexed block.").Result();

    private static async Task<Results<FreshJson<CheckView>, ProblemHttpResult>> Check(
        AssetRecords assets, LicensingRecords licensing, TimeProvider clock,
        [Description("The asset's id, or the fingerprint of one of its versions.")] string asset,
        [Description("Who would use it.")] string account,
        [Description("Where: one two-letter code of ISO 3166-1.")] string territory,
        [Description("What for: one field of use.")] string field,
        [Description("On what: one type of data.")] string dataType,
        [Description("Seconds since 1970; now by default.")] long? at,
        CancellationToken ct)
    {
        if (at is < 0 or > (long)Seconds.Most) return Problem.Of("malformed-request", "at: seconds since 1970, below 2^40.").Result();
        LicenseScope use = new(Territories.Of(Territories.IndexOf(territory)), FieldsOfUse.Parse(FieldsOfUse.WordOf(FieldsOfUse.IndexOf(field))), DataTypes.Parse(DataTypes.WordOf(DataTypes.IndexOf(dataType))));
        AssetView found = await AssetEndpoints.Require(assets, PathValue.Hash("asset", asset), ct);
        DateTimeOffset time = at is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, 253_402_300_799)) : clock.GetUtcNow();
        return Fresh.Json(LicenseUse.Check(await licensing.HeldBy(found.Id, PathValue.Account("account", account), ct), use, time));
    }

    private static async Task<Results<Ok<QuoteView>, ProblemHttpResult>> Ask(QuoteRequest asked, AssetRecords assets, LicensingRecords licensing, TimeProvider clock, CancellationToken ct)
    {
        LicenseScope scope = asked.Scope.Read();
        AssetView asset = await AssetEndpoints.Require(assets, asked.TitleId, ct);
        if (await licensing.Offer(asset.Id, asked.TermsId, ct) is not { } offer) return Problem.OfError("Offers_NoOffer", StatusCodes.Status422UnprocessableEntity, ErrorWords.Of("Offers_NoOffer")!).Result();
        (QuoteView? offered, Problem? refused) = Quote.Decide(asked, scope, offer.View, offer.Terms, asset.FinalAt, clock.GetUtcNow());
        return refused is not null ? refused.Result() : TypedResults.Ok(offered!);
    }

    private static ProblemHttpResult NoTerms(Hash32 id) =>
        Problem.OfError("Offers_NoOffer", StatusCodes.Status404NotFound, $"No title has offered terms {id} up to the indexed block.").Result();
}
