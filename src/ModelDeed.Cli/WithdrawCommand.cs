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
    private readonly Option<string?> _currency = Currencies.Option("Only this currency. Default: with TITLE all in which there is something; with --all native money and what terms of these titles ask for.");
    private readonly Option<bool> _every = new("--every-currency") { Description = "With --all: every currency, also tokens that no terms ask for, and what isn't worth its gas." };
    private readonly Option<string?> _to = new("--to") { Description = "Where it goes: an address or account. Default: the account that signs.", HelpName = "ADDRESS" };

    private WithdrawCommand(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        WithdrawCommand withdraw = new(shell);
        ExampleCommand command = new("withdraw", "Take out what titles have earned for you: as holder, past holder, registrant (resales) or share holder.", "deed withdraw model.onnx")
        {
            withdraw._titles, withdraw._all, withdraw._currency, withdraw._every, withdraw._to,
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
        bool every = parsed.GetValue(_every);
        if (every && (texts.Length > 0 || parsed.GetValue(_currency) is not null)) throw Refusal.Usage("--every-currency goes with --all, and not with --currency.", "With TITLE every currency is taken anyway.");
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        IReadOnlySet<UInt256>? chosen = await TitleChoice.Of(texts, _content, session, parsed, ct);
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        Address to = parsed.GetValue(_to) is { } named ? Signer.Resolve(_shell, named, session.Profile) : account.Address;
        if (to.IsZero) throw Refusal.Usage("--to: what goes to the zero address is lost.");
        IReadOnlySet<Address>? only = parsed.GetValue(_currency) is { } one ? new HashSet<Address> { Currencies.Parse(one) } : null;
        IncomeScope scope = await IncomeScope.Read(session, chosen, account.Address, ct);
        bool thrifty = chosen is null && only is null && !every;
        Withdrawals withdrawals = new(session, scope, to, thrifty ? await Asked(session, scope, ct) : only, thrifty);
        IReadOnlyList<PlannedStep> steps = await withdrawals.Steps(ct);
        if (steps.Count == 0) throw withdrawals.Nothing(account.Address, await withdrawals.LeftOut(ct));
        SpendingPlan plan = new(_shell, session, account, parsed) { Details = await withdrawals.LeftOut(ct) };
        return await plan.Run(steps, ct, goOn: true) is { } done ? await withdrawals.Answer(plan, done, ct) : plan.Estimate!;
    }

    // Anybody can pay a title in a token of his own, whose withdrawal is worth nothing, or runs his code: wanted is what holders ask for.
    private static async Task<IReadOnlySet<Address>> Asked(ChainSession session, IncomeScope scope, CancellationToken ct)
    {
        HashSet<Address> currencies = [Address.Zero, .. scope.Claims.Select(claim => claim.Division.Currency)];
        foreach (UInt256 title in scope.Balances.Select(balance => balance.Account.Title).Concat(scope.Claims.Select(claim => claim.Division.Title)).Distinct())
            currencies.UnionWith((await session.Offers.Read(title, ct)).Select(offer => offer.Terms.Currency));
        return currencies;
    }
}

/// <summary>The withdrawals that take what is due to an account.</summary>
/// <param name="wanted">The currencies; null for all.</param>
/// <param name="thrifty">Native money whose withdrawal costs more than it brings stays.</param>
internal sealed class Withdrawals(ChainSession session, IncomeScope scope, Address to, IReadOnlySet<Address>? wanted, bool thrifty = false)
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
            steps.Add(new PlannedStep(await Say(sum, currency, scope.NameOf(title), ct), session.Contracts.Royalties, call, NeedsOthers: group.All(one => one.Kept), Brings: Brings(sum, currency)));
        }
        foreach (ShareClaim claim in scope.Claims.Where(claim => IsWanted(claim.Currency)))
            steps.Add(new PlannedStep(await Say(claim.Due, claim.Currency, $"shares {claim.Division.Symbol} of {scope.NameOf(claim.Division.Title)}", ct), claim.Division.Share, new ShareContract.ClaimCall(claim.Currency, to), Brings: Brings(claim.Due, claim.Currency)));
        return steps;
    }

    /// <summary>Says that nothing is due, and what waits.</summary>
    public Refusal Nothing(Address account, IReadOnlyList<string> left)
    {
        string waits = string.Join("; ", scope.Balances.Where(balance => balance.Wait != IncomeWait.None && IsWanted(balance.Account.Currency)).Select(balance => $"{scope.NameOf(balance.Account.Title)} waits, {scope.WaitOf(balance)}").Distinct());
        return new Refusal(Exit.AnswerIsNo, "nothing-due", $"Nothing is due to {account} there now.{(waits.Length > 0 ? $" {waits}." : "")}{string.Concat(left.Select(line => $" {line}."))}", "See deed income.");
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
            ["failed"] = plan.FailedJson(),
            ["left"] = new JsonArray([.. plan.Details.Select(line => JsonValue.Create(line))]),
            ["transactions"] = SpendingPlan.Json(done),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            foreach (string line in plan.Details) facts.Add("left", line);
            foreach (var line in taken) facts.Add("withdrawn", $"{line.Shown} from {scope.NameOf(line.Title)}{(line.Shares ? ", by shares" : "")}");
            facts.Add("to", to.ToString());
            plan.AddTo(facts, done);
            facts.Show(console);
        }, plan.ExitCode);
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

    // What a token is worth in gas, nobody here knows.
    private BigInteger? Brings(BigInteger amount, Address currency) => thrifty && currency.IsZero ? amount : null;

    private bool IsWanted(Address currency) => wanted?.Contains(currency) != false;

    /// <summary>What is due in currencies that aren't wanted, a line each; empty where the user chose them.</summary>
    public async Task<IReadOnlyList<string>> LeftOut(CancellationToken ct)
    {
        if (!thrifty) return [];
        List<string> lines = [];
        var due = scope.Balances.Where(balance => balance.Wait == IncomeWait.None).Select(balance => (balance.Account.Currency, balance.Balance)).Concat(scope.Claims.Select(claim => (claim.Currency, claim.Due)));
        foreach (var group in due.Where(one => !IsWanted(one.Item1)).GroupBy(one => one.Item1))
        {
            BigInteger sum = group.Aggregate(BigInteger.Zero, (total, one) => total + one.Item2);
            lines.Add($"{await _currencies.Format(group.Key, sum, ct)} stay: no terms of these titles ask for it. deed withdraw --all --every-currency takes it too");
        }
        return lines;
    }
}
