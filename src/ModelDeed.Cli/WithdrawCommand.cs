using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Shares;

namespace ModelDeed.Cli;

/// <summary><c>deed withdraw TITLE…</c>: everything that is the account's, whatever made it so.</summary>
internal sealed class WithdrawCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string[]> _titles = new("TITLE") { Description = "Whose income: title ids, fingerprints (0x…), or paths to the content.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all = new("--all") { Description = "From every title that owes you anything." };
    private readonly Option<string?> _currency = Currencies.Option("Only this currency. Default: all in which there is something.");
    private readonly Option<string?> _to = new("--to") { Description = "Where it goes: an address or account. Default: the account that signs.", HelpName = "ADDRESS" };

    private WithdrawCommand(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        WithdrawCommand withdraw = new(shell);
        ExampleCommand command = new("withdraw", "Take out what titles have earned for you: as holder, past holder, registrant (resales) or share holder.", "deed withdraw model.onnx")
        {
            withdraw._titles, withdraw._all, withdraw._currency, withdraw._to,
        };
        withdraw._content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, withdraw.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        string[] texts = parsed.GetValue(_titles) ?? [];
        if (texts.Length > 0 == parsed.GetValue(_all)) throw Refusal.Usage("Say which titles' income: TITLE, or --all.", "See: deed withdraw --help");
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        IReadOnlySet<UInt256>? chosen = await TitleChoice.Of(texts, _content, session, parsed, ct);
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        Address to = parsed.GetValue(_to) is { } named ? Signer.Resolve(_shell, named, session.Profile) : account.Address;
        if (to.IsZero) throw Refusal.Usage("--to: what goes to the zero address is lost.");
        Address? currency = parsed.GetValue(_currency) is { } only ? Currencies.Parse(only) : null;
        IncomeScope scope = await IncomeScope.Read(session, chosen, account.Address, ct);
        Withdrawals withdrawals = new(session, scope, to, currency);
        IReadOnlyList<PlannedStep> steps = await withdrawals.Steps(ct);
        if (steps.Count == 0) throw withdrawals.Nothing(account.Address);
        SpendingPlan plan = new(_shell, session, account, parsed);
        return await plan.Run(steps, ct, goOn: true) is { } done ? await withdrawals.Answer(plan, done, ct) : plan.Estimate!;
    }
}

/// <summary>The withdrawals that take all that is due to an account.</summary>
internal sealed class Withdrawals(ChainSession session, IncomeScope scope, Address to, Address? only)
{
    private readonly Currencies _currencies = new(session);

    /// <summary>What is kept and can be distributed now is so first. Then one transaction per title and currency; one more for what an award gave to the
    /// account, and for each token of shares.</summary>
    public async Task<IReadOnlyList<PlannedStep>> Steps(CancellationToken ct)
    {
        List<PlannedStep> steps = [];
        List<(UInt256 Title, Address Currency, Address Key, BigInteger Amount, bool Kept)> due = [.. scope.Balances.Where(balance => balance.Wait == IncomeWait.None && IsWanted(balance.Account.Currency))
            .Select(balance => (balance.Account.Title, balance.Account.Currency, KeyOf(balance.Account.Payee), balance.Balance, false))];
        foreach (IncomeAccount kept in scope.KeptFor().Where(kept => IsWanted(kept.Currency)))
        {
            if (!await CanSettle(kept, ct)) continue;
            steps.Add(new PlannedStep(await Say("Distribute", scope.Books.Kept[kept], kept.Currency, $"{scope.NameOf(kept.Title)} and its ancestors", ct), session.Contracts.Royalties, new RoyaltiesContract.SettleCall(kept.Title, kept.Payee, kept.Currency)));
            due.AddRange(scope.PartsOf(kept).Where(part => !scope.Books.IsDivided(part.Title, part.Payee)).Select(part => (part.Title, kept.Currency, KeyOf(part.Payee), part.Amount, true)));
        }
        foreach (var group in due.GroupBy(one => (one.Title, one.Currency, one.Key)))
        {
            (UInt256 title, Address currency, Address key) = group.Key;
            BigInteger sum = group.Aggregate(BigInteger.Zero, (total, one) => total + one.Amount);
            IContractCall call = key.IsZero ? new RoyaltiesContract.WithdrawCall(title, currency, to) : new RoyaltiesContract.WithdrawFromCall(title, key, currency, to);
            steps.Add(new PlannedStep(await Say(sum, currency, scope.NameOf(title), ct), session.Contracts.Royalties, call, NeedsOthers: group.All(one => one.Kept)));
        }
        foreach (ShareClaim claim in scope.Claims.Where(claim => IsWanted(claim.Currency)))
            steps.Add(new PlannedStep(await Say(claim.Due, claim.Currency, $"shares {claim.Division.Symbol} of {scope.NameOf(claim.Division.Title)}", ct), claim.Division.Share, new ShareContract.ClaimCall(claim.Currency, to)));
        return steps;
    }

