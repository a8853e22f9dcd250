using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Market;
using ModelDeed.Server.Transactions;

namespace ModelDeed.Server.Market;

/// <summary>Transactions of the market and of income, prepared for the user's own wallet to sign.</summary>
internal static class MarketEndpoints
{
    public static void MapMarketTransactions(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/transactions").WithTags("Market").ProducesProblem(422).ProducesProblem(502);
        group.MapPost("/list", List).WithName("prepareList").WithSummary("Draft a sale of a title or shares, to sign");
        group.MapPost("/offer", Offer).WithName("prepareOffer").WithSummary("Draft an offer for a title or shares, to sign");
        group.MapPost("/fill", Fill).WithName("prepareFill").WithSummary("Buy what a signed sale offers");
        group.MapPost("/accept", Accept).WithName("prepareAccept").WithSummary("Sell to a signed offer");
        group.MapPost("/cancel", Cancel).WithName("prepareCancel").WithSummary("Cancel signed orders");
        group.MapPost("/cancel-all", CancelAll).WithName("prepareCancelAll").WithSummary("Cancel all orders signed so far");
        group.MapPost("/auction-start", StartAuction).WithName("prepareAuctionStart").WithSummary("Put a title or shares up for auction");
        group.MapPost("/auction-cancel", CancelAuction).WithName("prepareAuctionCancel").WithSummary("End an auction without bids");
        group.MapPost("/bid", Bid).WithName("prepareBid").WithSummary("Bid");
        group.MapPost("/settle", Settle).WithName("prepareSettle").WithSummary("End an auction whose time is over");
        group.MapPost("/refund", Refund).WithName("prepareRefund").WithSummary("Take out what the market owes");
        group.MapPost("/describe", Describe).WithName("prepareDescribe").WithSummary("Describe a title by a card");
        group.MapPost("/claim", Claim).WithName("prepareClaim").WithSummary("Claim what shares have earned");
        group.MapPost("/withdraw-from", WithdrawFrom).WithName("prepareWithdrawFrom").WithSummary("Withdraw income under another key");
        group.MapPost("/collect", Collect).WithName("prepareCollect").WithSummary("Credit resale royalties");
        group.MapPost("/settle-income", SettleIncome).WithName("prepareSettleIncome").WithSummary("Distribute income that was kept");
    }

    private static async Task<Ok<DraftView>> List(OrderRequest asked, MarketDesk desk, CancellationToken ct) => TypedResults.Ok(await desk.Draft(asked, OrderSide.Sell, ct));

    private static async Task<Ok<DraftView>> Offer(OrderRequest asked, MarketDesk desk, CancellationToken ct) => TypedResults.Ok(await desk.Draft(asked, OrderSide.Buy, ct));

    private static async Task<Ok<PreparedView>> Fill(FillRequest asked, MarketDesk desk, CancellationToken ct) => TypedResults.Ok(await desk.Fill(asked, OrderSide.Sell, ct));

    private static async Task<Ok<PreparedView>> Accept(FillRequest asked, MarketDesk desk, CancellationToken ct) => TypedResults.Ok(await desk.Fill(asked, OrderSide.Buy, ct));

    private static Task<Ok<PreparedView>> Cancel(CancelOrdersRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, MarketPlans.Cancel(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> CancelAll(SenderRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, MarketPlans.CancelAll(preparation.Contracts), ct);

    private static async Task<Ok<PreparedView>> StartAuction(StartAuctionRequest asked, MarketDesk desk, CancellationToken ct) => TypedResults.Ok(await desk.StartAuction(asked, ct));

    private static Task<Ok<PreparedView>> CancelAuction(AuctionRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, MarketPlans.CancelAuction(asked, preparation.Contracts), ct);

    private static async Task<Ok<PreparedView>> Bid(BidRequest asked, MarketDesk desk, CancellationToken ct) => TypedResults.Ok(await desk.Bid(asked, ct));

    private static async Task<Ok<PreparedView>> Settle(AuctionRequest asked, MarketDesk desk, Preparation preparation, CancellationToken ct) =>
        await One(preparation, asked.From, MarketPlans.Settle(asked, await desk.Auction(asked.AuctionId, ct), preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> Refund(RefundRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, MarketPlans.Refund(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> Describe(DescribeRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, MarketPlans.Describe(asked, preparation.Contracts), ct);

    private static async Task<Ok<PreparedView>> Claim(ClaimRequest asked, MarketDesk desk, Preparation preparation, CancellationToken ct) =>
        await One(preparation, asked.From, MarketPlans.Claim(asked, await desk.Share(asked.TitleId, asked.Share, ct)), ct);

    private static Task<Ok<PreparedView>> WithdrawFrom(WithdrawFromRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, MarketPlans.WithdrawFrom(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> Collect(CollectRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, MarketPlans.Collect(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> SettleIncome(SettleIncomeRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, MarketPlans.SettleIncome(asked, preparation.Contracts), ct);

    private static async Task<Ok<PreparedView>> One(Preparation preparation, Address from, PlannedCall call, CancellationToken ct) => TypedResults.Ok(await preparation.Prepare(from, [call], [], ct));
}
