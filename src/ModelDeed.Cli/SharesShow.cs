using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Shares;
using ModelDeed.Titles;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary><c>deed shares show TITLE</c>: holders, votes, income due, motions.</summary>
internal sealed class SharesShow(Shell shell)
{
    private readonly SharesArguments _arguments = new(shell);

    /// <summary>A holder's part, and what it can claim in each currency.</summary>
    private sealed record Holder(Address Account, BigInteger Shares, BigInteger Votes, IReadOnlyList<(Address Currency, BigInteger Units, string Shown)> Due);

    public Command Build()
    {
        ExampleCommand command = new("show", "Show who holds a divided title: shares, votes, income due, motions.", "deed shares show model.onnx") { _arguments.Title };
        _arguments.Content.AddTo(command);
        ChainOptions.AddReading(command);
        shell.On(command, Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
        await session.RequireContracts(ct);
        TitleState title = await _arguments.Resolve(parsed, session, ct);
        DivisionState division = (await SharesArguments.Divisions(session, title, ct))[^1];
        Currencies currencies = new(session);
        IReadOnlyList<Holder> holders = await Holders(session, division, currencies, ct);
        ulong now = (ulong)shell.Clock.GetUtcNow().ToUnixTimeSeconds();
        List<(MotionState Motion, string Words)> motions = [];
        foreach (MotionState motion in division.Motions) motions.Add((motion, await Words(motion, division, currencies, now, ct)));
        return new Answer(Json(title, division, holders, now), console => Show(console, title, division, holders, motions));
    }

    private static async Task<IReadOnlyList<Holder>> Holders(ChainSession session, DivisionState division, Currencies currencies, CancellationToken ct)
    {
        ShareHoldings holdings = await session.Divisions.Holdings(division.Share, ct);
        Address[] earned = [.. IncomeScope.CurrenciesOf(await session.Income.Read(new HashSet<UInt256> { division.Title }, 0, ct), division)];
        List<Holder> holders = [];
        foreach (Address account in holdings.Ever.Union(holdings.Holders.Select(holder => holdings.DelegateOf(holder.Key))))
        {
            List<(Address, BigInteger, string)> due = [];
            foreach (Address currency in earned)
                if (await session.Divisions.Call(division.Share, new ShareContract.ClaimableCall(account, currency), ct) is { IsZero: false } units)
                    due.Add((currency, units, await currencies.Format(currency, units, ct)));
            if (due.Count > 0 || !holdings.SharesOf(account).IsZero || !holdings.VotesOf(account).IsZero) holders.Add(new Holder(account, holdings.SharesOf(account), holdings.VotesOf(account), due));
        }
        return [.. holders.OrderByDescending(holder => holder.Shares)];
    }

    private static async Task<string> Words(MotionState motion, DivisionState division, Currencies currencies, ulong now, CancellationToken ct)
    {
        string what = motion.IsBuyout ? $"{motion.Proposer} offers {await currencies.Format(motion.Currency, motion.Price, ct)} per share" : $"appoint {(motion.Candidate.IsZero ? "nobody" : motion.Candidate)} as steward";
        return $"{what}: {Stage(motion, now)}, {motion.Accepted:N0} of {division.Needed:N0} votes needed";
    }

    private static string Stage(MotionState motion, ulong now) => motion.Stage == MotionStage.Open && !motion.IsOpen(now) ? "lapsed" : motion.Stage.ToString().ToLowerInvariant();

    private static JsonObject Json(TitleState title, DivisionState division, IReadOnlyList<Holder> holders, ulong now) => new()
    {
        ["title"] = title.Fingerprint.ToString(),
        ["share"] = division.Share.ToString(),
        ["name"] = division.Name,
        ["symbol"] = division.Symbol,
        ["issued"] = $"{division.Issued}",
        ["majority"] = division.Majority.Value,
        ["steward"] = division.Steward.IsZero ? null : division.Steward.ToString(),
        ["currency"] = division.Currency.IsZero ? null : division.Currency.ToString(),
        ["divided"] = division.BoughtOut is null && title.Holder == division.Share,
        ["holders"] = new JsonArray([.. holders.Select(holder => (JsonNode)new JsonObject
        {
            ["account"] = holder.Account.ToString(), ["shares"] = $"{holder.Shares}", ["votes"] = $"{holder.Votes}",
            ["due"] = new JsonArray([.. holder.Due.Select(due => (JsonNode)new JsonObject { ["currency"] = Currencies.Name(due.Currency), ["amount"] = $"{due.Units}" })]),
        })]),
        ["motions"] = new JsonArray([.. division.Motions.Select(motion => (JsonNode)new JsonObject
        {
            ["motion"] = motion.Id.ToString(), ["kind"] = motion.IsBuyout ? "buyout" : "steward", ["proposer"] = motion.Proposer.ToString(),
            ["candidate"] = motion.IsBuyout ? null : motion.Candidate.ToString(), ["currency"] = motion.IsBuyout ? Currencies.Name(motion.Currency) : null, ["price"] = motion.IsBuyout ? $"{motion.Price}" : null,
            ["snapshot"] = motion.Snapshot, ["accepted"] = $"{motion.Accepted}", ["needed"] = $"{division.Needed}", ["state"] = Stage(motion, now), ["redeemed"] = $"{motion.Redeemed}",
        })]),
    };

    private static void Show(IAnsiConsole console, TitleState title, DivisionState division, IReadOnlyList<Holder> holders, IReadOnlyList<(MotionState Motion, string Words)> motions)
    {
        Facts facts = new();
        facts.Add("title", $"{title.Fingerprint} \"{title.Name}\"");
        facts.Add("shares", $"{division.Issued:N0} {division.Symbol} \"{division.Name}\" at {division.Share}");
        facts.Add("state", division.BoughtOut is { } motion ? $"bought out by {motion.Proposer}: redeem the shares with deed shares buyout redeem {motion.Id}" : title.Holder == division.Share ? "divided" : $"the title is {title.Holder}'s by its arbitrator's award");
        facts.Add("majority", $"{division.Majority} of all votes");
        facts.Add("offers in", division.Currency.IsZero ? "native money only" : $"native money, or the token {division.Currency}");
        facts.Add("steward", division.Steward.IsZero ? "nobody" : division.Steward.ToString());
        foreach (Holder holder in holders)
            facts.Add("holder", $"{holder.Account}  {holder.Shares:N0} shares, {holder.Votes:N0} votes{(holder.Due.Count > 0 ? $", due {string.Join(" and ", holder.Due.Select(due => due.Shown))}" : "")}");
        foreach ((MotionState one, string words) in motions) facts.Add($"motion {one.Id}", words);
        facts.Show(console);
    }
}
