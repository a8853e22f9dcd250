using System.Net;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Shares;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Answers as such: accounts at a glance, refusals in the reader's language, and conditional requests that cost little.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task An_account_is_summed_up_over_titles_and_currencies()
    {
        await using ApiSite site = await ApiSite.Open();
        Address token = Address.Parse("0x00000000000000000000000000000000000000a1");
        await site.PutAsset(7);
        await site.PutAsset(8);
        await site.PutLicense(1, 9, Samples.Key.Address, 0, 10);
        await site.Put(ShareTables.Holdings, ("share", token.ToArray()), ("account", Samples.Key.Address.ToArray()), ("shares", (UInt256)5));
        await site.Put(ShareTables.Holdings, ("share", Samples.Bob.ToArray()), ("account", Samples.Key.Address.ToArray()), ("shares", UInt256.Zero));
        foreach ((ulong title, Address currency, ulong balance) in ((ulong, Address, ulong)[])[(7, Address.Zero, 3), (8, Address.Zero, 4), (8, token, 50)])
            await site.Put(RoyaltyTables.Balances, ("title_id", Samples.Id(title).ToArray()), ("payee", Samples.Key.Address.ToArray()), ("currency", currency.ToArray()), ("balance", (UInt256)balance), ("credited", (UInt256)(balance * 2)));
        using HttpClient client = site.Client();
        JsonElement account = await ApiSite.Json(await client.GetAsync($"/api/v1/accounts/{Samples.Key.Address}"));
        Assert.Equal((2, 1, 1), (account.GetProperty("assets").GetInt32(), account.GetProperty("licenses").GetInt32(), account.GetProperty("divisions").GetInt32()));
        Assert.Equal([(Address.Zero.ToString(), "7", "14"), (token.ToString(), "50", "100")],
            account.GetProperty("income").EnumerateArray().Select(line => (line.GetProperty("currency").GetString()!, line.GetProperty("balance").GetString()!, line.GetProperty("credited").GetString()!)));
        JsonElement nobody = await ApiSite.Json(await client.GetAsync($"/api/v1/accounts/{Samples.Bob}"));
        Assert.Equal((0, 0), (nobody.GetProperty("assets").GetInt32(), nobody.GetProperty("income").GetArrayLength()));
    }

    [Theory]
    [InlineData("de-AT, en;q=0.5", "Der Fingerabdruck gehört in diesem Netz zu keinem Titel.")]
    [InlineData("fr, en", "The fingerprint belongs to no title on this chain.")]
    [InlineData(null, "The fingerprint belongs to no title on this chain.")]
    public async Task A_refusal_is_titled_in_the_language_asked_for(string? accepted, string title)
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/v1/assets/{Samples.Id(7)}");
        if (accepted is not null) request.Headers.Add("Accept-Language", accepted);
        JsonElement problem = await ApiSite.Json(await client.SendAsync(request), HttpStatusCode.NotFound);
        Assert.Equal((title, "titles-unregistered"), (problem.GetProperty("title").GetString(), problem.GetProperty("code").GetString()));
    }

    [Fact]
    public void Every_problem_with_words_has_German_ones()
    {
        Assert.Equal([], Problem.All.Where(problem => GermanProblems.Of(problem.Key) is null && !problem.Value.StartsWith("The contract refused with ", StringComparison.Ordinal)).Select(problem => problem.Key));
        Assert.All(Problem.All.Keys.Select(GermanProblems.Of).OfType<string>(), words => Assert.EndsWith(".", words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_asks_again_at_the_same_block_costs_no_query_for_the_answer()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        await At(site, 5);
        using HttpClient client = site.Client();
        string path = $"/api/v1/assets/{Samples.Id(7)}", tag = (await client.GetAsync(path)).Headers.ETag!.ToString();
        // A row changes without a block, as no index's does: that the old tag still holds shows that the row wasn't read.
        await site.PutAsset(7, "Renamed");
        Assert.Equal(HttpStatusCode.NotModified, (await Conditional(client, path, tag)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Conditional(client, path, "\"other\"")).StatusCode);
        await site.PutAsset(7);
        await At(site, 6);
        HttpResponseMessage same = await Conditional(client, path, tag);
        Assert.Equal((HttpStatusCode.NotModified, tag), (same.StatusCode, same.Headers.ETag!.ToString()));
        await site.PutAsset(7, "Renamed");
        await At(site, 7);
        Assert.Equal(HttpStatusCode.OK, (await Conditional(client, path, tag)).StatusCode);
    }

    private static async Task At(ApiSite site, long block)
    {
        await site.Put(IndexTables.State, ("name", "applied_block"), ("value", $"{block}"));
        await site.Put(IndexTables.State, ("name", "final_block"), ("value", "1"));
        await site.Put(IndexTables.State, ("name", "stored_hash"), ("value", Samples.Id((ulong)block).ToString()));
    }

    private static Task<HttpResponseMessage> Conditional(HttpClient client, string path, string tag)
    {
        HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return client.SendAsync(request);
    }
}
