using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed shares</c>: divided titles.</summary>
internal sealed class SharesCommands(Shell shell)
{
    private readonly SharesArguments _arguments = new(shell);

    public static Command Build(Shell shell) => new("shares", "Titles divided among many.")
    {
        new SharesDivide(shell).Build(),
        new SharesShow(shell).Build(),
        new SharesCommands(shell).Transfer(),
        new SharesCommands(shell).Claim(),
        new SharesMotions(shell).Buyout(),
        new SharesMotions(shell).Steward(),
    };

    private Command Transfer()
    {
        Argument<string> to = new("TO") { Description = "Who gets them: an address or account." }, amount = new("AMOUNT") { Description = "How many whole shares." };
        return SharesArguments.Writing(shell, "transfer", "Hand shares over. What they have earned until now stays yours to claim.", "deed shares transfer model.onnx 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 50",
            [_arguments.Title, to, amount], _arguments.Content, async (parsed, ct) =>
            {
                await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
                await session.RequireContracts(ct);
                BigInteger shares = SharesArguments.Shares(parsed.GetValue(amount)!, "AMOUNT");
                TitleState title = await _arguments.Resolve(parsed, session, ct);
                DivisionState division = (await SharesArguments.Divisions(session, title, ct))[^1];
                Address receiver = Signer.Resolve(shell, parsed.GetValue(to)!, session.Profile);
                using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
                PlannedStep step = new($"Transfer {shares:N0} shares {Printable.Clean(division.Symbol)} of \"{Printable.Clean(title.Name)}\" to {receiver}", division.Share, new ShareContract.TransferCall(receiver, (UInt256)shares));
                SpendingPlan plan = new(shell, session, account, parsed);
                if (await plan.Run([step], ct) is not { } done) return plan.Estimate!;
                JsonObject json = new()
                {
                    ["title"] = title.Fingerprint.ToString(),
                    ["share"] = division.Share.ToString(),
                    ["from"] = account.Address.ToString(),
                    ["to"] = receiver.ToString(),
                    ["amount"] = $"{shares}",
                    ["transaction"] = Spending.Json(done[0].Receipt, done[0].Final),
                };
                string from = account.Address.ToString();
                return new Answer(json, console =>
                {
                    Facts facts = new();
                    facts.Add("transferred", $"{shares:N0} shares {division.Symbol} of \"{title.Name}\"");
                    facts.Add("from", from);
                    facts.Add("to", receiver.ToString());
                    plan.AddTo(facts, done);
                    facts.Show(console);
                });
            });
    }

    private Command Claim()
    {
        Option<string?> currency = Currencies.Option("Only this currency. Default: all in which there is something."), to = SharesArguments.To();
        return SharesArguments.Writing(shell, "claim", "Take out what your shares of a title have earned, whenever you held them.", "deed shares claim model.onnx",
            [_arguments.Title, currency, to], _arguments.Content, async (parsed, ct) =>
            {
                await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
                await session.RequireContracts(ct);
                TitleState title = await _arguments.Resolve(parsed, session, ct);
                await SharesArguments.Divisions(session, title, ct);
                using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
                Address receiver = parsed.GetValue(to) is { } named ? Signer.Resolve(shell, named, session.Profile) : account.Address;
                IncomeScope scope = (await IncomeScope.Read(session, new HashSet<UInt256> { title.Id }, account.Address, ct)).OfSharesOnly();
                Withdrawals withdrawals = new(session, scope, receiver, parsed.GetValue(currency) is { } only ? new HashSet<Address> { Currencies.Parse(only) } : null);
                IReadOnlyList<PlannedStep> steps = await withdrawals.Steps(ct);
                if (steps.Count == 0) throw withdrawals.Nothing(account.Address, []);
                SpendingPlan plan = new(shell, session, account, parsed);
                return await plan.Run(steps, ct, goOn: true) is { } done ? await withdrawals.Answer(plan, done, ct) : plan.Estimate!;
            });
    }
}
