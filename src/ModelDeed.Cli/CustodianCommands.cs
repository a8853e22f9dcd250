using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Cli;

/// <summary><c>deed custodian run | join | change | leave | list</c>.</summary>
internal static class CustodianCommands
{
    private static readonly SharedOption<string?> Folder = new("--folder") { Description = "Where the custodian's key and log are; default: custodian, in the data folder.", HelpName = "DIR" };
    private static readonly SharedOption<string?> Serves = new("--territories") { Description = "Which it releases for, as in DE,FR; default: all.", HelpName = "CODES" };

    public static Command Build(Shell shell) => new("custodian", "Keep shares of packages' keys, and release them to licensees.") { Run(shell), Join(shell), Leave(shell), List(shell) };

    private static Command Run(Shell shell)
    {
        Option<string?> urls = new("--urls") { Description = "Where it answers; default http://127.0.0.1:5090.", HelpName = "URL" };
        ExampleCommand command = new("run", "Answer requests until Ctrl-C, with a key of its own made at the first start.", "deed custodian run --folder ./custodian --territories DE,FR") { ChainOptions.Chain, Folder, Serves, urls };
        shell.On(command, (parsed, ct) => ServerCommands.Run(shell, parsed,
        [
            "custodian", .. ServerCommands.Argument("chain", parsed.GetValue(ChainOptions.Chain)), .. ServerCommands.Argument("folder", FolderOf(shell, parsed)),
            .. ServerCommands.Argument("territories", parsed.GetValue(Serves)), .. ServerCommands.Argument("urls", parsed.GetValue(urls)),
        ], ct));
        return command;
    }

    private static Command Join(Shell shell)
    {
        Option<string> url = new("--url") { Description = "Where others reach the service.", Required = true, HelpName = "URL" };
        Option<string> bond = new("--bond") { Description = "Native money that is lost if the log is proven to tell two stories.", DefaultValueFactory = _ => "0", HelpName = "AMOUNT" };
        ExampleCommand command = new("join", "Enter the directory of custodians. The account that signs funds the custodian's own.", "deed custodian join --url https://custodian.example/ --bond 1") { Folder, Serves, url, bond };
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            using CustodianKeys keys = Keys(shell, parsed);
            Territories serves = parsed.GetValue(Serves) is { } some ? Territories.Parse(some) : Territories.Worldwide;
            var amount = (UInt256)TokenAmount.Parse(parsed.GetValue(bond)!, session.Profile.Currency.Decimals).Units;
            byte[] call = new CustodiansContract.JoinCall(new Hash32(keys.Identity.Recipient.Key), parsed.GetValue(url)!, serves.Bits).Encode();
            using SigningAccount payer = await Signer.Open(shell, parsed, session.Profile, ct);
            Spending funding = new(shell, session, payer, parsed) { InPassing = true, Details = [$"so that {keys.Account.Address} can join, with a bond of {session.Profile.Currency.Format(new TokenAmount((BigInteger)amount))}"] };
            // The payer could join in its own name for the same gas: that tells what the custodian's account needs. Three times, for what comes later.
            TransactionQuote.Offer offer = await funding.Quote(session.Contracts.Custodians, call, UInt256.Zero, ct);
            var needed = (UInt256)((BigInteger)amount + 3 * offer.Most.Units);
            if (await funding.Run("Fund the custodian's account", keys.Account.Address, [], needed, ct) is Spending.Result.Quoted(var quoted)) return funding.Answer("Fund the custodian's account, and join", quoted);
            Spending joining = new(shell, session, new SigningAccount(keys.Account), parsed) { Agreed = true };
            var (receipt, final) = (Spending.Result.Done)await joining.Run("Join the custodians", session.Contracts.Custodians, call, amount, ct, agreed: true);
            return Answer(joining, (await session.Custodians.Find(keys.Account.Address, ct))!, receipt, final);
        });
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

    private static Answer Answer(Spending spending, Custodian custodian, Receipt receipt, bool final)
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

    private static string FolderOf(Shell shell, ParseResult parsed) => Path.GetFullPath(parsed.GetValue(Folder) ?? Path.Combine(new Home(shell.Environment).Root, "custodian"));

    private static CustodianKeys Keys(Shell shell, ParseResult parsed)
    {
        string path = Path.Combine(FolderOf(shell, parsed), "identity");
        if (!File.Exists(path)) throw Refusal.Usage($"There is no custodian in {Path.GetDirectoryName(path)}.", "Start it first, and its key is made: deed custodian run");
        return new CustodianKeys(X25519Identity.Parse((File.ReadLines(path).FirstOrDefault(line => !line.StartsWith('#')) ?? "").Trim()));
    }
}
