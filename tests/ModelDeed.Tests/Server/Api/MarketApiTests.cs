using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Server.Market;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Server.Api;

/// <summary>The order book and the market's prepared transactions, over a chain of a test's own.</summary>
public sealed class MarketApiTests
{
    private static readonly ContractSet Contracts = ContractSet.Of(KnownChains.Embedded);
    private static readonly PrivateKey Other = PrivateKey.Parse("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");

    private readonly Dictionary<string, string> _said = [];
    private string _code = "0x";

    public MarketApiTests()
    {
        Say(TitlesContract.RightsInCall.Selector, 7, Samples.Key.Address, 1, 1, 0);
        Say(TitlesContract.RecordOfCall.Selector, 0, 0, 0, 0, 0);
        Say(TitlesContract.RoyaltyInfoCall.Selector, 1, 5);
        Say(TitlesContract.FinalAtCall.Selector, 60);
        Say(TitlesContract.EpochOfCall.Selector, 1);
        Say(TitlesContract.IsApprovedForAllCall.Selector, 0);
        Say(TitlesContract.GetApprovedCall.Selector, 0);
        Say(MarketContract.IsUsedCall.Selector, 0);
        Say(MarketContract.CounterOfCall.Selector, 0);
        Say(MarketContract.FilledOfCall.Selector, 0);
        Say(MarketContract.StateOfCall.Selector, 9);
    }

    [Fact]
    public async Task A_draft_signs_to_the_order_that_the_contract_knows()
    {
        await using ApiSite site = await Open();
        using HttpClient client = site.Client();
        JsonElement draft = await ApiSite.Json(await client.PostAsJsonAsync("/api/v1/transactions/list", new { from = Samples.Key.Address.ToString(), titleId = Samples.Id(7).ToString(), price = "490000", binds = true }));
        JsonObject document = Sign(draft);
        SignedOrder signed = OrderJson.Read(System.Text.Encoding.UTF8.GetBytes(document.ToJsonString()));
        Assert.IsType<ModelDeed.Anchors.StepOutcome.Holds>(signed.CheckSignature());
        Assert.Equal((draft.GetProperty("hash").GetString(), OrderSide.Sell, Samples.Id(9), (UInt256)1), (signed.Order.StructHash.ToString(), signed.Order.Side, signed.Order.State, (UInt256)signed.Order.Amount));
        JsonElement step = Assert.Single(draft.GetProperty("approvals").GetProperty("steps").EnumerateArray());
        Assert.Equal(Contracts.Market, TitlesContract.ApproveCall.Decode(Hex.Decode(step.GetProperty("data").GetString()!)).To);
        Assert.NotEqual(draft.GetProperty("hash").GetString(), (await ApiSite.Json(await client.PostAsJsonAsync("/api/v1/transactions/list", new { from = Samples.Key.Address.ToString(), titleId = Samples.Id(7).ToString(), price = "490000", binds = true }))).GetProperty("hash").GetString());
    }

