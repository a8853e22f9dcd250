using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Market;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed market show</c>: an order, an auction, or a title with what its buyer takes on.</summary>
internal sealed class MarketShow
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string?> _title = new("TITLE") { Description = TitleArgument.Description, Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _order = new("--order") { Description = "The file of a signed order.", HelpName = "FILE" }, _auction = new("--auction") { Description = "An auction's number.", HelpName = "N" };

    private MarketShow(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        MarketShow show = new(shell);
        ExampleCommand command = new("show", "Show a title's auctions and what its buyer takes on; or whether a signed order can be filled; or an auction.", "deed market show model.onnx") { show._title, show._order, show._auction };
        show._content.AddTo(command);
        ChainOptions.AddReading(command);
        shell.On(command, show.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        string? title = parsed.GetValue(_title), order = parsed.GetValue(_order), number = parsed.GetValue(_auction);
        if (new[] { title, order, number }.Count(given => given is not null) != 1) throw Refusal.Usage("Say what to show: TITLE, --order FILE or --auction N, one of them.");
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        if (order is not null) return await Order(session, await MarketArguments.Read(order, session, ct), ct);
        if (number is not null) return await Auction(session, await MarketArguments.Find(session, number, ct), ct);
        return await Title(session, (await session.Reader.Read(await TitleArgument.Resolve(title!, _content, session, parsed, ct), ct))!, ct);
    }

    private async Task<Answer> Order(ChainSession session, SignedOrder signed, CancellationToken ct)
    {
        Order order = signed.Order;
        TitleState title = await session.Reader.Read(order.TitleId, ct) ?? throw new Refusal(Exit.AnswerIsNo, "not-titled", $"{order.TitleId.ToHash()} is no title on {session.Profile.Name}.");
        TitleBurden standing = await MarketArguments.Standing(session, title.Id, ct);
        OrderFacts facts = await session.Market.Facts(signed, ct);
        // An offer's seller is whoever holds the title.
        OrderOutcome outcome = OrderOutcome.Judge(order, facts, session.Titles, order.Side == OrderSide.Sell ? order.Maker : facts.Holder, await session.Now(_shell.Clock, ct));
        string price = await new Currencies(session).Format(order.Currency, order.Price.Units, ct);
        JsonObject json = JsonNode.Parse(OrderJson.Write(signed))!.AsObject();
        json["orderHash"] = order.StructHash.ToString();
        json["fillable"] = outcome is OrderOutcome.Open;
        json["left"] = outcome is OrderOutcome.Open(var left) ? $"{left}" : "0";
        json["reason"] = outcome is OrderOutcome.Open ? null : Words(outcome);
        json["licenses"] = standing.Licenses;
        return new Answer(json, console =>
        {
            Facts lines = new();
            lines.Add(order.Side == OrderSide.Sell ? "for sale" : "offered for", $"{(order.Asset == session.Titles ? "" : $"{order.Amount:N0} shares of ")}\"{title.Name}\"");
            lines.Add("by", $"{order.Maker}{(order.Taker.IsZero ? "" : $", to {order.Taker} only")}");
            lines.Add("price", price);
            lines.Add("counts until", Units.Moment(order.Deadline));
            lines.Add("now", Words(outcome));
            foreach (string line in MarketArguments.Burdens(title, standing)) lines.Add("", line);
            lines.Show(console);
        }, outcome is OrderOutcome.Open ? Exit.Done : Exit.AnswerIsNo);
    }

    private static async Task<Answer> Auction(ChainSession session, AuctionState auction, CancellationToken ct)
    {
        Facts facts = new();
        await Describe(facts, session, auction, ct);
        return new Answer(Json(auction), facts.Show);
    }

    private static async Task<Answer> Title(ChainSession session, TitleState title, CancellationToken ct)
    {
        TitleBurden standing = await MarketArguments.Standing(session, title.Id, ct);
        IReadOnlyList<AuctionState> auctions = await session.Market.Auctions(title.Id, ct);
        MarketContract.Described? card = await session.Market.Description(title.Id, ct);
        Facts facts = new();
        facts.Add("title", $"{title.Fingerprint} \"{title.Name}\"");
        facts.Add("holder", title.Holder.ToString());
        facts.Add("resale royalty", title.ResaleRoyalty.ToString());
        foreach (string line in MarketArguments.Burdens(title, standing)) facts.Add("", line);
        facts.Add("card", card is { } described ? $"{described.Digest} {described.Uri}" : "none");
        foreach (AuctionState auction in auctions) await Describe(facts, session, auction, ct);
        JsonObject json = new()
        {
            ["title"] = title.Fingerprint.ToString(),
            ["holder"] = title.Holder.ToString(),
            ["resaleRoyalty"] = title.ResaleRoyalty.Value,
            ["arbitrator"] = title.Arbitrator.IsZero ? null : title.Arbitrator.ToString(),
            ["state"] = standing.Digest.ToString(),
            ["licenses"] = standing.Licenses,
            ["card"] = card is { } at ? new JsonObject { ["digest"] = at.Digest.ToString(), ["uri"] = at.Uri, ["author"] = at.Author.ToString() } : null,
            ["auctions"] = new JsonArray([.. auctions.Select(auction => (JsonNode)Json(auction))]),
        };
        return new Answer(json, facts.Show);
    }

    public static JsonObject Json(AuctionState auction) => new()
    {
        ["auction"] = auction.Id.ToString(),
        ["title"] = auction.TitleId.ToHash().ToString(),
        ["seller"] = auction.Seller.ToString(),
        ["lot"] = auction.Lot.ToString(),
        ["asset"] = auction.Asset.ToString(),
        ["amount"] = $"{auction.Amount}",
        ["currency"] = Currencies.Name(auction.Currency),
        ["reserve"] = $"{auction.Reserve}",
        ["step"] = auction.Step.Value,
        ["extension"] = auction.Extension,
        ["end"] = auction.End,
        ["state"] = auction.Stage.ToString().ToLowerInvariant(),
        ["bidder"] = auction.Bidder.IsZero ? null : auction.Bidder.ToString(),
        ["highest"] = $"{auction.Highest}",
        ["bids"] = auction.Bids,
        ["leastBid"] = auction.Stage == AuctionStage.Open ? $"{auction.LeastBid}" : null,
    };

    public static async Task Describe(Facts facts, ChainSession session, AuctionState auction, CancellationToken ct)
    {
        Currencies currencies = new(session);
        facts.Add($"auction {auction.Id}", $"{auction.Stage.ToString().ToLowerInvariant()}, by {auction.Seller}{(auction.Asset == session.Titles ? "" : $", {auction.Amount:N0} shares")}");
        facts.Add("ends", Units.Moment(auction.End));
        facts.Add("highest", auction.Bidder.IsZero ? "no bid" : $"{await currencies.Format(auction.Currency, auction.Highest, ct)} by {auction.Bidder}, of {auction.Bids:N0}");
        if (auction.Stage == AuctionStage.Open) facts.Add("next bid", $"at least {await currencies.Format(auction.Currency, auction.LeastBid, ct)}");
    }

    /// <summary>An order that can be filled.</summary>
    /// <exception cref="Refusal">It can't, and why.</exception>
    public static OrderOutcome.Open Require(OrderOutcome outcome) => outcome as OrderOutcome.Open ?? throw new Refusal(Exit.AnswerIsNo, outcome switch
    {
        OrderOutcome.Waits { Provisional: true } => "provisional",
        OrderOutcome.Waits => "not-yet",
        OrderOutcome.Disputed => "disputed",
        OrderOutcome.Dead(OrderEnd.Used) => "order-used",
        OrderOutcome.Dead(OrderEnd.StateChanged) => "state-changed",
        _ => "order-dead",
    }, $"The order can't be filled: {Words(outcome)}.", "Nothing was sent.");

    private static string Words(OrderOutcome outcome) => outcome switch
    {
        OrderOutcome.Open(var left) => left.IsOne ? "it can be filled" : $"it can be filled: {left:N0} are left",
        OrderOutcome.Waits(var from, true) => $"the title is provisional until {Units.Moment(from)}",
        OrderOutcome.Waits(var from, _) => $"it counts from {Units.Moment(from)}",
        OrderOutcome.Disputed => "the title is disputed",
        OrderOutcome.Dead(var why) => Words(why),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static string Words(OrderEnd why) => why switch
    {
        OrderEnd.Expired => "its deadline has passed",
        OrderEnd.Used => "it was filled or canceled",
        OrderEnd.Canceled => "its maker has canceled all orders signed before",
        OrderEnd.NativeOffer => "an offer can't be paid in native currency",
        OrderEnd.TakenOver => "the title was taken over by an earlier priority",
        OrderEnd.BadAmount => "it is for no amount that can be sold",
        OrderEnd.NotHeld => "the seller doesn't hold the title, or the shares' token doesn't",
        OrderEnd.StateChanged => "a version was published, or a license sold, since it was signed",
        OrderEnd.RoyaltyTooHigh => "the title's resale royalty is over what was agreed",
        _ => throw new InvalidOperationException($"Unknown reason {why}."),
    };
}
