using System.Net;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Sealing;

namespace ModelDeed.Server.Custodian;

/// <summary>The service of a custodian: one question, its answer, and the log of answers. No database, no session, no secret but its keys.</summary>
internal static class CustodianHost
{
    /// <summary>Serves until cancelled.</summary>
    /// <exception cref="FormatException">The directory has other territories for it, or its files hold something else.</exception>
    /// <exception cref="RpcException">The node doesn't answer.</exception>
    /// <exception cref="IOException">The log can't be opened, or isn't the one that was signed.</exception>
    public static async Task<int> Run(CustodianOptions options, CancellationToken ct)
    {
        await using EmbeddedChain? embedded = options.Chain.IsEmbedded
            ? await EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Path.Combine(options.Home, "embedded-chain"), ChainId = options.Chain.ChainId }, ct) : null;
        ChainProfile chain = embedded?.Profile ?? options.Chain;
        using JsonRpcClient client = chain.Connect(new RpcOptions());
        var node = new EthereumNode(client);
        using CustodianKeys keys = options.Folder.Keys();
        using var log = ReceiptLog.Open(options.Folder.LogPath);
        var contracts = ContractSet.Of(chain);
        ModelDeed.Sealing.Custodian? entered = await Entered(node, contracts.Custodians, chain, keys.Account.Address, ct);
        Territories serves = CustodianOptions.Agreed(options.Serves, entered);
        var role = new CustodianRole(chain.ChainId, contracts.Titles, contracts.Custodians, keys.Recipients, serves);
        var desk = new CustodianDesk(role, keys, log, new ReleaseChain(node, chain.Finality, new ReleaseContracts(contracts.Titles, contracts.Packages, contracts.Licensing)), TimeProvider.System);
        using var service = new CustodianService(role, keys, log, desk, new CustodianLimits());
        await using WebApplication app = Build(options.Urls, service, options.Proxies);
        await app.StartAsync(ct);
        await Console.Out.WriteLineAsync($"The custodian {keys.Newest} (account {keys.Account.Address}) answers at {string.Join(", ", app.Urls)}; chain {chain}; log of {log.Size:N0} releases in {options.Folder.Path}; "
            + $"{(entered is null ? "not in the directory yet: deed custodian join" : $"releases for {string.Join(',', serves.ToWords())}")}. Ctrl-C stops it.");
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    /// <summary>The service, ready to start.</summary>
    public static WebApplication Build(string urls, CustodianService service, IReadOnlyList<IPAddress> proxies)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls).ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = ReleaseWire.MaxRequestSize;
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            server.Limits.MaxConcurrentConnections = service.Limits.Connections;
            var connections = new ConnectionPlaces(service.Limits.ConnectionsForAddress, proxies);
            server.ConfigureEndpointDefaults(endpoint => endpoint.Use(connections.Hold));
            server.AddServerHeader = false;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = service.Limits.ByAddress();
            limiter.OnRejected = async (rejected, _) => await CustodianService.TooMany.ExecuteAsync(rejected.HttpContext);
        });
        // Any site's page may ask: what comes is sealed to who signed, and no cookie means anything here.
        builder.Services.AddCors();
        WebApplication app = builder.Build();
        if (proxies.Count > 0) app.UseForwardedHeaders(CustodianLimits.Forwarded(proxies));
        app.UseCors(cors => cors.AllowAnyOrigin().WithMethods("GET", "POST").WithHeaders("Content-Type").SetPreflightMaxAge(TimeSpan.FromHours(1)));
        app.UseRateLimiter();
        service.Map(app);
        return app;
    }

    // The custodian's record, once the directory stands: on a chain of one's own it may be deployed later.
    private static async Task<ModelDeed.Sealing.Custodian?> Entered(EthereumNode node, Address directory, ChainProfile chain, Address account, CancellationToken ct) =>
        (await node.Code(directory, BlockTag.Latest, ct)).Length == 0 ? null : await new CustodianDirectory(node, directory, 0, chain.IsEmbedded).Find(account, ct);
}
