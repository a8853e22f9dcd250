using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed pay TITLE AMOUNT</c>: pays a title, and with it its whole lineage.</summary>
internal sealed class PayCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _title = new("TITLE") { Description = TitleArgument.Description };
    private readonly Argument<string> _amount = new("AMOUNT") { Description = "How much, in whole coins or tokens: 49.5" };
    private readonly Option<string?> _currency = Currencies.Option("What to pay in: native (the chain's own, the default) or an ERC-20 token.");

    private PayCommand(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        PayCommand pay = new(shell);
        ExampleCommand command = new("pay", "Pay a title. Its ancestors get their royalties of it in the same transaction.", "deed pay model.onnx 1.5") { pay._title, pay._amount, pay._currency };
        pay._content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, pay.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        Address token = Currencies.Parse(parsed.GetValue(_currency));
        Currencies currencies = new(session);
        BigInteger amount = TokenAmount.Parse(parsed.GetValue(_amount)!, (await currencies.Require(token, ct)).Decimals).Units;
        if (amount.IsZero) throw Refusal.Usage("AMOUNT: nothing would be paid.", "Give more than zero.");
        UInt256 id = await TitleArgument.Resolve(parsed.GetValue(_title)!, _content, session, parsed, ct);
        TitleState title = (await session.Reader.Read(id, ct))!;
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        string shown = await currencies.Format(token, amount, ct);
        IReadOnlyList<PlannedStep> approvals = await TokenApproval.Steps(session, account.Address, token, session.Contracts.Royalties, amount, shown, ct);
        PlannedStep pay = new($"Pay {shown} to \"{Printable.Clean(title.Name)}\"", session.Contracts.Royalties,
            new RoyaltiesContract.PayCall(id, token, (UInt256)amount), token.IsZero ? (UInt256)amount : UInt256.Zero, NeedsOthers: approvals.Count > 0);
        SpendingPlan plan = new(_shell, session, account, parsed);
        return await plan.Run([.. approvals, pay], ct) is { } done ? await Answer(plan, session, currencies, title, token, done, ct) : plan.Estimate!;
    }

    private static async Task<Answer> Answer(SpendingPlan plan, ChainSession session, Currencies currencies, TitleState title, Address token, IReadOnlyList<Spending.Result.Done> done, CancellationToken ct)
    {
        Spending.Result.Done last = done[^1];
        PaymentCredits credits = await PaymentCredits.Of(session, last.Receipt, ct);
        Action<Facts> words = await credits.Words(session, currencies, "the title itself", ct);
        JsonObject json = new()
        {
            ["title"] = title.Fingerprint.ToString(),
            ["currency"] = Currencies.Name(token),
            ["received"] = $"{credits.Received}",
            ["kept"] = credits.Paid.Kept,
            ["credits"] = credits.Json(),
            ["approved"] = done.Count > 1,
            ["transaction"] = Spending.Json(last.Receipt, last.Final),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("paid", $"{title.Fingerprint} \"{title.Name}\"");
            words(facts);
            plan.AddTo(facts, done);
            facts.Show(console);
        });
    }
}
