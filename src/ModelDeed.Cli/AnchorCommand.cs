using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary><c>deed anchor PATH… | --list FILE</c>: many fingerprints, one transaction, an evidence file each.</summary>
internal sealed class AnchorCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string[]> _paths = new("PATH") { Description = "Files or folders.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _list = new("--list") { Description = "Also every line of this file: a path, or a fingerprint (0x…).", HelpName = "FILE" };
    private readonly Option<string?> _out = new("--out", "-o") { Description = "The evidence file, or a folder for several. Default: PATH.deed.", HelpName = "FILE" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace evidence files that exist." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Write the evidence of anchors that were sent, but not finished." };

    private AnchorCommand(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        AnchorCommand anchor = new(shell);
        ExampleCommand command = new("anchor", "Record that content exists now, without revealing it. Writes an evidence file for each.", "deed anchor model.safetensors dataset/ --dry-run")
        {
            anchor._paths, anchor._list, anchor._out, anchor._force, anchor._resume,
        };
        anchor._content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, anchor.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        if (parsed.GetValue(_resume)) return await Resume(parsed, ct);
        List<AnchorItem> items = await Items(parsed, ct);
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        using PrivateKey key = await Signer.Open(_shell, parsed, session.Profile, ct);
        AnchorBatch batch = AnchorBatch.Of(key.Address, items.Select(item => item.Fingerprint));
        string what = items.Count == 1 ? "Anchor 1 fingerprint" : $"Anchor {items.Count:N0} fingerprints in one transaction";
        Spending spending = new(_shell, session, key, parsed);
        AnchorJournal journal = new(new Home(_shell.Environment));
        // The salts must outlive a crash between sending and writing the evidence: without them the anchor proves nothing.
        if (!parsed.GetValue(ChainOptions.DryRun)) await journal.Begin(session.Profile, batch, items, ct);
        Spending.Result result;
        try
        {
            result = await spending.Run(what, AnchorsDeployment.Address, new AnchorsContract.AnchorCall(batch.Root), ct);
        }
        catch (Refusal refusal) when (refusal.Code is "pending")
        {
            throw new Refusal(refusal.Exit, refusal.Code, refusal.Message, "Don't anchor again: once it is in a block, deed anchor --resume writes the evidence.");
        }
        catch (Refusal refusal) when (refusal.Code is not ("replaced" or "dropped"))
        {
            journal.End(batch.Root); // nothing was anchored
            throw;
        }
        if (result is not Spending.Result.Done(var receipt, var final)) return spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
        await Write(session, batch, items, receipt, key, parsed.GetValue(_force), ct);
        // Until its block is final, a reorganisation may move the anchor: the journal is what the evidence is then made from anew.
        if (final) journal.End(batch.Root);
        return Answer(spending, batch, items, receipt, final);
    }

