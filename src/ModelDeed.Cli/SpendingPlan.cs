using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>A transaction of a plan.</summary>
/// <param name="What">What it does, for the question: "Pay 5 TUSD to …".</param>
/// <param name="To">The contract.</param>
/// <param name="Call">What is called.</param>
/// <param name="Value">Wei to send along.</param>
/// <param name="Brings">The native money that it is sent for, in wei: not sent where its gas costs more. Null: sent whatever it costs.</param>
/// <param name="NeedsOthers">It would revert until those before it are done, so its gas can't be told before.</param>
internal sealed record PlannedStep(string What, Address To, IContractCall Call, UInt256 Value = default, bool NeedsOthers = false, BigInteger? Brings = null);

/// <summary>Several transactions, one question: all are quoted and shown, agreed to once, then sent one after another.</summary>
internal sealed class SpendingPlan(Shell shell, ChainSession session, SigningAccount account, ParseResult parsed)
{
    // Codes of refusals after which nobody may go on: a transaction is, or may be, on its way; or the money is short for all.
    private static readonly string[] Stopping = ["pending", "dropped", "replaced", "cancelled", "insufficient-funds", "fee-too-high"];

    private readonly List<(PlannedStep Step, string Reason)> _skipped = [];
    private readonly List<(PlannedStep Step, Refusal Why)> _failed = [];

    /// <summary>What else the question says, a line each.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The receipts, in order; or null with <c>--dry-run</c>, whose answer is then <see cref="Estimate"/>.</summary>
    /// <param name="goOn">One step that would be refused (a token that blocks its transfer) is left out and reported, and holds up no other that doesn't need it. So is one that turns
    /// out to be refused once those before it are done (<see cref="HasFailed"/>); but after a transaction whose end isn't known nothing more is sent.</param>
    /// <exception cref="Refusal">A step, or with <paramref name="goOn"/> each of them, would be refused; or the user declines.</exception>
    public async Task<IReadOnlyList<Spending.Result.Done>?> Run(IReadOnlyList<PlannedStep> steps, CancellationToken ct, bool goOn = false)
    {
        List<PlannedStep> possible = [];
        List<TransactionQuote.Offer?> offers = [];
        foreach (PlannedStep step in steps)
        {
            try
            {
                TransactionQuote.Offer? offer = step.NeedsOthers ? null : await Spending(agreed: true, last: true).Quote(step.To, step.Call.Encode(), step.Value, ct);
                if (offer is not null && step.Brings <= offer.LikelyForGas.Units)
                {
                    _skipped.Add((step, $"Its gas costs about {session.Profile.Currency.Format(offer.LikelyForGas)}, and so more than it brings."));
                    continue;
                }
                offers.Add(offer);
                possible.Add(step);
            }
            catch (Exception refused) when (goOn && (_skipped.Count + 1 < steps.Count || possible.Count > 0) && IsOfStep(refused))
            {
                _skipped.Add((step, Refusals.Of(refused)!.Message));
            }
        }
        return possible.Count > 0 ? await Run(possible, offers, goOn, ct) : throw new Refusal(Exit.AnswerIsNo, "not-worth", "Nothing was sent: " + string.Join(' ', SkippedLines()));
    }

    /// <summary>Whether a step that was agreed to was refused, and those after it went on. Then the answer isn't all that was asked: exit code 3.</summary>
    public bool HasFailed => _failed.Count > 0;

    /// <summary>The exit code of an answer that tells what was done.</summary>
    public int ExitCode => HasFailed ? Exit.Chain : Exit.Done;

    /// <summary>What was agreed to and refused, for an answer's JSON.</summary>
    public JsonArray FailedJson() => new([.. _failed.Select(failed => (JsonNode)new JsonObject { ["what"] = failed.Step.What, ["code"] = failed.Why.Code, ["reason"] = failed.Why.Message })]);

    /// <summary>What was left out, for an answer's JSON.</summary>
    public JsonArray SkippedJson() => new([.. _skipped.Select(skipped => (JsonNode)new JsonObject { ["what"] = skipped.Step.What, ["reason"] = skipped.Reason })]);

    // Not: too little money, or a node that doesn't answer, which concern all.
    private static bool IsOfStep(Exception refused) => refused is Refusal refusal ? !Stopping.Contains(refusal.Code) : refused is RpcException { Fault: RpcFault.Application };

    private async Task<IReadOnlyList<Spending.Result.Done>?> Run(IReadOnlyList<PlannedStep> steps, List<TransactionQuote.Offer?> offers, bool goOn, CancellationToken ct)
    {
        if (parsed.GetValue(ChainOptions.DryRun))
        {
            Estimate = Answer(steps, offers);
            return null;
        }
        shell.Confirm($"{string.Join('\n', steps.Select(step => step.What).Concat(DetailLines()).Concat(SkippedLines()))}\n  on {session.Profile} as {account.Address}\n  {Cost(offers)}", parsed.GetValue(ChainOptions.Yes));
        List<Spending.Result.Done> done = [];
        for (int i = 0; i < steps.Count; i++)
        {
            Spending spending = Spending(agreed: true, last: i == steps.Count - 1);
            try
            {
                done.Add((Spending.Result.Done)await spending.Run(steps[i].What, steps[i].To, steps[i].Call.Encode(), steps[i].Value, ct));
            }
            catch (Exception refused) when (goOn && IsOver(refused, spending))
            {
                _failed.Add((steps[i], Refusals.Of(refused)!));
            }
            catch (Refusal refusal) when (done.Count + _failed.Count > 0)
            {
                throw WithWhatStands(steps[i], refusal, done);
            }
        }
        return done.Count > 0 ? done : throw new Refusal(_failed[0].Why.Exit, _failed[0].Why.Code, string.Join(' ', FailedLines()), _failed[0].Why.Hint);
    }

