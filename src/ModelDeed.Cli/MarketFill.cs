using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed market buy</c> and <c>deed market accept</c>: fills a signed order.</summary>
internal sealed class MarketFill(Shell shell, OrderSide side)
{
    private readonly Argument<string> _order = MarketArguments.Order();
    private readonly Option<string?> _amount = new("--shares") { Description = "How many of the shares. Default: all that are left.", HelpName = "N" };

    public static Command Buy(Shell shell) => new MarketFill(shell, OrderSide.Sell).Build("buy", "Buy what a signed sale offers. Shows what you take on with it.", "deed market buy model.order.json");

    public static Command Accept(Shell shell) => new MarketFill(shell, OrderSide.Buy).Build("accept", "Sell to a signed offer.", "deed market accept offer.order.json");

    private Command Build(string name, string description, string example) => SharesArguments.Writing(shell, name, description, example, [_order, _amount], null, Run);

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
        await session.RequireContracts(ct);
        SignedOrder signed = await MarketArguments.Read(parsed.GetValue(_order)!, session, ct);
        Order order = signed.Order;
        if (order.Side != side) throw Refusal.Usage($"{parsed.GetValue(_order)} is {(order.Side == OrderSide.Sell ? "a sale: deed market buy" : "an offer: deed market accept")}.");
        TitleState title = await session.Reader.Read(order.TitleId, ct) ?? throw new Refusal(Exit.AnswerIsNo, "not-titled", $"{order.TitleId.ToHash()} is no title on {session.Profile.Name}.");
        using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
        Address seller = order.Side == OrderSide.Sell ? order.Maker : account.Address, buyer = order.Side == OrderSide.Sell ? account.Address : order.Maker;
        OrderOutcome.Open open = MarketShow.Require(OrderOutcome.Judge(order, await session.Market.Facts(signed, ct), session.Titles, seller, await session.Now(shell.Clock, ct)));
        BigInteger amount = parsed.GetValue(_amount) is { } text ? SharesArguments.Shares(text, "--shares") : open.Left;
        if (amount > open.Left) throw new Refusal(Exit.AnswerIsNo, "not-so-many", $"{open.Left:N0} are left of the order, not {amount:N0}.", "Take fewer.");
        TokenAmount price = order.PriceOf(amount);
        TitleBurden standing = await MarketArguments.Standing(session, title.Id, ct);
        Currencies currencies = new(session);
        string shown = await currencies.Format(order.Currency, price.Units, ct);
        IReadOnlyList<PlannedStep> approvals = order.Side == OrderSide.Buy ? await MarketArguments.Approvals(session, title, order.Asset, amount, seller, ct)
            : await TokenApproval.Steps(session, buyer, order.Currency, session.Contracts.Market, price.Units, shown, ct);
        string what = string.Join("\n  ", [$"{(order.Side == OrderSide.Sell ? "Buy" : "Sell")} {(order.Asset == session.Titles ? "" : $"{amount:N0} shares of ")}\"{Printable.Clean(title.Name)}\" {(order.Side == OrderSide.Sell ? "from" : "to")} {order.Maker} for {shown}",
            .. order.Side == OrderSide.Sell ? MarketArguments.Burdens(title, standing) : []]);
        PlannedStep fill = new(what, session.Contracts.Market, Call(signed, amount, standing), order.Currency.IsZero ? (UInt256)price.Units : UInt256.Zero, NeedsOthers: approvals.Count > 0);
        SpendingPlan plan = new(shell, session, account, parsed);
        return await plan.Run([.. approvals, fill], ct) is { } done ? await Answer(session, plan, title, standing, currencies, done, ct) : plan.Estimate!;
    }

    // What binds the order is checked by its own terms; what a buyer was shown, by all that the title has offered.
    private static MarketContract.FillCall Call(SignedOrder signed, BigInteger amount, TitleBurden standing)
    {
        Order o = signed.Order;
        bool bound = !o.State.IsZero;
        MarketContract.Order order = new((byte)o.Side, o.Maker, o.Taker, o.Asset, o.TitleId, (UInt256)o.Amount, o.Currency, (UInt256)o.Price.Units, (ushort)o.MaxRoyalty.Value, o.Epoch, o.State, o.Start, o.Deadline, o.Nonce, o.Counter);
        Hash32[] terms = bound ? [.. signed.Terms] : [.. standing.Terms];
        return new MarketContract.FillCall(order, [.. signed.Signature], (UInt256)amount, terms, bound ? o.State : o.Side == OrderSide.Sell ? standing.Digest : Hash32.Zero);
    }

    private static async Task<Answer> Answer(ChainSession session, SpendingPlan plan, TitleState title, TitleBurden standing, Currencies currencies, IReadOnlyList<Spending.Result.Done> done, CancellationToken ct)
    {
        Spending.Result.Done last = done[^1];
        MarketContract.OrderFilled filled = default;
        foreach (Log log in last.Receipt.Logs)
            if (log.Address == session.Contracts.Market && MarketContract.OrderFilled.TryDecode(in log, out MarketContract.OrderFilled found)) filled = found;
        string price = await currencies.Format(filled.Currency, filled.Price, ct), royalty = await currencies.Format(filled.Currency, filled.Royalty, ct);
        JsonObject json = new()
        {
            ["title"] = title.Fingerprint.ToString(),
            ["orderHash"] = filled.OrderHash.ToString(),
            ["maker"] = filled.Maker.ToString(),
            ["taker"] = filled.Taker.ToString(),
            ["amount"] = $"{filled.Amount}",
            ["currency"] = Currencies.Name(filled.Currency),
            ["price"] = $"{filled.Price}",
            ["royalty"] = $"{filled.Royalty}",
            ["licenses"] = standing.Licenses,
            ["transaction"] = Spending.Json(last.Receipt, last.Final),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("sold", $"{(filled.Asset == session.Titles ? "" : $"{filled.Amount} shares of ")}\"{title.Name}\"");
            facts.Add("price", price);
            facts.Add("royalty", $"{royalty}; deed collect {title.Fingerprint} credits it to registrant and ancestors");
            facts.Add("licenses", $"{standing.Licenses:N0} may be outstanding");
            plan.AddTo(facts, done);
            facts.Show(console);
        });
    }
}
