using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Storage;

namespace ModelDeed.Cli;

/// <summary><c>deed store</c>: files and folders in content-addressed blocks, anywhere.</summary>
internal sealed class StoreCommands(Shell shell)
{
    private readonly Argument<string> _cid = new("CID") { Description = "The root: bafy… or bafk…, or ipfs://…" };

    public static Command Build(Shell shell) => new("store", "Keep files in content-addressed blocks: in a folder, in S3, on IPFS, in several places at once.")
    {
        new StoreCommands(shell).Put(),
        new StoreCommands(shell).Get(),
        StoreChecks.Verify(shell),
        StoreChecks.Repair(shell),
        new StoreCommands(shell).List(),
        StoreCar.Export(shell),
        StoreCar.Import(shell),
    };

    private Command Put()
    {
        Argument<string> path = new("PATH") { Description = "A file, or a folder: a sealed package, for example." };
        Option<bool> only = new("--only-cid") { Description = "Compute the CID, and keep nothing." };
        Option<int?> copies = new("--copies") { Description = "In how many of the stores each block must be. Default: all.", HelpName = "N" };
        ExampleCommand command = new("put", "Keep a file or folder, and print its CID. Again after an interruption, it goes on.", "deed store put model.sealed --store local --store s3://models") { path, only, copies };
        StoreOptions options = new(shell);
        options.AddTo(command);
        shell.On(command, async (parsed, ct) =>
        {
            string what = parsed.GetValue(path)!;
            using ReplicatedStore? store = parsed.GetValue(only) ? null : options.Joined(parsed, parsed.GetValue(copies));
            using Progress progress = shell.Progress($"Storing {Path.GetFileName(Path.TrimEndingDirectorySeparator(what))}");
            DagEntry root = await Task.Run(() => new DagBuilder(store, Math.Max(options.Parallel(parsed), Environment.ProcessorCount), new ByteReporter(progress)).Add(what, ct), ct);
            JsonObject json = new() { ["cid"] = root.Cid.ToString(), ["uri"] = $"ipfs://{root.Cid}", ["bytes"] = root.Length, ["stores"] = StoreOptions.Json(store?.Reports ?? []) };
            return new Answer(json, console =>
            {
                Facts facts = new();
                facts.Add("cid", root.Cid.ToString());
                facts.Add("size", Units.Bytes(root.Length));
                foreach (SourceReport report in store?.Reports ?? []) facts.Add(report.Problem is null ? "kept in" : "not whole", report.Problem ?? report.Name);
                if (store?.Reports.Any(report => report.Problem is not null) == true) facts.Add("", "Afterwards: deed store repair.");
                facts.Show(console);
            });
        });
        return command;
    }

    private Command Get()
    {
        Option<string?> output = new("--out", "-o") { Description = "Where to; must not exist yet. Default: the CID, in this folder.", HelpName = "PATH" };
        ExampleCommand command = new("get", "Fetch a file or folder, from whichever store is fastest. Again after an interruption, it goes on.",
            "deed store get bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354 -o model.sealed --store gateway:https://ipfs.example") { _cid, output };
        StoreOptions options = new(shell);
        options.AddTo(command);
        shell.On(command, async (parsed, ct) =>
        {
            Cid root = StoreOptions.Root(parsed.GetValue(_cid)!);
            string target = parsed.GetValue(output) ?? root.ToString();
            using ReplicatedStore store = options.Joined(parsed, 1);
            using Progress progress = shell.Progress($"Fetching {Path.GetFileName(target)}");
            DownloadResult result = await Download.Run(store, root, target, options.Parallel(parsed), new ByteReporter(progress), ct);
            JsonObject json = new() { ["cid"] = root.ToString(), ["out"] = Path.GetFullPath(target), ["files"] = result.Files, ["bytes"] = result.Bytes, ["resumed"] = result.Resumed, ["stores"] = StoreOptions.Json(store.Reports) };
            return new Answer(json, console =>
            {
                Facts facts = new();
                facts.Add("fetched", target);
                facts.Add("size", $"{Units.Bytes(result.Bytes)}{(result.Files == 1 ? "" : $" in {result.Files:N0} files")}{(result.Resumed == 0 ? "" : $", {Units.Bytes(result.Resumed)} of it from before")}");
                foreach (SourceReport report in store.Reports) facts.Add("from", $"{report.Name}: {Units.Bytes(report.Bytes)}{(report.Dropped is null ? "" : $"; dropped: {report.Dropped}")}");
                facts.Show(console);
            });
        });
        return command;
    }

    private Command List()
    {
        Option<bool> blocks = new("--blocks") { Description = "Count the blocks, too." };
        ExampleCommand command = new("list", "List the roots that were put into stores.", "deed store list --store local --blocks") { blocks };
        StoreOptions options = new(shell);
        options.AddTo(command);
        shell.On(command, async (parsed, ct) =>
        {
            List<(string Name, List<Cid> Roots, long? Blocks)> found = [];
            IReadOnlyList<IBlockStore> stores = options.Each(parsed);
            foreach (IBlockStore store in stores)
            {
                List<Cid> roots = await store.Roots(ct).Order().ToListAsync(ct);
                found.Add((store.Name, roots, parsed.GetValue(blocks) ? await store.Blocks(ct).LongCountAsync(ct) : null));
                store.Dispose();
            }
            JsonObject json = new()
            {
                ["stores"] = new JsonArray([.. found.Select(one => (JsonNode)new JsonObject { ["store"] = one.Name, ["roots"] = new JsonArray([.. one.Roots.Select(root => (JsonNode)root.ToString())]), ["blocks"] = one.Blocks })]),
            };
            return new Answer(json, console =>
            {
                Facts facts = new();
                foreach ((string name, List<Cid> roots, long? count) in found)
                {
                    facts.Add("store", name + (count is null ? "" : $": {count:N0} blocks"));
                    foreach (Cid root in roots) facts.Add("", root.ToString());
                }
                facts.Show(console);
            });
        });
        return command;
    }
}