    [Fact]
    public async Task An_order_is_kept_once_and_found()
    {
        await using ApiSite site = await Open();
        using HttpClient client = site.Client();
        SignedOrder order = Order(1), later = Order(2, deadline: 1_790_000_000);
        Hash32 hash = order.Order.StructHash;
        Assert.Equal("open", (await ApiSite.Json(await Post(client, order))).GetProperty("state").GetString());
        await ApiSite.Json(await Post(client, order));
        site.Clock.Pass(TimeSpan.FromSeconds(9));
        await ApiSite.Json(await Post(client, later));
        JsonElement first = await ApiSite.Json(await client.GetAsync($"/api/v1/orders?title={Samples.Id(7)}&maker={Samples.Key.Address}&side=sell&open=true&limit=1"));
        Assert.Equal(later.Order.StructHash.ToString(), Assert.Single(first.GetProperty("items").EnumerateArray()).GetProperty("hash").GetString());
        JsonElement second = await ApiSite.Json(await client.GetAsync($"/api/v1/orders?limit=1&cursor={first.GetProperty("next").GetString()}"));
        Assert.Equal(hash.ToString(), Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("hash").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Empty((await ApiSite.Json(await client.GetAsync("/api/v1/orders?side=buy"))).GetProperty("items").EnumerateArray());
        SignedOrder fetched = MarketDesk.Read((await ApiSite.Json(await client.GetAsync($"/api/v1/orders/{hash}"))).GetProperty("document"));
        Assert.Equal(hash, fetched.Order.StructHash);
        Assert.Equal(order.Signature.AsEnumerable(), fetched.Signature);
        Assert.Equal("order-unknown", await ApiSite.Code(await client.GetAsync($"/api/v1/orders/{Samples.Id(1)}"), HttpStatusCode.NotFound));
        Assert.Equal("malformed-request", await ApiSite.Code(await client.GetAsync("/api/v1/orders?limit=51"), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_forged_or_foreign_order_is_refused()
    {
        await using ApiSite site = await Open();
        using HttpClient client = site.Client();
        SignedOrder order = Order(1);
        Assert.Equal("market-bad-signature", await Refused(client, order with { Order = order.Order with { Price = new TokenAmount(1) } }));
        Assert.Equal("market-bad-signature", await Refused(client, order with { Signature = SignedOrder.Sign(order.Domain, order.Order with { Maker = Other.Address }, [], Other).Signature }));
        Assert.Equal("order-elsewhere", await Refused(client, SignedOrder.Sign(order.Domain with { ChainId = 1 }, order.Order, [], Samples.Key)));
        Assert.Equal("order-elsewhere", await Refused(client, SignedOrder.Sign(order.Domain with { Contract = Samples.Bob }, order.Order, [], Samples.Key)));
        Assert.Equal("order-too-long", await Refused(client, Order(3, deadline: 1_900_000_000)));
        Assert.Equal("malformed-request", await ApiSite.Code(await client.PostAsJsonAsync("/api/v1/orders", new { format = "modeldeed-order-1" }), HttpStatusCode.BadRequest));
        Assert.Empty((await ApiSite.Json(await client.GetAsync("/api/v1/orders"))).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("0x1626ba7e", true)]
    [InlineData("0x00000001", false)]
    public async Task A_contract_that_signs_is_asked_itself(string answer, bool taken)
    {
        _code = "0x60";
        _said["0x1626ba7e"] = answer + new string('0', 56);
        await using ApiSite site = await Open();
        using HttpClient client = site.Client();
        SignedOrder order = Order(1) with { Signature = [1, 2, 3] };
        if (taken) await ApiSite.Json(await Post(client, order));
        else Assert.Equal("market-bad-signature", await Refused(client, order));
    }

    [Fact]
    public async Task Only_its_maker_takes_an_order_off_the_book_and_nobody_puts_it_back()
    {
        await using ApiSite site = await Open();
        using HttpClient browser = site.Client(site.Origin), program = site.Client();
        SignedOrder order = Order(1);
        string path = $"/api/v1/orders/{order.Order.StructHash}";
        await ApiSite.Json(await Post(browser, order));
        string maker = await SessionTests.SignIn(browser, Samples.Key), stranger = await SessionTests.SignIn(browser, Other);
        Assert.Equal("not-signed-in", await ApiSite.Code(await program.DeleteAsync(path), HttpStatusCode.Unauthorized));
        Assert.Equal("not-your-order", await ApiSite.Code(await SessionTests.Send(browser, HttpMethod.Delete, path, stranger), HttpStatusCode.Forbidden));
        Assert.Equal("cross-site", await ApiSite.Code(await SessionTests.Send(program, HttpMethod.Delete, path, maker), HttpStatusCode.Forbidden));
        await ApiSite.Json(await browser.GetAsync(path));
        Assert.Equal(HttpStatusCode.NoContent, (await SessionTests.Send(browser, HttpMethod.Delete, path, maker)).StatusCode);
        Assert.Equal("order-unknown", await ApiSite.Code(await browser.GetAsync(path), HttpStatusCode.NotFound));
        Assert.Equal("order-hidden", await Refused(browser, order));
        Assert.Equal("order-unknown", await ApiSite.Code(await browser.PostAsJsonAsync("/api/v1/transactions/fill", new { from = Samples.Bob.ToString(), hash = order.Order.StructHash.ToString() }), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task An_order_stands_as_the_chain_does()
    {
        await using ApiSite site = await Open();
        using HttpClient client = site.Client();
        SignedOrder order = Order(1);
        await ApiSite.Json(await Post(client, order));
        async Task<(string? State, string? Why)> Now()
        {
            site.Clock.Pass(OrderStanding.Fresh);
            JsonElement view = (await ApiSite.Json(await client.GetAsync($"/api/v1/orders/{order.Order.StructHash}"))).GetProperty("order");
            return (view.GetProperty("state").GetString(), view.GetProperty("why").GetString());
        }
        Assert.Equal(("open", null), await Now());
        Say(TitlesContract.RightsInCall.Selector, 7, Samples.Bob, 1, 1, 0);
        Assert.Equal(("dead", "market-not-holder"), await Now());
        Say(TitlesContract.RightsInCall.Selector, 7, Samples.Bob, 2, 1, 0);
        Assert.Equal(("dead", "market-epoch-passed"), await Now());
        Say(MarketContract.CounterOfCall.Selector, 1);
        Assert.Equal(("canceled", null), await Now());
        site.Clock.Pass(TimeSpan.FromDays(400));
        Assert.Equal(("expired", null), await Now());
        Assert.Empty((await ApiSite.Json(await client.GetAsync("/api/v1/orders?open=true"))).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_is_remembered_of_the_chain_spares_the_node()
    {
        int calls = 0;
        await using ApiSite site = await Open(() => calls++);
        using HttpClient client = site.Client();
        await ApiSite.Json(await Post(client, Order(1)));
        calls = 0;
        for (int i = 0; i < 5; i++) await ApiSite.Json(await client.GetAsync("/api/v1/orders"));
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_maker_fills_no_more_than_his_part_of_the_book()
    {
        await using ApiSite site = await Open();
        using HttpClient client = site.Client();
        for (int i = 0; i < OrderBook.MostOfMaker; i++) await ApiSite.Json(await Post(client, Order((ulong)i)));
        Assert.Equal("order-book-full", await Refused(client, Order(1_000)));
    }

    [Fact]
    public async Task Filling_sends_exactly_what_was_signed()
    {
        await using ApiSite site = await Open();
        using HttpClient client = site.Client();
        SignedOrder order = Order(1);
        var sent = new { from = Samples.Bob.ToString(), order = JsonDocument.Parse(OrderJson.Write(order)).RootElement };
        JsonElement step = Assert.Single((await ApiSite.Json(await client.PostAsJsonAsync("/api/v1/transactions/fill", sent))).GetProperty("steps").EnumerateArray());
        MarketContract.FillCall call = MarketContract.FillCall.Decode(Hex.Decode(step.GetProperty("data").GetString()!));
        Assert.Equal((Contracts.Market.ToString(), "49"), (step.GetProperty("to").GetString(), step.GetProperty("value").GetString()));
        Assert.Equal((order.Order.Maker, (UInt256)49, order.Order.Nonce, (UInt256)1, Samples.Id(9)), (call.Order.Maker, call.Order.Price, call.Order.Nonce, call.Amount, call.Expected));
        Assert.Equal(order.Signature, call.Signature);
        Assert.Equal("order-wrong-side", await ApiSite.Code(await client.PostAsJsonAsync("/api/v1/transactions/accept", sent), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("market-bad-amount", await ApiSite.Code(await client.PostAsJsonAsync("/api/v1/transactions/fill", new { sent.from, sent.order, shares = "2" }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("malformed-request", await ApiSite.Code(await client.PostAsJsonAsync("/api/v1/transactions/fill", new { sent.from }), HttpStatusCode.BadRequest));
    }

    private static SignedOrder Order(ulong nonce, ulong deadline = 1_780_000_000) => SignedOrder.Sign(new MarketDomain(KnownChains.Embedded.ChainId, Contracts.Market), new Order
    {
        Side = OrderSide.Sell,
        Maker = Samples.Key.Address,
        Asset = Contracts.Titles,
        TitleId = UInt256.FromHash(Samples.Id(7)),
        Amount = 1,
        Price = new TokenAmount(49),
        MaxRoyalty = new BasisPoints(2_000),
        Epoch = 1,
        Deadline = deadline,
        Nonce = nonce,
        Counter = 0,
    }, [], Samples.Key);

    private static JsonObject Sign(JsonElement draft)
    {
        JsonObject document = JsonNode.Parse(draft.GetProperty("document").GetRawText())!.AsObject();
        document["signature"] = Samples.Key.Sign(TypedData.Parse(draft.GetProperty("typedData").GetRawText()).Digest).ToString();
        return document;
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, SignedOrder order) => client.PostAsJsonAsync("/api/v1/orders", JsonDocument.Parse(OrderJson.Write(order)).RootElement);

    private static async Task<string> Refused(HttpClient client, SignedOrder order) => await ApiSite.Code(await Post(client, order), HttpStatusCode.UnprocessableEntity);

    private Task<ApiSite> Open(Action? called = null) => ApiSite.Open(node: (method, parameters) =>
    {
        if (method == "eth_getCode" && !Contracts.All.Any(contract => contract.Address == Address.Parse(parameters[0].GetString()!))) return $$"""{"result":"{{_code}}"}""";
        if (method != "eth_call") return null;
        called?.Invoke();
        return $$"""{"result":"{{_said[parameters[0].GetProperty("data").GetString()![..10]]}}"}""";
    });

    /// <summary>What a view answers: numbers and accounts, a word each.</summary>
    private void Say(Selector selector, params object[] words) => _said[Hex.Encode(selector.ToArray())] = "0x" + string.Concat(words.Select(word => word is Address account
        ? new string('0', 24) + account.ToString()[2..].ToLowerInvariant() : new UInt256((ulong)(int)word).ToHash().ToString()[2..]));
}
