using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ModelDeed.Tests.Server.Api;

/// <summary>What every request passes: limits, origins, strict documents.</summary>
public sealed class GuardTests
{
    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:Burst"] = "3", ["Api:PerSecond"] = "1" });
        using HttpClient client = site.Client();
        // However slow the machine is: a bucket of three can't let a hundred at once through, at one a second.
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.GetAsync("/api/v1/problems")));
        HttpResponseMessage refused = Assert.Single(answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).Take(1));
        Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("too-many-requests", await ApiSite.Code(refused, HttpStatusCode.TooManyRequests));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    public async Task A_forged_address_gets_no_bucket_of_its_own(string header)
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:Burst"] = "3", ["Api:PerSecond"] = "1" });
        using HttpClient client = site.Client();
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/problems");
            request.Headers.TryAddWithoutValidation(header, $"{(header == "Forwarded" ? "for=" : "")}198.51.100.{number}");
            return await client.SendAsync(request);
        }));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public void Of_IPv6_a_subscribers_whole_network_shares_a_bucket()
    {
        Assert.Equal(Client("2001:db8:1:2::1"), Client("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(Client("2001:db8:1:2::1"), Client("2001:db8:1:3::1"));
        Assert.Equal(Client("192.0.2.1"), Client("::ffff:192.0.2.1"));
        Assert.NotEqual(Client("192.0.2.1"), Client("192.0.2.2"));

        static string Client(string address) => ModelDeed.Server.Api.RateLimit.Client(IPAddress.Parse(address));
    }

    [Fact]
    public async Task Other_sites_pages_read_only_what_the_configuration_lets_them()
    {
        await using ApiSite closed = await ApiSite.Open();
        using HttpClient stranger = closed.Client("https://tools.example");
        Assert.False((await stranger.GetAsync("/api/v1/stats")).Headers.Contains("Access-Control-Allow-Origin"));
        await using ApiSite open = await ApiSite.Open(new() { ["Api:AllowedOrigins:0"] = "https://tools.example" });
        using HttpClient friend = open.Client("https://tools.example"), other = open.Client("https://tools.example.elsewhere");
        HttpResponseMessage answer = await friend.GetAsync("/api/v1/stats");
        Assert.Equal("https://tools.example", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.False((await other.GetAsync("/api/v1/stats")).Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task An_oversized_body_is_refused()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:MostBody"] = "2048" });
        using HttpClient client = site.Client();
        using StringContent body = new($$"""{"message":"{{new string('a', 4_000)}}","signature":"0x"}""", Encoding.UTF8, "application/json");
        Assert.Equal("too-large", await ApiSite.Code(await client.PostAsync("/api/v1/session", body), HttpStatusCode.RequestEntityTooLarge));
    }

    [Theory]
    [InlineData("""{"account":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","account":"0x0000000000000000000000000000000000000b0b"}""")]
    [InlineData("""{"account":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","admin":true}""")]
    [InlineData("""{"Account":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"}""")]
    [InlineData("""{"account":"0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266"}""")]
    [InlineData("""{"account":7}""")]
    [InlineData("""{"account":null}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""{"account":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"} {}""")]
    [InlineData("")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public async Task A_document_says_everything_once_and_nothing_unknown(string text)
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        using StringContent body = new(text, Encoding.UTF8, "application/json");
        Assert.Equal("malformed-request", await ApiSite.Code(await client.PostAsync("/api/v1/session/challenge", body), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Other_types_and_methods_are_refused()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        using StringContent form = new("account=0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.Equal("unsupported-media-type", await ApiSite.Code(await client.PostAsync("/api/v1/session/challenge", form), HttpStatusCode.UnsupportedMediaType));
        Assert.Equal("method-not-allowed", await ApiSite.Code(await client.DeleteAsync("/api/v1/assets"), HttpStatusCode.MethodNotAllowed));
    }

    [Theory]
    [InlineData("GET /api/v1/stats HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    [InlineData("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")]
    public async Task Who_never_finishes_a_request_is_cut_off(string start)
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:HeadSeconds"] = "2" });
        using TcpClient slow = new();
        await slow.ConnectAsync(site.Url.Host, site.Url.Port);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(start));
        // Ends only when the server closes: without its limits this would wait for ever.
        using MemoryStream said = new();
        await slow.GetStream().CopyToAsync(said);
        Assert.DoesNotContain("200 OK", Encoding.ASCII.GetString(said.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_say_that_they_are_nothing_else_and_nobodys_frame()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        HttpResponseMessage answer = await client.GetAsync("/api/v1/stats");
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("Api:Origin", "deeds.example")]
    [InlineData("Api:Origin", "https://deeds.example/path")]
    [InlineData("Api:AllowedOrigins:0", "tools.example")]
    [InlineData("Api:Proxies:0", "proxy")]
    [InlineData("Api:Burst", "0")]
    public async Task A_wrong_setting_is_named_at_the_start(string name, string value)
    {
        Exception wrong = await Assert.ThrowsAnyAsync<Exception>(() => ApiSite.Open(new() { [name] = value }));
        Assert.Contains(name.Split(':')[1], wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_ours_tells_nothing_of_our_insides()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.Change("DROP TABLE titles");
        using HttpClient client = site.Client();
        HttpResponseMessage response = await client.GetAsync("/api/v1/assets");
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal("internal", await ApiSite.Code(response, HttpStatusCode.InternalServerError));
        Assert.DoesNotContain("titles", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("SQLite", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Every_problem_can_be_looked_up()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        JsonElement all = await ApiSite.Json(await client.GetAsync("/api/v1/problems"));
        Assert.True(all.TryGetProperty("licensing-too-dear", out _));
        Assert.Contains("price", await client.GetStringAsync("/problems/licensing-too-dear"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/problems/none")).StatusCode);
    }
}
