using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ModelDeed.Licensing;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Offers, quotes, checks and texts.</summary>
public sealed class LicensingApiTests
{
    [Fact]
    public async Task A_quote_is_exact_and_names_what_it_is_made_of()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        await site.PutOffer(7);
        JsonElement quote = await ApiSite.Json(await Quote(site, periods: 3));
        Assert.Equal(("49", 3, "147"), (quote.GetProperty("pricePerPeriod").GetString(), quote.GetProperty("periods").GetInt32(), quote.GetProperty("price").GetString()));
        Assert.Equal(site.Clock.GetUtcNow().ToUnixTimeSeconds() + 3 * 86_400, quote.GetProperty("expires").GetInt64());
        Assert.Equal(0, quote.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public async Task A_quote_is_refused_under_the_contracts_name_for_the_reason()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        Assert.Equal("offers-no-offer", await ApiSite.Code(await Quote(site), HttpStatusCode.UnprocessableEntity));
        await site.PutOffer(7);
        Assert.Equal("licensing-bad-periods", await ApiSite.Code(await Quote(site, periods: 0), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("licensing-beyond-terms", await ApiSite.Code(await Quote(site, territory: "US"), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("malformed-request", await ApiSite.Code(await Quote(site, territory: "Atlantis"), HttpStatusCode.BadRequest));
        await site.PutOffer(7, state: 2);
        Assert.Equal("offers-not-open", await ApiSite.Code(await Quote(site), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_provisional_title_is_warned_of()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7, registered: site.Clock.GetUtcNow().ToUnixTimeSeconds());
        await site.PutOffer(7);
        Assert.Contains("provisional", (await ApiSite.Json(await Quote(site))).GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terms_come_with_the_text_that_their_digest_names()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        await site.PutOffer(7);
        using HttpClient client = site.Client();
        JsonElement terms = await ApiSite.Json(await client.GetAsync($"/api/v1/terms/{Samples.Terms.TermsId()}"));
        Assert.True(terms.GetProperty("legalTextHolds").GetBoolean());
        HttpResponseMessage text = await client.GetAsync($"/api/v1/terms/{Samples.Terms.TermsId()}/text");
        Assert.Equal("text/markdown", text.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Samples.Terms.LegalText.ToArray(), System.Security.Cryptography.SHA256.HashData(await text.Content.ReadAsByteArrayAsync()));
        await site.Change("UPDATE terms SET legal_text = zeroblob(32)");
        Assert.Equal("legal-text-not-generated", await ApiSite.Code(await client.GetAsync($"/api/v1/terms/{Samples.Terms.TermsId()}/text"), HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("DE", "research", "personal", true, null)]
    [InlineData("FR", "research", "personal", false, "territories")]
    [InlineData("DE", "medical", "personal", false, "fields")]
    [InlineData("DE", "research", "biometric", false, "data-types")]
    public async Task A_check_says_which_license_covers_a_use_or_why_none_does(string territory, string field, string data, bool licensed, string? reason)
    {
        await using ApiSite site = await ApiSite.Open();
        long now = site.Clock.GetUtcNow().ToUnixTimeSeconds();
        await site.PutAsset(7);
        await site.PutLicense(1, 7, Samples.Bob, now - 10, now + 10);
        JsonElement check = await Check(site, territory, field, data);
        Assert.Equal(licensed, check.GetProperty("licensed").GetBoolean());
        Assert.Equal(reason is null ? [] : [reason], check.GetProperty("reasons").EnumerateArray().Select(one => one.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_check_is_exact_to_the_second_and_knows_take_overs()
    {
        await using ApiSite site = await ApiSite.Open();
        long now = site.Clock.GetUtcNow().ToUnixTimeSeconds();
        await site.PutAsset(7);
        Assert.Equal("no-license", Reason(await Check(site)));
        await site.PutLicense(1, 7, Samples.Bob, now, now + 1);
        Assert.True((await Check(site)).GetProperty("licensed").GetBoolean());
        site.Clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("expired", Reason(await Check(site)));
        await site.Change("UPDATE titles SET epoch = 2");
        Assert.Equal("void", Reason(await Check(site)));
    }

    [Fact]
    public async Task Licenses_list_by_holder_and_page_by_page()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        for (ulong id = 1; id <= 5; id++) await site.PutLicense(id, 7, id == 3 ? Samples.Key.Address : Samples.Bob, 0, (long)Seconds.Perpetual, granted: (long)id);
        using HttpClient client = site.Client();
        JsonElement page = await ApiSite.Json(await client.GetAsync($"/api/v1/accounts/{Samples.Bob}/licenses?limit=3"));
        Assert.Equal([5, 4, 2], page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("granted").GetInt32()));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("items")[0].GetProperty("expires").ValueKind);
        JsonElement rest = await ApiSite.Json(await client.GetAsync($"/api/v1/accounts/{Samples.Bob}/licenses?limit=3&cursor={page.GetProperty("next").GetString()}"));
        Assert.Equal([1], rest.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("granted").GetInt32()));
    }

    private static async Task<HttpResponseMessage> Quote(ApiSite site, int periods = 1, string territory = "DE")
    {
        using HttpClient client = site.Client();
        return await client.PostAsJsonAsync("/api/v1/quotes", new
        {
            titleId = Samples.Id(7).ToString(),
            termsId = Samples.Terms.TermsId().ToString(),
            scope = new { territories = new[] { territory }, fields = new[] { "research" }, dataTypes = new[] { "personal" } },
            periods,
        });
    }

    private static async Task<JsonElement> Check(ApiSite site, string territory = "DE", string field = "research", string data = "personal")
    {
        using HttpClient client = site.Client();
        return await ApiSite.Json(await client.GetAsync($"/api/v1/licenses/check?asset={Samples.Id(7)}&account={Samples.Bob}&territory={territory}&field={field}&dataType={data}"));
    }

    private static string? Reason(JsonElement check) => check.GetProperty("reasons")[0].GetProperty("code").GetString();
}
