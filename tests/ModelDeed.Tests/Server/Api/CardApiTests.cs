using System.Net;
using System.Text;
using System.Text.Json;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Server.Market;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Cards by the API: what a stranger wrote, checked against the chain and harmless.</summary>
public sealed class CardApiTests
{
    [Fact]
    public async Task A_card_is_told_with_its_verdict_and_nothing_that_runs()
    {
        Card card = new() { Description = "Hears <b>words</b>", Tags = ["audio"], Task = "speech", Markdown = "# Hi\n<script>alert(1)</script><img src=\"https://evil.example/x.png\" onerror=\"alert(2)\">\n\n[x](javascript:alert(3))" };
        byte[] json = card.Write();
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        using HttpClient client = site.Client();
        string path = $"/api/v1/assets/{Samples.Id(7)}/card";
        Assert.Equal("no-card", await ApiSite.Code(await client.GetAsync(path), HttpStatusCode.NotFound));
        await Describe(site, card.Digest);
        JsonElement absent = await ApiSite.Json(await client.GetAsync(path));
        Assert.Equal(("not-here", JsonValueKind.Null, "https://x.example/card"), (absent.GetProperty("verdict").GetString(), absent.GetProperty("content").ValueKind, absent.GetProperty("uri").GetString()));
        Assert.Equal(HttpStatusCode.NoContent, (await client.PutAsync($"/api/v1/documents/{card.Digest}", new ByteArrayContent(json))).StatusCode);
        JsonElement told = await ApiSite.Json(await client.GetAsync(path));
        Assert.Equal(("matches", Encoding.UTF8.GetString(json)), (told.GetProperty("verdict").GetString(), told.GetProperty("raw").GetString()));
        JsonElement content = told.GetProperty("content");
        Assert.Equal((card.Markdown, "Hears <b>words</b>"), (content.GetProperty("markdown").GetString(), content.GetProperty("description").GetString()));
        string html = content.GetProperty("html").GetString()!;
        foreach (string evil in (string[])["<script", "<img", "onerror", "javascript:"]) Assert.DoesNotContain(evil, html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Hi</h", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_digest_names_but_no_card_is_said_to_be_none()
    {
        byte[] other = "{\"format\":\"something\"}"u8.ToArray();
        Hash32 digest = new(System.Security.Cryptography.SHA256.HashData(other));
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        await Describe(site, digest);
        using HttpClient client = site.Client();
        await client.PutAsync($"/api/v1/documents/{digest}", new ByteArrayContent(other));
        JsonElement told = await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(7)}/card"));
        Assert.Equal(("not-a-card", JsonValueKind.Null), (told.GetProperty("verdict").GetString(), told.GetProperty("content").ValueKind));
    }

    private static Task Describe(ApiSite site, Hash32 digest) =>
        site.Put(MarketTables.Cards, ("title_id", Samples.Id(7).ToArray()), ("digest", digest.ToArray()), ("uri", "https://x.example/card"), ("author", Samples.Bob.ToArray()));
}