    // The step was refused, and nothing of it can still happen: it never left this machine, or it is in a block, reverted.
    private static bool IsOver(Exception refused, Spending spending) => refused switch
    {
        Refusal refusal => !Stopping.Contains(refusal.Code),
        RpcException { Fault: RpcFault.Application } => spending.Sent is null,
        _ => false,
    };

    /// <summary>What <c>--dry-run</c> found.</summary>
    public Answer? Estimate { get; private set; }

    /// <summary>The transactions, for an answer's JSON.</summary>
    public static JsonArray Json(IEnumerable<Spending.Result.Done> done) => new([.. done.Select(one => (JsonNode)Cli.Spending.Json(one.Receipt, one.Final))]);

    /// <summary>The lines about the last transaction, which every answer ends with.</summary>
    public void AddTo(Facts facts, IReadOnlyList<Spending.Result.Done> done)
    {
        foreach (string line in SkippedLines()) facts.Add("skipped", line);
        foreach (string line in FailedLines()) facts.Add("failed", line);
        foreach (Spending.Result.Done one in done) Spending(agreed: true, last: true).AddTo(facts, one.Receipt, one.Final);
    }

    private IEnumerable<string> DetailLines() => Details.Select(line => $"  {line}");

    private IEnumerable<string> SkippedLines() => _skipped.Select(skipped => $"Left out: {skipped.Step.What}. {skipped.Reason}");

    private IEnumerable<string> FailedLines() => _failed.Select(failed => $"{failed.Step.What}: {failed.Why.Message}");

    private Spending Spending(bool agreed, bool last) => new(shell, session, account, parsed) { Agreed = agreed, InPassing = !last };

    private Refusal WithWhatStands(PlannedStep step, Refusal refusal, List<Spending.Result.Done> done)
    {
        string stands = done.Count == 0 ? "" : $" What was done before it stands: {string.Join(", ", done.Select(one => one.Receipt.TransactionHash))}. Run the command again for the rest.";
        string failed = string.Concat(FailedLines().Select(line => $" Before it failed: {line}"));
        return new Refusal(refusal.Exit, refusal.Code, $"{step.What}: {refusal.Message}{failed}", $"{refusal.Hint}{stands}".Trim() is { Length: > 0 } hint ? hint : null);
    }

    private string Cost(List<TransactionQuote.Offer?> offers)
    {
        List<TransactionQuote.Offer> known = [.. offers.OfType<TransactionQuote.Offer>()];
        Currency currency = session.Profile.Currency;
        string later = offers.Count > known.Count ? $"; {(offers.Count - known.Count == 1 ? "the last one's" : "the others'")} gas can only be told, and is paid too, once what comes before is done" : "";
        return $"gas {known.Sum(offer => (long)offer.Gas):N0} at most, about {currency.Format(Sum(known, offer => offer.LikelyForGas))}, never more than {currency.Format(Sum(known, offer => offer.Most))}{later}";
    }

    private Answer Answer(IReadOnlyList<PlannedStep> steps, List<TransactionQuote.Offer?> offers)
    {
        List<TransactionQuote.Offer> known = [.. offers.OfType<TransactionQuote.Offer>()];
        JsonObject json = new()
        {
            ["dryRun"] = true,
            ["what"] = string.Join("; ", steps.Select(step => step.What)),
            ["chain"] = session.Profile.Name,
            ["account"] = account.Address.ToString(),
            ["details"] = new JsonArray([.. Details.Select(line => JsonValue.Create(line))]),
            ["cost"] = new JsonObject
            {
                ["gas"] = known.Sum(offer => (long)offer.Gas),
                ["likely"] = Sum(known, offer => offer.LikelyForGas).Units.ToString(),
                ["most"] = Sum(known, offer => offer.Most).Units.ToString(),
                ["currency"] = session.Profile.Currency.Symbol,
                ["transactions"] = steps.Count,
                ["estimated"] = known.Count,
            },
        };
        return new Answer(json, console =>
        {
            foreach (string line in steps.Select(step => step.What).Concat(DetailLines()).Concat(SkippedLines())) console.MarkupLine(Printable.Escape(line));
            console.MarkupLine(Printable.Escape($"  on {session.Profile} as {account.Address}"));
            console.MarkupLine(Printable.Escape($"  {Cost(offers)}"));
            console.MarkupLine("Nothing was sent.");
        });
    }

    private static TokenAmount Sum(IEnumerable<TransactionQuote.Offer> offers, Func<TransactionQuote.Offer, TokenAmount> part) =>
        new(offers.Aggregate(BigInteger.Zero, (sum, offer) => sum + part(offer).Units));
}
