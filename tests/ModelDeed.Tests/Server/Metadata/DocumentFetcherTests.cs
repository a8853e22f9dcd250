using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;
using ModelDeed.Server.Metadata;

namespace ModelDeed.Tests.Server.Metadata;

/// <summary>A gateway on this machine that the operator trusts, and everything that a stranger could make it or a link say.</summary>
public sealed class DocumentFetcherTests : IAsyncLifetime
{
    private static readonly byte[] Document = Encoding.UTF8.GetBytes("{\"scheme\":\"modeldeed-1\"}");
    private static readonly Hash32 Digest = new(SHA256.HashData(Document));

    private readonly WebApplication _gateway;
    private readonly List<string> _resolved = [];

    public DocumentFetcherTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        _gateway = builder.Build();
        _gateway.MapGet($"/ipfs/{ContentId.Of(Digest)}", () => Results.Bytes(Document));
        _gateway.MapGet("/ipfs/endless", async (HttpResponse response, CancellationToken ct) =>
        {
            while (!ct.IsCancellationRequested) await response.Body.WriteAsync(new byte[65_536], ct);
        });
        _gateway.MapGet("/ipfs/large", () => Results.Bytes(new byte[20_000]));
        _gateway.MapGet("/ipfs/silent", (CancellationToken ct) => Task.Delay(Timeout.Infinite, ct));
        _gateway.MapGet("/ipfs/missing", () => Results.NotFound());
        foreach ((string name, string target) in Targets) _gateway.MapGet($"/ipfs/to{name}", (HttpResponse response) => { response.StatusCode = 302; response.Headers.Location = target; });
    }

    private static (string Name, string Target)[] Targets =>
    [
        ("http", "http://127.0.0.1/"), ("https", "https://127.0.0.1/"), ("metadata", "https://169.254.169.254/latest/meta-data/"), ("mapped", "https://[::ffff:127.0.0.1]/"), ("six", "https://[::1]/"),
        ("decimal", "https://2130706433/"), ("name", "https://private.example/"), ("mixed", "https://mixed.example/"), ("file", "file:///etc/passwd"), ("gopher", "gopher://127.0.0.1:70/"), ("port", "https://public.example:8443/"),
        ("user", "https://user:password@public.example/"),
    ];

    public static TheoryData<string> Redirects => [.. Targets.Select(target => target.Name)];

    public Task InitializeAsync() => _gateway.StartAsync();

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task The_document_comes_through_a_trusted_gateway()
    {
        FetchOutcome outcome = await Fetch(ContentId.Uri(Digest));
        Assert.Equal(Document, Assert.IsType<FetchOutcome.Fetched>(outcome).Bytes);
    }

    [Fact]
    public async Task Another_document_is_not_taken_for_it() =>
        Assert.Equal(Digest, Assert.IsType<FetchOutcome.WrongDigest>(await Fetch(ContentId.Uri(Digest), Hash32.Zero)).Actual);

    [Theory]
    [InlineData("endless")]
    [InlineData("large")]
    public async Task More_than_the_limit_is_not_read(string name) => Assert.Equal(10_000, Assert.IsType<FetchOutcome.TooLarge>(await Fetch($"ipfs://{name}")).Limit);

    [Theory]
    [InlineData("silent")]
    [InlineData("missing")]
    public async Task No_answer_is_a_failure(string name) => Assert.IsType<FetchOutcome.Failed>(await Fetch($"ipfs://{name}"));

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task A_trusted_gateway_cannot_lead_us_inside(string name) => Assert.IsType<FetchOutcome.Refused>(await Fetch($"ipfs://to{name}"));

    [Theory]
    [InlineData("http://public.example/")]
    [InlineData("https://private.example/")]
    [InlineData("https://mixed.example/")]
    [InlineData("https://mapped.example/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://public.example/")]
    [InlineData("/etc/passwd")]
    [InlineData("ipfs://../../admin")]
    [InlineData("ipfs://")]
    [InlineData("")]
    public async Task A_strangers_link_is_refused(string link) => Assert.IsType<FetchOutcome.Refused>(await Fetch(link));

    [Fact]
    public async Task A_name_is_resolved_once_so_that_it_cannot_change_its_mind()
    {
        await Fetch("https://private.example/");
        Assert.Equal(["private.example"], _resolved);
    }

    [Fact]
    public async Task Without_a_gateway_nothing_is_asked()
    {
        using DocumentFetcher fetcher = new(new FetchOptions(), TimeProvider.System, Resolve, certificate: null);
        Assert.IsType<FetchOutcome.Failed>(await fetcher.Fetch(ContentId.Uri(Digest), Digest, CancellationToken.None));
        Assert.Empty(_resolved);
    }

    private async Task<FetchOutcome> Fetch(string link, Hash32? digest = null)
    {
        FetchOptions options = new() { Gateways = [$"{_gateway.Urls.Single()}/ipfs/"], MostBytes = 10_000, Seconds = 1 };
        using DocumentFetcher fetcher = new(options, TimeProvider.System, Resolve, certificate: null);
        return await fetcher.Fetch(link, digest ?? Digest, CancellationToken.None);
    }

    private Task<IPAddress[]> Resolve(string host, CancellationToken ct)
    {
        _resolved.Add(host);
        return Task.FromResult<IPAddress[]>(host switch
        {
            "private.example" => [IPAddress.Parse("10.0.0.1")],
            "mixed.example" => [IPAddress.Parse("1.1.1.1"), IPAddress.Loopback],
            "mapped.example" => [IPAddress.Parse("::ffff:169.254.169.254")],
            _ => throw new InvalidOperationException($"{host} must not be looked up."),
        });
    }
}
