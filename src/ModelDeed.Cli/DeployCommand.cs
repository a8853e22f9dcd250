using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Titles;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary><c>deed deploy</c>: puts the contracts on a chain, at the addresses that their code determines. Anybody may; nobody owns them.</summary>
internal static class DeployCommand
{
    public static Command Build(Shell shell)
    {
        ExampleCommand command = new("deploy", "Put ModelDeed's contracts on the chain, where they aren't yet, and write a deployment file.", "deed deploy --chain sepolia --dry-run");
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            return await Run(shell, parsed, session, ct);
        });
        return command;
    }

    private static async Task<Answer> Run(Shell shell, ParseResult parsed, ChainSession session, CancellationToken ct)
    {
        ulong before = await session.Node.BlockNumber(ct);
        List<Contract> contracts = [];
        TransactionQuote.Offer? factory = await Missing(session, Create2.Factory, ct) ? await DeployFactory(shell, parsed, session, ct) : null;
        foreach (ContractDeployment contract in session.Contracts.All)
            contracts.Add(await Ensure(shell, parsed, session, contract, canQuote: factory is null && contracts.All(earlier => earlier.Offer is null), ct));
        if (parsed.GetValue(ChainOptions.DryRun)) return Planned(session, contracts, factory);
        Home home = new(shell.Environment);
        ulong first = First(Deployments.FirstBlock(home, session.Profile), before, contracts.Count(contract => contract.Receipt is not null), contracts.Count);
        JsonObject json = Json(session, contracts, first);
        string file = await Deployments.Save(home, session.Profile, json, ct);
        json["file"] = file;
        return new Answer(json, console => Show(console, session, contracts, file));
    }

    /// <summary>The block from which the contracts can have logged anything.</summary>
    /// <param name="known">What an earlier deployment wrote down; 0 where nothing is.</param>
    /// <param name="before">Height of the chain before this deployment.</param>
    /// <param name="created">How many contracts this deployment created: all of them on a new chain, or on one that was wiped.</param>
    /// <param name="all">How many there are.</param>
    internal static ulong First(ulong known, ulong before, int created, int all) =>
        created == all ? before
        : known <= before ? known
        : 0; // what was written down is of a chain that is no more: all of this one is searched

    // A contract whose constructor needs another that isn't there yet can't be quoted.
    private static async Task<Contract> Ensure(Shell shell, ParseResult parsed, ChainSession session, ContractDeployment contract, bool canQuote, CancellationToken ct)
    {
        if (!await Missing(session, contract.Address, ct)) return new Contract(contract, null, null, There: true);
        if (parsed.GetValue(ChainOptions.DryRun) && !canQuote) return new Contract(contract, null, null, There: false);
        return await Deploy(shell, parsed, session, contract, ct) switch
        {
            Spending.Result.Done(var receipt, _) => new Contract(contract, receipt, null, There: true),
            Spending.Result.Quoted(var offer) => new Contract(contract, null, offer, There: false),
            Spending.Result result => throw new InvalidOperationException($"Unknown result {result}."),
        };
    }

    private static async Task<Spending.Result> Deploy(Shell shell, ParseResult parsed, ChainSession session, ContractDeployment contract, CancellationToken ct)
    {
        using SigningAccount key = await Signer.Open(shell, parsed, session.Profile, ct);
        Spending.Result result = await new Spending(shell, session, key, parsed).Run($"Deploy {contract.Name}", contract.To, contract.CallData.ToArray(), UInt256.Zero, ct);
        if (result is Spending.Result.Done && await Missing(session, contract.Address, ct))
            throw Refusal.Chain("not-deployed", $"The transaction succeeded, but {contract.Name} isn't at {contract.Address}.", "Is the deployment proxy of this chain the usual one?");
        return result;
    }

    // The proxy is created by a transaction that is the same on every chain; its signer is a key that nobody has and everybody may fund.
    private static async Task<TransactionQuote.Offer?> DeployFactory(Shell shell, ParseResult parsed, ChainSession session, CancellationToken ct)
    {
        using SigningAccount key = await Signer.Open(shell, parsed, session.Profile, ct);
        TokenAmount held = await session.Node.Balance(Create2.FactoryDeployer, BlockTag.Latest, ct);
        Spending spending = new(shell, session, key, parsed);
        if (held.CompareTo(Create2.FactoryCost) < 0)
        {
            UInt256 missing = (UInt256)(Create2.FactoryCost.Units - held.Units);
            if (await spending.Run("Fund the signer of the deployment proxy", Create2.FactoryDeployer, [], missing, ct) is Spending.Result.Quoted(var offer))
                return offer;
        }
        if (parsed.GetValue(ChainOptions.DryRun)) return null;
        await session.Node.SendRaw(SignedTransaction.Decode(Create2.FactoryTransaction), ct);
        for (int i = 0; i < 120 && await Missing(session, Create2.Factory, ct); i++) await Task.Delay(TimeSpan.FromSeconds(1), shell.Clock, ct);
        if (await Missing(session, Create2.Factory, ct))
            throw Refusal.Chain("no-proxy", $"{session.Profile.Name} didn't take the deployment proxy's transaction.", "Chains that refuse transactions without a chain id need the proxy from their operators.");
        return null;
    }

    private static async Task<bool> Missing(ChainSession session, Address address, CancellationToken ct) => (await session.Node.Code(address, BlockTag.Latest, ct)).Length == 0;

    private static Answer Planned(ChainSession session, List<Contract> contracts, TransactionQuote.Offer? factory)
    {
        JsonObject json = Json(session, contracts, 0);
        json["dryRun"] = true;
        return new Answer(json, console =>
        {
            Facts facts = new();
            if (factory is not null) facts.Add("deployment proxy", Cost(factory));
            foreach (Contract contract in contracts)
                facts.Add(contract.Deployment.Name, contract.There ? "there already" : contract.Offer is { } offer ? Cost(offer) : "to be quoted once what it needs is there");
            facts.Show(console);
            console.WriteLine("Nothing was sent.");
        });
    }

    private static string Cost(TransactionQuote.Offer offer) => $"gas {offer.Gas:N0} at most, about {offer.Currency.Format(offer.LikelyForGas)}, never more than {offer.Currency.Format(offer.Most)}";

    private static JsonObject Json(ChainSession session, List<Contract> contracts, ulong first) => new()
    {
        ["chain"] = session.Profile.Name,
        ["chainId"] = session.Profile.ChainId,
        ["contestPeriodSeconds"] = (ulong)TitlesDeployment.ContestPeriodOf(session.Profile).TotalSeconds,
        ["firstBlock"] = first,
        ["contracts"] = Contracts(contracts),
    };

    private static JsonObject Contracts(IEnumerable<Contract> contracts) => new(contracts.Select(contract => KeyValuePair.Create(contract.Deployment.Name, (JsonNode?)new JsonObject
    {
        ["address"] = contract.Deployment.Address.ToString(),
        ["initCodeHash"] = Keccak256.Hash(contract.Deployment.InitCode.Span).ToString(),
        ["transaction"] = contract.Receipt?.TransactionHash.ToString(),
        ["deployed"] = contract.There,
        ["gas"] = contract.Offer?.Gas,
        ["mostCost"] = contract.Offer?.Most.Units.ToString(),
    })));

    private static void Show(IAnsiConsole console, ChainSession session, List<Contract> contracts, string file)
    {
        Facts facts = new();
        facts.Add("chain", session.Profile.ToString());
        facts.Add("contest", Units.Duration(TitlesDeployment.ContestPeriodOf(session.Profile)));
        foreach (Contract contract in contracts) facts.Add(contract.Deployment.Name, $"{contract.Deployment.Address} {(contract.Receipt is null ? "(was there)" : $"(block {contract.Receipt.BlockNumber:N0})")}");
        facts.Add("written to", file);
        facts.Show(console);
    }

    private sealed record Contract(ContractDeployment Deployment, Receipt? Receipt, TransactionQuote.Offer? Offer, bool There);
}
