using System.Data.Common;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelDeed.Licensing;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Metadata;
using ModelDeed.Server.Royalties;

namespace ModelDeed.Server.Ui;

/// <summary>The pages that act: checkout, receipt, publishing, one's own things. They hold no key: a wallet signs what the API prepares.</summary>
internal static class ActPages
{
    private const int MostPreview = 100_000;

    /// <summary>How pages write JSON into attributes, for our scripts to read.</summary>
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    internal static void MapActPages(this WebApplication app)
    {
        string[] reading = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/assets/{id}/buy", reading, Buy);
        app.MapMethods("/licenses/{id}", reading, License);
        app.MapMethods("/receipts/{hash}", reading, Receipt);
        app.MapMethods("/done/{hash}", reading, Done);
        app.MapMethods("/publish", reading, (HttpRequest request, PagesOptions pages) => WebPages.Page<PublishPage>(new { V = Visit.Of(request), pages.Chain }));
        app.MapGet("/publish/terms", Terms);
        app.MapPost("/publish/preview", Preview);
        app.MapMethods("/mine", reading, Mine);
        app.MapMethods("/mine/income.csv", reading, Csv);
    }

    private static async Task<IResult> Buy(string id, HttpRequest request, Database database, Manifests manifests, PagesOptions pages, CurrencyBook currencies, TimeProvider time, CancellationToken ct)
    {
        Visit visit = Visit.Of(request);
        if (!Hash32.TryParse(id, out Hash32 fingerprint) || !Hash32.TryParse(request.Query["terms"], out Hash32 terms)) return ErrorPages.BadRequest(visit);
        await using DbConnection db = await database.Open(ct);
        if (await TitleReading.Find(db, fingerprint, ct) is not { } title) return ErrorPages.NoAsset(visit);
        AssetView view = await AssetReading.View(db, title, manifests, currencies, Now(time), ct);
        return view.Offers.FirstOrDefault(offer => offer.Offer.TermsId == terms) is not { } offer ? ErrorPages.NoAsset(visit)
            : WebPages.Page<BuyPage>(new { V = visit, A = view, Offer = offer, pages.Chain, Request = request });
    }

    private static async Task<IResult> License(string id, HttpRequest request, Database database, PagesOptions pages, CurrencyBook currencies, TimeProvider time, CancellationToken ct)
    {
        Visit visit = Visit.Of(request);
        if (!Hash32.TryParse(id, out Hash32 hash)) return ErrorPages.BadRequest(visit);
        LicensingRecords licensing = new(database, time);
        if (await licensing.License(hash, ct) is not { } license || await licensing.Terms(license.TermsId, ct) is not { } terms) return ErrorPages.NoLicense(visit);
        await using DbConnection db = await database.Open(ct);
        string name = (await TitleReading.Find(db, license.TitleId, ct))?.Name ?? "";
        return WebPages.Page<LicensePage>(new { V = visit, Held = Sheet(license, terms, name, currencies), IsSealed = (await TitleReading.Sealed(db, license.TitleId, ct)).Count > 0, pages.Chain });
    }

    /// <summary>The license that a transaction granted, once the index has it.</summary>
    private static async Task<IResult> Receipt(string hash, HttpRequest request, Database database, CancellationToken ct)
    {
        Visit visit = Visit.Of(request);
        if (!Hash32.TryParse(hash, out Hash32 transaction)) return ErrorPages.BadRequest(visit);
        await using DbConnection db = await database.Open(ct);
        return await MineReading.LicenseOf(db, transaction, ct) is { } license ? TypedResults.LocalRedirect($"/licenses/{license}") : ErrorPages.NoLicense(visit);
    }

