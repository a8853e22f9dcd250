using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Royalties;
using ModelDeed.Server.Accounts;
using ModelDeed.Server.Api;
using ModelDeed.Server.Transactions;

namespace ModelDeed.Server.Market;

/// <summary>The order book and the auctions.</summary>
internal static class BookEndpoints
{
    /// <summary>Orders of a page at most: each is judged by several reads of the chain.</summary>
    public const int MostOfPage = 50;

    // Rows that one request judges at most, to find open ones.
    private const int MostJudged = 100;

    private const int AtOnce = 8;

    public static void MapMarket(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("").WithTags("Market").ProducesProblem(502);
        group.MapPost("/orders", Post).WithName("postOrder").WithSummary("Put a signed order into the book").ProducesProblem(422);
        group.MapGet("/orders", List).WithName("listOrders").WithSummary("Signed orders, the newest first");
        group.MapGet("/orders/{hash}", Show).WithName("showOrder").WithSummary("One signed order with its document");
        group.MapDelete("/orders/{hash}", Hide).WithName("hideOrder").WithSummary("Take an order of one's own off the book");
        group.MapGet("/auctions", Auctions).WithName("listAuctions").WithSummary("Auctions, the newest first");
        group.MapGet("/auctions/{id}", Auction).WithName("showAuction").WithSummary("One auction");
    }

    private static async Task<Results<Ok<OrderView>, ProblemHttpResult>> Post(JsonElement document, OrderBook book, OrderStanding standing, Preparation preparation, EthereumNode node, CancellationToken ct)
    {
        SignedOrder signed = MarketDesk.Read(document);
        Hash32 hash = signed.Order.StructHash;
        if (await book.Find(hash, ct) is { } known && signed.Domain == standing.Domain)
            return known.Hidden ? Problem.Of("order-hidden", "Its maker has taken the order off the book: it must be signed anew.").Result() : TypedResults.Ok(await standing.View(known, ct));
        await OrderProblems.RequireSigned(signed, standing.Domain, node, ct);
        if ((long)signed.Order.Deadline - (long)await standing.Now(ct) > OrderBook.MostAhead) return Problem.Of("order-too-long", "The book keeps orders whose deadline is at most 366 days ahead.").Result();
        OrderProblems.RequireAlive(await standing.Judge(signed, null, anew: true, ct));
        await RequireBacked(signed.Order, preparation, ct);
        if (!await book.Add(signed, await node.BlockNumber(ct), ct))
            return Problem.Of("order-book-full", $"The book keeps {OrderBook.MostOfMaker} orders of a maker's and {OrderBook.MostOfAll} in all, each until 30 days after its deadline.").Result();
        return await book.Find(hash, ct) is { } posted ? TypedResults.Ok(await standing.View(posted, ct)) : Problem.Of("order-unknown", "The order's deadline is long over.").Result();
    }

    private static async Task<FreshJson<Page<OrderView>>> List(
        OrderBook book, OrderStanding standing,
        [Description("Only orders for this title, or shares of it.")] string? title,
        [Description("Only this maker's.")] string? maker,
        [Description("sell or buy; leave out for both.")] string? side,
        [Description("true for only those that can be filled now. A page may then have fewer items, or none, and still a next.")] bool? open,
        [Description("Where the page before ended: its `next`.")] string? cursor,
        [Description("Items of the page, 1 to 50; 20 by default.")] int? limit,
        CancellationToken ct)
    {
        OrderSide? wanted = side switch { null => null, "sell" => OrderSide.Sell, "buy" => OrderSide.Buy, _ => throw Malformed("side: expected sell or buy.") };
        if (limit is < 1 or > MostOfPage) throw Malformed($"limit: a page has 1 to {MostOfPage} items.");
        OrderFilter filter = new(PathValue.HashOrNull("title", title), PathValue.AccountOrNull("maker", maker), wanted, open == true);
        int most = limit ?? 20;
        List<PostedOrder> rows = await book.List(filter, Cursor.Parse(cursor, Hash32.Size), (filter.Open ? MostJudged : most) + 1, ct);
        List<OrderView> shown = [];
        int judged = 0, end = filter.Open ? Math.Min(rows.Count, MostJudged) : Math.Min(rows.Count, most);
        while (judged < end && shown.Count < most)
        {
            int next = Math.Min(Math.Min(AtOnce, most - shown.Count), end - judged);
            OrderView[] views = await Task.WhenAll(rows.GetRange(judged, next).Select(row => standing.View(row, ct)));
            shown.AddRange(views.Where(view => !filter.Open || view.State == "open"));
            judged += next;
        }
        return Fresh.Json(new Page<OrderView>(shown, judged < rows.Count ? new Cursor(rows[judged - 1].Posted, rows[judged - 1].Hash.ToArray()).ToString() : null));
    }

    private static async Task<Results<FreshJson<OrderDetail>, ProblemHttpResult>> Show(OrderBook book, OrderStanding standing, string hash, CancellationToken ct) =>
        await book.Find(PathValue.Hash("hash", hash), ct) is { Hidden: false } posted
            ? Fresh.Json(new OrderDetail(await standing.View(posted, ct), JsonDocument.Parse(OrderJson.Write(posted.Signed)).RootElement)) : Unknown(hash);

    private static async Task<Results<NoContent, ProblemHttpResult>> Hide(HttpRequest request, OrderBook book, Sessions sessions, string hash, CancellationToken ct)
    {
        Hash32 id = PathValue.Hash("hash", hash);
        if (await SessionEndpoints.Of(request, sessions, ct) is not { } session) return Problem.Of("not-signed-in", "Only its maker can take an order off the book: sign in first.").Result();
        if (await book.Hide(id, session.Account, ct)) return TypedResults.NoContent();
        return await book.Find(id, ct) is { Hidden: false } ? Problem.Of("not-your-order", "Only its maker can take an order off the book.").Result() : Unknown(hash);
    }

    private static async Task<FreshJson<List<AuctionView>>> Auctions(AuctionHouse house, [Description("Only auctions of this title, or of shares of it.")] string? title, CancellationToken ct) =>
        Fresh.Json(await house.List(PathValue.HashOrNull("title", title), ct));

    private static async Task<Results<FreshJson<AuctionView>, ProblemHttpResult>> Auction(AuctionHouse house, string id, CancellationToken ct) =>
        UInt256.TryParse(id, out UInt256 number) && await house.Find(number, ct) is { } auction ? Fresh.Json(auction)
            : Problem.OfError("Market_NotAuctioned", StatusCodes.Status404NotFound, "There is no auction of this number: auctions count from 1.").Result();

    // An order whose maker hasn't what he promises fills the book for nothing.
    private static async Task RequireBacked(Order order, Preparation preparation, CancellationToken ct)
    {
        (Address token, UInt256 needed) = order.Side == OrderSide.Buy ? (order.Currency, (UInt256)order.Price.Units) : (order.Asset, UInt256.One);
        if (order.Side == OrderSide.Sell && order.Asset == preparation.Contracts.Titles) return;
        if (await preparation.Ask(token, new Erc20Contract.BalanceOfCall(order.Maker), ct) < needed)
            throw new ProblemException(Problem.OfError("ERC20InsufficientBalance", 422, $"The maker {order.Maker} has less than {needed} smallest units of {token}."));
    }

    private static ProblemHttpResult Unknown(string hash) => Problem.Of("order-unknown", $"There is no order {hash} in the book.").Result();

    private static ProblemException Malformed(string detail) => new(Problem.Of("malformed-request", detail));
}
