using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Market;

namespace ModelDeed.Server.Activity;

/// <summary>What the logs of <c>Market</c> tell a person.</summary>
internal static class MarketActivity
{
    public static readonly Table Auctions = new("activity_auctions", "The title, seller and currency of an auction, for its activity.", 1,
        Column.Bytes("auction_id", "The auction."),
        Column.Bytes("title_id", "The title."),
        Column.Bytes("seller", "Who started it."),
        Column.Bytes("currency", "What is bid in."));

    public static Happening? Read(in Log log, Rows rows)
    {
        if (log.Topics[0] == MarketContract.Described.Topic0)
        {
            Log mended = MarketProjection.Mend(in log);
            return !MarketContract.Described.TryDecode(in mended, out MarketContract.Described described) ? null
                : new Happening(described.Digest.IsZero ? "undescribed" : "described") { Title = described.TitleId, Actor = described.Author, Subject = described.Digest.IsZero ? null : described.Digest };
        }
        if (MarketContract.OrderFilled.TryDecode(in log, out MarketContract.OrderFilled filled))
        {
            (Address seller, Address buyer) = filled.Side == 0 ? (filled.Maker, filled.Taker) : (filled.Taker, filled.Maker);
            return new Happening("sold") { Title = filled.TitleId, Actor = seller, Other = buyer, Subject = filled.OrderHash, Currency = filled.Currency, Amount = filled.Price };
        }
        if (MarketContract.OrderCanceled.TryDecode(in log, out MarketContract.OrderCanceled canceled)) return new Happening("orders-canceled") { Actor = canceled.Maker, Subject = canceled.Nonce.ToHash() };
        if (MarketContract.AllOrdersCanceled.TryDecode(in log, out MarketContract.AllOrdersCanceled all)) return new Happening("orders-canceled") { Actor = all.Maker };
        if (MarketContract.MoneyWithdrawn.TryDecode(in log, out MarketContract.MoneyWithdrawn taken))
            return new Happening("money-withdrawn") { Actor = taken.Account, Other = taken.To, Currency = taken.Currency, Amount = taken.Amount };
        return OfAuction(in log, rows);
    }

    private static Happening? OfAuction(in Log log, Rows rows)
    {
        if (MarketContract.AuctionStarted.TryDecode(in log, out MarketContract.AuctionStarted started))
        {
            rows.Put(Auctions, started.AuctionId).Set("title_id", started.TitleId).Set("seller", started.Seller).Set("currency", started.Currency);
            return Of("auction", started.AuctionId, rows) with { Actor = started.Seller, Amount = started.Reserve };
        }
        if (MarketContract.BidPlaced.TryDecode(in log, out MarketContract.BidPlaced placed))
            return Of("bid", placed.AuctionId, rows) with { Actor = placed.Bidder, Other = placed.Outbid.IsZero ? null : placed.Outbid, Amount = placed.Amount };
        if (MarketContract.AuctionSold.TryDecode(in log, out MarketContract.AuctionSold sold))
            return Of("sold", sold.AuctionId, rows) with { Actor = SellerOf(sold.AuctionId, rows), Other = sold.Winner, Amount = sold.Price };
        if (MarketContract.AuctionVoided.TryDecode(in log, out MarketContract.AuctionVoided voided))
            return Of("auction-void", voided.AuctionId, rows) with { Actor = SellerOf(voided.AuctionId, rows), Other = voided.Bidder.IsZero ? null : voided.Bidder, Amount = voided.Refund };
        if (MarketContract.LotReturned.TryDecode(in log, out MarketContract.LotReturned returned))
            return Of("lot-returned", returned.AuctionId, rows) with { Currency = null, Other = returned.Seller };
        return null;
    }

    private static Happening Of(string kind, UInt256 auction, Rows rows) => rows.TryEdit(Auctions, out Row row, auction)
        ? new Happening(kind) { Subject = auction.ToHash(), Title = row.Id("title_id"), Currency = row.Address("currency") } : new Happening(kind) { Subject = auction.ToHash() };

    private static Address? SellerOf(UInt256 auction, Rows rows) => rows.TryEdit(Auctions, out Row row, auction) ? row.Address("seller") : null;
}
