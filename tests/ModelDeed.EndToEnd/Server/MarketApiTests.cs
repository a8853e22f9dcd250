using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelDeed.EndToEnd.Cli;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;

namespace ModelDeed.EndToEnd.Server;

/// <summary>A title sold by the API alone, on a real chain: orders and auctions, each step prepared by the server and signed by a demo account.</summary>
public sealed class MarketApiTests : IncomeFixture, IDisposable
{
    private readonly ShiftedClock _clock = new();
    private JsonRpcClient? _client;
    private Database? _index;
    private Indexer? _indexer;
    private IndexStore? _store;
    private WebApplication? _server;
    private HttpClient? _http;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _index = Database.Sqlite(Path.Combine(Work, "index.db"));
        _client = new JsonRpcClient([new RpcEndpoint(Url)], new RpcOptions());
        IndexTarget target = new(_index, KnownChains.Embedded.ChainId, MarketProjections.Of(KnownChains.Embedded));
        _indexer = new Indexer(new EthereumNode(_client), target, new IndexerOptions { Finality = KnownChains.Embedded.Finality }, TimeProvider.System);
        _store = await IndexStore.Open(target, default);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton(_index).AddSingleton(ServerState.Beside(_index)).AddSingleton(KnownChains.Embedded).AddSingleton(new EthereumNode(_client)).AddApi(Work);
        _server = builder.Build();
        _server.UseApi();
        _server.MapApi();
        await _server.PrepareApi(default);
        await _server.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_server.Urls.First()) };
    }

    public override async Task DisposeAsync()
    {
        Dispose();
        if (_server is not null) await _server.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        if (_index is not null) await _index.DisposeAsync();
        await base.DisposeAsync();
    }

    public void Dispose()
    {
        _http?.Dispose();
        _client?.Dispose();
    }

    [Fact]
    public async Task A_signed_sale_is_posted_found_and_filled_once()
    {
        string title = await Title("Base", "demo-2", "--resale-royalty", "5%");
        await Refused("list", 422, "titles-provisional", new { from = Demo1, hash = await Posted(title) }, "fill");
        await Finalize();
        Forget();
        JsonElement found = Assert.Single((await Get($"orders?title={title}&open=true&side=sell")).GetProperty("items").EnumerateArray());
        Assert.Equal(("open", Demo2, "1"), (found.Text("state"), found.Text("maker"), found.Text("left")));
        string hash = found.Text("hash");
        Assert.Equal("modeldeed-order-1", (await Get($"orders/{hash}")).Text("document", "format"));
        await Refused("own", 422, "market-not-taker", new { from = Demo2, hash }, "fill");

        await SendAll("demo-1", await Prepared("fill", new { from = Demo1, hash }));
        Assert.Equal(Demo1, await Holder(title));
        Forget();
        Assert.Equal(("filled", "0"), ((await Get($"orders/{hash}")).Text("order", "state"), (await Get($"orders/{hash}")).Text("order", "left")));
        Assert.Empty((await Get($"orders?title={title}&open=true")).GetProperty("items").EnumerateArray());
        await Refused("again", 422, "market-nonce-used", new { from = Demo3, hash }, "fill");
        await SendAll("demo-3", await Prepared("collect", new { from = Demo3, titleId = title }));
        await SendAll("demo-2", await Prepared("withdraw", new { from = Demo2, titleId = title, currency = Address.Zero.ToString() }));
    }

    [Fact]
    public async Task An_offer_in_tokens_is_accepted()
    {
        string title = await Title("Base", "demo-2");
        await Finalize();
        JsonElement draft = await Prepared("offer", new { from = Demo1, titleId = title, price = "20000000", currency = Token });
        await SendAll("demo-1", draft.GetProperty("approvals"));
        string hash = (await Post("orders", Signed(draft, 0))).Text("hash");
        await Refused("wrong", 422, "order-wrong-side", new { from = Demo2, hash }, "fill");
        await SendAll("demo-2", await Prepared("accept", new { from = Demo2, hash }));
        Assert.Equal((Demo1, "1000020000000"), (await Holder(title), (await Cast("call", Token, "balanceOf(address)(uint256)", Demo2)).Split(' ')[0]));
    }

    [Fact]
    public async Task An_auction_goes_from_its_start_to_its_refunds()
    {
        string title = await Title("Base", "demo-2");
        await Finalize();
        await SendAll("demo-2", await Prepared("auction-start", new { from = Demo2, titleId = title, reserve = Ether, duration = 3600, step = 1000 }));
        JsonElement auction = Assert.Single((await Get($"auctions?title={title}")).EnumerateArray());
        string id = auction.Text("id");
        Assert.Equal(("open", Ether, Demo2, 0ul), (auction.Text("state"), auction.Text("leastBid"), auction.Text("seller"), auction.Number("bids")));
        Assert.InRange(auction.Number("timeLeft"), 1ul, 3600ul);
        await SendAll("demo-1", await Prepared("bid", new { from = Demo1, auctionId = id, amount = Ether }));
        await Refused("low", 422, "market-bid-too-low", new { from = Demo3, auctionId = id, amount = Ether }, "bid");
        await SendAll("demo-3", await Prepared("bid", new { from = Demo3, auctionId = id, amount = "1100000000000000000" }));
        await Refused("early", 422, "market-wrong-time", new { from = Demo1, auctionId = id }, "settle");
        await Refused("bidden", 422, "market-not-cancelable", new { from = Demo2, auctionId = id }, "auction-cancel");
        await Pass(3601);
        await CatchUp();
        Assert.Equal(("ended", Demo3, "1100000000000000000"), ((await Get($"auctions/{id}")).Text("state"), (await Get($"auctions/{id}")).Text("bidder"), (await Get($"auctions/{id}")).Text("highest")));
        await SendAll("demo-1", await Prepared("settle", new { from = Demo1, auctionId = id }));
        Assert.Equal(Demo3, await Holder(title));
        Assert.Equal("sold", (await Get($"auctions/{id}")).Text("state"));
        await SendAll("demo-1", await Prepared("refund", new { from = Demo1 }));
        await Refused("twice", 422, "market-nothing-there", new { from = Demo1 }, "refund");
        await SendAll("demo-2", await Prepared("refund", new { from = Demo2 }));
        Assert.Equal("0", await Cast("balance", Contracts.Market.ToString()));
    }

    [Fact]
    public async Task Evidence_collected_from_the_chain_holds_offline_but_for_the_owners_signature()
    {
        string file = Write("anchored.bin", "weights of an anchored model"), own = Path.Combine(Work, "own.deed"), served = Path.Combine(Work, "served.deed");
        await Done("anchor", file, "--account", "demo-2", "--out", own, "--yes");
        string title = (await Done("register", file, "--name", "Anchored", "--kind", "model", "--evidence", own, "--account", "demo-2", "--yes")).Text("title"), plain = await Title("Plain", "demo-2");
        await CatchUp();
        HttpResponseMessage response = await _http!.GetAsync($"/api/v1/assets/{title}/evidence");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        await File.WriteAllBytesAsync(served, await response.Content.ReadAsByteArrayAsync());
        ModelDeed.Anchors.Evidence mine = ModelDeed.Anchors.EvidenceJson.Read(await File.ReadAllBytesAsync(own)), theirs = ModelDeed.Anchors.EvidenceJson.Read(await File.ReadAllBytesAsync(served));
        Assert.Equal((mine.Leaf, mine.Root, mine.Anchored.BlockHash), (theirs.Leaf, theirs.Root, theirs.Anchored.BlockHash));
        Assert.Equal(mine.Proof.AsEnumerable(), theirs.Proof);
        // All that the chain shows holds; that the owner signed, a server can't show, and the verdict says so.
        DeedRun run = await Deed("verify", file, "--evidence", served, "--json");
        JsonElement verdict = run.Json;
        Assert.Equal((1, false, true), (run.Exit, verdict.GetProperty("verified").GetBoolean(), verdict.GetProperty("undecided").GetBoolean()));
        Assert.Equal(["statement"], verdict.GetProperty("steps").EnumerateArray().Where(step => step.Text("outcome") != "holds").Select(step => step.Text("id")));
        Assert.Equal("open", verdict.GetProperty("steps").EnumerateArray().Single(step => step.Text("id") == "statement").Text("outcome"));
        Assert.False(verdict.GetProperty("ownerSigned").GetBoolean());
        Assert.Contains("Not proven: that this account did it", verdict.Text("meaning"), StringComparison.Ordinal);
        // A node can say that the block is there, but nothing of a signature that isn't: still undecided, never "it doesn't hold".
        DeedRun asked = await Deed("verify", file, "--evidence", served, "--rpc", Url, "--json");
        Assert.Equal((1, true, true), (asked.Exit, asked.Json.GetProperty("undecided").GetBoolean(), asked.Json.GetProperty("blockChecked").GetBoolean()));
        Assert.Contains("ask the owner", (await Deed("verify", file, "--evidence", served, "--rpc", Url)).Out.ReplaceLineEndings(" "), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("no-evidence", JsonDocument.Parse(await (await _http.GetAsync($"/api/v1/assets/{plain}/evidence")).Content.ReadAsStringAsync()).RootElement.Text("code"));
    }

    /// <summary>Drafts, approves, signs and posts demo-2's sale; its hash.</summary>
    private async Task<string> Posted(string title)
    {
        JsonElement draft = await Prepared("list", new { from = Demo2, titleId = title, price = Ether });
        await SendAll("demo-2", draft.GetProperty("approvals"));
        JsonElement posted = await Post("orders", Signed(draft, 1));
        Assert.Equal(draft.Text("hash"), posted.Text("hash"));
        Assert.Equal("waiting", posted.Text("state"));
        return posted.Text("hash");
    }

    // As a wallet does: of the typed data alone.
    private static JsonObject Signed(JsonElement draft, int demo)
    {
        using PrivateKey key = DemoAccounts.Key(demo, KnownChains.Embedded);
        JsonObject document = JsonNode.Parse(draft.GetProperty("document").GetRawText())!.AsObject();
        document["signature"] = key.Sign(TypedData.Parse(draft.GetProperty("typedData").GetRawText()).Digest).ToString();
        return document;
    }

    private async Task SendAll(string demo, JsonElement prepared)
    {
        foreach (JsonElement step in prepared.GetProperty("steps").EnumerateArray())
        {
            JsonElement sent = await Post($"demo/{demo}/send", new { to = step.Text("to"), data = step.Text("data"), value = step.Text("value") });
            Assert.True(sent.GetProperty("succeeded").GetBoolean(), step.Text("summary"));
        }
        await CatchUp();
    }

    private async Task CatchUp()
    {
        while (await _indexer!.Step(_store!, default)) { }
    }

    private Task<JsonElement> Prepared(string what, object body) => Post($"transactions/{what}", body);

    private async Task<JsonElement> Post(string path, object body) => await Read(await _http!.PostAsJsonAsync($"/api/v1/{path}", body));

    private async Task<JsonElement> Get(string path) => await Read(await _http!.GetAsync($"/api/v1/{path}"));

    private async Task Refused(string what, int status, string code, object body, string operation)
    {
        HttpResponseMessage response = await _http!.PostAsJsonAsync($"/api/v1/transactions/{operation}", body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{what}: {text}");
        Assert.Equal(code, JsonDocument.Parse(text).RootElement.Text("code"));
    }

    private static async Task<JsonElement> Read(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    // What the server remembers of the chain is over.
    private void Forget() => _clock.Shift += TimeSpan.FromSeconds(10);

    private async Task<string> Holder(string title) => (await Cast("call", Contracts.Titles.ToString(), "ownerOf(uint256)(address)", Id(title))).Trim();

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
