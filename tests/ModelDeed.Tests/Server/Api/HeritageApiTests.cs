using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Primitives;
using ModelDeed.Server.Api;
using ModelDeed.Server.Heritage;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Titles;
using ModelDeed.Tests.Heritage;

namespace ModelDeed.Tests.Server.Api;

/// <summary>The search for heritage among titles.</summary>
public sealed class HeritageApiTests
{
    [Fact]
    public async Task A_derived_models_ancestors_are_found_among_the_titles()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        Weights parent = Weights.Random(1);
        await Title(site, 7, "Parent", 1, parent.Print());
        await Title(site, 8, "Stranger", 2, Weights.Random(50).Print());
        JsonElement found = await Search(client, parent.Noisy(3, 0.5f).Print().Print);
        Assert.Equal(2, found.GetProperty("searched").GetInt32());
        JsonElement model = Assert.Single(found.GetProperty("models").EnumerateArray());
        Assert.Equal("Parent", model.GetProperty("name").GetString());
        Assert.Equal("derived", model.GetProperty("verdict").GetString());
        Assert.Equal(1, model.GetProperty("inheritedShare").GetDouble());
        Assert.Empty((await Search(client, Weights.Random(99).Print().Print)).GetProperty("models").EnumerateArray());
    }

    [Fact]
    public async Task An_assets_kin_are_shown_whatever_their_lineage_says()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        Weights parent = Weights.Random(1);
        await Title(site, 7, "Parent", 1, parent.Print());
        await Title(site, 8, "Child", 2, parent.Noisy(3, 0.2f).Print());
        JsonElement kin = await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(8)}/heritage"));
        Assert.Equal("Parent", Assert.Single(kin.GetProperty("models").EnumerateArray()).GetProperty("name").GetString());
        await site.Put(TitleTables.Titles, ("id", Samples.Id(9).ToArray()), ("name", "Bare"), ("current_manifest", Samples.Id(90).ToArray()));
        Assert.Equal("no-heritage-print", await ApiSite.Code(await client.GetAsync($"/api/v1/assets/{Samples.Id(9)}/heritage"), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task What_is_not_a_public_print_is_refused_with_words()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        Assert.Equal("not-a-heritage-print", await ApiSite.Code(await Post(client, [1, 2, 3]), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("too-large", await ApiSite.Code(await Post(client, new byte[HeritagePrint.MostBytes + 1]), HttpStatusCode.RequestEntityTooLarge));
        HeritagePrint secret = Weights.Random(1).Print(new SketchSeed(Samples.Id(3))).Print;
        Assert.Equal("heritage-not-public", await ApiSite.Code(await Post(client, secret.ToBytes()), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task What_many_strangers_hold_counts_less()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        // The embedding is a constant of the trade: ten owners have it, each with layers of his own.
        Weights first = Weights.Random(1);
        for (ulong i = 0; i < 10; i++)
        {
            Weights own = Weights.Random(100 + 10 * i);
            await Title(site, 10 + i, $"Model {i}", (int)i, new Weights([first.Tensors[0], .. own.Tensors.Skip(1)]).Print());
        }
        Weights suspect = new([first.Tensors[0], .. Weights.Random(900).Tensors.Skip(1)]);
        foreach (JsonElement model in (await Search(client, suspect.Print().Print)).GetProperty("models").EnumerateArray())
            Assert.InRange(model.GetProperty("inheritedShare").GetDouble(), 0, 0.06); // 0.32 of its parameters, a tenth of which counts
    }

    [Fact]
    public async Task No_more_searches_run_and_wait_than_the_server_allows()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:HeritageSearches"] = "1", ["Api:HeritageWaiting"] = "0" });
        using HttpClient client = site.Client();
        Weights parent = Weights.Random(1);
        await Title(site, 7, "Parent", 1, parent.Print());
        await Title(site, 8, "Child", 2, parent.Noisy(3, 0.2f).Print());
        await Search(client, parent.Print().Print);
        byte[] other = parent.Noisy(5, 0.3f).Print().Print.ToBytes();
        using (RateLimitLease turn = await site.Services.GetRequiredService<HeritageTurns>().Take(default))
        {
            using HttpResponseMessage refused = await Post(client, other);
            Assert.Equal("heritage-busy", await ApiSite.Code(refused, HttpStatusCode.ServiceUnavailable));
            Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
            Assert.Equal("heritage-busy", await ApiSite.Code(await client.GetAsync($"/api/v1/assets/{Samples.Id(8)}/heritage"), HttpStatusCode.ServiceUnavailable));
            // What was found a moment ago takes no turn: a posted print and an asset's are the same to the memory.
            Assert.Equal("Child", Assert.Single((await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(7)}/heritage"))).GetProperty("models").EnumerateArray()).GetProperty("name").GetString());
        }
        Assert.Equal(HttpStatusCode.OK, (await Post(client, other)).StatusCode);
    }

    [Fact]
    public async Task An_answer_is_kept_for_the_print_and_not_for_the_fingerprint_it_names()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        Weights parent = Weights.Random(1);
        await Title(site, 7, "Parent", 1, parent.Print());
        HeritagePrint child = parent.Noisy(3, 0.2f).Print().Print;
        Assert.Empty((await Search(client, Weights.Random(99).Print().Print with { Fingerprint = child.Fingerprint })).GetProperty("models").EnumerateArray());
        Assert.Single((await Search(client, child)).GetProperty("models").EnumerateArray());
    }

    [Fact]
    public async Task An_answer_is_found_anew_once_there_is_another_print()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        Weights parent = Weights.Random(1);
        HeritagePrint child = parent.Noisy(3, 0.2f).Print().Print;
        Assert.Empty((await Search(client, child)).GetProperty("models").EnumerateArray());
        await Title(site, 7, "Parent", 1, parent.Print());
        Assert.Single((await Search(client, child)).GetProperty("models").EnumerateArray());
    }

    [Fact]
    public async Task Owners_of_all_tensors_are_asked_for_at_once()
    {
        await using ApiSite site = await ApiSite.Open();
        Weights first = Weights.Random(1);
        // The embedding is three owners', one layer is one owner's who has it in two models.
        for (ulong i = 0; i < 3; i++)
            await Title(site, 10 + i, $"Model {i}", (int)i, new Weights([first.Tensors[0], i == 0 ? first.Tensors[1] : Weights.Random(200 + i).Tensors[1], Weights.Random(300 + i).Tensors[2]]).Print());
        await Title(site, 20, "Second", 0, new Weights([Weights.Random(400).Tensors[0], first.Tensors[1], Weights.Random(401).Tensors[2]]).Print());
        int asked = 0;
        AssetRecords assets = site.Services.GetRequiredService<AssetRecords>();
        System.Collections.Immutable.ImmutableArray<Kin> kins = await site.Services.GetRequiredService<HeritagePrints>().Related(first.Print().Print, (manifests, ct) =>
        {
            asked++;
            return assets.Owners(manifests, ct);
        }, default);
        Assert.Equal(1, asked);
        Assert.Equal(4, kins.Length);
        foreach (TensorMatch match in kins.SelectMany(kin => kin.Comparison.Matches))
            Assert.Equal(match.Suspect == 0 ? 1 / 3.0 : 1, match.Weight, 12);
    }

    [Theory]
    [InlineData("SELECT DISTINCT current_manifest, owner FROM titles WHERE dissolved_into IS NULL AND current_manifest IN (X'01', X'02')")]
    [InlineData("SELECT id, name, current_manifest FROM titles WHERE dissolved_into IS NULL AND current_manifest IN (X'01') ORDER BY registered, id")]
    public async Task Titles_are_found_by_their_manifests_without_reading_all(string query)
    {
        await using ApiSite site = await ApiSite.Open();
        List<string> plan = await site.Services.GetRequiredService<Database>().Rows("EXPLAIN QUERY PLAN " + query, [], row => row.Text("detail"), default);
        Assert.Contains(plan, step => step.Contains("titles_by_current_manifest", StringComparison.Ordinal));
    }

    private static async Task Title(ApiSite site, ulong id, string name, int owner, PrintedModel printed)
    {
        Manifest manifest = (printed.Result.Manifest with { Name = name }).With(printed.Print, []);
        Hash32 digest = new(SHA256.HashData(manifest.ToJson()));
        await site.Put(TitleTables.Titles, ("id", Samples.Id(id).ToArray()), ("name", name), ("owner", Enumerable.Repeat((byte)(owner + 1), 20).ToArray()), ("current_manifest", digest.ToArray()));
        await site.Services.GetRequiredService<HeritagePrints>().Add(digest, manifest.ToJson(), default);
    }

    private static async Task<JsonElement> Search(HttpClient client, HeritagePrint print) => await ApiSite.Json(await Post(client, print.ToBytes()));

    private static Task<HttpResponseMessage> Post(HttpClient client, byte[] print) => client.PostAsync("/api/v1/heritage", new ByteArrayContent(print));
}
