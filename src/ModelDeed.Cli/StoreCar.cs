using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Storage;

namespace ModelDeed.Cli;

/// <summary><c>deed store export</c> and <c>deed store import</c>: all blocks of a root in one file, as IPFS tools exchange them (CAR).</summary>
internal static class StoreCar
{
    public static Command Export(Shell shell)
    {
        Argument<string> cid = new("CID") { Description = "The root: bafy… or bafk…, or ipfs://…" };
        Option<string?> output = new("--out", "-o") { Description = "The file; must not exist yet. Default: CID.car, in this folder.", HelpName = "FILE" };
        ExampleCommand command = new("export", "Write all blocks of a root into one file (CAR, version 1).", "deed store export bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354 -o model.car") { cid, output };
        StoreOptions options = new(shell);
        options.AddTo(command);
        shell.On(command, async (parsed, ct) =>
        {
            Cid root = StoreOptions.Root(parsed.GetValue(cid)!);
            string target = Path.GetFullPath(parsed.GetValue(output) ?? $"{root}.car"), part = target + ".part";
            if (Path.Exists(target)) throw Refusal.Usage($"{target} exists already.", "Give another --out, or move it away.");
            using ReplicatedStore store = options.Joined(parsed, 1);
            using Progress progress = shell.Progress($"Writing {Path.GetFileName(target)}");
            (long Blocks, long Bytes) written;
            try
            {
                await using (FileStream file = new(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
                {
                    written = await CarWriter.Write(store, root, file, options.Parallel(parsed), new ByteReporter(progress), ct);
                    file.Flush(flushToDisk: true);
                }
                File.Move(part, target);
            }
            catch (Exception failed)
            {
                File.Delete(part);
                if (failed is ArgumentOutOfRangeException) throw Refusal.Unreadable($"{target} gets longer than its file system or the system's limits (ulimit -f) allow.", "Give another --out.");
                throw;
            }
            DiskFlush.Folder(Path.GetDirectoryName(target)!);
            JsonObject json = new() { ["cid"] = root.ToString(), ["out"] = target, ["blocks"] = written.Blocks, ["bytes"] = written.Bytes };
            return new Answer(json, console =>
            {
                Facts facts = new();
                facts.Add("written", target);
                facts.Add("size", $"{Units.Bytes(written.Bytes)} in {written.Blocks:N0} blocks");
                facts.Show(console);
            });
        });
        return command;
    }

    public static Command Import(Shell shell)
    {
        Argument<string> path = new("FILE") { Description = "A CAR of version 1." };
        ExampleCommand command = new("import", "Put the blocks of a CAR into stores; each is verified, and none may be missing.", "deed store import model.car --store ipfs:http://127.0.0.1:5001") { path };
        StoreOptions options = new(shell);
        options.AddTo(command);
        shell.On(command, async (parsed, ct) =>
        {
            string name = parsed.GetValue(path)!;
            await using FileStream file = new(name, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
            using ReplicatedStore store = options.Joined(parsed, null);
            using Progress progress = shell.Progress($"Importing {Path.GetFileName(name)}");
            CarContent content = await CarReader.Read(file, store, options.Parallel(parsed), new ByteReporter(progress), ct);
            JsonObject json = new() { ["roots"] = new JsonArray([.. content.Roots.Select(root => (JsonNode)root.ToString())]), ["blocks"] = content.Blocks, ["bytes"] = content.Bytes, ["stores"] = StoreOptions.Json(store.Reports) };
            return new Answer(json, console =>
            {
                Facts facts = new();
                foreach (Cid root in content.Roots) facts.Add("root", root.ToString());
                facts.Add("size", $"{Units.Bytes(content.Bytes)} in {content.Blocks:N0} blocks");
                facts.Show(console);
            });
        });
        return command;
    }
}
