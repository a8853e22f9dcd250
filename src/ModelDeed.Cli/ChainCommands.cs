using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary><c>deed chain list|use|status|run</c>.</summary>
internal static class ChainCommands
{
    public static Command Build(Shell shell) => new("chain", "The chains that titles can live on.") { List(shell), Use(shell), Status(shell), Run(shell) };

    private static ExampleCommand List(Shell shell)
    {
        ExampleCommand command = new("list", "List the known chains.", "deed chain list");
        shell.On(command, (_, _) =>
        {
            string used = Chains.Choose(shell, null).Name;
            IReadOnlyList<ChainProfile> all = Chains.All(shell);
            JsonArray json = [.. all.Select(chain => Json(chain, chain.Name == used))];
            return Task.FromResult(new Answer(new JsonObject { ["chains"] = json }, console =>
            {
                Table table = new Table().Border(TableBorder.Simple).AddColumns("", "chain", "id", "currency", "final", "nodes");
                foreach (ChainProfile chain in all)
                    table.AddRow(chain.Name == used ? "*" : "", chain.Name, $"{chain.ChainId}", chain.Currency.Symbol, chain.Finality.ToString()!, Nodes(chain));
                console.Write(table);
            }));
        });
        return command;
    }

    private static ExampleCommand Use(Shell shell)
    {
        Argument<string> name = new("NAME") { Description = "A chain of deed chain list." };
        ExampleCommand command = new("use", "Choose the chain that commands use from now on.", "deed chain use polygon") { name };
        shell.On(command, (parsed, _) =>
        {
            ChainProfile chain = Chains.Use(shell, parsed.GetValue(name)!);
            return Task.FromResult(new Answer(Json(chain, true), console => console.WriteLine($"Commands use {chain} from now on.")));
        });
        return command;
    }

    private static ExampleCommand Status(Shell shell)
    {
        ExampleCommand command = new("status", "Say whether the chain answers, how high it is, and whether the contracts are there.", "deed chain status --chain sepolia");
        ChainOptions.AddReading(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            ulong head = await session.Node.BlockNumber(ct);
            ulong? finalized = await session.Node.FinalizedNumber(ct);
            List<(ContractDeployment Contract, bool There)> contracts = [];
            foreach (ContractDeployment contract in session.Contracts.All)
                contracts.Add((contract, (await session.Node.Code(contract.Address, BlockTag.Latest, ct)).Length > 0));
            return StatusAnswer(session, head, finalized, contracts);
        });
        return command;
    }

    private static Answer StatusAnswer(ChainSession session, ulong head, ulong? finalized, List<(ContractDeployment Contract, bool There)> contracts)
    {
        JsonObject json = Json(session.Profile, true);
        json["node"] = session.Node.Client.Endpoint.Host;
        json["block"] = head;
        json["finalizedBlock"] = finalized;
        json["contracts"] = new JsonObject(contracts.Select(entry =>
            KeyValuePair.Create(entry.Contract.Name, (JsonNode?)new JsonObject { ["address"] = entry.Contract.Address.ToString(), ["deployed"] = entry.There })));
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("chain", session.Profile.ToString());
            facts.Add("node", session.Node.Client.Endpoint.Host);
            facts.Add("block", $"{head:N0}");
            facts.Add("final", session.Profile.Finality is FinalityRule.FinalizedTag ? finalized is { } number ? $"up to {number:N0}" : "the node doesn't say" : $"after {session.Profile.Finality}");
            foreach ((ContractDeployment contract, bool there) in contracts) facts.Add(contract.Name, there ? contract.Address.ToString() : $"not deployed (deed deploy puts it at {contract.Address})");
            facts.Show(console);
        });
    }

    private static ExampleCommand Run(Shell shell)
    {
        Option<int?> port = new("--port") { Description = "The port on 127.0.0.1; else the one used last time, or any free one." };
        Option<bool> quiet = new("--quiet") { Description = "Print nothing." };
        ExampleCommand command = new("run", "Keep the embedded chain running, for other commands and wallets, until Ctrl-C.", "deed chain run") { port, quiet };
        shell.On(command, async (parsed, ct) =>
        {
            EmbeddedChainOptions options = new() { Folder = Home.Create(new Home(shell.Environment).Chain), Port = parsed.GetValue(port) };
            await using EmbeddedChain chain = await EmbeddedChain.Open(options, ct);
            string url = $"http://127.0.0.1:{chain.Port}";
            if (!parsed.GetValue(quiet)) await shell.Error.WriteLineAsync($"The embedded chain (id {chain.Profile.ChainId}) answers at {url}. Ctrl-C stops it; nothing is lost.");
            try
            {
                await await Task.WhenAny(chain.Failure, Task.Delay(Timeout.InfiniteTimeSpan, shell.Clock, ct));
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // The wished-for end.
            }
            return new Answer(new JsonObject { ["url"] = url }, _ => { });
        });
        return command;
    }

    private static JsonObject Json(ChainProfile chain, bool used) => new()
    {
        ["name"] = chain.Name,
        ["chainId"] = chain.ChainId,
        ["currency"] = chain.Currency.Symbol,
        ["finality"] = chain.Finality.ToString(),
        ["nodes"] = new JsonArray([.. chain.Nodes.Select(node => (JsonNode)node.Host)]),
        ["used"] = used,
    };

    private static string Nodes(ChainProfile chain) => chain.IsEmbedded ? "on this machine" : string.Join(", ", chain.Nodes.Select(node => node.Host));
}
