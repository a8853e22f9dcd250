namespace ModelDeed.Server.Ui;

/// <summary>English of the market.</summary>
internal static class MarketEnglish
{
    internal static MarketTexts All => new(
        Nav: "Market", Title: "Titles for sale", Lead: "Buy the title itself: who holds it decides about its licenses and gets its income.", Auctions: "Auctions", Sales: "For sale", Offers: "Offers to buy", NoAuctions: "No auction runs.", NoSales: "Nothing is for sale.", NoOffers: "Nobody offers to buy.",
        Unreachable: "The chain's node doesn't answer, so sales and auctions can't be shown. Try again in a minute.", Provisional: "It can't be sold before {0}: until then others can still prove that they had it earlier.", Disputed: "It can't be sold while a dispute about it is open.",
        Price: "Price", Highest: "Highest bid", LeastBid: "Least bid", NoBids: "No bid yet", Bids: new("{0} bid", "{0} bids"), Ends: "Ends {0}", Over: "Time is over", Days: new("{0} day left", "{0} days left"), Hours: new("{0} hour left", "{0} hours left"), Minutes: new("{0} minute left", "{0} minutes left"),
        Burden: new("The buyer takes on {0} license that is valid now.", "The buyer takes on {0} licenses that are valid now."), By: "by", SoldBy: "Sold by", OnlyFor: "only for", Until: "until {0}", Waits: "can be filled from {0}", Shares: "{0} shares", Bound: "ends when a license on the terms it names is sold, or a version published",
        Buy: "Buy the title", Accept: "Accept and sell", Cancel: "Cancel", CancelAll: "Cancel all orders", CancelAllWhy: "Every order that this account has signed so far dies, wherever it is.", Bid: "Bid", BidAmount: "Your bid in {0}", BidWhy: "The bid is held until somebody bids more; then it waits for you under “Mine”.",
        Settle: "Settle", SettleWhy: "Gives the title to the winner and the money to the seller. Anybody may.", CancelAuction: "End the auction", List: "List for sale", ListWhy: "You sign a price; that costs nothing. Once, the market must be allowed to take the title when it is sold.",
        PriceIn: "Price", Currency: "Token that pays", CurrencyHint: "Address of an ERC-20 token. Empty for {0}.", Offer: "Make an offer", OfferWhy: "You sign what you would pay, in an ERC-20 token. The holder may accept until it ends; it dies when a license is sold or a version published.", OfferToken: "Address of an ERC-20 token",
        Auction: "Start an auction", AuctionWhy: "The market holds the title until the auction ends. It can be ended early only while nobody has bid.", Reserve: "Lowest first bid", Runs: "It runs for", Duration: "A bid in the last 10 minutes extends it. Each bid must be 5 % higher.",
        DayOne: "1 day", DayThree: "3 days", DayWeek: "7 days", HourOne: "1 hour",
        Mine: "Orders and auctions", MineNone: "No orders in the book and no auctions.", Owed: "Waiting at the market", OwedWhy: "Bids that were outdone, and what auctions brought.", Refund: "Take it out", Side: "What", StateOf: "State", SellSide: "Sale", BuySide: "Offer", For: "for", OfferedBy: "Offered by", BuyShares: "Buy shares", HowMany: "How many shares", Hide: "Take off the page", HideWhy: "Costs nothing, but needs you to sign in. Whoever has a copy of the order can still fill it: to end it for good, cancel it.",
        ListShares: "Sell shares", ListSharesWhy: "You sign a price for all of them together; that costs nothing. A buyer may take a part of them. Once, the market must be allowed to take the shares when they are sold.", AuctionShares: "Auction shares", OfferShares: "Offer to buy shares",
        SharesNone: "No shares are for sale now.", NothingWhy: "Whoever holds a title or shares of one can offer them on its asset's page.", States: new(StringComparer.Ordinal)
        {
            ["open"] = "open",
            ["waiting"] = "waiting",
            ["disputed"] = "in dispute",
            ["filled"] = "filled",
            ["canceled"] = "canceled",
            ["expired"] = "expired",
            ["dead"] = "void: the title has changed",
            ["ended"] = "to be settled",
            ["sold"] = "sold",
            ["void"] = "without a sale",
        });
}
