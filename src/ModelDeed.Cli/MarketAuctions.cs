using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed market auction</c>: English auctions of titles and shares.</summary>
internal sealed class MarketAuctions(Shell shell)
{
    private readonly Argument<string> _auction = MarketArguments.Auction();

    public static Command Build(Shell shell) => new("auction", "Auctions of titles and shares.")
    {
        new MarketAuctions(shell).Start(),
        new MarketAuctions(shell).Bid(),
        new MarketAuctions(shell).Settle(),
        new MarketAuctions(shell).Cancel(),
        new MarketAuctions(shell).Income(),
    };

    private Command Start()
    {
        ContentOptions content = new(shell);
        Argument<string> title = new("TITLE") { Description = TitleArgument.Description }, reserve = new("RESERVE") { Description = "The lowest first bid, in whole coins or tokens." };
        Option<string?> currency = Currencies.Option("What to be paid in: native (the default) or an ERC-20 token."), shares = MarketArguments.Shares();
        Option<uint> hours = new("--hours") { Description = "How long it takes bids: 1 to 2160.", HelpName = "N", DefaultValueFactory = _ => 72 };
        Option<uint> extension = new("--extension") { Description = "Minutes that are left after each bid, at least: 0 to 1440.", HelpName = "N", DefaultValueFactory = _ => 10 };
        Option<string> step = new("--step") { Description = "By how much a bid must be higher than the last.", HelpName = "PERCENT", DefaultValueFactory = _ => "5%" };
        return SharesArguments.Writing(shell, "start", "Put a title you hold, or shares, up for auction. They leave your account until it is over.", "deed market auction start model.onnx 1.5 --hours 48", [title, reserve, currency, shares, hours, extension, step], content, async (parsed, ct) =>
        {
            if (parsed.GetValue(hours) is 0 or > 2160) throw Refusal.Usage("--hours takes 1 to 2160.");
            if (parsed.GetValue(extension) > 1440) throw Refusal.Usage("--extension takes 0 to 1440.");
            BasisPoints raise = MarketArguments.Percent(parsed.GetValue(step)!, "--step");
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            Address token = Currencies.Parse(parsed.GetValue(currency));
            Currencies currencies = new(session);
            BigInteger least = TokenAmount.Parse(parsed.GetValue(reserve)!, (await currencies.Require(token, ct)).Decimals).Units;
            if (least.IsZero || least.GetBitLength() > 128) throw Refusal.Usage("RESERVE: it must be above zero, and below 2^128 smallest units.");
            TitleState state = (await session.Reader.Read(await TitleArgument.Resolve(parsed.GetValue(title)!, content, session, parsed, ct), ct))!;
            await RequireFinal(session, state, ct);
            (Address asset, BigInteger amount) = await MarketArguments.Asset(session, state, parsed.GetValue(shares), ct);
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            if (asset == session.Titles && state.Holder != account.Address)
                throw new Refusal(Exit.AnswerIsNo, "other-holder", $"{state.Holder} holds \"{state.Name}\", but {account.Address} would sell it.", "Only its holder can: --account. Shares of a divided title: --shares N.");
            IReadOnlyList<PlannedStep> approvals = await MarketArguments.Approvals(session, state, asset, amount, account.Address, ct);
            PlannedStep start = new($"Put {(asset == session.Titles ? "" : $"{amount:N0} shares of ")}\"{Printable.Clean(state.Name)}\" up for auction: at least {await currencies.Format(token, least, ct)}, for {parsed.GetValue(hours)} hours", session.Contracts.Market,
                new MarketContract.StartAuctionCall(asset, state.Id, (UInt256)amount, token, (UInt256)least, (ushort)raise.Value, parsed.GetValue(hours) * 3600, parsed.GetValue(extension) * 60), NeedsOthers: approvals.Count > 0);
            SpendingPlan plan = new(shell, session, account, parsed);
            if (await plan.Run([.. approvals, start], ct) is not { } done) return plan.Estimate!;
            UInt256 id = done[^1].Receipt.Logs.Where(log => log.Address == session.Contracts.Market).Select(log => AuctionState.Begin(in log)).OfType<AuctionState>().Single().Id;
            return await Answer(session, id, plan, done, ct);
        });
    }

    private async Task RequireFinal(ChainSession session, TitleState title, CancellationToken ct)
    {
        ulong final = (ulong)await session.Reader.Call(new TitlesContract.FinalAtCall(title.Fingerprint), ct);
        if (await session.Now(shell.Clock, ct) < final)
            throw new Refusal(Exit.AnswerIsNo, "provisional", $"\"{title.Name}\" is provisional until {Units.Moment(final)}: it can't be sold before.", "Wait until then.");
    }

