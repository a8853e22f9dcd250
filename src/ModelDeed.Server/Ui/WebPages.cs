using System.Data.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using ModelDeed.Deployment;
using ModelDeed.Server.Accounts;
using ModelDeed.Server.Heritage;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Metadata;
using ModelDeed.Server.Sealing;
using ModelDeed.Server.Search;

namespace ModelDeed.Server.Ui;

/// <summary>The pages that only read: their services, their addresses, and what stands around them.</summary>
internal static class WebPages
{
    private const int Year = 365 * 86_400;

    /// <summary>Adds what pages need of a running server.</summary>
    internal static void AddPages(this IServiceCollection services, IConfiguration configuration, ServerChain chain)
    {
        services.AddSingleton(new PagesOptions(chain.Profile, Contracts(ContractSet.Of(chain.Profile))));
        services.AddSingleton<Standing>(() => StandingOf(chain.Indexer.Health));
        services.AddSingleton(chain.Search).AddHostedService<SearchService>().AddHostedService<DocumentIndexer>();
        services.AddHostedService<CustodianWatch>();
        services.AddPages(configuration, chain.Home);
    }

    /// <summary>Adds what pages need. A <see cref="Database"/> with search's tables, a <see cref="PagesOptions"/> and a <see cref="Standing"/> must be there already.</summary>
    /// <param name="folder">The data folder, where documents are kept unless the configuration says otherwise.</param>
    internal static IServiceCollection AddPages(this IServiceCollection services, IConfiguration configuration, string folder)
    {
        services.AddDataProtection().SetApplicationName("ModelDeed").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "web-keys")));
        services.AddRazorComponents();
        services.AddResponseCompression(options => { options.EnableForHttps = true; options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"]; });
        services.AddOptions<FetchOptions>().Bind(configuration.GetSection("Metadata")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.TryAddSingleton<SearchQueries>();
        services.AddSingleton<Discovery>(provider => provider.GetRequiredService<SearchQueries>().Find);
        services.TryAddSingleton(provider => new CurrencyBook(provider.GetRequiredService<PagesOptions>().Chain.Currency));
        services.AddSingleton(provider => AccountNames.Of(provider.GetRequiredService<PagesOptions>()));
        services.AddSingleton(provider => StoreOf(provider.GetRequiredService<IOptions<FetchOptions>>().Value, folder));
        services.AddSingleton(provider => new Manifests(provider.GetRequiredService<DocumentStore>(), Path.Combine(folder, "manifests")));
        services.AddSingleton<Cards>().AddSingleton<DocumentFetcher>();
        services.AddSealing(folder);
        services.TryAddSingleton(provider => provider.GetRequiredService<PagesOptions>().Chain);
        services.AddSingleton<DocumentCollector>();
        services.AddHostedService(provider => provider.GetRequiredService<DocumentCollector>());
        return services;
    }

    /// <summary>Serves the pages and their files.</summary>
    internal static void UsePages(this WebApplication app)
    {
        StaticFile.Files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseErrorPages();
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = StaticFile.Files,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = file.Context.Request.Query.ContainsKey("v") ? $"public, max-age={Year}, immutable" : "public, max-age=3600",
        });
        string[] reading = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/", reading, Discover);
        app.MapMethods("/assets/{id}", reading, Asset);
        app.MapMethods("/accounts/{address}", reading, Account);
        app.MapMethods("/status", reading, Status);
        app.MapGet("/preferences", Prefer);
        app.MapActPages();
        app.MapMarketPages();
        app.MapSealingPages();
    }

    private static async Task<IResult> Discover(HttpRequest request, IServiceProvider services, CurrencyBook currencies, CancellationToken ct)
    {
        (Database database, Discovery find) = (services.GetRequiredService<Database>(), services.GetRequiredService<Discovery>());
        SearchRequest ask = DiscoverAsk.Read(request.Query, currencies);
        // An old link's place in another order isn't a place in this one: it begins anew.
        if (ask.After is { } after && after.Sort != ask.OrderFor(ask.Text.Length > 0)) ask = ask with { After = null };
        await using DbConnection db = await database.Open(ct);
        if (await Exact(db, ask.Text.Trim(), ct) is { } path) return TypedResults.LocalRedirect(path);
        SearchPage found = await find(ask, ct);
        return Page<DiscoverPage>(new { V = Visit.Of(request), Ask = ask, Found = found, Currencies = currencies, Final = await db.FinalBlock(ct) });
    }

    // Who types a fingerprint or an account wants that one.
    private static async Task<string?> Exact(DbConnection db, string text, CancellationToken ct)
    {
        if (Address.TryParse(text, out Address account)) return $"/accounts/{account}";
        if (!Hash32.TryParse(text, out Hash32 fingerprint)) return null;
        return await TitleReading.Find(db, fingerprint, ct) is not null || await TitleReading.TitleOfVersion(db, fingerprint, ct) is not null ? $"/assets/{fingerprint}" : null;
    }

    private static async Task<IResult> Asset(string id, HttpRequest request, Database database, Manifests manifests, CurrencyBook currencies, TimeProvider time, IServiceProvider services, PagesOptions pages, CancellationToken ct)
    {
        Visit visit = Visit.Of(request);
        if (!Hash32.TryParse(id, out Hash32 fingerprint)) return ErrorPages.BadRequest(visit);
        await using DbConnection db = await database.Open(ct);
        if (await TitleReading.Find(db, fingerprint, ct) is not { } title)
            return await TitleReading.TitleOfVersion(db, fingerprint, ct) is { } owner ? TypedResults.LocalRedirect($"/assets/{owner}#versions") : ErrorPages.NoAsset(visit);
        AssetView view = await AssetReading.View(db, title, manifests, currencies, (ulong)time.GetUtcNow().ToUnixTimeSeconds(), ct);
        DocumentCollector collector = services.GetRequiredService<DocumentCollector>();
        if (view.Manifest is null) collector.Want(view.ManifestDigest);
        if (await SoldReading.Card(db, fingerprint, ct) is { } card)
        {
            view = view with { Card = await services.GetRequiredService<Cards>().Find(card.Digest, ct) };
            if (view.Card is null) collector.Want(card.Digest, card.Uri);
        }
        HeritageAnswer? kins = view.Manifest is { } manifest && services.GetService<HeritageDesk>() is { } desk ? await desk.Of(manifest, ct) : null;
        string tensor = request.Query["tensor"].ToString();
        return Page<AssetPage>(new { V = visit, A = view, Kins = (kins as HeritageAnswer.Found)?.Kins, KinsBusy = kins is HeritageAnswer.Busy, Sales = services.Sales() is { } sales ? await sales.Open(db, fingerprint, ct) : null, pages.Chain, TensorSearch = tensor.Length <= 200 ? tensor : tensor[..200], TensorPage = int.TryParse(request.Query["tensors"], out int page) ? page : 1 });
    }

    private static async Task<IResult> Account(string address, HttpRequest request, Database database, CurrencyBook currencies, TimeProvider time, CancellationToken ct)
    {
        Visit visit = Visit.Of(request);
        if (!Address.TryParse(address, out Address account)) return ErrorPages.BadRequest(visit);
        await using DbConnection db = await database.Open(ct);
        return Page<AccountPage>(new { V = visit, A = await AccountReading.View(db, account, (ulong)time.GetUtcNow().ToUnixTimeSeconds(), currencies, ct) });
    }

    private static async Task<IResult> Status(HttpRequest request, Database database, PagesOptions pages, Standing standing, CancellationToken ct)
    {
        await using DbConnection db = await database.Open(ct);
        return Page<StatusPage>(new { V = Visit.Of(request), S = await StatusQueries.View(db, database, pages, standing(), ct) });
    }

    /// <summary>Keeps a wish about language or colors for a year, and leads back. Only known values are kept, only paths of ours are led to.</summary>
    private static RedirectHttpResult Prefer(HttpRequest request, HttpResponse response)
    {
        CookieOptions options = new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = request.IsHttps, MaxAge = TimeSpan.FromSeconds(Year), IsEssential = true, Path = "/" };
        if (Visit.Language(request.Query["language"]) is { } texts) response.Cookies.Append(Visit.LanguageCookie, texts.Code, options);
        if (request.Query.ContainsKey("theme")) response.Cookies.Append(Visit.ThemeCookie, Visit.ThemeOf(request.Query["theme"]), options);
        return TypedResults.LocalRedirect(Visit.LocalPath(request.Query["back"]));
    }

    internal static IResult Page<TPage>(object values, int status = StatusCodes.Status200OK) where TPage : IComponent =>
        status == StatusCodes.Status200OK ? new FreshPage<TPage>(values) : new RazorComponentResult<TPage>(values) { StatusCode = status, ContentType = "text/html; charset=utf-8" };

    /// <summary>The contracts as the status page lists them.</summary>
    internal static IReadOnlyList<(string Name, Address Address)> Contracts(ContractSet contracts) =>
    [
        ("Anchors", ContractSet.Anchors), ("Titles", contracts.Titles), ("Royalties", contracts.Royalties),
        ("Offers", contracts.Offers), ("Licensing", contracts.Licensing), ("Shares", contracts.Shares), ("Market", contracts.Market),
        ("Packages", contracts.Packages), ("Custodians", contracts.Custodians),
    ];

    private static IndexStanding StandingOf(IndexHealth health) =>
        new(health.Head < 0 || health.Stage == IndexStage.Refused ? null : health.Head, health.Stage is IndexStage.Refused or IndexStage.Retrying or IndexStage.Waiting ? health.Error : health.Silence);

    private static DocumentStore StoreOf(FetchOptions options, string folder) =>
        new(options.Folder.Length > 0 ? options.Folder : Path.Combine(folder, "documents"), options.MostBytes);
}
