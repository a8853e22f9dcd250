using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary><c>deed market</c>: titles and shares for sale.</summary>
internal sealed class MarketCommands(Shell shell)
{
    public static Command Build(Shell shell) => new("market", "Titles and shares for sale: signed orders and auctions.")
    {
        MarketSign.Sell(shell),
        MarketSign.Offer(shell),
        MarketFill.Buy(shell),
        MarketFill.Accept(shell),
        new MarketCommands(shell).Cancel(),
        MarketAuctions.Build(shell),
        new MarketCommands(shell).Refund(),
        MarketShow.Build(shell),
    };

    private Command Cancel()
    {
        Argument<string?> order = new("ORDER") { Description = "The file of an order you signed (.order.json). Not with --all.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> all = new("--all") { Description = "All that you have signed." };
        return SharesArguments.Writing(shell, "cancel", "Take an order back that you have signed, or all of them.", "deed market cancel model.order.json", [order, all], null, async (parsed, ct) =>
        {
            string? file = parsed.GetValue(order);
            if (file is null != parsed.GetValue(all)) throw Refusal.Usage("Say what to take back: ORDER or --all, one of them.");
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            SignedOrder? signed = file is null ? null : await MarketArguments.Read(file, session, ct);
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            if (signed is not null && signed.Order.Maker != account.Address)
                throw new Refusal(Exit.AnswerIsNo, "other-maker", $"{signed.Order.Maker} signed {file}, not {account.Address}.", "Only its maker can take it back: --account.");
            SpendingPlan plan = new(shell, session, account, parsed);
            PlannedStep step = signed is null ? new PlannedStep("Take back all orders that you have signed", session.Contracts.Market, new MarketContract.CancelAllCall())
                : new PlannedStep($"Take back {Printable.Clean(file!)}", session.Contracts.Market, new MarketContract.CancelCall([signed.Order.Nonce]));
            if (await plan.Run([step], ct) is not { } done) return plan.Estimate!;
            JsonObject json = new() { ["maker"] = account.Address.ToString(), ["nonce"] = signed?.Order.Nonce.ToString(), ["all"] = signed is null, ["transaction"] = Spending.Json(done[0].Receipt, done[0].Final) };
            return new Answer(json, console =>
            {
                Facts facts = new();
                facts.Add("canceled", signed is null ? "all orders that you had signed" : file!);
                plan.AddTo(facts, done);
                facts.Show(console);
            });
        });
    }

    private Command Refund()
    {
        Option<string?> currency = Currencies.Option("The currency: native (the default) or an ERC-20 token.");
        Option<string?> of = new("--of") { Description = "Whose money; it goes to that account. Default: yours.", HelpName = "ACCOUNT" }, to = SharesArguments.To();
        return SharesArguments.Writing(shell, "refund", "Take out what auctions owe you: bids that were outbid, and the price of what you sold.", "deed market refund", [currency, of, to], null, async (parsed, ct) =>
        {
            if (parsed.GetValue(of) is not null && parsed.GetValue(to) is not null) throw Refusal.Usage("--of and --to don't go together: another's money goes to that account only.");
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            Address token = Currencies.Parse(parsed.GetValue(currency));
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            Address owner = parsed.GetValue(of) is { } named ? Signer.Resolve(shell, named, session.Profile) : account.Address;
            BigInteger owed = await session.Market.Call(new MarketContract.OwedToCall(owner, token), ct);
            Address receiver = parsed.GetValue(to) is { } other ? Signer.Resolve(shell, other, session.Profile) : owner;
            if (owed.IsZero) throw new Refusal(Exit.AnswerIsNo, "nothing-due", $"No auction owes {owner} anything in {Currencies.Name(token)}.", "Bids come back when somebody bids more; a price when the auction is settled.");
            string shown = await new Currencies(session).Format(token, owed, ct);
            IContractCall call = receiver == owner ? new MarketContract.WithdrawCall(owner, token) : new MarketContract.WithdrawToCall(token, receiver);
            SpendingPlan plan = new(shell, session, account, parsed);
            if (await plan.Run([new PlannedStep($"Take {shown} out to {receiver}", session.Contracts.Market, call)], ct) is not { } done) return plan.Estimate!;
            JsonObject json = new() { ["account"] = owner.ToString(), ["to"] = receiver.ToString(), ["currency"] = Currencies.Name(token), ["amount"] = $"{owed}", ["transaction"] = Spending.Json(done[0].Receipt, done[0].Final) };
            return new Answer(json, console =>
            {
                Facts facts = new();
                facts.Add("sent", $"{shown} to {receiver}");
                plan.AddTo(facts, done);
                facts.Show(console);
            });
        });
    }
}
