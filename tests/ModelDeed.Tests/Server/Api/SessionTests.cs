using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Sign-In with Ethereum over HTTP: what wrong implementations let pass is refused, each for its own reason.</summary>
public sealed class SessionTests
{
    private static readonly PrivateKey Other = PrivateKey.Parse("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");

    [Fact]
    public async Task Who_signs_the_message_has_a_session_until_it_ends()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        string cookie = await SignIn(browser, Samples.Key);
        Assert.Equal(Samples.Key.Address.ToString(), (await ApiSite.Json(await Get(browser, cookie))).GetProperty("account").GetString());
        site.Clock.Pass(TimeSpan.FromHours(12));
        Assert.Equal("not-signed-in", await ApiSite.Code(await Get(browser, cookie), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task The_cookie_is_out_of_scripts_and_other_sites_reach()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        (string message, string signature) = await Signed(browser, Samples.Key);
        HttpResponseMessage response = await browser.PostAsJsonAsync("/api/v1/session", new { message, signature });
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("deed-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Behind_a_proxy_with_TLS_the_cookie_is_the_hosts_own()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:Origin"] = "https://deeds.example", ["Api:Proxies:0"] = "127.0.0.1" });
        using HttpClient browser = site.Client("https://deeds.example");
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        (string message, string signature) = await Signed(browser, Samples.Key);
        Assert.StartsWith("deeds.example wants you", message, StringComparison.Ordinal);
        HttpResponseMessage response = await browser.PostAsJsonAsync("/api/v1/session", new { message, signature });
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-deed-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_for_a_copied_cookie_too()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        string cookie = await SignIn(browser, Samples.Key), elsewhere = await SignIn(browser, Samples.Key);
        Assert.Equal(HttpStatusCode.NoContent, (await Send(browser, HttpMethod.Delete, "/api/v1/session", cookie)).StatusCode);
        Assert.Equal("not-signed-in", await ApiSite.Code(await Get(browser, cookie), HttpStatusCode.Unauthorized));
        await ApiSite.Json(await Get(browser, elsewhere));
        Assert.Equal(HttpStatusCode.NoContent, (await Send(browser, HttpMethod.Delete, "/api/v1/session/all", elsewhere)).StatusCode);
        Assert.Equal("not-signed-in", await ApiSite.Code(await Get(browser, elsewhere), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Ending_all_sessions_ends_ones_own_only()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        string mine = await SignIn(browser, Samples.Key), others = await SignIn(browser, Other);
        await Send(browser, HttpMethod.Delete, "/api/v1/session/all", mine);
        Assert.Equal(Other.Address.ToString(), (await ApiSite.Json(await Get(browser, others))).GetProperty("account").GetString());
    }

    [Fact]
    public async Task A_message_signs_in_once()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        (string message, string signature) = await Signed(browser, Samples.Key);
        await ApiSite.Json(await browser.PostAsJsonAsync("/api/v1/session", new { message, signature }));
        Assert.Equal("sign-in-unknown-nonce", await Refused(browser, message, signature));
    }

