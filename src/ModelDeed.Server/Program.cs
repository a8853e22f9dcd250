using System.Runtime.InteropServices;
using ModelDeed.Server;
using ModelDeed.Server.Api;
using ModelDeed.Server.Custodian;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Ui;

// The one place that knows all: commands, services, endpoints.
using var stop = new CancellationTokenSource();
Dictionary<string, string> options = [];
List<string> words = [];
foreach (string argument in args)
{
    string[] pair = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..].Split('=', 2) : [];
    if (pair.Length == 0) words.Add(argument);
    else options[pair[0]] = pair.Length == 2 ? pair[1] : "";
}
try
{
    string command = string.Join(' ', words);
    if (command is not ("serve" or "reindex" or "index verify" or "custodian"))
    {
        await Console.Error.WriteLineAsync("Usage: ModelDeed.Server serve | reindex [--from-chain] | index verify  [--chain=NAME] [--database=CONNECTION] [--urls=URL]\n"
            + "       ModelDeed.Server custodian  [--chain=NAME] [--folder=FOLDER] [--territories=CODES] [--urls=URL] [--proxies=IPS]");
        return 2;
    }
    using PosixSignalRegistration end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; stop.Cancel(); });
    using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; stop.Cancel(); });
    if (command == "custodian") return await CustodianHost.Run(CustodianOptions.Read(name => options.GetValueOrDefault(name), Environment.GetEnvironmentVariable), stop.Token);
    ServerOptions given = ServerOptions.Read(name => options.GetValueOrDefault(name), Environment.GetEnvironmentVariable);
    await using ServerChain chain = await ServerChain.Open(given, stop.Token);
    return command switch
    {
        "reindex" => await IndexCommands.Reindex(chain, options.ContainsKey("from-chain"), Console.Out, stop.Token),
        "index verify" => await IndexCommands.Verify(chain, Console.Out, stop.Token),
        _ => await Serve(chain, options.GetValueOrDefault("urls") ?? "http://127.0.0.1:5080", stop.Token),
    };
}
catch (Exception e) when (IndexCommands.Explain(e) is { } explained)
{
    await Console.Error.WriteLineAsync($"deed: {explained.Message}");
    return explained.Exit;
}

static async Task<int> Serve(ServerChain chain, string urls, CancellationToken ct)
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.WebHost.UseUrls(urls);
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter()));
    builder.Services.AddSingleton(chain.Database).AddSingleton(chain.Indexer).AddSingleton(chain.Node).AddSingleton(chain.Profile).AddHostedService<IndexerService>();
    builder.Services.AddSingleton(ServerState.Beside(chain.Database)).AddApi(chain.Home);
    builder.Services.AddPages(builder.Configuration, chain);
    await using WebApplication app = builder.Build();
    // The API's guards stand around everything; pages answer their own faults within.
    app.UseApi();
    app.UsePages();
    app.MapApi();
    app.MapGet("/health", (Indexer indexer) => TypedResults.Json(indexer.Health, statusCode: indexer.Health.IsCurrent(10) ? 200 : 503));
    await app.PrepareApi(ct);
    await app.StartAsync(ct);
    await Console.Out.WriteLineAsync($"ModelDeed answers at {string.Join(", ", app.Urls)}; chain {chain.Profile}; index in {chain.Database}. Ctrl-C stops it.");
    await app.WaitForShutdownAsync(ct);
    return 0;
}
