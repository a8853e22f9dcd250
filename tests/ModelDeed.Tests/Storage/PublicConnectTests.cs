using System.Net;
using System.Net.Sockets;
using ModelDeed.Sealing;
using ModelDeed.Storage;

namespace ModelDeed.Tests.Storage;

/// <summary>Names that strangers chose don't lead into the caller's own network; the names are resolved by the test.</summary>
public sealed class PublicConnectTests : IDisposable
{
    private static readonly RemoteLimits Once = new() { Attempts = 1 };

    private readonly TcpListener _inside = new(IPAddress.Loopback, 0);

    public PublicConnectTests() => _inside.Start();

    public void Dispose() => _inside.Dispose();

    private int Port => ((IPEndPoint)_inside.LocalEndpoint).Port;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("fd00::1")]
    public async Task A_gateways_name_that_leads_inside_is_refused(string address)
    {
        using var store = new GatewayStore($"http://gateway.example:{Port}", Once, Leading("8.8.8.8", address));
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => store.Get(Block.Of(BlockCodec.Raw, new byte[1]).Cid, default));
        Assert.Contains("isn't a public address", refused.Message, StringComparison.Ordinal);
        Assert.False(_inside.Pending());
    }

    [Fact]
    public async Task A_custodians_name_that_leads_inside_is_refused_on_the_embedded_chain_too()
    {
        foreach (bool allowLocal in new[] { false, true })
        {
            using HttpClient http = ShareCollector.NewClient(allowLocal, Leading("127.0.0.1"));
            HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://custodian.example:{Port}/")));
            Assert.Contains("isn't a public address", refused.ToString(), StringComparison.Ordinal);
        }
        using HttpClient strict = ShareCollector.NewClient(allowLocal: false);
        await Assert.ThrowsAsync<HttpRequestException>(() => strict.GetAsync(new Uri($"http://127.0.0.1:{Port}/")));
        Assert.False(_inside.Pending());
    }

    [Fact]
    public async Task An_address_that_the_user_wrote_is_connected_to_and_one_that_he_allowed()
    {
        foreach ((string host, RemoteLimits limits, Func<SocketsHttpHandler, SocketsHttpHandler> guarded) in new (string, RemoteLimits, Func<SocketsHttpHandler, SocketsHttpHandler>)[]
        {
            ("127.0.0.1", Once, handler => Leading("8.8.8.8").Guard(handler, PublicConnect.IsExplicit)),
            ("own.example", Once, handler => Leading("127.0.0.1").Guard(handler, host => host == "own.example")),
        })
        {
            using var http = new HttpClient(guarded(RemoteHttp.NewHandler(limits)));
            Task<HttpResponseMessage> asking = http.GetAsync(new Uri($"http://{host}:{Port}/"));
            using (TcpClient came = await _inside.AcceptTcpClientAsync()) await came.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
            using HttpResponseMessage answer = await asking;
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("localhost", true)]
    [InlineData("localhost.example", false)]
    [InlineData("gateway.example", false)]
    public void Explicit_is_what_is_written_as_an_address(string host, bool isExplicit) => Assert.Equal(isExplicit, PublicConnect.IsExplicit(host));

    private static PublicConnect Leading(params string[] addresses) => new((_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()));
}