    [Fact]
    public async Task Of_many_at_the_same_time_one_uses_the_nonce()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        (string message, string signature) = await Signed(browser, Samples.Key);
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.PostAsJsonAsync("/api/v1/session", new { message, signature })));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_signed_for_another_site_chain_nonce_or_account_is_refused()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        SignInMessage good = SignInReader.Read((await Signed(browser, Samples.Key)).Message);
        Assert.Equal("sign-in-wrong-domain", await Refused(browser, good with { Domain = "elsewhere.example" }));
        Assert.Equal("sign-in-wrong-uri", await Refused(browser, good with { Uri = "https://elsewhere.example" }));
        Assert.Equal("sign-in-wrong-chain", await Refused(browser, good with { ChainId = 1 }));
        Assert.Equal("sign-in-unknown-nonce", await Refused(browser, good with { Nonce = "0123456789abcdefABCDEF" }));
        Assert.Equal("sign-in-unknown-nonce", await Refused(browser, good with { Account = Other.Address }, Other));
        Assert.Equal("sign-in-issued-in-future", await Refused(browser, good with { IssuedAt = good.IssuedAt.AddMinutes(2) }));
        Assert.Equal("sign-in-not-yet-valid", await Refused(browser, good with { NotBefore = good.IssuedAt.AddMinutes(1) }));
        Assert.Equal("sign-in-bad-signature", await Refused(browser, good, Other));
        Assert.Equal("sign-in-malformed", await ApiSite.Code(await browser.PostAsJsonAsync("/api/v1/session", new { message = "hello", signature = "0x" }), HttpStatusCode.BadRequest));
        site.Clock.Pass(TimeSpan.FromMinutes(11));
        Assert.Equal("sign-in-too-old", await Refused(browser, good));
    }

    [Fact]
    public async Task A_failed_try_uses_the_nonce_up()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        (string message, string signature) = await Signed(browser, Samples.Key);
        Assert.Equal("sign-in-bad-signature", await Refused(browser, SignInReader.Read(message), Other));
        Assert.Equal("sign-in-unknown-nonce", await Refused(browser, message, signature));
    }

    [Theory]
    [InlineData("0x1626ba7e00000000000000000000000000000000000000000000000000000000", true)]
    [InlineData("0x1626ba7e", false)]
    [InlineData("0xffffffff00000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("0x1626ba7e00000000000000000000000000000000000000000000000000000001", false)]
    [InlineData("0x", false)]
    public async Task An_account_with_code_says_itself_who_signs_for_it(string answer, bool good)
    {
        await using ApiSite site = await ApiSite.Open(node: (method, _) => method switch
        {
            "eth_getCode" => """{"result":"0x6001"}""",
            "eth_call" => $$"""{"result":"{{answer}}"}""",
            _ => null,
        });
        using HttpClient browser = site.Client(site.Origin);
        (string message, string signature) = await Signed(browser, Samples.Key);
        HttpResponseMessage response = await browser.PostAsJsonAsync("/api/v1/session", new { message, signature });
        if (good) await ApiSite.Json(response);
        else Assert.Equal("sign-in-bad-signature", await ApiSite.Code(response, HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData(null)]
    public async Task Another_sites_page_changes_nothing_in_a_users_name(string? origin)
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin), attacker = site.Client(origin);
        string cookie = await SignIn(browser, Samples.Key);
        Assert.Equal("cross-site", await ApiSite.Code(await Send(attacker, HttpMethod.Delete, "/api/v1/session", cookie), HttpStatusCode.Forbidden));
        await ApiSite.Json(await Get(browser, cookie));
    }

    [Fact]
    public async Task Another_sites_page_signs_nobody_in()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:AllowedOrigins:0"] = "https://tools.example" });
        using HttpClient browser = site.Client(site.Origin), attacker = site.Client("https://tools.example");
        (string message, string signature) = await Signed(browser, Samples.Key);
        Assert.Equal("cross-site", await ApiSite.Code(await attacker.PostAsJsonAsync("/api/v1/session", new { message, signature }), HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_forged_host_gets_no_message_to_sign()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        client.DefaultRequestHeaders.Host = "deeds.elsewhere";
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "localhost");
        Assert.Equal("no-public-origin", await ApiSite.Code(await client.PostAsJsonAsync("/api/v1/session/challenge", new { account = Samples.Key.Address.ToString() }), HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task Tokens_and_nonces_are_no_part_of_the_index()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient browser = site.Client(site.Origin);
        await SignIn(browser, Samples.Key);
        Assert.Empty(await ModelDeed.Server.Api.Sql.Rows(site.Index, "SELECT name FROM sqlite_master WHERE name LIKE 'se%sions' OR name LIKE 'sign_in%'", [], row => row.Text("name"), default));
    }

    private static async Task<(string Message, string Signature)> Signed(HttpClient browser, PrivateKey key)
    {
        JsonElement challenge = await ApiSite.Json(await browser.PostAsJsonAsync("/api/v1/session/challenge", new { account = key.Address.ToString() }));
        string message = challenge.GetProperty("message").GetString()!;
        return (message, key.Sign(PersonalMessage.Digest(message)).ToString());
    }

    internal static async Task<string> SignIn(HttpClient browser, PrivateKey key)
    {
        (string message, string signature) = await Signed(browser, key);
        HttpResponseMessage response = await browser.PostAsJsonAsync("/api/v1/session", new { message, signature });
        await ApiSite.Json(response);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static Task<string> Refused(HttpClient browser, SignInMessage message, PrivateKey? key = null) =>
        Refused(browser, message.ToString(), (key ?? Samples.Key).Sign(PersonalMessage.Digest(message.ToString())).ToString());

    private static async Task<string> Refused(HttpClient browser, string message, string signature) =>
        await ApiSite.Code(await browser.PostAsJsonAsync("/api/v1/session", new { message, signature }), HttpStatusCode.Unauthorized);

    private static Task<HttpResponseMessage> Get(HttpClient browser, string cookie) => Send(browser, HttpMethod.Get, "/api/v1/session", cookie);

    internal static async Task<HttpResponseMessage> Send(HttpClient browser, HttpMethod method, string path, string cookie)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("Cookie", cookie);
        return await browser.SendAsync(request);
    }
}
