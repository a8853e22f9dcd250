using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Server.Indexing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Market;

/// <summary>Sales, auctions and cards, from the logs of <c>Market</c>.</summary>
internal sealed class MarketProjection(Address market) : IProjection
{
    private const int UriWord = 1, Open = 1, Sold = 2, Voided = 3;

    public IReadOnlyList<Table> Tables =>
    [
        MarketTables.Sales, MarketTables.Fills, MarketTables.Cancellations, MarketTables.Counters, MarketTables.Auctions, MarketTables.Bids,
        MarketTables.Withdrawals, MarketTables.Cards,
    ];

    public void Apply(in ChainLog entry, Rows rows)
    {
        if (entry.Log.Address != market || entry.Log.Topics.Count == 0) return;
        if (entry.Log.Topics[0] == MarketContract.Described.Topic0) Describe(entry, rows);
        else if (MarketContract.OrderFilled.TryDecode(in entry.Log, out MarketContract.OrderFilled filled)) Fill(filled, entry, rows);
        else if (MarketContract.OrderCanceled.TryDecode(in entry.Log, out MarketContract.OrderCanceled canceled))
            rows.Put(MarketTables.Cancellations, canceled.Maker, canceled.Nonce).Set("block", entry.Log.BlockNumber);
        else if (MarketContract.AllOrdersCanceled.TryDecode(in entry.Log, out MarketContract.AllOrdersCanceled all))
            rows.Put(MarketTables.Counters, all.Maker).Set("counter", all.Counter).Set("block", entry.Log.BlockNumber);
        else if (MarketContract.MoneyWithdrawn.TryDecode(in entry.Log, out MarketContract.MoneyWithdrawn taken))
            rows.Insert(MarketTables.Withdrawals, entry.Log.BlockNumber, entry.Log.LogIndex)
                .Set("account", taken.Account).Set("currency", taken.Currency).Set("recipient", taken.To).Set("amount", taken.Amount)
                .Set("time", entry.Time).Set("tx_hash", entry.Log.TransactionHash);
        else ApplyAuction(entry, rows);
    }

    /// <summary>A card's log, its address mended where it isn't UTF-8.</summary>
    public static Log Mend(in Log log) => TitleText.Mend(in log, UriWord, out _);

    private static void ApplyAuction(in ChainLog entry, Rows rows)
    {
        if (MarketContract.AuctionStarted.TryDecode(in entry.Log, out MarketContract.AuctionStarted started)) Start(started, entry, rows);
        else if (MarketContract.BidPlaced.TryDecode(in entry.Log, out MarketContract.BidPlaced placed)) Bid(placed, entry, rows);
        else if (MarketContract.AuctionSold.TryDecode(in entry.Log, out MarketContract.AuctionSold sold)) Sell(sold, entry, rows);
        else if (MarketContract.AuctionVoided.TryDecode(in entry.Log, out MarketContract.AuctionVoided voided))
            Auction(voided.AuctionId, entry, rows).Set("state", Voided).Set("settled", entry.Time);
        else if (MarketContract.LotReturned.TryDecode(in entry.Log, out MarketContract.LotReturned returned)) Auction(returned.AuctionId, entry, rows).Set("returned", true);
    }

    private static void Fill(in MarketContract.OrderFilled filled, in ChainLog entry, Rows rows)
    {
        bool sells = filled.Side == 0;
        rows.Insert(MarketTables.Sales, entry.Log.BlockNumber, entry.Log.LogIndex)
            .Set("title_id", filled.TitleId).Set("seller", sells ? filled.Maker : filled.Taker).Set("buyer", sells ? filled.Taker : filled.Maker)
            .Set("asset", filled.Asset).Set("amount", filled.Amount).Set("currency", filled.Currency).Set("price", filled.Price).Set("royalty", filled.Royalty)
            .Set("order_hash", filled.OrderHash).Set("side", filled.Side).Set("time", entry.Time).Set("tx_hash", entry.Log.TransactionHash);
        rows.Put(MarketTables.Fills, filled.OrderHash).Set("maker", filled.Maker).Add("filled", filled.Amount).Set("block", entry.Log.BlockNumber);
    }

    private static void Start(in MarketContract.AuctionStarted started, in ChainLog entry, Rows rows) =>
        rows.Put(MarketTables.Auctions, started.AuctionId)
            .Set("title_id", started.TitleId).Set("seller", started.Seller).Set("lot", started.Lot).Set("asset", started.Asset)
            .Set("amount", started.Amount).Set("currency", started.Currency).Set("reserve", started.Reserve)
            .Set("step", started.Step).Set("extension", started.Extension).Set("ends", started.End).Set("state", Open)
            .Set("started", entry.Time).Set("tx_hash", entry.Log.TransactionHash).Set("block", entry.Log.BlockNumber);

    private static void Bid(in MarketContract.BidPlaced placed, in ChainLog entry, Rows rows)
    {
        Auction(placed.AuctionId, entry, rows).Set("bidder", placed.Bidder).Set("highest", placed.Amount).Set("ends", placed.End).Count("bids", 1);
        rows.Insert(MarketTables.Bids, entry.Log.BlockNumber, entry.Log.LogIndex)
            .Set("auction_id", placed.AuctionId).Set("bidder", placed.Bidder).Set("amount", placed.Amount)
            .Set("time", entry.Time).Set("tx_hash", entry.Log.TransactionHash);
    }

    private static void Sell(in MarketContract.AuctionSold sold, in ChainLog entry, Rows rows)
    {
        Row auction = Auction(sold.AuctionId, entry, rows).Set("state", Sold).Set("settled", entry.Time).Set("royalty", sold.Royalty);
        rows.Insert(MarketTables.Sales, entry.Log.BlockNumber, entry.Log.LogIndex)
            .Set("title_id", sold.TitleId).Set("seller", auction.Address("seller")).Set("buyer", sold.Winner).Set("asset", auction.Address("asset"))
            .Set("amount", auction.Amount("amount")).Set("currency", auction.Address("currency")).Set("price", sold.Price).Set("royalty", sold.Royalty)
            .Set("auction_id", sold.AuctionId).Set("time", entry.Time).Set("tx_hash", entry.Log.TransactionHash);
    }

    private static void Describe(in ChainLog entry, Rows rows)
    {
        Log log = Mend(in entry.Log);
        if (!MarketContract.Described.TryDecode(in log, out MarketContract.Described described)) return;
        if (described.Digest.IsZero) rows.Remove(MarketTables.Cards, described.TitleId);
        else rows.Put(MarketTables.Cards, described.TitleId).Set("digest", described.Digest).Set("uri", described.Uri).Set("author", described.Author)
            .Set("described", entry.Time).Set("tx_hash", entry.Log.TransactionHash).Set("block", entry.Log.BlockNumber);
    }

    private static Row Auction(UInt256 id, in ChainLog entry, Rows rows) => rows.TryEdit(MarketTables.Auctions, out Row auction, id)
        ? auction.Set("block", entry.Log.BlockNumber) : throw new MalformedDataException($"No log before started the auction {id}.");
}
