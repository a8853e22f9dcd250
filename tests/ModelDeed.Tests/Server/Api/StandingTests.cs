using System.Net;
using System.Text.Json;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Market;
using ModelDeed.Tests.Ethereum.Rpc;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Server.Api;

/// <summary>What is remembered of the chain is never older than the block that somebody was told of.</summary>
public sealed class StandingTests
{
    private static readonly ContractSet Contracts = ContractSet.Of(KnownChains.Embedded);

    [Fact]
    public async Task A_reading_that_began_before_a_block_is_not_remembered_after_it()
    {
        bool filled = false, blockComes = true;
        OrderStanding standing = null!;
        FakeNode node = new((method, parameters) =>
        {
            if (method == "eth_getBlockByNumber") return "{\"result\":" + FakeChain.Block(9, []) + "}";
            string said = Said(parameters[0].GetProperty("data").GetString()![..10], filled);
            if (blockComes && parameters[0].GetProperty("data").GetString()!.StartsWith(Hex.Encode(MarketContract.IsUsedCall.Selector.ToArray()), StringComparison.Ordinal))
            {
                // "Not used" is on its way; before it arrives the order is filled in block 10, and its buyer is told so.
                (blockComes, filled) = (false, true);
                standing.Forget(10);
            }
            return $$"""{"result":"{{said}}"}""";
        });
        standing = new OrderStanding(new EthereumNode(node.Client()), KnownChains.Embedded, new FakeClock());
        SignedOrder order = Order();
        (OrderOutcome? before, _, _) = await standing.Judge(order, null, anew: false, default);
        Assert.IsType<OrderOutcome.Open>(before);
        (OrderOutcome? outcome, _, _) = await standing.Judge(order, null, anew: false, default);
        Assert.Equal(OrderEnd.Used, Assert.IsType<OrderOutcome.Dead>(outcome).Why);
    }

    [Fact]
    public async Task What_is_known_of_a_block_is_kept_when_somebody_names_an_older_one()
    {
        int calls = 0;
        FakeNode node = new((method, parameters) =>
        {
            calls++;
            return method == "eth_call" ? $$"""{"result":"{{Said(parameters[0].GetProperty("data").GetString()![..10], false)}}"}""" : "{\"result\":" + FakeChain.Block(9, []) + "}";
        });
        OrderStanding standing = new(new EthereumNode(node.Client()), KnownChains.Embedded, new FakeClock());
        standing.Forget(10);
        await standing.Judge(Order(), null, anew: false, default);
        calls = 0;
        standing.Forget(10);
        standing.Forget(9);
        await standing.Judge(Order(), null, anew: false, default);
        Assert.Equal(0, calls);
        standing.Forget(11);
        await standing.Judge(Order(), null, anew: false, default);
        Assert.NotEqual(0, calls);
    }

    [Fact]
    public async Task An_auction_is_told_as_the_index_has_it_at_once_and_without_a_node()
    {
        await using ApiSite site = await ApiSite.Open(node: (_, _) => """{"error":{"code":-32000,"message":"down"}}""");
        using HttpClient client = site.Client();
        long end = site.Clock.GetUtcNow().ToUnixTimeSeconds() + 100;
        async Task Put(UInt256 highest, long bids) => await site.Put(MarketTables.Auctions, ("id", Samples.Id(3).ToArray()), ("title_id", Samples.Id(7).ToArray()), ("seller", Samples.Bob.ToArray()), ("lot", Samples.Bob.ToArray()),
            ("asset", Contracts.Titles.ToArray()), ("amount", UInt256.One), ("reserve", (UInt256)50), ("step", 1_000L), ("ends", end), ("state", 1L), ("highest", highest), ("bids", bids));
        async Task<JsonElement> Shown() => await ApiSite.Json(await client.GetAsync("/api/v1/auctions/3"));
        await Put(UInt256.Zero, 0);
        Assert.Equal(("open", "50", 0), ((await Shown()).GetProperty("state").GetString(), (await Shown()).GetProperty("leastBid").GetString(), (await Shown()).GetProperty("bids").GetInt32()));
        await Put((UInt256)100, 1);
        Assert.Equal(("100", "110", 1), ((await Shown()).GetProperty("highest").GetString(), (await Shown()).GetProperty("leastBid").GetString(), (await Shown()).GetProperty("bids").GetInt32()));
        Assert.Empty((await ApiSite.Json(await client.GetAsync($"/api/v1/auctions?title={Samples.Id(8)}"))).EnumerateArray());
        // The chain's time is ahead of this machine's.
        await site.Put(IndexTables.Blocks, ("number", 9L), ("time", end));
        Assert.Equal("ended", Assert.Single((await ApiSite.Json(await client.GetAsync($"/api/v1/auctions?title={Samples.Id(7)}"))).EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal("market-not-auctioned", await ApiSite.Code(await client.GetAsync("/api/v1/auctions/4"), HttpStatusCode.NotFound));
    }

    private static SignedOrder Order() => SignedOrder.Sign(new MarketDomain(KnownChains.Embedded.ChainId, Contracts.Market), new Order
    {
        Side = OrderSide.Sell,
        Maker = Samples.Key.Address,
        Asset = Contracts.Titles,
        TitleId = UInt256.FromHash(Samples.Id(7)),
        Amount = 1,
        Price = new TokenAmount(49),
        MaxRoyalty = new BasisPoints(2_000),
        Epoch = 1,
        Deadline = 1_780_000_000,
        Nonce = 1,
        Counter = 0,
    }, [], Samples.Key);

    private static string Said(string selector, bool filled)
    {
        bool Is(Selector other) => selector == Hex.Encode(other.ToArray());
        string holder = new string('0', 24) + Samples.Key.Address.ToString()[2..].ToLowerInvariant();
        if (Is(TitlesContract.RightsInCall.Selector)) return "0x" + Word(7) + holder + Word(1) + Word(1) + Word(0);
        if (Is(TitlesContract.RecordOfCall.Selector)) return "0x" + string.Concat(Enumerable.Repeat(Word(0), 5));
        if (Is(TitlesContract.RoyaltyInfoCall.Selector)) return "0x" + Word(1) + Word(5);
        return "0x" + Word(Is(MarketContract.IsUsedCall.Selector) && filled ? 1u : 0u);
    }

    private static string Word(ulong number) => new UInt256(number).ToHash().ToString()[2..];
}
