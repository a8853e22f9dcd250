using System.Data.Common;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Market;
using ModelDeed.Server.Search;
using ModelDeed.Tests.Ethereum.Rpc;

namespace ModelDeed.Tests.Server.Api;

/// <summary>The API as it ships, on a port of this machine, over an index of a test's own rows and a node in memory.</summary>
internal sealed class ApiSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private ApiSite(WebApplication app, Database index, FakeClock clock, string folder) => (_app, Index, Clock, _folder) = (app, index, clock, folder);

    public Database Index { get; }

    public FakeClock Clock { get; }

    public Uri Url => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    public string Origin => Url.GetLeftPart(UriPartial.Authority);

    public static async Task<ApiSite> Open(Dictionary<string, string?>? settings = null, Func<string, JsonElement, string?>? node = null, ChainProfile? chain = null)
    {
        string folder = Directory.CreateTempSubdirectory("modeldeed-api-").FullName;
        Database index = Database.Sqlite(Path.Combine(folder, "index.db"));
        FakeClock clock = new();
        ChainProfile profile = chain ?? KnownChains.Embedded;
        await using (DbConnection connection = await index.OpenWriter(default))
            foreach (string statement in MarketProjections.Of(profile).Tables.Concat(IndexTables.All).Concat(SearchTables.All).SelectMany(table => Dialect.Sqlite.Create(table))) await Run(connection, statement, []);
        FakeNode fake = new((method, parameters) => node?.Invoke(method, parameters) ?? Usual(method, parameters, profile));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Api:Burst"] = "100000" });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(index).AddSingleton(ServerState.Beside(index)).AddSingleton(profile)
            .AddSingleton(new EthereumNode(fake.Client())).AddApi(folder);
        WebApplication app = builder.Build();
        app.UseApi();
        app.MapApi();
        await app.PrepareApi(default);
        await app.StartAsync();
        return new ApiSite(app, index, clock, folder);
    }

    /// <summary>A client that keeps no cookies and follows no redirects: tests say what is sent.</summary>
    public HttpClient Client(string? origin = null)
    {
        HttpClient client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Url };
        if (origin is not null) client.DefaultRequestHeaders.Add("Origin", origin);
        return client;
    }

    /// <summary>Puts a row; columns that aren't named have their defaults.</summary>
    public async Task Put(Table table, params (string Column, object Value)[] cells)
    {
        await using DbConnection connection = await Index.OpenWriter(default);
        string columns = string.Join(", ", table.Columns.Select(column => column.Name)), values = string.Join(", ", table.Columns.Select(column => "@" + column.Name));
        await Run(connection, $"INSERT OR REPLACE INTO {table.Name} ({columns}) VALUES ({values})", [.. table.Columns.Select(column => (column.Name, ValueOf(column, cells)))]);
    }

    /// <summary>Brings search up to date with the rows that were put.</summary>
    public async Task Reindex()
    {
        await using DbConnection connection = await Index.OpenWriter(default);
        await new SearchIndexer(Dialect.Sqlite, MarketTables.Cards).RefreshAll(connection, null, default);
    }

    /// <summary>Changes or takes away rows.</summary>
    public async Task Change(string statement)
    {
        await using DbConnection connection = await Index.OpenWriter(default);
        await Run(connection, statement, []);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Index.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public static async Task<JsonElement> Json(HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>The problem's code, after checking its form.</summary>
    public static async Task<string> Code(HttpResponseMessage response, HttpStatusCode expected)
    {
        JsonElement problem = await Json(response, expected);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        string code = problem.GetProperty("code").GetString()!;
        Assert.Equal("/problems/" + code, problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        return code;
    }

    private static string Usual(string method, JsonElement parameters, ChainProfile chain) => method switch
    {
        "eth_chainId" => $$"""{"result":"0x{{chain.ChainId:x}}"}""",
        "eth_getCode" when ContractSet.Of(chain).All.Any(contract => contract.Address == Address.Parse(parameters[0].GetString()!)) => """{"result":"0x60"}""",
        "eth_getCode" => """{"result":"0x"}""",
        "eth_getBlockByNumber" => "{\"result\":" + FakeChain.Block(9, []) + "}",
        "eth_gasPrice" => """{"result":"0x3b9aca00"}""",
        "eth_estimateGas" => """{"result":"0x186a0"}""",
        "eth_getBalance" => """{"result":"0xde0b6b3a7640000"}""",
        "eth_blockNumber" => """{"result":"0x9"}""",
        "eth_getTransactionReceipt" or "eth_getTransactionByHash" => """{"result":null}""",
        "eth_getTransactionCount" => """{"result":"0x5"}""",
        _ => """{"error":{"code":-32601,"message":"unknown method"}}""",
    };

    private static object ValueOf(Column column, (string Column, object Value)[] cells)
    {
        object? value = cells.FirstOrDefault(cell => cell.Column == column.Name).Value ?? column.Default;
        return value switch
        {
            null => DBNull.Value,
            UInt256 amount => Amounts.ToText(amount),
            byte[] { Length: 0 } when column.Name is "owner" or "registrant" or "arbitrator" or "licensee" or "payer" or "currency" or "issuer" => new byte[20],
            byte[] { Length: 0 } when column.Name is not "parents" => new byte[32],
            _ => value,
        };
    }

    private static async Task Run(DbConnection connection, string statement, IEnumerable<(string Name, object Value)> values)
    {
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // a test's own statements
        command.CommandText = statement;
#pragma warning restore CA2100
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class FakeClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 17, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Pass(TimeSpan time) => _now += time;
}
