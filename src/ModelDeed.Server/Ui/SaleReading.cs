using System.Data.Common;
using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Server.Market;

namespace ModelDeed.Server.Ui;

/// <summary>Reads what is for sale: the book's orders, judged by the chain, and the auctions. A server without a node has none.</summary>
internal sealed class SaleReading(OrderBook book, OrderStanding standing, AuctionHouse house, CurrencyBook currencies)
{
    // Each order is judged by several reads of the chain.
    private const int MostOrders = 40;

    private const int MostAuctions = 40;

    private static readonly string[] Filled = ["open", "waiting", "disputed"];

    /// <summary>What can be bought, bid for or accepted; of one title if it is given. Null when the node doesn't answer.</summary>
    internal Task<SaleView?> Open(DbConnection db, Hash32? title, CancellationToken ct) => Reached(async () =>
    {
        IReadOnlyList<OrderView> orders = await Orders(new OrderFilter(title, null, null, Open: true), ct);
        IReadOnlyList<AuctionView> auctions = await house.List(title, ct);
        return await View(db, [.. orders.Where(order => Filled.Contains(order.State))], [.. auctions.Where(auction => auction.State is "open" or "ended").Take(MostAuctions)], [], ct);
    });

    /// <summary>An account's orders and auctions, and what the market owes it. Null when the node doesn't answer.</summary>
    internal Task<SaleView?> Of(DbConnection db, Address account, CancellationToken ct) => Reached(async () =>
    {
        IReadOnlyList<OrderView> orders = await Orders(new OrderFilter(null, account, null, Open: false), ct);
        List<AuctionView> all = await house.List(null, ct);
        List<(Address, Money)> owed = [];
        foreach (Address currency in all.Select(auction => auction.Currency).Append(Address.Zero).Distinct())
            if (await standing.Reader.Call(new MarketContract.OwedToCall(account, currency), ct) is { IsZero: false } amount) owed.Add((currency, currencies.Money(new TokenAmount(amount), currency)));
        return await View(db, orders, [.. all.Where(auction => auction.Seller == account || auction.Bidder == account).Take(MostAuctions)], owed, ct);
    });

    private async Task<IReadOnlyList<OrderView>> Orders(OrderFilter filter, CancellationToken ct)
    {
        List<OrderView> views = [];
        foreach (PostedOrder posted in await book.List(filter, null, MostOrders, ct)) views.Add(await standing.View(posted, ct));
        return views;
    }

    private async Task<SaleView> View(DbConnection db, IReadOnlyList<OrderView> orders, IReadOnlyList<AuctionView> auctions, IReadOnlyList<(Address, Money)> owed, CancellationToken ct)
    {
        ulong now = await standing.Now(ct);
        Dictionary<Hash32, TitleName> names = [];
        foreach (Hash32 id in orders.Select(order => order.TitleId).Concat(auctions.Select(auction => auction.TitleId)).Distinct())
            names[id] = await TitleReading.Find(db, id, ct) is { } title ? new TitleName(id, title.Name, new Address(title.Owner), await OfferReading.Valid(db, id, title.Epoch, now, ct)) : new TitleName(id, Ink.Short(id), Address.Zero, 0);
        Money Of(UInt256 amount, Address currency) => currencies.Money(new TokenAmount(amount), currency);
        return new SaleView(
            [.. orders.Select(order => new OrderLine(order.Hash, order.Side == "sell", order.Maker, order.Taker, names[order.TitleId], order.Share is null ? null : order.Left, Of(PriceOfLeft(order), order.Currency), order.Binds, (ulong)order.Deadline, order.Nonce, order.State, (ulong?)order.From))],
            [.. auctions.Select(auction => new AuctionLine(
                auction.Id, names[auction.TitleId], auction.Share is null ? null : auction.Amount, auction.Seller, auction.Bidder, Of(auction.Reserve, auction.Currency), Of(auction.Highest, auction.Currency),
                auction.LeastBid is { } least ? Of(least, auction.Currency) : null, auction.Bids, (ulong)auction.End, auction.TimeLeft, auction.State))],
            owed, now);
    }

    // What is left of an order of shares costs its part, rounded as the contract does: up in a sale, down in an offer.
    private static UInt256 PriceOfLeft(OrderView order)
    {
        (BigInteger price, BigInteger left, BigInteger amount) = ((BigInteger)order.Price, (BigInteger)order.Left, (BigInteger)order.Amount);
        if (left.IsZero || amount.IsZero) return order.Price;
        return (UInt256)((price * left + (order.Side == "sell" ? amount - 1 : 0)) / amount);
    }

    private static async Task<SaleView?> Reached(Func<Task<SaleView>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception away) when (away is RpcException or MalformedDataException)
        {
            // No answer, or one of a chain that hasn't our contracts.
            return null;
        }
    }
}
