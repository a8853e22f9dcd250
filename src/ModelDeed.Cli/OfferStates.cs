using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary><c>deed terms withdraw</c> and <c>deed terms reopen</c>.</summary>
internal static class OfferStates
{
    public static Command Withdraw(Shell shell)
    {
        Option<bool> renewals = new("--end-renewals") { Description = "Subscriptions too can't be renewed any more; they run until they expire." };
        return Build(shell, new("withdraw", "Stop selling licenses on terms. Those granted stand.", "deed terms withdraw model.onnx 0x5f3c9a"), renewals, OfferState.Closed, "Withdraw terms");
    }

    public static Command Reopen(Shell shell)
    {
        Option<bool> renewals = new("--allow-renewals") { Description = "Subscriptions can be renewed again, too." };
        return Build(shell, new("reopen", "Sell licenses on terms again that were withdrawn.", "deed terms reopen model.onnx 0x5f3c9a"), renewals, OfferState.Open, "Sell again on terms");
    }

    private static ExampleCommand Build(Shell shell, ExampleCommand command, Option<bool> renewals, OfferState state, string verb)
    {
        Argument<string> title = new("TITLE") { Description = TitleArgument.Description }, terms = new("TERMSID") { Description = "The id of the terms, or its first digits (deed terms list)." };
        ContentOptions content = new(shell);
        foreach (Symbol symbol in (Symbol[])[title, terms, renewals])
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            UInt256 id = await TitleArgument.Resolve(parsed.GetValue(title)!, content, session, parsed, ct);
            Offer offer = await OfferArgument.Find(session, id, parsed.GetValue(terms)!, ct);
            List<(string What, Address To, IContractCall Call)> calls = Calls(session, offer, state, parsed.GetValue(renewals));
            if (calls.Count == 0) throw new Refusal(Exit.AnswerIsNo, "unchanged", $"The terms {offer.TermsId} are {TermsView.Word(state)} already.", "Nothing was sent.");
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            Acting acting = await Acting.For(session, id, account.Address, ct);
            Spending spending = new(shell, session, account, parsed) { Details = [.. calls.Select(call => call.What), .. acting.Details] };
            string what = $"{verb} {offer.TermsId}";
            Spending.Result result = await spending.RunAll(what, [.. calls.Select(call => Wrap(acting, call))], ct);
            if (result is not Spending.Result.Done(var receipt, var final)) return spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
            return Answer(spending, offer with { State = state, RenewalsEnded = parsed.GetValue(renewals) ? state == OfferState.Closed : offer.RenewalsEnded }, receipt, final);
        });
        return command;
    }

    private static (string, Address, IContractCall) Wrap(Acting acting, (string What, Address To, IContractCall Call) call)
    {
        (Address to, IContractCall wrapped) = acting.Wrap(call.To, call.Call);
        return (call.What, to, wrapped);
    }

    private static List<(string What, Address To, IContractCall Call)> Calls(ChainSession session, Offer offer, OfferState state, bool renewals)
    {
        List<(string What, Address To, IContractCall Call)> calls = [];
        bool end = state == OfferState.Closed;
        if (offer.State != state) calls.Add((end ? "Stop selling" : "Sell again", session.Contracts.Offers, new OffersContract.SetOfferCall(offer.TitleId, offer.TermsId, (byte)state)));
        if (renewals && offer.RenewalsEnded != end)
            calls.Add((end ? "End renewals" : "Allow renewals", session.Contracts.Licensing, new LicensingContract.EndRenewalsCall(offer.TitleId, offer.TermsId, end)));
        return calls;
    }

    private static Answer Answer(Spending spending, Offer offer, Receipt receipt, bool final)
    {
        JsonObject json = new()
        {
            ["title"] = offer.TitleId.ToHash().ToString(),
            ["termsId"] = offer.TermsId.ToString(),
            ["state"] = TermsView.Word(offer.State),
            ["renewalsEnded"] = offer.RenewalsEnded,
            ["transaction"] = Spending.Json(receipt, final),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("title", offer.TitleId.ToHash().ToString());
            facts.Add("terms", $"{offer.TermsId}, {TermsView.Word(offer.State)}{(offer.RenewalsEnded ? ", renewals ended" : "")}");
            spending.AddTo(facts, receipt, final);
            facts.Show(console);
        });
    }
}
