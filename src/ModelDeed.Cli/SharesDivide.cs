using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed shares divide TITLE</c>: approves <c>Shares</c> for the title and divides it, with one question.</summary>
internal sealed class SharesDivide(Shell shell)
{
    private readonly SharesArguments _arguments = new(shell);
    private readonly Option<string> _name = new("--name") { Description = "The token's name, 64 bytes at most.", Required = true, HelpName = "NAME" };
    private readonly Option<string> _symbol = new("--symbol") { Description = "The token's symbol, 64 bytes at most; short is better.", Required = true, HelpName = "SYMBOL" };
    private readonly Option<string[]> _to = new("--to") { Description = "Who gets how many whole shares: ADDRESS:600, or an account's name. Up to 200 times.", Required = true, HelpName = "WHO:SHARES" };
    private readonly Option<string> _majority = new("--majority") { Description = "Of all votes, what sells the whole or appoints a steward: above 50%.", DefaultValueFactory = _ => "75%", HelpName = "%" };
    private readonly Option<string?> _steward = new("--steward") { Description = "Who publishes versions and offers terms for the holders. Default: nobody.", HelpName = "ADDRESS" };

    private readonly Option<string?> _currency = new("--currency") { Description = "The token in which offers for the whole may be made, besides native money. Nobody can change it later. Default: none.", HelpName = "0xTOKEN" };

    public Command Build() => SharesArguments.Writing(shell, "divide", "Divide a title you hold among many: who holds shares earns its income and votes.",
        "deed shares divide model.onnx --name \"My model\" --symbol MINE --to demo-1:600 --to demo-2:400", [_arguments.Title, _name, _symbol, _to, _majority, _steward, _currency], _arguments.Content, Run);

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        BasisPoints majority = Percents.Parse(parsed.GetValue(_majority)!, "--majority");
        if (majority.Value <= BasisPoints.Whole / 2) throw Refusal.Usage("--majority: more than half of the votes must agree.", "Write 50.01% to 100%.");
        await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
        await session.RequireContracts(ct);
        TitleState title = await _arguments.Resolve(parsed, session, ct);
        using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
        if (title.Holder != account.Address) throw new Refusal(Exit.AnswerIsNo, "other-holder", $"\"{title.Name}\" is held by {title.Holder}, not by {account.Address}.", "Only its holder can divide it: --account.");
        SharesContract.Allotment[] allotments = [.. parsed.GetValue(_to)!.Select(text => Allotment(text, session.Profile))];
        Address steward = parsed.GetValue(_steward) is { } named ? Signer.Resolve(shell, named, session.Profile) : Address.Zero;
        Address currency = Currencies.Parse(parsed.GetValue(_currency));
        string offers = currency.IsZero ? "native money" : $"native money or {(await new Currencies(session).Require(currency, ct)).Name} ({currency})";
        BigInteger issued = allotments.Aggregate(BigInteger.Zero, (sum, allotment) => sum + allotment.Amount);
        PlannedStep approve = new($"Allow {session.Contracts.Shares} to take the title \"{Printable.Clean(title.Name)}\"", session.Titles, new TitlesContract.ApproveCall(session.Contracts.Shares, title.Id));
        PlannedStep divide = new($"Divide \"{Printable.Clean(title.Name)}\" into {issued:N0} shares {Printable.Clean(parsed.GetValue(_symbol)!)} of {allotments.Length} holder{(allotments.Length == 1 ? "" : "s")}; {majority} of all votes can sell the whole, for {Printable.Clean(offers)}",
            session.Contracts.Shares, new SharesContract.DivideCall(title.Id, parsed.GetValue(_name)!, parsed.GetValue(_symbol)!, (ushort)majority.Value, steward, currency, allotments), NeedsOthers: true);
        await RequireFinal(session, title, ct);
        SpendingPlan plan = new(shell, session, account, parsed);
        if (await plan.Run([approve, divide], ct) is not { } done) return plan.Estimate!;
        DivisionState division = (await SharesArguments.Divisions(session, title, ct))[^1];
        JsonObject json = new()
        {
            ["title"] = title.Fingerprint.ToString(),
            ["share"] = division.Share.ToString(),
            ["name"] = division.Name,
            ["symbol"] = division.Symbol,
            ["issued"] = $"{division.Issued}",
            ["majority"] = division.Majority.Value,
            ["steward"] = division.Steward.IsZero ? null : division.Steward.ToString(),
            ["currency"] = division.Currency.IsZero ? null : division.Currency.ToString(),
            ["transactions"] = SpendingPlan.Json(done),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("title", $"{title.Fingerprint} \"{title.Name}\"");
            facts.Add("shares", $"{division.Issued:N0} {division.Symbol}, an ERC-20 token at {division.Share}");
            facts.Add("", "The token holds the title now. What it earned before stays yours: deed withdraw");
            plan.AddTo(facts, done);
            facts.Show(console);
        });
    }

    // Before the approval is paid for: dividing moves the title, which a provisional or disputed one can't.
    private async Task RequireFinal(ChainSession session, TitleState title, CancellationToken ct)
    {
        TitlesContract.StandingOfResult standing = await session.Reader.Call(new TitlesContract.StandingOfCall(title.Fingerprint), ct);
        if (standing.Disputed) throw new Refusal(Exit.AnswerIsNo, "disputed", $"\"{title.Name}\" is disputed and can't be divided until its arbitrator decides.");
        if (standing.Final) return;
        ulong finalAt = (ulong)await session.Reader.Call(new TitlesContract.FinalAtCall(title.Fingerprint), ct);
        if (finalAt <= await session.Now(shell.Clock, ct)) return; // a chain that has been idle tells its last block's time
        throw new Refusal(Exit.AnswerIsNo, "provisional", $"\"{title.Name}\" is provisional and can't be divided until {Units.Moment(finalAt)}.", "Wait until then. Nothing was sent.");
    }

    private SharesContract.Allotment Allotment(string text, ChainProfile chain)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0) throw Refusal.Usage($"--to: \"{Printable.Clean(text)}\" doesn't say how many shares.", "Write ADDRESS:600.");
        Address account = Signer.Resolve(shell, text[..colon], chain);
        if (account.IsZero) throw Refusal.Usage("--to: the zero address can't hold shares.");
        return new SharesContract.Allotment(account, (UInt256)SharesArguments.Shares(text[(colon + 1)..], "--to"));
    }
}
