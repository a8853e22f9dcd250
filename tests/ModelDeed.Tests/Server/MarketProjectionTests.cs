using System.Reflection;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server;
using ModelDeed.Server.Activity;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Market;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Server;

/// <summary>What the market's events become.</summary>
public sealed class MarketProjectionTests
{
    private static readonly Address Ann = MarketLogs.Account(1), Bob = MarketLogs.Account(2), Lot = MarketLogs.Account(60);
    private static readonly UInt256 Title = MarketLogs.Title(1), Auction = new(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_sold_and_who_bought_follows_from_the_orders_side(bool sells)
    {
        Hash32 order = MarketLogs.Word(4);
        Projected index = new(MarketLogs.Filled(Title, Ann, Bob, order, sells, 3, 900), MarketLogs.Filled(Title, Ann, Bob, order, sells, 2, 600));
        Row sale = index[MarketTables.Sales, 1, 0];
        Assert.Equal(sells ? (Ann, Bob) : (Bob, Ann), (sale.Address("seller"), sale.Address("buyer")));
        Assert.Equal((new UInt256(900), order), (sale.Amount("price"), sale.Hash("order_hash")));
        Assert.Equal((new UInt256(5), Ann), (index[MarketTables.Fills, order].Amount("filled"), index[MarketTables.Fills, order].Address("maker")));
        Row told = index[ActivityTables.Activity, 1, 0];
        Assert.Equal(("sold", sells ? Bob : Ann), (told.Text("kind"), told.Address("other")));
    }

    [Fact]
    public void An_auction_is_followed_to_its_sale()
    {
        Projected index = new(MarketLogs.AuctionStarted(Auction, Title, Ann, Lot, 100), MarketLogs.BidPlaced(Auction, Bob, default, 100, 9_500));
        Row auction = index[MarketTables.Auctions, Auction];
        Assert.Equal((1L, 1L, 9_500L, Bob, new UInt256(100)), (auction.Number("state"), auction.Number("bids"), auction.Number("ends"), auction.Address("bidder"), auction.Amount("highest")));
        index.Enter(MarketLogs.AuctionSold(Auction, Title, Bob, 100));
        Assert.Equal((2L, 3_000L), (index[MarketTables.Auctions, Auction].Number("state"), index[MarketTables.Auctions, Auction].Number("settled")));
        Row sale = index[MarketTables.Sales, 3, 0];
        Assert.Equal((Ann, Bob, new UInt256(1), Auction), (sale.Address("seller"), sale.Address("buyer"), sale.Amount("amount"), sale.Id("auction_id")));
        Assert.Equal(Bob, index[MarketTables.Bids, 2, 0].Address("bidder"));
    }

    [Fact]
    public void A_void_auction_keeps_its_lot_until_it_is_returned()
    {
        Projected index = new(MarketLogs.AuctionStarted(Auction, Title, Ann, Lot, 100), MarketLogs.AuctionVoided(Auction, Title, default, 0));
        Assert.Equal((3L, 0L), (index[MarketTables.Auctions, Auction].Number("state"), index[MarketTables.Auctions, Auction].Number("returned")));
        Assert.Equal(1, index.Enter(MarketLogs.LotReturned(Auction, Ann))[MarketTables.Auctions, Auction].Number("returned"));
        Assert.True(index.Enter(MarketLogs.BidPlaced(new UInt256(9), Bob, default, 1, 1)).Has(SkippedLogs.Table, 4, 0, nameof(MarketProjection)));
    }

    [Fact]
    public void The_latest_card_counts_until_it_is_taken_back()
    {
        Projected index = new(MarketLogs.Described(Title, Ann, MarketLogs.Word(7), "ipfs://a"u8.ToArray()), MarketLogs.Described(Title, Bob, MarketLogs.Word(8), [0x68, 0xff]));
        Row card = index[MarketTables.Cards, Title];
        Assert.Equal((MarketLogs.Word(8), Bob, "h\uFFFD"), (card.Hash("digest"), card.Address("author"), card.Text("uri")));
        Assert.False(index.Enter(MarketLogs.Described(Title, Bob, default, [])).Has(MarketTables.Cards, Title));
        Assert.Equal(("described", "undescribed"), (index[ActivityTables.Activity, 2, 0].Text("kind"), index[ActivityTables.Activity, 3, 0].Text("kind")));
    }

    [Fact]
    public void Orders_are_taken_back_one_by_one_or_all()
    {
        Projected index = new(MarketLogs.OrderCanceled(Ann, 5), MarketLogs.AllOrdersCanceled(Ann, 2));
        Assert.True(index.Has(MarketTables.Cancellations, Ann, new UInt256(5)));
        Assert.Equal(new UInt256(2), index[MarketTables.Counters, Ann].Amount("counter"));
    }

    [Fact]
    public void Every_event_of_every_contract_is_read_or_left_out_for_a_reason()
    {
        string server = string.Concat(Directory.EnumerateFiles(Repository.PathOf("src", "ModelDeed.Server"), "*Projection.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        string[] events = [.. from contract in typeof(TitlesContract).Assembly.GetTypes()
                              where contract.Name.EndsWith("Contract", StringComparison.Ordinal) && !contract.IsNested
                              from kind in contract.GetNestedTypes()
                              where kind.GetProperty("Topic0", BindingFlags.Public | BindingFlags.Static) is not null
                              select $"{contract.Name}.{kind.Name}"];
        Assert.Contains("MarketContract.Described", events);
        Assert.Equal([], events.Where(kind => !server.Contains($"{kind}.TryDecode", StringComparison.Ordinal) && !MarketProjections.Untold.ContainsKey(kind)));
        Assert.Equal([], MarketProjections.Untold.Keys.Where(kind => !events.Contains(kind) || server.Contains($"{kind}.TryDecode", StringComparison.Ordinal)));
    }
}
