using System.CommandLine;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed market sell</c> and <c>deed market offer</c>: an order signed into a file. Only an allowance, where one is missing, is a transaction.</summary>
internal sealed class MarketSign
{
    private const ulong Day = 86_400;

    private readonly Shell _shell;
    private readonly bool _sells;
    private readonly ContentOptions _content;
    private readonly Argument<string> _title = new("TITLE") { Description = TitleArgument.Description };
    private readonly Argument<string> _price = new("PRICE") { Description = "For all of it, in whole coins or tokens: 49.5" };
    private readonly Option<string?> _shares = MarketArguments.Shares(), _currency;
    private readonly Option<string?> _taker = new("--taker") { Description = "Who alone may fill it. Default: anybody.", HelpName = "ACCOUNT" };
    private readonly Option<uint> _days = new("--valid-days") { Description = "For how many days it can be filled.", HelpName = "N", DefaultValueFactory = _ => 30 };
    private readonly Option<string?> _royalty = new("--max-royalty") { Description = "Resale royalty agreed at most. Default: the title's.", HelpName = "PERCENT" };
    private readonly Option<bool> _state;
    private readonly Option<string> _output = new("--out", "-o") { Description = "The file to write.", Required = true, HelpName = "FILE" };

    private MarketSign(Shell shell, bool sells)
    {
        (_shell, _sells, _content) = (shell, sells, new ContentOptions(shell));
        _currency = Currencies.Option(sells ? "What to be paid in: native (the default) or an ERC-20 token." : "What to pay in: an ERC-20 token.");
        _state = sells ? new Option<bool>("--as-is") { Description = "The order dies when a version is published or a license sold." }
            : new Option<bool>("--any-state") { Description = "The offer stands whatever versions are published and licenses sold meanwhile." };
    }

    public static Command Sell(Shell shell) => new MarketSign(shell, sells: true).Build("sell", "Sign a sale of a title you hold, or of shares. Costs nothing but, the first time, an allowance.",
        "deed market sell model.onnx 2.5 --out model.order.json");

    public static Command Offer(Shell shell) => new MarketSign(shell, sells: false).Build("offer", "Sign an offer to buy a title or shares, paid in tokens. Costs nothing but, the first time, an allowance.",
        "deed market offer model.onnx 900 --currency 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48 --out offer.order.json");

