using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Market;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed describe TITLE --card FILE</c>: puts the digest of a title's card on the chain.</summary>
internal static class DescribeCommand
{
    public static Command Build(Shell shell)
    {
        Argument<string> title = new("TITLE") { Description = TitleArgument.Description };
        Option<string> card = new("--card") { Description = "The card: a JSON file (docs/formats.md).", Required = true, HelpName = "FILE" };
        Option<string> uri = new("--uri") { Description = "Where the card can be fetched. Default: from the marketplace's server.", HelpName = "URI", DefaultValueFactory = _ => "" };
        Option<string?> output = new("--out", "-o") { Description = "Write the card's canonical bytes: what the digest is of.", HelpName = "FILE" };
        ContentOptions content = new(shell);
        return SharesArguments.Writing(shell, "describe", "Describe a title you hold: tags, task, languages, model card.", "deed describe model.onnx --card card.json", [title, card, uri, output], content, async (parsed, ct) =>
        {
            string file = parsed.GetValue(card)!;
            Card read = Parse(file, await Files.ReadBounded(file, Card.MostBytes, ct));
            if (parsed.GetValue(output) is { } target) Files.RequireWritable(target);
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            TitleState state = (await session.Reader.Read(await TitleArgument.Resolve(parsed.GetValue(title)!, content, session, parsed, ct), ct))!;
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            SpendingPlan plan = new(shell, session, account, parsed);
            PlannedStep step = new($"Describe \"{Printable.Clean(state.Name)}\" by the card {read.Digest}", session.Contracts.Market, new MarketContract.DescribeCall(state.Id, read.Digest, parsed.GetValue(uri)!));
            if (await plan.Run([step], ct) is not { } done) return plan.Estimate!;
            if (parsed.GetValue(output) is { } path) await Files.WriteWhole(path, read.Write(), ct);
            JsonObject json = new() { ["title"] = state.Fingerprint.ToString(), ["digest"] = read.Digest.ToString(), ["uri"] = parsed.GetValue(uri), ["author"] = account.Address.ToString(), ["transaction"] = Spending.Json(done[0].Receipt, done[0].Final) };
            return new Answer(json, console =>
            {
                Facts facts = new();
                facts.Add("described", $"{state.Fingerprint} \"{state.Name}\"");
                facts.Add("card", read.Digest.ToString());
                plan.AddTo(facts, done);
                facts.Show(console);
            });
        });
    }

    private static Card Parse(string file, byte[] bytes)
    {
        try
        {
            return Card.Read(bytes);
        }
        catch (FormatException broken)
        {
            throw new Refusal(Exit.AnswerIsNo, "not-card", $"{file}: {broken.Message}", "docs/formats.md says what a card is.");
        }
    }
}
