using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ModelDeed.Primitives;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Metadata;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Ways round the guards, and ways to use the server up.</summary>
public sealed class AbuseTests
{
    [Theory]
    [InlineData("/API/v1/problems")]
    [InlineData("/Api/V1/Problems")]
    public async Task The_APIs_address_in_capitals_passes_no_guard_by(string path)
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:Burst"] = "3", ["Api:PerSecond"] = "1" });
        using HttpClient client = site.Client();
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => client.GetAsync(number % 2 == 0 ? path : "/api/v1/problems")));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        // One bucket for all ways to write it: what the bucket gives is given once.
        Assert.True(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK) < 60);
        Assert.All(answers.Where(answer => answer.StatusCode == HttpStatusCode.OK), answer => Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_have_a_bucket_of_their_own()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:Burst"] = "3", ["Api:PerSecond"] = "1" });
        using HttpClient client = site.Client();
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.GetAsync("/problems/too-large")));
        HttpResponseMessage refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("text/plain", refused.Content.Headers.ContentType!.MediaType);
        Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/problems")).StatusCode);
    }

    [Fact]
    public async Task Addresses_made_up_to_be_long_are_not_remembered()
    {
        await using ApiSite site = await ApiSite.Open();
        foreach (string fact in (string[])["applied_block", "final_block", "stored_hash"]) await site.Put(IndexTables.State, ("name", fact), ("value", "1"));
        using HttpClient client = site.Client();
        FreshMemory memory = site.Services.GetRequiredService<FreshMemory>();
        for (int i = 0; i < 20; i++) (await client.GetAsync($"/api/v1/stats?{i}={new string('x', 4_000)}")).EnsureSuccessStatusCode();
        Assert.Equal(0, memory.Count);
        (await client.GetAsync("/api/v1/stats")).EnsureSuccessStatusCode();
        Assert.Equal(1, memory.Count);
    }

    [Fact]
    public async Task Who_never_takes_his_answer_is_cut_off()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:HeadSeconds"] = "2", ["Api:LeastRate"] = "1000000" });
        byte[] large = new byte[8 << 20];
        Hash32 digest = new(System.Security.Cryptography.SHA256.HashData(large));
        await site.Services.GetRequiredService<DocumentStore>().Put(new MemoryStream(large), digest, default);
        using Socket slow = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await slow.ConnectAsync(site.Url.Host, site.Url.Port);
        await slow.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/documents/{digest} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        // Ends only when the server gives the connection up: a byte sent after that is answered by a reset.
        SocketException ended = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (true)
            {
                await slow.SendAsync(new byte[1]);
                await Task.Delay(50);
            }
        });
        Assert.Contains(ended.SocketErrorCode, (SocketError[])[SocketError.ConnectionReset, SocketError.Shutdown]);
    }

    [Theory]
    [InlineData("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n", 413)]
    [InlineData("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{", 413)]
    [InlineData("GET /api/v1/stats?LONG HTTP/1.1\r\nHost: localhost\r\n\r\n", 414)]
    [InlineData("GET /api/v1/stats HTTP/1.1\r\nHost: localhost\r\nX-Long: LONG\r\n\r\n", 431)]
    public async Task Too_much_is_refused_before_it_is_read(string request, int status)
    {
        await using ApiSite site = await ApiSite.Open();
        using TcpClient client = new();
        await client.ConnectAsync(site.Url.Host, site.Url.Port);
        string text = request.Replace("LONG", new string('a', 20_000), StringComparison.Ordinal);
        if (text.Contains("chunked", StringComparison.Ordinal)) text += $"{4 << 20:x}\r\n{{\"message\":\"{new string('a', 600_000)}";
        NetworkStream stream = client.GetStream();
        Task sent = stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();
        byte[] answer = new byte[12];
        await stream.ReadExactlyAsync(answer);
        Assert.Equal($"HTTP/1.1 {status}", Encoding.ASCII.GetString(answer));
        client.Dispose();
        await sent.ContinueWith(task => task.Exception, TaskScheduler.Default); // the rest is nobody's any more
    }

    [Fact]
    public async Task More_connections_than_the_server_holds_are_closed_and_it_lives_on()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:Connections"] = "10" });
        TcpClient[] many = [.. Enumerable.Range(0, 30).Select(_ => new TcpClient())];
        foreach (TcpClient one in many) await one.ConnectAsync(site.Url.Host, site.Url.Port);
        List<Task<int>> open = [.. many.Select(Read)];
        for (int closed = 0; closed < 20; closed++) open.Remove(await Task.WhenAny(open));
        Assert.All(open, task => Assert.False(task.IsCompleted));
        foreach (TcpClient one in many) one.Dispose();
        using HttpClient client = site.Client();
        while (true)
        {
            try
            {
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/problems")).StatusCode);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20); // the server hasn't noticed yet that they have gone
            }
        }

        static async Task<int> Read(TcpClient client)
        {
            try
            {
                return await client.GetStream().ReadAsync(new byte[1]);
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    [Fact]
    public async Task A_cookie_planted_before_the_sign_in_is_nobodys_session()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        string planted = $"{RequestGuards.SessionCookie}={new string('A', 43)}";
        browser.DefaultRequestHeaders.Add("Cookie", planted);
        string own = await SessionTests.SignIn(browser, Samples.Key);
        Assert.NotEqual(planted, own);
        browser.DefaultRequestHeaders.Remove("Cookie");
        Assert.Equal("not-signed-in", await ApiSite.Code(await SessionTests.Send(browser, HttpMethod.Get, "/api/v1/session", planted), HttpStatusCode.Unauthorized));
        await ApiSite.Json(await SessionTests.Send(browser, HttpMethod.Get, "/api/v1/session", own));
    }
}
