using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Titles;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Reading: conditional requests, pages that hold still, and input that means harm.</summary>
public sealed class AssetApiTests
{
    [Fact]
    public async Task An_asset_is_found_by_its_id_and_by_a_versions_fingerprint()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7, "Ünïcode <b>");
        await site.Put(TitleTables.Versions, ("fingerprint", Samples.Id(70).ToArray()), ("title_id", Samples.Id(7).ToArray()), ("number", 2L), ("epoch", 1L), ("note", "better"));
        using HttpClient client = site.Client();
        JsonElement asset = await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(7)}"));
        Assert.Equal(("Ünïcode <b>", "model", true), (asset.GetProperty("name").GetString(), asset.GetProperty("kind").GetString(), asset.GetProperty("pending").GetBoolean()));
        Assert.Equal(Samples.Id(7).ToString(), (await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(70)}"))).GetProperty("id").GetString());
        Assert.Equal("better", (await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(7)}/versions")))[0].GetProperty("note").GetString());
        await site.Put(IndexTables.State, ("name", "final_block"), ("value", "5"));
        Assert.False((await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(7)}"))).GetProperty("pending").GetBoolean());
    }

    [Fact]
    public async Task Who_has_the_answer_gets_no_second_copy_until_it_changes()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        using HttpClient client = site.Client();
        string path = $"/api/v1/assets/{Samples.Id(7)}";
        EntityTagHeaderValue tag = (await client.GetAsync(path)).Headers.ETag!;
        HttpResponseMessage again = await Conditional(client, path, tag.ToString());
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.StatusCode, (await again.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal(HttpStatusCode.NotModified, (await Conditional(client, path, $"\"other\", W/{tag}")).StatusCode);
        await site.PutAsset(8);
        Assert.Equal(HttpStatusCode.NotModified, (await Conditional(client, path, tag.ToString())).StatusCode);
        await site.PutAsset(7, "Renamed");
        HttpResponseMessage changed = await Conditional(client, path, tag.ToString());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag);
    }

    [Fact]
    public async Task A_search_finds_by_words_with_counts_by_facet()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7, "blue whale");
        await site.PutAsset(8, "blue bird");
        await site.Reindex();
        using HttpClient client = site.Client();
        JsonElement near = await ApiSite.Json(await client.GetAsync("/api/v1/assets?query=whalee"));
        Assert.Equal((1, "whale"), (near.GetProperty("total").GetInt32(), near.GetProperty("corrections")[0].GetProperty("used").GetString()));
        Assert.Equal(0, (await ApiSite.Json(await client.GetAsync("/api/v1/assets?query=whale&final=false"))).GetProperty("total").GetInt32());
        JsonElement blue = await ApiSite.Json(await client.GetAsync("/api/v1/assets?query=blue&limit=1"));
        Assert.Equal((2, 1, 2), (blue.GetProperty("total").GetInt32(), blue.GetProperty("items").GetArrayLength(), blue.GetProperty("facets").GetProperty("kind")[0].GetProperty("count").GetInt32()));
        JsonElement next = await ApiSite.Json(await client.GetAsync($"/api/v1/assets?query=blue&limit=1&cursor={blue.GetProperty("next").GetString()}"));
        Assert.NotEqual(blue.GetProperty("items")[0].GetProperty("id").GetString(), next.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal(Samples.Id(7).ToString(), Assert.Single((await ApiSite.Json(await client.GetAsync("/api/v1/assets?query=whale"))).GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        foreach (string wrong in (string[])["territory=XX1", "payment=later", "sort=best", "query=x&limit=101", $"query=x&owner={Samples.Bob}", $"query={new string('x', 201)}"])
            Assert.Equal("malformed-request", await ApiSite.Code(await client.GetAsync($"/api/v1/assets?{wrong}"), HttpStatusCode.BadRequest));
        Assert.Equal("malformed-cursor", await ApiSite.Code(await client.GetAsync("/api/v1/assets?query=x&cursor=AAAA"), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Pages_show_every_row_once_while_others_are_added()
    {
        await using ApiSite site = await ApiSite.Open();
        for (ulong id = 1; id <= 25; id++) await site.PutAsset(id, registered: 1_700_000_000 + (long)id / 3);
        using HttpClient client = site.Client();
        List<string> seen = [];
        string? cursor = null;
        ulong newer = 100;
        do
        {
            JsonElement page = await ApiSite.Json(await client.GetAsync($"/api/v1/assets?limit=4{(cursor is null ? "" : "&cursor=" + cursor)}"));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next").GetString();
            await site.PutAsset(newer++, registered: 1_800_000_000);
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(1, 25).Select(id => Samples.Id((ulong)id).ToString()).Order(), seen.Order());
    }

    [Theory]
    [InlineData("/api/v1/assets/0x12", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/assets/' OR 1=1 --", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/assets?owner=0x1' UNION SELECT * FROM terms --", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/assets?kind=model'; DROP TABLE titles; --", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/assets?kind=unknown", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/assets?limit=0", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/assets?limit=201", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/assets?limit=many", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/assets?cursor=AAAA", HttpStatusCode.BadRequest, "malformed-cursor")]
    [InlineData("/api/v1/assets?cursor='%20OR%201=1", HttpStatusCode.BadRequest, "malformed-cursor")]
    [InlineData("/api/v1/activity?cursor=%00", HttpStatusCode.BadRequest, "malformed-cursor")]
    [InlineData("/api/v1/accounts/0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266/licenses", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/assets/..%2f..%2fetc%2fpasswd", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/terms/..%5c..%5cindex.db", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/api/v1/../../server.db", HttpStatusCode.NotFound, null)]
    [InlineData("/api/v1/nothing", HttpStatusCode.NotFound, "not-found")]
    public async Task What_is_malformed_or_means_harm_is_refused_by_name(string path, HttpStatusCode status, string? code)
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        using HttpClient client = site.Client();
        HttpResponseMessage response = await client.GetAsync(path);
        if (code is null) Assert.Equal(status, response.StatusCode);
        else Assert.Equal(code, await ApiSite.Code(response, status));
        Assert.Equal(1, (await ApiSite.Json(await client.GetAsync("/api/v1/stats"))).GetProperty("titles").GetInt32());
    }

    [Fact]
    public async Task A_kind_of_activity_is_a_value_never_a_part_of_the_query()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        JsonElement page = await ApiSite.Json(await client.GetAsync("/api/v1/activity?kind=" + Uri.EscapeDataString("x' OR '1'='1")));
        Assert.Equal(0, page.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task What_nobody_registered_has_the_contracts_word_for_it()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        foreach (string part in new[] { "", "/versions", "/lineage", "/holders", "/offers", "/licenses", "/income", "/credits", "/activity" })
            Assert.Equal("titles-unregistered", await ApiSite.Code(await client.GetAsync($"/api/v1/assets/{Samples.Id(1)}{part}"), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_lineage_goes_both_ways_to_the_depth_asked_for()
    {
        await using ApiSite site = await ApiSite.Open();
        for (ulong id = 1; id <= 5; id++) await site.PutAsset(id);
        for (ulong id = 2; id <= 5; id++) await site.Put(TitleTables.Lineage, ("child_id", Samples.Id(id).ToArray()), ("parent_id", Samples.Id(id - 1).ToArray()), ("royalty", 100L * (long)id));
        using HttpClient client = site.Client();
        JsonElement near = await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(3)}/lineage?depth=1"));
        Assert.Equal([0, -1, 1], near.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("distance").GetInt32()));
        Assert.True(near.GetProperty("truncated").GetBoolean());
        JsonElement all = await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(3)}/lineage"));
        Assert.Equal((5, 4, false), (all.GetProperty("nodes").GetArrayLength(), all.GetProperty("edges").GetArrayLength(), all.GetProperty("truncated").GetBoolean()));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("  @SUM(A1)", "'  @SUM(A1)")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=\"x\"", "\"'=\"\"x\"\"\"")]
    [InlineData("plain - text", "plain - text")]
    public void No_cell_of_an_export_is_a_formula(string name, string cell) => Assert.Equal(cell, CsvCell.Of(name));

    [Fact]
    public async Task An_export_bears_strangers_names_harmlessly()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7, "=HYPERLINK(\"http://evil\")");
        await site.Put(RoyaltyTables.Credits, ("block", 5L), ("log_index", 1L), ("title_id", Samples.Id(7).ToArray()), ("source_id", Samples.Id(7).ToArray()), ("amount", (ModelDeed.Ethereum.UInt256)49), ("time", 1_700_000_000L));
        using HttpClient client = site.Client();
        HttpResponseMessage response = await client.GetAsync($"/api/v1/assets/{Samples.Id(7)}/income.csv");
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains(",\"'=HYPERLINK(\"\"http://evil\"\")\",", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> Conditional(HttpClient client, string path, string tags)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", tags);
        return await client.SendAsync(request);
    }
}
