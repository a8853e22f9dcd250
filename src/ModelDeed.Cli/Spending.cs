using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>One transaction from quote to done, the same way in every command: quoted, shown, agreed to, sent, waited for.</summary>
internal sealed class Spending(Shell shell, ChainSession session, SigningAccount account, ParseResult parsed)
{
    /// <summary>What <c>--dry-run</c> found, or the receipt.</summary>
    public abstract record Result
    {
        private Result() { }

        public sealed record Quoted(TransactionQuote.Offer Offer) : Result;

        public sealed record Done(Receipt Receipt, bool Final) : Result;
    }

    /// <summary>The transaction that was handed to the network, or was about to be: it may be on its way. Null while nothing has left this machine.</summary>
    public Hash32? Sent { get; private set; }

    /// <summary>What else the question says, a line each: price, terms, what goes before.</summary>
    public IReadOnlyList<string> Details { get; set; } = [];

    /// <summary>The user has agreed already, to this and to what goes with it: nothing is asked.</summary>
    public bool Agreed { get; init; }

    /// <summary>Another transaction follows: a block is enough to go on, final or not.</summary>
    public bool InPassing { get; init; }

    /// <summary>Gas to give it, where an estimate can't be had because it counts only in a later block; null: as estimated, and a quarter more.</summary>
    public ulong? Gas { get; init; }

    /// <summary>What a transaction would cost.</summary>
    /// <exception cref="Refusal">It would revert, or the account hasn't enough.</exception>
    public async Task<TransactionQuote.Offer> Quote(Address? to, byte[] data, UInt256 value, CancellationToken ct) =>
        Require(await Quote(Request(to, data, value), ct));

    /// <summary>Runs a contract call as a transaction.</summary>
    /// <param name="what">What it does, for the question: "Anchor 3 fingerprints".</param>
    public Task<Result> Run(string what, Address to, IContractCall call, CancellationToken ct) => Run(what, to, call.Encode(), UInt256.Zero, ct);

    /// <summary>Runs a transaction.</summary>
    /// <param name="agreed">The user has said yes to it already, in a question that named it.</param>
    public async Task<Result> Run(string what, Address? to, byte[] data, UInt256 value, CancellationToken ct, bool agreed = false)
    {
        bool noWait = InPassing || parsed.GetValue(ChainOptions.NoWait);
        SenderOptions options = new()
        {
            Until = noWait ? new FinalityRule.Confirmations(1) : null,
            LockFolder = Home.Create(Path.Combine(new Home(shell.Environment).Root, "locks")),
            BeforeDone = session.Secure,
            BeforeSent = hash => Sent = hash,
        };
        TransactionRequest request = Request(to, data, value);
        TransactionQuote.Offer offer = Require(await Quote(request, ct));
        if (parsed.GetValue(ChainOptions.DryRun)) return new Result.Quoted(offer);
        using TransactionSender sender = new(session.Node, session.Profile, account.Key, options);
        shell.Confirm(Summary(what, offer), agreed || Agreed || parsed.GetValue(ChainOptions.Yes));
        using Progress progress = shell.Progress(what);
        if (!session.Profile.IsEmbedded) progress.Say($"{what}: sent to {session.Profile.Name}; waiting {(noWait ? "for a block" : "until it is final")} …");
        try
        {
            return Judge(await sender.Send(request, offer, ct), final: !noWait || session.Profile.IsEmbedded);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw Cancelled();
        }
    }

    /// <summary>Runs calls that don't need each other, after one question about all.</summary>
    /// <returns>The estimate of all together, or what the last one did.</returns>
    public async Task<Result> RunAll(string what, IReadOnlyList<(string What, Address To, IContractCall Call)> calls, CancellationToken ct)
    {
        List<TransactionQuote.Offer> offers = [];
        foreach ((_, Address to, IContractCall call) in calls) offers.Add(Require(await Quote(Request(to, call.Encode(), UInt256.Zero), ct)));
        TransactionQuote.Offer all = offers[0] with { Gas = offers.Aggregate(0ul, (sum, offer) => sum + offer.Gas) };
        if (parsed.GetValue(ChainOptions.DryRun)) return new Result.Quoted(all);
        shell.Confirm(Summary(what, all), parsed.GetValue(ChainOptions.Yes));
        Result? last = null;
        foreach ((string step, Address to, IContractCall call) in calls) last = await Run(step, to, call.Encode(), UInt256.Zero, ct, agreed: true);
        return last!;
    }

    /// <summary>Refuses what our contracts would refuse whatever the money: to be asked before an allowance is paid for.</summary>
    public async Task RequireAcceptable(Address to, IContractCall call, CancellationToken ct)
    {
        TransactionQuote quote = await Quote(Request(to, call.Encode(), UInt256.Zero), ct);
        if (quote is TransactionQuote.WouldRevert(RevertReason.Custom reason) && OwnErrors.Any(own => reason.Error.Name.StartsWith(own, StringComparison.Ordinal))) Require(quote);
    }

    private static readonly string[] OwnErrors = ["Licensing_", "Offers_", "Titles_", "Royalties_", "Shares_", "Market_", "Packages_", "Custodians_"];

    private TransactionRequest Request(Address? to, byte[] data, UInt256 value) => new() { To = to, Data = data, Value = value, Gas = Gas, Errors = ContractSet.Errors };

