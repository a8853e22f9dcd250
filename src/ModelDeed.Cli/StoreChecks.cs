using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Storage;

namespace ModelDeed.Cli;

/// <summary><c>deed store verify</c> and <c>deed store repair</c>: is every block everywhere, and if not, put it back.</summary>
internal static class StoreChecks
{
    public static Command Verify(Shell shell) => Build(shell, repair: false, "verify", "Fetch every block of a root from each store, and tell what is missing or wrong.",
        "deed store verify bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354 --store local --store s3://models");

    public static Command Repair(Shell shell) => Build(shell, repair: true, "repair", "Put back what stores lack of a root, from the others.",
        "deed store repair bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354 --store local --store gateway:https://ipfs.example");

    private static Command Build(Shell shell, bool repair, string name, string description, string example)
    {
        Argument<string> cid = new("CID") { Description = "The root: bafy… or bafk…, or ipfs://…" };
        ExampleCommand command = new(name, description, example) { cid };
        StoreOptions options = new(shell);
        options.AddTo(command);
        shell.On(command, async (parsed, ct) =>
        {
            Cid root = StoreOptions.Root(parsed.GetValue(cid)!);
            IReadOnlyList<IBlockStore> stores = options.Each(parsed);
            try
            {
                if (repair)
                    foreach (LocalStore local in stores.OfType<LocalStore>()) local.DeleteLeftovers(shell.Clock);
                using Progress progress = shell.Progress(repair ? "Repairing" : "Verifying");
                StoreCheckResult result = await StoreCheck.Run(root, stores, repair, options.Parallel(parsed), new ByteReporter(progress), ct);
                // A gateway can't be repaired by us: that it lacks blocks is told, and isn't a failure of the repair.
                bool whole = result.Lost.Count == 0 && result.Stores.Zip(stores).All(one => one.First.IsWhole || (repair && one.Second is GatewayStore));
                return new Answer(Json(root, result, whole), console => Show(console, result, whole), whole ? Exit.Done : Exit.AnswerIsNo);
            }
            finally
            {
                foreach (IBlockStore store in stores) store.Dispose();
            }
        });
        return command;
    }

    private static JsonObject Json(Cid root, StoreCheckResult result, bool whole) => new()
    {
        ["whole"] = whole,
        ["cid"] = root.ToString(),
        ["blocks"] = result.Blocks,
        ["bytes"] = result.Bytes,
        ["lost"] = new JsonArray([.. result.Lost.Select(cid => (JsonNode)cid.ToString())]),
        ["stores"] = new JsonArray([.. result.Stores.Select(state => (JsonNode)new JsonObject
        {
            ["store"] = state.Name,
            ["whole"] = state.IsWhole,
            ["right"] = state.Right,
            ["missing"] = state.Missing,
            ["wrong"] = state.Wrong,
            ["repaired"] = state.Repaired,
            ["problem"] = state.Problem,
        })]),
    };

    private static void Show(Spectre.Console.IAnsiConsole console, StoreCheckResult result, bool whole)
    {
        Facts facts = new();
        facts.Add("whole", whole ? $"yes: {result.Blocks:N0} blocks, {Units.Bytes(result.Bytes)}" : result.Lost.Count > 0
            ? $"no: of {result.Blocks:N0} blocks or more, {result.Lost.Count:N0} can't be had from any of these stores. Name another that has them" : "no: deed store repair puts back what is missing");
        foreach (StoreState state in result.Stores)
        {
            facts.Add("store", $"{state.Name}: {state.Right:N0} right, {state.Missing:N0} missing, {state.Wrong:N0} wrong, {state.Repaired:N0} put back");
            if (state.Problem is not null) facts.Add("", state.Problem);
        }
        foreach (Cid cid in result.Lost.Take(10)) facts.Add("lost", cid.ToString());
        facts.Show(console);
    }
}
