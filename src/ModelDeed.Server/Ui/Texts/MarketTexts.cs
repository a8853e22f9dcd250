namespace ModelDeed.Server.Ui;

/// <summary>What the pages say of sales, offers and auctions of titles.</summary>
public sealed record MarketTexts(
    string Nav, string Title, string Lead, string Auctions, string Sales, string Offers, string NoAuctions, string NoSales, string NoOffers, string Unreachable, string Provisional, string Disputed,
    string Price, string Highest, string LeastBid, string NoBids, Plural Bids, string Ends, string Over, Plural Days, Plural Hours, Plural Minutes, Plural Burden, string By, string SoldBy, string OnlyFor, string Until, string Waits, string Shares, string Bound,
    string Buy, string Accept, string Cancel, string CancelAll, string CancelAllWhy, string Bid, string BidAmount, string BidWhy, string Settle, string SettleWhy, string CancelAuction, string List, string ListWhy, string PriceIn, string Currency, string CurrencyHint,
    string Offer, string OfferWhy, string OfferToken, string Auction, string AuctionWhy, string Reserve, string Runs, string Duration, string DayOne, string DayThree, string DayWeek, string HourOne,
    string Mine, string MineNone, string Owed, string OwedWhy, string Refund, string Side, string StateOf, string SellSide, string BuySide, string For, string OfferedBy, string BuyShares, string HowMany, string Hide, string HideWhy, string ListShares, string ListSharesWhy, string AuctionShares, string OfferShares, string SharesNone, string NothingWhy, Dictionary<string, string> States);