    private Task<TransactionQuote> Quote(TransactionRequest request, CancellationToken ct) =>
        TransactionSender.Quote(session.Node, session.Profile, account.Address, request, ct);

    /// <summary>The answer to <c>--dry-run</c>.</summary>
    public Answer Answer(string what, TransactionQuote.Offer offer)
    {
        JsonObject json = new() { ["dryRun"] = true, ["what"] = what, ["chain"] = session.Profile.Name, ["account"] = account.Address.ToString(), ["details"] = new JsonArray([.. Details.Select(line => JsonValue.Create(line))]), ["cost"] = Json(offer) };
        return new Answer(json, console =>
        {
            foreach (string line in Summary(what, offer).Split('\n')) console.MarkupLine(Printable.Escape(line));
            console.WriteLine("Nothing was sent.");
        });
    }

    /// <summary>What a transaction did, for an answer's JSON.</summary>
    public static JsonObject Json(Receipt receipt, bool final) => new()
    {
        ["hash"] = receipt.TransactionHash.ToString(),
        ["block"] = receipt.BlockNumber,
        ["gasUsed"] = receipt.GasUsed,
        ["fee"] = receipt.Fee.Units.ToString(),
        ["final"] = final,
    };

    /// <summary>The lines about a transaction that every answer ends with.</summary>
    public void AddTo(Facts facts, Receipt receipt, bool final)
    {
        facts.Add("transaction", receipt.TransactionHash.ToString());
        facts.Add("block", $"{receipt.BlockNumber:N0} on {session.Profile.Name}{(final ? "" : ", not final yet")}");
        facts.Add("cost", $"{receipt.GasUsed:N0} gas, {session.Profile.Currency.Format(receipt.Fee)}");
        if (session.Profile.Explorer?.Transaction(receipt.TransactionHash) is { } page) facts.Add("explorer", page);
    }

    private string Summary(string what, TransactionQuote.Offer offer) =>
        $"{what} on {session.Profile} as {account.Address}\n{string.Concat(Details.Select(line => $"  {line}\n"))}  gas {offer.Gas:N0} at most, about {session.Profile.Currency.Format(offer.LikelyForGas)}, never more than {session.Profile.Currency.Format(offer.Most)}";

    private static JsonObject Json(TransactionQuote.Offer offer) => new()
    {
        ["gas"] = offer.Gas,
        ["likely"] = offer.LikelyForGas.Units.ToString(),
        ["most"] = offer.Most.Units.ToString(),
        ["currency"] = offer.Currency.Symbol,
    };

    private TransactionQuote.Offer Require(TransactionQuote quote) => quote switch
    {
        TransactionQuote.Offer offer => offer,
        TransactionQuote.WouldRevert(var reason) => throw Refused(reason, "Nothing was sent."),
        TransactionQuote.NotEnough(var balance, var needed) => throw Refusal.Chain("insufficient-funds",
            $"{account.Address} has {session.Profile.Currency.Format(balance)} on {session.Profile.Name}, but needs up to {session.Profile.Currency.Format(needed)}.", "Nothing was sent. Fund the account, or use another."),
        TransactionQuote.FeeOverCap => throw Refusal.Chain("fee-too-high", $"Gas on {session.Profile.Name} costs more than the profile allows.", "Nothing was sent. Try later, or raise feeCap in the profile."),
        _ => throw new InvalidOperationException($"Unknown quote {quote}."),
    };

    private Result Judge(SendOutcome outcome, bool final) => outcome switch
    {
        SendOutcome.Confirmed(var receipt) => new Result.Done(receipt, final),
        SendOutcome.Reverted(var receipt, var reason) => throw Refused(reason, $"Transaction {receipt.TransactionHash} is in block {receipt.BlockNumber}; only its gas was spent."),
        SendOutcome.Replaced(var hash, var nonce) => throw Refusal.Chain("replaced", $"Another transaction of {account.Address} took the nonce {nonce}: {hash} will never be in a block.", "Run the command again if you still want it."),
        SendOutcome.Dropped(var hash, var problem) => throw Refusal.Chain("dropped", $"The network forgot {hash}: {problem}", "Run the command again."),
        SendOutcome.StillPending(var hash, _, var receipt) => throw Refusal.Chain("pending",
            receipt is null ? $"{hash} is sent, but in no block yet." : $"{hash} is in block {receipt.BlockNumber}, but not final yet.", "Don't send it again: look the hash up first."),
        SendOutcome.NotSent(var why) => throw NotSent(why),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private Refusal Cancelled() => Sent is not { } hash
        ? new Refusal(Exit.Cancelled, "cancelled", "Cancelled. Nothing was sent.")
        : new Refusal(Exit.Cancelled, "pending", $"Cancelled, but transaction {hash} may have been sent: nobody can take it back.",
            $"Before you run this again, look whether it is in a block: {session.Profile.Explorer?.Transaction(hash) ?? $"ask a node of {session.Profile.Name} for eth_getTransactionReceipt of that hash (cast receipt does)"}.");

    // The fee rose, or the money went, between the quote and the sending.
    private InvalidOperationException NotSent(TransactionQuote why) => new($"Quoted anew, it could be sent: {Require(why)}");

    private static Refusal Refused(RevertReason reason, string consequence)
    {
        string code = reason is RevertReason.Custom custom ? custom.Error.Name : "reverted";
        return Refusal.Chain(code, $"The contract refuses: {Reasons.Explain(reason)}", consequence);
    }
}