    private Command Bid()
    {
        Argument<string> amount = new("AMOUNT") { Description = "Your bid in all, in whole coins or tokens of the auction's currency." };
        return SharesArguments.Writing(shell, "bid", "Bid. The money is yours again as soon as somebody bids more.", "deed market auction bid 1 2.5", [_auction, amount], null, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            AuctionState auction = await MarketArguments.Find(session, parsed.GetValue(_auction)!, ct);
            Currencies currencies = new(session);
            BigInteger bid = TokenAmount.Parse(parsed.GetValue(amount)!, (await currencies.Require(auction.Currency, ct)).Decimals).Units;
            if (auction.Stage == AuctionStage.Open && bid < auction.LeastBid)
                throw new Refusal(Exit.AnswerIsNo, "bid-too-low", $"The bid must be at least {await currencies.Format(auction.Currency, auction.LeastBid, ct)}.", "Nothing was sent.");
            if (bid.GetBitLength() > 128) throw Refusal.Usage("AMOUNT: it must be below 2^128 smallest units.");
            TitleState title = (await session.Reader.Read(auction.TitleId, ct))!;
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            string shown = await currencies.Format(auction.Currency, bid, ct);
            IReadOnlyList<PlannedStep> approvals = await TokenApproval.Steps(session, account.Address, auction.Currency, session.Contracts.Market, bid, shown, ct);
            string what = string.Join("\n  ", [$"Bid {shown} for {(auction.Asset == session.Titles ? "" : $"{auction.Amount:N0} shares of ")}\"{Printable.Clean(title.Name)}\"", .. MarketArguments.Burdens(title, await MarketArguments.Standing(session, title.Id, ct))]);
            PlannedStep step = new(what, session.Contracts.Market, new MarketContract.BidCall(auction.Id, (UInt256)bid), auction.Currency.IsZero ? (UInt256)bid : UInt256.Zero, NeedsOthers: approvals.Count > 0);
            SpendingPlan plan = new(shell, session, account, parsed);
            return await plan.Run([.. approvals, step], ct) is { } done ? await Answer(session, auction.Id, plan, done, ct) : plan.Estimate!;
        });
    }

    private Command Settle() => OnAuction("settle", "End an auction whose time is over. Anybody may; winner, seller and till get theirs.", "deed market auction settle 1", auction => new MarketContract.SettleCall(auction), "Settle");

    private Command Cancel() => OnAuction("cancel", "End an auction of yours that nobody has bid in.", "deed market auction cancel 1", auction => new MarketContract.CancelAuctionCall(auction), "Cancel");

    private Command OnAuction(string name, string description, string example, Func<UInt256, IContractCall> call, string verb) => SharesArguments.Writing(shell, name, description, example, [_auction], null, async (parsed, ct) =>
    {
        await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
        await session.RequireContracts(ct);
        AuctionState auction = await MarketArguments.Find(session, parsed.GetValue(_auction)!, ct);
        using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
        SpendingPlan plan = new(shell, session, account, parsed);
        bool returns = name == "settle" && auction.Stage == AuctionStage.Void; // a title that a dispute has kept
        PlannedStep step = new($"{verb} auction {auction.Id}", session.Contracts.Market, returns ? new MarketContract.ReturnLotCall(auction.Id) : call(auction.Id));
        return await plan.Run([step], ct) is { } done ? await Answer(session, auction.Id, plan, done, ct) : plan.Estimate!;
    });

    private Command Income()
    {
        Option<string?> currency = Currencies.Option("The currency: native (the default) or an ERC-20 token."), to = SharesArguments.To();
        return SharesArguments.Writing(shell, "income", "Take out what you sold has earned while it was up for auction.", "deed market auction income 1", [_auction, currency, to], null, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            AuctionState auction = await MarketArguments.Find(session, parsed.GetValue(_auction)!, ct);
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            Address receiver = parsed.GetValue(to) is { } named ? Signer.Resolve(shell, named, session.Profile) : account.Address;
            SpendingPlan plan = new(shell, session, account, parsed);
            PlannedStep step = new($"Take the income of auction {auction.Id} to {receiver}", auction.Lot, new LotContract.TakeIncomeCall(Currencies.Parse(parsed.GetValue(currency)), receiver));
            return await plan.Run([step], ct) is { } done ? await Answer(session, auction.Id, plan, done, ct) : plan.Estimate!;
        });
    }

    private static async Task<Answer> Answer(ChainSession session, UInt256 id, SpendingPlan plan, IReadOnlyList<Spending.Result.Done> done, CancellationToken ct)
    {
        AuctionState auction = (await session.Market.Auctions(null, ct)).Single(found => found.Id == id);
        JsonObject json = MarketShow.Json(auction);
        json["transaction"] = Spending.Json(done[^1].Receipt, done[^1].Final);
        Facts facts = new();
        await MarketShow.Describe(facts, session, auction, ct);
        return new Answer(json, console =>
        {
            plan.AddTo(facts, done);
            facts.Show(console);
        });
    }
}