    private async Task<List<AnchorItem>> Items(ParseResult parsed, CancellationToken ct)
    {
        List<string> names = [.. parsed.GetValue(_paths) ?? []];
        if (parsed.GetValue(_list) is { } list)
            names.AddRange((await File.ReadAllLinesAsync(list, ct)).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'));
        if (names.Count == 0) throw Refusal.Usage("Nothing to anchor.", "Give one PATH or more, or --list FILE.");
        List<AnchorItem> items = [];
        foreach (string name in names)
        {
            string evidence = AnchorItem.EvidencePath(name, parsed.GetValue(_out), names.Count > 1);
            if (File.Exists(evidence) && !parsed.GetValue(_force)) throw Refusal.Usage($"{evidence} exists already.", "Evidence can't be made again: choose another --out, or say --force to replace it.");
            if (TitleArgument.AsFingerprint(name) is { } hash) items.Add(new AnchorItem(hash, evidence, null));
            else
            {
                Fingerprints.Manifest manifest = (await _content.Fingerprint(parsed, name, ct)).Manifest;
                items.Add(new AnchorItem(manifest.Fingerprint, evidence, manifest.ToJson()));
            }
        }
        RefuseInside(names, items);
        if (items.GroupBy(item => item.Evidence, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } clash)
            throw Refusal.Usage($"Two of them would be written to {clash.Key}.", "Anchor them with two commands, or give their folders other names.");
        foreach (string folder in items.Select(item => Path.GetDirectoryName(item.Evidence)!).Distinct(StringComparer.Ordinal)) Files.RequireWritable(folder);
        return items;
    }

    // Evidence inside what it is about would change it: nothing would verify any more.
    private static void RefuseInside(List<string> names, List<AnchorItem> items)
    {
        foreach (string folder in names.Where(Directory.Exists).Select(name => Path.TrimEndingDirectorySeparator(Path.GetFullPath(name)) + Path.DirectorySeparatorChar))
            if (items.FirstOrDefault(item => item.Evidence.StartsWith(folder, StringComparison.Ordinal)) is { } inside)
                throw Refusal.Usage($"{inside.Evidence} would lie in {folder}, which is anchored too: that would change its content.", "Put the evidence elsewhere: --out.");
    }

    private async Task Write(ChainSession session, AnchorBatch batch, IReadOnlyList<AnchorItem> items, Receipt receipt, PrivateKey key, bool replace, CancellationToken ct)
    {
        int log = receipt.Logs.ToList().FindIndex(log => AnchorsContract.Anchored.TryDecode(in log, out AnchorsContract.Anchored anchored) && anchored.Root == batch.Root);
        if (log < 0) throw Refusal.Chain("no-log", $"Transaction {receipt.TransactionHash} didn't log the root {batch.Root}.", "deed anchor --resume looks for it again.");
        LogProof proof = await LogProofs.Collect(session.Node, receipt, (uint)log, ct);
        using Progress progress = _shell.Progress("Writing evidence");
        for (int i = 0; i < items.Count; i++)
        {
            await WriteEvidence(items[i].Evidence, batch.Root, replace, EvidenceJson.Write(batch.EvidenceOf(i, session.Profile.ChainId, proof, items[i].Manifest, key)), ct);
            progress.ReportItems(i + 1, items.Count);
        }
    }

    // The anchor stands, whatever happens to the disk, and the journal still has the salts.
    private static async Task WriteEvidence(string path, Hash32 root, bool replace, byte[] evidence, CancellationToken ct)
    {
        if (!replace && File.Exists(path) && await RootOf(path, ct) != root)
            throw Refusal.Unreadable($"The anchor is on the chain, but meanwhile {path} is other evidence.", "Nothing is lost. Move that file away, then run: deed anchor --resume");
        try
        {
            await Files.WriteWhole(path, evidence, ct);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Unreadable($"The anchor is on the chain, but {path} can't be written: {denied.Message}", "Nothing is lost. Make room (or give permission), then run: deed anchor --resume");
        }
    }

    private static async Task<Hash32?> RootOf(string path, CancellationToken ct)
    {
        try
        {
            return EvidenceJson.Read(await Files.ReadBounded(path, EvidenceJson.MostBytes, ct)).Root;
        }
        catch (Exception other) when (other is FormatException or Refusal)
        {
            return null;
        }
    }

    private async Task<Answer> Resume(ParseResult parsed, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        using PrivateKey key = await Signer.Open(_shell, parsed, session.Profile, ct);
        AnchorJournal journal = new(new Home(_shell.Environment));
        JsonArray json = [];
        foreach (AnchorJournal.Pending pending in journal.List().Where(entry => entry.ChainId == session.Profile.ChainId && entry.Owner == key.Address))
        {
            AnchorBatch batch = AnchorBatch.Of(pending.Leaves);
            Log? found = await FindLog(session, batch.Root, ct);
            string state = "not on the chain: if it isn't waiting any more, anchor anew";
            if (found is { } log && await session.Node.Receipt(log.TransactionHash, ct) is { } receipt)
            {
                await Write(session, batch, pending.Items, receipt, key, parsed.GetValue(_force), ct);
                journal.End(batch.Root);
                state = $"evidence written ({pending.Items.Count:N0})";
            }
            json.Add(new JsonObject { ["root"] = batch.Root.ToString(), ["state"] = state });
        }
        return new Answer(new JsonObject { ["resumed"] = json }, console =>
        {
            Facts facts = new();
            foreach (JsonNode? entry in json) facts.Add((string)entry!["root"]!, (string)entry["state"]!);
            facts.Show(console);
            if (json.Count == 0) console.WriteLine("Nothing was left unfinished.");
        });
    }

    private static async Task<Log?> FindLog(ChainSession session, Hash32 root, CancellationToken ct)
    {
        LogFilter filter = new([AnchorsDeployment.Address], [[AnchorsContract.Anchored.Topic0], [root]]);
        await foreach (LogBatch part in new LogRange(session.Node).Read(filter, session.FirstBlock, await session.Node.BlockNumber(ct), ct))
            if (part.Logs.Count > 0) return part.Logs[0];
        return null;
    }

    private static Answer Answer(Spending spending, AnchorBatch batch, List<AnchorItem> items, Receipt receipt, bool final)
    {
        JsonObject json = new()
        {
            ["root"] = batch.Root.ToString(),
            ["owner"] = batch.Leaves[0].Owner.ToString(),
            ["transaction"] = Spending.Json(receipt, final),
            ["anchored"] = new JsonArray([.. items.Select(item => new JsonObject { ["fingerprint"] = item.Fingerprint.ToString(), ["evidence"] = item.Evidence })]),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("root", batch.Root.ToString());
            facts.Add("owner", batch.Leaves[0].Owner.ToString());
            foreach (AnchorItem item in items.Take(20)) facts.Add("evidence", item.Evidence);
            if (items.Count > 20) facts.Add("", $"and {items.Count - 20:N0} more");
            spending.AddTo(facts, receipt, final);
            facts.Show(console);
            if (!final) console.WriteLine("Not final yet: run deed anchor --resume once it is, in case the block was reorganised.");
            console.WriteLine("Keep the evidence: its salt is nowhere else. deed verify PATH --evidence FILE checks it offline.");
        });
    }
}