    /// <summary>Says that nothing is due, and what waits.</summary>
    public Refusal Nothing(Address account)
    {
        string waits = string.Join("; ", scope.Balances.Where(balance => balance.Wait != IncomeWait.None && IsWanted(balance.Account.Currency)).Select(balance => $"{scope.NameOf(balance.Account.Title)} waits, {scope.WaitOf(balance)}").Distinct());
        return new Refusal(Exit.AnswerIsNo, "nothing-due", $"Nothing is due to {account} there now.{(waits.Length > 0 ? $" {waits}." : "")}", "See deed income.");
    }

    public async Task<Answer> Answer(SpendingPlan plan, IReadOnlyList<Spending.Result.Done> done, CancellationToken ct)
    {
        List<(UInt256 Title, Address Currency, BigInteger Amount, string Shown, Hash32 Transaction, bool Shares)> taken = [];
        foreach (Spending.Result.Done one in done)
        {
            bool shares = one.Receipt.Logs.Any(log => ShareContract.IncomeClaimed.TryDecode(in log, out _));
            foreach (Log log in one.Receipt.Logs)
                if (log.Address == session.Contracts.Royalties && RoyaltiesContract.Withdrawn.TryDecode(in log, out RoyaltiesContract.Withdrawn left))
                    taken.Add((left.TitleId, left.Currency, left.Amount, await _currencies.Format(left.Currency, left.Amount, ct), one.Receipt.TransactionHash, shares));
        }
        JsonObject json = new()
        {
            ["to"] = to.ToString(),
            ["withdrawn"] = new JsonArray([.. taken.Select(line => (JsonNode)new JsonObject
            {
                ["title"] = line.Title.ToHash().ToString(), ["currency"] = Currencies.Name(line.Currency), ["amount"] = $"{line.Amount}", ["byShares"] = line.Shares, ["transaction"] = line.Transaction.ToString(),
            })]),
            ["skipped"] = plan.SkippedJson(),
            ["transactions"] = SpendingPlan.Json(done),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            foreach (var line in taken) facts.Add("withdrawn", $"{line.Shown} from {scope.NameOf(line.Title)}{(line.Shares ? ", by shares" : "")}");
            facts.Add("to", to.ToString());
            plan.AddTo(facts, done);
            facts.Show(console);
        });
    }

    // Whether all its ancestors are final only the contract knows.
    private async Task<bool> CanSettle(IncomeAccount kept, CancellationToken ct)
    {
        try
        {
            await session.Income.Call(new RoyaltiesContract.SettleCall(kept.Title, kept.Payee, kept.Currency), ct);
            return true;
        }
        catch (RpcException refused) when (refused.Fault == RpcFault.Application)
        {
            return false;
        }
    }

    private Task<string> Say(BigInteger amount, Address currency, string from, CancellationToken ct) => Say("Withdraw", amount, currency, from, ct);

    private async Task<string> Say(string verb, BigInteger amount, Address currency, string title, CancellationToken ct)
    {
        string shown = await _currencies.Format(currency, amount, ct);
        return verb == "Withdraw" ? $"Withdraw {shown} from {Printable.Clean(title)} to {to}" : $"{verb} {shown} that was kept to {Printable.Clean(title)}";
    }

    // Its own key and zero are one withdrawal.
    private Address KeyOf(Address payee) => payee == scope.Account ? Address.Zero : payee;

    private bool IsWanted(Address currency) => only is null || currency == only;
}
