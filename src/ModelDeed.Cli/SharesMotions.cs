using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed shares buyout</c> and <c>deed shares steward</c>: motions of share holders.</summary>
internal sealed class SharesMotions(Shell shell)
{
    private readonly SharesArguments _arguments = new(shell);

    public Command Buyout() => new("buyout", "Offers for all shares of a title.")
    {
        Offer(),
        OnMotion("accept", "Accept an offer with all votes you had when it was made. The majority sells the whole, for everybody.", motion => new SharesContract.AcceptCall(motion), "Accept"),
        OnMotion("retract", "Take your acceptance back, while the offer is open.", motion => new SharesContract.RetractCall(motion), "Take back the acceptance of"),
        OnMotion("withdraw", "Withdraw your offer that isn't accepted, and get the deposit back.", (motion, to) => new SharesContract.WithdrawMotionCall(motion, to), "Withdraw", "buyout"),
        OnMotion("redeem", "Give your shares of a title that was bought out for the price that was accepted.", (motion, to) => new SharesContract.RedeemCall(motion, to), "Redeem your shares for", "buyout"),
    };

    public Command Steward() => new("steward", "Who acts for the share holders.")
    {
        Propose(),
        OnMotion("accept", "Accept a steward with all votes you had when it was proposed. The majority appoints it.", motion => new SharesContract.AcceptCall(motion), "Accept", "steward"),
        OnMotion("retract", "Take your acceptance back, while the proposal is open.", motion => new SharesContract.RetractCall(motion), "Take back the acceptance of", "steward"),
    };