    private Command Build(string name, string description, string example) =>
        SharesArguments.Writing(_shell, name, description, example, [_title, _price, _currency, _shares, _taker, _days, _royalty, _state, _output], _content, Run);

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        if (parsed.GetValue(_days) is 0 or > 3650) throw Refusal.Usage("--valid-days takes 1 to 3650.");
        Files.RequireWritable(parsed.GetValue(_output)!);
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        Address currency = Currencies.Parse(parsed.GetValue(_currency));
        if (!_sells && currency.IsZero) throw Refusal.Usage("--currency: an offer is paid from an allowance, so it needs an ERC-20 token.", "Wrap native money first, and name the wrapped token.");
        UInt256 id = await TitleArgument.Resolve(parsed.GetValue(_title)!, _content, session, parsed, ct);
        TitleState title = (await session.Reader.Read(id, ct))!;
        TitleBurden standing = await MarketArguments.Standing(session, id, ct);
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        Order order = await Draft(parsed, session, title, currency, account.Address, ct);
        bool binds = parsed.GetValue(_state) == _sells;
        if (binds) order = order with { State = standing.Digest };
        await RequireSellable(session, title, order, ct);
        Currencies currencies = new(session);
        string shown = await currencies.Format(currency, order.Price.Units, ct);
        IReadOnlyList<PlannedStep> steps = _sells ? await MarketArguments.Approvals(session, title, order.Asset, order.Amount, account.Address, ct)
            : await TokenApproval.Steps(session, account.Address, currency, session.Contracts.Market, order.Price.Units, shown, ct);
        SpendingPlan plan = new(_shell, session, account, parsed);
        IReadOnlyList<Spending.Result.Done>? done = steps.Count == 0 && !parsed.GetValue(ChainOptions.DryRun) ? [] : await plan.Run(steps, ct);
        if (done is null) return plan.Estimate!;
        SignedOrder signed = SignedOrder.Sign(MarketArguments.Domain(session), order, binds ? standing.Terms : [], account.Key);
        string file = Path.GetFullPath(parsed.GetValue(_output)!);
        await Files.WriteWhole(file, OrderJson.Write(signed), ct);
        return Answer(signed, title, shown, file, plan, done);
    }

    private async Task<Order> Draft(ParseResult parsed, ChainSession session, TitleState title, Address currency, Address maker, CancellationToken ct)
    {
        BigInteger price = TokenAmount.Parse(parsed.GetValue(_price)!, (await new Currencies(session).Require(currency, ct)).Decimals).Units;
        if (price.GetBitLength() > 128) throw Refusal.Usage("PRICE: it must be below 2^128 smallest units.");
        (Address asset, BigInteger amount) = await MarketArguments.Asset(session, title, parsed.GetValue(_shares), ct);
        return new Order
        {
            Side = _sells ? OrderSide.Sell : OrderSide.Buy,
            Maker = maker,
            Taker = parsed.GetValue(_taker) is { } taker ? Signer.Resolve(_shell, taker, session.Profile) : default,
            Asset = asset,
            TitleId = title.Id,
            Amount = amount,
            Currency = currency,
            Price = new TokenAmount(price),
            MaxRoyalty = parsed.GetValue(_royalty) is { } most ? MarketArguments.Percent(most, "--max-royalty") : title.ResaleRoyalty,
            Epoch = await session.Reader.Call(new TitlesContract.EpochOfCall(title.Id), ct),
            Deadline = await session.Now(_shell.Clock, ct) + parsed.GetValue(_days) * Day,
            // In a page of its own makes the first fill dearer; random, so that two machines don't sign the same.
            Nonce = new UInt256(RandomNumberGenerator.GetBytes(UInt256.Size)),
            Counter = await session.Market.Call(new MarketContract.CounterOfCall(maker), ct),
        };
    }

    // What can't be sold needn't be signed.
    private async Task RequireSellable(ChainSession session, TitleState title, Order order, CancellationToken ct)
    {
        ulong final = (ulong)await session.Reader.Call(new TitlesContract.FinalAtCall(title.Fingerprint), ct);
        if (await session.Now(_shell.Clock, ct) < final)
            throw new Refusal(Exit.AnswerIsNo, "provisional", $"\"{title.Name}\" is provisional until {Units.Moment(final)}: it can't be sold before.", "Wait until then.");
        if (_sells && order.Asset == session.Titles && title.Holder != order.Maker)
            throw new Refusal(Exit.AnswerIsNo, "other-holder", $"{title.Holder} holds \"{title.Name}\", but {order.Maker} would sell it.", "Only its holder can: --account. Shares of a divided title: --shares N.");
    }

    private static Answer Answer(SignedOrder signed, TitleState title, string shown, string file, SpendingPlan plan, IReadOnlyList<Spending.Result.Done> done)
    {
        Order order = signed.Order;
        JsonObject json = JsonNode.Parse(OrderJson.Write(signed))!.AsObject();
        json["file"] = file;
        json["orderHash"] = order.StructHash.ToString();
        json["transactions"] = SpendingPlan.Json(done);
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("written to", file);
            facts.Add(order.Side == OrderSide.Sell ? "for sale" : "offered for", $"{(order.Amount.IsOne ? "" : $"{order.Amount:N0} shares of ")}\"{title.Name}\"");
            facts.Add("price", shown);
            facts.Add("royalty", $"{order.MaxRoyalty} of it at most");
            facts.Add("counts until", Units.Moment(order.Deadline));
            facts.Add("nonce", $"{order.Nonce}");
            facts.Add("", order.Side == OrderSide.Sell ? "Whoever has the file can: deed market buy FILE" : "The holder can: deed market accept FILE");
            plan.AddTo(facts, done);
            facts.Show(console);
        });
    }
}
