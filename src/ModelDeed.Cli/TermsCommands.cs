using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed terms templates|publish|show|list|withdraw|reopen</c>.</summary>
internal static class TermsCommands
{
    public static Command Build(Shell shell) => new("terms", "On which terms an asset may be used.")
    {
        Templates(shell), Publish(shell), TermsShow.Build(shell), List(shell), OfferStates.Withdraw(shell), OfferStates.Reopen(shell),
    };

    private static ExampleCommand Templates(Shell shell)
    {
        ExampleCommand command = new("templates", "List the templates, and what each allows.", "deed terms templates");
        shell.On(command, (_, _) =>
        {
            JsonArray templates = [.. TermsTemplates.All.Select(template => new JsonObject { ["name"] = template.Name, ["summary"] = template.Summary })];
            return Task.FromResult(new Answer(new JsonObject { ["templates"] = templates }, console =>
            {
                Facts facts = new();
                foreach (TermsTemplate template in TermsTemplates.All) facts.Add(template.Name, template.Summary);
                facts.Show(console);
            }));
        });
        return command;
    }

    private static ExampleCommand Publish(Shell shell)
    {
        Argument<string> title = new("TITLE") { Description = TitleArgument.Description };
        Option<bool> closed = new("--closed") { Description = "Not for sale: licenses by voucher only." };
        Option<string?> output = new("--out", "-o") { Description = "Write the terms to FILE.json and their legal text to FILE.md.", HelpName = "FILE" };
        TermsOptions options = new();
        ContentOptions content = new(shell);
        ExampleCommand command = new("publish", "Offer terms for a title you hold, or whose shares' steward you are. Published terms never change.",
            "deed terms publish model.onnx --template commercial --price 49.00 --currency native") { title, closed, output };
        options.AddTo(command);
        content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            if (parsed.GetValue(output) is { } path) Files.RequireWritable($"{path}.json");
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            UInt256 id = await TitleArgument.Resolve(parsed.GetValue(title)!, content, session, parsed, ct);
            (LicenseTerms terms, Coin coin) = await options.Read(shell, parsed, session, ct);
            TitleState state = (await session.Reader.Read(id, ct))!;
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            Spending spending = new(shell, session, account, parsed) { Details = [.. TermsView.Gist(terms, coin), $"terms {terms.TermsId()}, legal text {terms.LegalText} (deed terms show)"] };
            Offer offer = new(id, terms.TermsId(), terms, parsed.GetValue(closed) ? OfferState.Closed : OfferState.Open);
            string what = $"{(offer.State == OfferState.Open ? "Offer licenses" : "Prepare vouchers")} of \"{Printable.Clean(state.Name)}\"";
            IReadOnlyList<string> files = parsed.GetValue(output) is { } target ? await Write(target, terms, ct) : [];
            Acting acting = await Acting.For(session, state, account.Address, ct);
            Spending.Result result = await acting.Run(spending, what, session.Contracts.Offers, new OffersContract.OfferCall(id, terms.ForContract(), (byte)offer.State), ct);
            return result is Spending.Result.Done done ? Published(spending, offer, coin, files, done) : spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> Write(string path, LicenseTerms terms, CancellationToken ct)
    {
        string full = Path.GetFullPath(path);
        await Files.WriteWhole($"{full}.json", TermsJson.Write(terms), ct);
        await Files.WriteWhole($"{full}.md", Encoding.UTF8.GetBytes(LegalText.Write(terms)), ct);
        return [$"{full}.json", $"{full}.md"];
    }

    private static Answer Published(Spending spending, Offer offer, Coin coin, IReadOnlyList<string> files, Spending.Result.Done done)
    {
        JsonObject json = TermsView.Json(offer, coin);
        json.Remove("sold");
        json.Remove("renewalsEnded");
        json["legalText"] = offer.Terms.LegalText.ToString();
        json["files"] = new JsonArray([.. files.Select(file => JsonValue.Create(file))]);
        json["transaction"] = Spending.Json(done.Receipt, done.Final);
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("title", offer.TitleId.ToHash().ToString());
            facts.Add("terms", $"{offer.TermsId}, {TermsView.Word(offer.State)}");
            foreach (string line in TermsView.Gist(offer.Terms, coin)) facts.Add("", line);
            facts.Add("legal text", $"SHA-256 {offer.Terms.LegalText}");
            foreach (string file in files) facts.Add("written to", file);
            spending.AddTo(facts, done.Receipt, done.Final);
            facts.Show(console);
        });
    }

    private static ExampleCommand List(Shell shell)
    {
        Argument<string> title = new("TITLE") { Description = TitleArgument.Description };
        ContentOptions content = new(shell);
        ExampleCommand command = new("list", "List what a title offers, and what it withdrew.", "deed terms list model.onnx") { title };
        content.AddTo(command);
        ChainOptions.AddReading(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            UInt256 id = await TitleArgument.Resolve(parsed.GetValue(title)!, content, session, parsed, ct);
            List<(Offer Offer, Coin Coin)> offers = [];
            foreach (Offer offer in await session.Offers.Read(id, ct)) offers.Add((offer, await Coin.Of(session, offer.Terms.Currency, ct)));
            JsonObject json = new() { ["title"] = id.ToHash().ToString(), ["offers"] = new JsonArray([.. offers.Select(pair => TermsView.Json(pair.Offer, pair.Coin))]) };
            return new Answer(json, console =>
            {
                Facts facts = new();
                foreach ((Offer offer, Coin coin) in offers)
                {
                    facts.Add(offer.TermsId.ToString(), $"{TermsView.Word(offer.State)}, {offer.Sold:N0} sold{(offer.RenewalsEnded ? ", renewals ended" : "")}");
                    foreach (string line in TermsView.Gist(offer.Terms, coin)) facts.Add("", line);
                }
                if (offers.Count == 0) facts.Add("no terms", "The holder publishes some: deed terms publish");
                facts.Show(console);
            });
        });
        return command;
    }
}
