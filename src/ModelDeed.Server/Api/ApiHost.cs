using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelDeed.Server.Accounts;
using ModelDeed.Server.Activity;
using ModelDeed.Server.Heritage;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Market;
using ModelDeed.Server.Metadata;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Sealing;
using ModelDeed.Server.Search;
using ModelDeed.Server.Status;
using ModelDeed.Server.Titles;
using ModelDeed.Server.Transactions;

namespace ModelDeed.Server.Api;

/// <summary>The API as a part of the host. Expects the index's <see cref="Indexing.Database"/>, <see cref="ServerState"/>, the chain's profile and its node
/// among the services.</summary>
internal static class ApiHost
{
    /// <summary>Adds what the API needs.</summary>
    /// <param name="folder">The data folder, where documents are kept.</param>
    public static IServiceCollection AddApi(this IServiceCollection services, string folder)
    {
        services.AddOptions<ApiOptions>().BindConfiguration("Api").ValidateDataAnnotations()
            .Validate(options => options.Origin is null || IsOrigin(options.Origin), "Api:Origin: expected scheme, host and port only, like https://deeds.example.")
            .Validate(options => options.AllowedOrigins.All(origin => origin == "*" || IsOrigin(origin)), "Api:AllowedOrigins: expected origins like https://tools.example, or *.")
            .Validate(options => options.Proxies.All(proxy => IPAddress.TryParse(proxy, out _)), "Api:Proxies: expected addresses.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new DocumentStore(Path.Combine(folder, "documents"), provider.GetRequiredService<IOptions<ApiOptions>>().Value.MostDocument));
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemAnswers>();
        services.AddRateLimit();
        services.AddApiDocument();
        services.AddCors();
        services.AddTelemetry();
        services.AddSealing(folder);
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, SlowClients>();
        services.TryAddSingleton<SearchQueries>();
        services.TryAddSingleton(provider => new Ui.CurrencyBook(provider.GetRequiredService<Ethereum.ChainProfile>().Currency));
        services.AddSingleton<CurrencyCollector>().AddHostedService(provider => provider.GetRequiredService<CurrencyCollector>());
        services.AddSingleton<Sessions>().AddSingleton<AssetRecords>().AddSingleton<LicensingRecords>().AddSingleton<IncomeRecords>()
            .AddSingleton<ActivityRecords>().AddSingleton<ActivityStream>().AddSingleton<Preparation>()
            .AddSingleton<OrderBook>().AddSingleton<OrderStanding>().AddSingleton<MarketDesk>().AddSingleton<AuctionHouse>()
            .AddSingleton<HeritagePrints>().AddSingleton<HeritageTurns>().AddSingleton<HeritageDesk>()
            .AddSingleton<AssetEvidence>().AddSingleton<TokenPermit>().AddSingleton<FreshMemory>();
        return services;
    }

    /// <summary>What every request passes, in this order.</summary>
    public static void UseApi(this WebApplication app)
    {
        ApiOptions options = app.Services.GetRequiredService<IOptions<ApiOptions>>().Value;
        app.Use(AskedLanguage.Hear);
        if (options.Proxies.Length > 0) app.UseForwardedHeaders(Forwarded(options));
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(PlainStatus);
        app.UseRateLimiter();
        if (options.AllowedOrigins.Length > 0)
            app.UseCors(cors => (options.AllowedOrigins.Contains("*", StringComparer.Ordinal) ? cors.AllowAnyOrigin() : cors.WithOrigins(options.AllowedOrigins))
                .WithMethods("GET", "HEAD", "POST", "PUT").WithHeaders("Content-Type", "If-None-Match", "Last-Event-ID").WithExposedHeaders("ETag", "Retry-After").SetPreflightMaxAge(TimeSpan.FromHours(1)));
        app.UseMiddleware<RequestGuards>();
    }

    public static void MapApi(this WebApplication app)
    {
        RouteGroupBuilder api = app.MapGroup("/api/v1").ProducesProblem(400).ProducesProblem(429);
        api.MapAssets();
        api.MapEvidence();
        api.MapHeritage();
        api.MapCards();
        api.MapLicensing();
        api.MapIncome();
        api.MapActivity();
        api.MapSessions();
        api.MapTransactions();
        api.MapDocuments();
        api.MapMarketTransactions();
        api.MapMarket();
        api.MapAccounts();
        api.MapStatus();
        api.MapCurrencies();
        api.MapSealing();
        app.MapBlocks();
        app.MapProblems();
        app.MapApiDocument();
    }

    /// <summary>Makes the tables of what the server itself keeps. Before the first request.</summary>
    public static Task PrepareApi(this WebApplication app, CancellationToken ct) =>
        app.Services.GetRequiredService<ServerState>().Create([SessionTables.Nonces, SessionTables.Sessions, OrderTables.Posted, .. HeritageTables.All], ct);

    private static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text.TrimEnd('/');

    private static ForwardedHeadersOptions Forwarded(ApiOptions options)
    {
        ForwardedHeadersOptions forwarded = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = options.Proxies.Length };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (string proxy in options.Proxies) forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
        return forwarded;
    }

    // Statuses that the framework sets without a body.
    private static Task PlainStatus(StatusCodeContext context) => !ApiPath.Has(context.HttpContext.Request.Path) ? Task.CompletedTask
        : context.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problem.Of("not-found", "There is nothing under this address: see /api/v1/openapi.json.").Result().ExecuteAsync(context.HttpContext),
            StatusCodes.Status405MethodNotAllowed => Problem.Of("method-not-allowed", "This address doesn't take this method.").Result().ExecuteAsync(context.HttpContext),
            StatusCodes.Status413PayloadTooLarge => Problem.Of("too-large", "The request's body is larger than this operation takes.").Result().ExecuteAsync(context.HttpContext),
            StatusCodes.Status415UnsupportedMediaType => Problem.Of("unsupported-media-type", "Send application/json.").Result().ExecuteAsync(context.HttpContext),
            StatusCodes.Status400BadRequest => Problem.Of("malformed-request", "The request isn't of the documented form.").Result().ExecuteAsync(context.HttpContext),
            _ => Task.CompletedTask,
        };

    /// <summary>Limits for who sends slowly, or takes slowly.</summary>
    private sealed class SlowClients(IOptions<ApiOptions> options) : IConfigureOptions<KestrelServerOptions>
    {
        public void Configure(KestrelServerOptions kestrel)
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.Value.HeadSeconds);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.Value.LeastRate, gracePeriod: TimeSpan.FromSeconds(options.Value.HeadSeconds));
            kestrel.Limits.MinResponseDataRate = new MinDataRate(options.Value.LeastRate, gracePeriod: TimeSpan.FromSeconds(options.Value.HeadSeconds));
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            kestrel.Limits.MaxRequestBodySize = options.Value.MostDocument;
            kestrel.Limits.MaxConcurrentConnections = options.Value.Connections;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Limits.MaxRequestLineSize = 8 << 10;
        }
    }
}