    /// <summary>Leads back once the index has read a transaction; nothing is found here before.</summary>
    private static async Task<IResult> Done(string hash, HttpRequest request, Database database, CancellationToken ct)
    {
        if (!Hash32.TryParse(hash, out Hash32 transaction)) return ErrorPages.BadRequest(Visit.Of(request));
        await using DbConnection db = await database.Open(ct);
        return await MineReading.Knows(db, transaction, ct) ? TypedResults.LocalRedirect(Visit.LocalPath(request.Query["back"])) : TypedResults.NotFound();
    }

    private static async Task<IResult> Mine(HttpRequest request, Database database, PagesOptions pages, CurrencyBook currencies, TimeProvider time, IServiceProvider services, CancellationToken ct)
    {
        Visit visit = Visit.Of(request);
        string? asked = request.Query["account"];
        if (string.IsNullOrEmpty(asked)) return WebPages.Page<MinePage>(new { V = visit, pages.Chain });
        if (!Address.TryParse(asked.Trim(), out Address account)) return ErrorPages.BadRequest(visit);
        await using DbConnection db = await database.Open(ct);
        return WebPages.Page<MinePage>(new { V = visit, A = await MineReading.View(db, account, Now(time), currencies, ct), Sales = services.Sales() is { } sales ? await sales.Of(db, account, ct) : null, pages.Chain });
    }

    private static async Task<IResult> Csv(HttpRequest request, Database database, CancellationToken ct) =>
        Address.TryParse(request.Query["account"], out Address account)
            ? TypedResults.File(IncomeCsv.Write(await MineReading.Credits(database, account, ct)), "text/csv; charset=utf-8", $"income-{account}.csv")
            : ErrorPages.BadRequest(Visit.Of(request));

    /// <summary>Terms of a template with what was changed, and their legal text: the same that the chain will commit to.</summary>
    private static IResult Terms(string template, string? price, string? territories, string? fields, HttpRequest request, PagesOptions pages)
    {
        try
        {
            TermsTemplate found = TermsTemplates.Find(template);
            LicenseTerms terms = found.Make(Address.Zero, string.IsNullOrWhiteSpace(price) ? default : TokenAmount.Parse(price.Trim(), pages.Chain.Currency.Decimals));
            if (!string.IsNullOrWhiteSpace(territories)) terms = terms with { Territories = Territories.Parse(territories) };
            if (!string.IsNullOrWhiteSpace(fields)) terms = terms with { Fields = FieldsOfUse.Parse(fields) };
            terms = LegalText.Seal(terms);
            if (TermsProblems.Of(terms) is [{ } problem, ..]) throw new FormatException($"{problem}.");
            using JsonDocument json = JsonDocument.Parse(TermsJson.Write(terms));
            return TypedResults.Json(new { terms = json.RootElement.Clone(), text = CardText.ToHtml(LegalText.Write(terms), Visit.Of(request).T.Layout.ShowPicture) }, Json);
        }
        catch (FormatException wrong)
        {
            return Problem.Of("malformed-request", wrong.Message).Result();
        }
    }

    /// <summary>A description as the asset's page will show it.</summary>
    private static async Task<IResult> Preview(HttpRequest request, CancellationToken ct)
    {
        using StreamReader reader = new(request.Body, Encoding.UTF8);
        string text = await reader.ReadToEndAsync(ct);
        return TypedResults.Text(CardText.ToHtml(text.Length <= MostPreview ? text : text[..MostPreview], Visit.Of(request).T.Layout.ShowPicture), "text/html", Encoding.UTF8);
    }

    private static LicenseSheet Sheet(LicenseView license, LicenseTerms terms, string name, CurrencyBook currencies) => new(
        license.Id, license.TitleId, name, license.TermsId, terms, license.Licensee, license.Payer, license.Scope.Read(), license.Since, license.Expires, license.Standing,
        currencies.Money(new TokenAmount(license.Paid), license.Currency), currencies.Money(new TokenAmount(license.RenewalPrice), license.Currency), license.Granted, license.Transaction, license.Pending);

    private static ulong Now(TimeProvider time) => (ulong)time.GetUtcNow().ToUnixTimeSeconds();
}
