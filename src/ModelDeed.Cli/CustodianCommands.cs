using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Cli;

/// <summary><c>deed custodian run | join | change | leave | list | audit</c>.</summary>
internal static class CustodianCommands
{
    internal static readonly SharedOption<string?> Folder = new("--folder") { Description = "Where the custodian's keys and log are; default: custodian, in the data folder.", HelpName = "DIR" };
    internal static readonly SharedOption<string?> Serves = new("--territories") { Description = "Which it releases for, as in DE,FR; default: those of the directory, or all.", HelpName = "CODES" };

    public static Command Build(Shell shell) => new("custodian", "Keep shares of packages' keys, and release them to licensees.") { Run(shell), CustodianEntry.Join(shell), CustodianEntry.Change(shell), Leave(shell), List(shell), CustodianAudit.Build(shell) };

    private static Command Run(Shell shell)
    {
        Option<string?> urls = new("--urls") { Description = "Where it answers; default http://127.0.0.1:5090.", HelpName = "URL" };
        Option<string?> proxies = new("--proxies") { Description = "Proxies of your own, by IP address, whose word on the asker's address is believed (X-Forwarded-For); default: none.", HelpName = "IPS" };
        ExampleCommand command = new("run", "Answer requests until Ctrl-C, with a key of its own made at the first start.", "deed custodian run --folder ./custodian") { ChainOptions.Chain, Folder, Serves, urls, proxies };
        shell.On(command, (parsed, ct) => ServerCommands.Run(shell, parsed,
        [
            "custodian", .. ServerCommands.Argument("chain", parsed.GetValue(ChainOptions.Chain)), .. ServerCommands.Argument("folder", FolderOf(shell, parsed).Path),
            .. ServerCommands.Argument("territories", parsed.GetValue(Serves)), .. ServerCommands.Argument("urls", parsed.GetValue(urls)),
            .. ServerCommands.Argument("proxies", parsed.GetValue(proxies)),
        ], ct));
        return command;
    }

    private static Command Leave(Shell shell)
    {
        Option<string?> to = new("--bond-to") { Description = "Pay the bond back to this account (30 days after leaving).", HelpName = "ACCOUNT" };
        ExampleCommand command = new("leave", "Leave the directory; 30 days later, take the bond back.", "deed custodian leave") { Folder, to };
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            using CustodianKeys keys = Keys(shell, parsed);
            Spending spending = new(shell, session, new SigningAccount(keys.Account), parsed);
            bool isBond = parsed.GetValue(to) is not null;
            IContractCall call = isBond ? new CustodiansContract.WithdrawBondCall(Signer.Resolve(shell, parsed.GetValue(to)!, session.Profile)) : new CustodiansContract.LeaveCall();
            string what = isBond ? "Take the custodian's bond back" : "Leave the custodians";
            return await spending.Run(what, session.Contracts.Custodians, call, ct) is Spending.Result.Done(var receipt, var final)
                ? Answer(spending, (await session.Custodians.Find(keys.Account.Address, ct))!, receipt, final) : spending.Answer(what, await spending.Quote(session.Contracts.Custodians, call.Encode(), UInt256.Zero, ct));
        });
        return command;
    }

    private static Command List(Shell shell)
    {
        ExampleCommand command = new("list", "The custodians of a chain: key, address, territories, bond.", "deed custodian list");
        ChainOptions.AddReading(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            IReadOnlyList<Custodian> all = await session.Custodians.List(ct);
            return new Answer(new JsonObject { ["custodians"] = new JsonArray([.. all.Select(Json)]) }, console =>
            {
                Facts facts = new();
                if (all.Count == 0) facts.Add("custodians", $"none on {session.Profile.Name} yet. Run one: deed custodian run");
                foreach (Custodian one in all) AddTo(facts, one, session.Profile);
                facts.Show(console);
            });
        });
        return command;
    }

    internal static Answer Answer(Spending spending, Custodian custodian, Receipt receipt, bool final)
    {
        JsonObject json = Json(custodian);
        json["transaction"] = Spending.Json(receipt, final);
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("custodian", custodian.Account.ToString());
            facts.Add("key", custodian.Key.ToString());
            facts.Add("answers at", custodian.Url?.ToString() ?? "an address that no program may call: use https");
            if (custodian.LeftAt is { } left) facts.Add("left", Units.Moment(left));
            spending.AddTo(facts, receipt, final);
            facts.Show(console);
        });
    }

    private static void AddTo(Facts facts, Custodian one, ChainProfile chain)
    {
        facts.Add("custodian", one.Account + (one.LeftAt is { } left ? $", left {Units.Moment(left)}" : ""));
        facts.Add("  key", one.Key.ToString());
        facts.Add("  answers at", one.Url?.ToString() ?? "nowhere that a program may call");
        facts.Add("  releases for", one.Serves.IsWithin(Territories.Worldwide) && Territories.Worldwide.IsWithin(one.Serves) ? "every territory" : one.Serves.ToString());
        facts.Add("  bond", chain.Currency.Format(new TokenAmount((BigInteger)one.Bond)));
    }

    private static JsonObject Json(Custodian one) => new()
    {
        ["account"] = one.Account.ToString(),
        ["key"] = one.Key.ToString(),
        ["url"] = one.Url?.ToString(),
        ["territories"] = new JsonArray([.. one.Serves.ToWords().Select(word => (JsonNode)word)]),
        ["bond"] = one.Bond.ToString(),
        ["joinedAt"] = one.JoinedAt,
        ["leftAt"] = one.LeftAt,
    };

    internal static CustodianFolder FolderOf(Shell shell, ParseResult parsed) => new(parsed.GetValue(Folder) ?? Path.Combine(new Home(shell.Environment).Root, "custodian"));

    /// <summary>The keys that are there.</summary>
    /// <exception cref="Refusal">There are none.</exception>
    internal static CustodianKeys Keys(Shell shell, ParseResult parsed)
    {
        CustodianFolder folder = FolderOf(shell, parsed);
        return folder.HasKeys ? folder.Keys() : throw Refusal.Usage($"There is no custodian in {folder.Path}.", "Enter the directory first, and its key is made: deed custodian join");
    }
}