    private Command Offer()
    {
        Argument<string> price = new("PRICE") { Description = "Per share, in whole coins or tokens." };
        Option<string?> currency = Currencies.Option("What to pay in: native (the default) or an ERC-20 token.");
        return SharesArguments.Writing(shell, "offer", "Offer to buy all shares of a title, and deposit the price of all of them.", "deed shares buyout offer model.onnx 0.5", [_arguments.Title, price, currency], _arguments.Content, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            Address token = Currencies.Parse(parsed.GetValue(currency));
            Currencies currencies = new(session);
            BigInteger each = TokenAmount.Parse(parsed.GetValue(price)!, (await currencies.Require(token, ct)).Decimals).Units;
            if (each.IsZero || each.GetBitLength() > 128) throw Refusal.Usage("PRICE: it must be above zero, and below 2^128 smallest units.");
            TitleState title = await _arguments.Resolve(parsed, session, ct);
            DivisionState division = (await SharesArguments.Divisions(session, title, ct))[^1];
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            BigInteger deposit = each * division.Issued;
            string shown = await currencies.Format(token, deposit, ct);
            IReadOnlyList<PlannedStep> approvals = await TokenApproval.Steps(session, account.Address, token, session.Contracts.Shares, deposit, shown, ct);
            PlannedStep offer = new($"Offer {await currencies.Format(token, each, ct)} for each of {division.Issued:N0} shares of \"{Printable.Clean(title.Name)}\", depositing {shown}", session.Contracts.Shares,
                new SharesContract.OfferBuyoutCall(division.Share, token, (UInt256)each), token.IsZero ? (UInt256)deposit : UInt256.Zero, NeedsOthers: approvals.Count > 0);
            SpendingPlan plan = new(shell, session, account, parsed);
            return await plan.Run([.. approvals, offer], ct) is { } done ? await Opened(session, plan, done, ct) : plan.Estimate!;
        });
    }

    private Command Propose()
    {
        Argument<string> candidate = new("CANDIDATE") { Description = "Who shall act for the holders: an address or account." };
        return SharesArguments.Writing(shell, "propose", "Propose a steward. Anybody who holds shares may.", "deed shares steward propose model.onnx 0x70997970C51812dc3A010C7d01b50e0d17dc79C8", [_arguments.Title, candidate], _arguments.Content, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            TitleState title = await _arguments.Resolve(parsed, session, ct);
            DivisionState division = (await SharesArguments.Divisions(session, title, ct))[^1];
            Address who = Signer.Resolve(shell, parsed.GetValue(candidate)!, session.Profile);
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            SpendingPlan plan = new(shell, session, account, parsed);
            PlannedStep step = new($"Propose {who} as steward of \"{Printable.Clean(title.Name)}\"", session.Contracts.Shares, new SharesContract.ProposeStewardCall(division.Share, who));
            return await plan.Run([step], ct) is { } done ? await Opened(session, plan, done, ct) : plan.Estimate!;
        });
    }

    private Command OnMotion(string name, string description, Func<UInt256, IContractCall> call, string verb, string group = "buyout") => OnMotion(name, description, (motion, _) => call(motion), verb, group, paysOut: false);

    private Command OnMotion(string name, string description, Func<UInt256, Address, IContractCall> call, string verb, string group, bool paysOut = true)
    {
        Argument<string> number = SharesArguments.Motion();
        Option<string?> to = SharesArguments.To();
        return SharesArguments.Writing(shell, name, description, $"deed shares {group} {name} 1", paysOut ? [number, to] : [number], null, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            (DivisionState division, MotionState motion) = await SharesArguments.FindMotion(session, parsed.GetValue(number)!, ct);
            if (motion.IsBuyout != (group == "buyout"))
                throw Refusal.Usage($"Motion {motion.Id} is {(motion.IsBuyout ? "an offer for all shares" : "about a steward")}.", $"Use: deed shares {(motion.IsBuyout ? "buyout" : "steward")} {name} {motion.Id}");
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            Address receiver = paysOut && parsed.GetValue(to) is { } named ? Signer.Resolve(shell, named, session.Profile) : account.Address;
            Currencies currencies = new(session);
            string what = motion.IsBuyout ? $"the offer of {await currencies.Format(motion.Currency, motion.Price, ct)} per share {Printable.Clean(division.Symbol)}" : $"the steward {motion.Candidate} for {Printable.Clean(division.Symbol)}";
            SpendingPlan plan = new(shell, session, account, parsed) { Details = name == "accept" ? await Consequences(session, division, motion, account.Address, currencies, ct) : [] };
            return await plan.Run([new PlannedStep($"{verb} {what} (motion {motion.Id})", session.Contracts.Shares, call(motion.Id, receiver))], ct) is { } done
                ? await After(session, plan, motion.Id, done, ct) : plan.Estimate!;
        });
    }

    // Whoever agrees to a price must know of which money, who gets the title for it, and from which motion his votes go.
    private static async Task<IReadOnlyList<string>> Consequences(ChainSession session, DivisionState division, MotionState motion, Address account, Currencies currencies, CancellationToken ct)
    {
        List<string> lines = [];
        if (motion.IsBuyout)
        {
            BigInteger held = await session.Divisions.Call(division.Share, new ShareContract.BalanceOfCall(account), ct);
            TitleState title = (await session.Reader.Read(division.Title, ct))!;
            lines.Add($"for all {division.Issued:N0} shares {await currencies.Format(motion.Currency, motion.Price * division.Issued, ct)}, deposited already; for your {held:N0} shares {await currencies.Format(motion.Currency, motion.Price * held, ct)}");
            lines.Add(motion.Currency.IsZero ? $"paid in {(await currencies.Of(motion.Currency, ct)).Name}, the chain's own currency"
                : $"paid in the token {motion.Currency}, which was named when the title was divided and calls itself {Printable.Clean((await currencies.Of(motion.Currency, ct)).Symbol)}. Any token can: compare the address");
            lines.Add($"the title \"{Printable.Clean(title.Name)}\" {division.Title.ToHash()} goes to {motion.Proposer}, by {division.Needed:N0} votes; {motion.Accepted:N0} are given");
        }
        foreach (MotionState other in division.Motions.Where(other => other.Id != motion.Id && other.Stage == MotionStage.Open && other.Support.ContainsKey(account)))
            lines.Add($"votes count in one motion of a title at a time: your {other.Support[account]:N0} in motion {other.Id} are taken back");
        return lines;
    }

    private static Task<Answer> Opened(ChainSession session, SpendingPlan plan, IReadOnlyList<Spending.Result.Done> done, CancellationToken ct)
    {
        UInt256 id = default;
        foreach (Log log in done[^1].Receipt.Logs)
            if (log.Address == session.Contracts.Shares && SharesContract.MotionOpened.TryDecode(in log, out SharesContract.MotionOpened opened)) id = opened.MotionId;
        return After(session, plan, id, done, ct);
    }

    private static async Task<Answer> After(ChainSession session, SpendingPlan plan, UInt256 id, IReadOnlyList<Spending.Result.Done> done, CancellationToken ct)
    {
        (DivisionState division, MotionState motion) = await SharesArguments.FindMotion(session, id.ToString(), ct);
        SharesContract.Redeemed? redeemed = null;
        foreach (Log log in done[^1].Receipt.Logs)
            if (log.Address == session.Contracts.Shares && SharesContract.Redeemed.TryDecode(in log, out SharesContract.Redeemed found)) redeemed = found;
        string? paid = redeemed is { } shown ? await new Currencies(session).Format(motion.Currency, shown.Amount, ct) : null;
        string state = motion.Stage.ToString().ToLowerInvariant();
        JsonObject json = new()
        {
            ["motion"] = id.ToString(),
            ["title"] = division.Title.ToHash().ToString(),
            ["state"] = state,
            ["accepted"] = $"{motion.Accepted}",
            ["needed"] = $"{division.Needed}",
            ["redeemed"] = redeemed is { } one ? $"{one.Amount}" : null,
            ["transactions"] = SpendingPlan.Json(done),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("motion", $"{id}, {state}");
            facts.Add("votes", $"{motion.Accepted:N0} of {division.Needed:N0} needed");
            if (paid is not null) facts.Add("paid", paid);
            plan.AddTo(facts, done);
            facts.Show(console);
        });
    }
}
