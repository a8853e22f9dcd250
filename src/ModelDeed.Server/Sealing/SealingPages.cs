using System.Data.Common;
using Microsoft.Extensions.Options;
using ModelDeed.Licensing;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Sealing;

namespace ModelDeed.Server.Ui;

/// <summary>The pages of sealed packages: a download, and the custodians.</summary>
internal static class SealingPages
{
    internal static void MapSealingPages(this WebApplication app)
    {
        string[] reading = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/assets/{id}/download", reading, Download);
        app.MapMethods("/assets/{id}/download/use", reading, Use);
        app.MapMethods("/custodians", reading, Custodians);
    }

    private static async Task<IResult> Download(string id, HttpRequest request, Database database, PagesOptions pages, SealingRecords sealing, CurrencyBook currencies, TimeProvider time, IOptions<ApiOptions> api, CancellationToken ct)
    {
        Visit visit = Visit.Of(request);
        if (!Hash32.TryParse(id, out Hash32 fingerprint)) return ErrorPages.BadRequest(visit);
        Hash32? wanted = Hash32.TryParse(request.Query["version"], out Hash32 version) ? version : null;
        await using DbConnection db = await database.Open(ct);
        if (await TitleReading.Find(db, fingerprint, ct) is not { } title)
            return await TitleReading.TitleOfVersion(db, fingerprint, ct) is { } owner ? TypedResults.LocalRedirect($"/assets/{owner}/download?version={fingerprint}") : ErrorPages.NoAsset(visit);
        UseChoice use = UseChoice.Read(request.Query);
        if (Hash32.TryParse(request.Query["license"], out Hash32 held) && await new LicensingRecords(database, time).License(held, ct) is { } license) use = use.Or(UseChoice.Of(license.Scope.Read()));
        IReadOnlyList<VersionRow> versions = await TitleReading.VersionRows(db, fingerprint, title.Epoch, ct);
        DownloadView? view = await new DownloadReading(sealing, pages.Chain, currencies).View(title, versions, wanted, use, SiteOrigin.Of(request, api.Value), ct);
        // Whom the page may call follows from the header on the chain; no other page may call anybody.
        if (view is { Limit: BrowserLimit.None }) request.HttpContext.Response.Headers.ContentSecurityPolicy = SecurityHeaders.With(view.Origins);
        return WebPages.Page<DownloadPage>(new { V = visit, D = view, TitleId = fingerprint, title.Name, pages.Chain }, view is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    /// <summary>A use that the account's license covers now, as words; none where it has no license.</summary>
    private static async Task<IResult> Use(string id, string account, Database database, TimeProvider time, CancellationToken ct)
    {
        if (!Hash32.TryParse(id, out Hash32 title) || !Address.TryParse(account, out Address holder)) return Problem.Of("malformed-request", "id and account: expected 0x and hexadecimal digits.").Result();
        ulong now = (ulong)time.GetUtcNow().ToUnixTimeSeconds();
        List<HeldLicense> valid = [.. (await new LicensingRecords(database, time).HeldBy(title, holder, ct)).Where(held => held.At(now) == LicenseStanding.Valid)];
        return TypedResults.Json(valid.Select(held => new
        {
            license = held.Id.ToHash().ToString(),
            territories = held.License.Scope.Territories.Indices.Where(index => index < Territories.Count).Select(Territories.CodeOf),
            fields = held.License.Scope.Fields.Indices.Where(index => index < FieldsOfUse.Count).Select(FieldsOfUse.WordOf),
            dataTypes = held.License.Scope.DataTypes.Indices.Where(index => index < DataTypes.Count).Select(DataTypes.WordOf),
        }), ActPages.Json);
    }

    private static async Task<IResult> Custodians(HttpRequest request, PagesOptions pages, SealingRecords sealing, CurrencyBook currencies, CancellationToken ct)
    {
        Visit visit = Visit.Of(request);
        DownloadReading reading = new(sealing, pages.Chain, currencies);
        try
        {
            Page<CustodianView> page = await sealing.Custodians(request.Query["after"].ToString() is { Length: > 0 } after ? Cursor.Parse(after, Address.Size) : null, PageLimit.Usual, ct);
            return WebPages.Page<CustodiansPage>(new { V = visit, Lines = (IReadOnlyList<CustodianLine>)[.. page.Items.Select(reading.Line)], page.Next });
        }
        catch (ProblemException)
        {
            return ErrorPages.BadRequest(visit); // a cursor of another list
        }
    }
}
