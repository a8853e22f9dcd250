using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
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
    private readonly Option<bool> _resume = new("--resume") { Description = "Write the evidence of anchors that were sent, but not finished; with --out elsewhere than planned." };

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
        if (parsed.GetValue(_resume)) return await AnchorResume.Run(_shell, parsed, parsed.GetValue(_out), parsed.GetValue(_force), ct);
        List<AnchorItem> items = await Items(parsed, ct);
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        AnchorEvidence evidence = new(_shell, session);
        await evidence.Rehearse(ct);
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        AnchorBatch batch = AnchorBatch.Of(account.Address, items.Select(item => item.Fingerprint));
        string what = items.Count == 1 ? "Anchor 1 fingerprint" : $"Anchor {items.Count:N0} fingerprints in one transaction";
        Spending spending = new(_shell, session, account, parsed);
        AnchorJournal journal = new(new Home(_shell.Environment));
        // The salts must outlive a crash between sending and writing the evidence: without them the anchor proves nothing.
        if (!parsed.GetValue(ChainOptions.DryRun)) await journal.Begin(session.Profile, batch, items, ct);
        Spending.Result sent = await Send(spending, journal, batch, what, ct);
        if (sent is not Spending.Result.Done(var receipt, var final)) return spending.Answer(what, ((Spending.Result.Quoted)sent).Offer);
        await evidence.WriteAfterPaying(batch, items, receipt, account.Key, parsed.GetValue(_force), ct);
        // Until its block is final, a reorganisation may move the anchor: the journal is what the evidence is then made from anew.
        if (final) journal.End(batch.Root);
        return Answer(spending, batch, items, receipt, final);
    }

    private static async Task<Spending.Result> Send(Spending spending, AnchorJournal journal, AnchorBatch batch, string what, CancellationToken ct)
    {
        const string Resume = "Don't anchor again: once it is in a block, deed anchor --resume writes the evidence.";
        try
        {
            return await spending.Run(what, AnchorsDeployment.Address, new AnchorsContract.AnchorCall(batch.Root), ct);
        }
        catch (Exception) when (spending.Sent is null)
        {
            journal.End(batch.Root); // nothing was anchored
            throw;
        }
        catch (Refusal refusal) when (refusal.Code is "pending")
        {
            throw new Refusal(refusal.Exit, refusal.Code, refusal.Message, Resume);
        }
        catch (Refusal refusal) when (refusal.Code is not ("replaced" or "dropped"))
        {
            journal.End(batch.Root); // it is in a block, and refused by the contract
            throw;
        }
        catch (Exception failed) when (failed is not Refusal && Refusals.Of(failed) is { } refusal)
        {
            throw new Refusal(refusal.Exit, refusal.Code, $"Transaction {spending.Sent} may have been sent, but then: {refusal.Message}", Resume);
        }
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
                byte[] json = manifest.ToJson();
                if (json.Length > EvidenceJson.MostManifestBytes)
                    throw Refusal.Usage($"{name} has {manifest.Files.Length:N0} files and {manifest.Tensors.Length:N0} tensors: their list of {Units.Bytes(json.Length)} doesn't fit into an evidence file.", $"Anchor its fingerprint alone: deed anchor {manifest.Fingerprint}");
                items.Add(new AnchorItem(manifest.Fingerprint, evidence, json));
            }
        }
        RefuseInside(names, items);
        if (items.GroupBy(item => item.Evidence, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } clash)
            throw Refusal.Usage($"Two of them would be written to {clash.Key}.", "Anchor them with two commands, or give their folders other names.");
        foreach (AnchorItem item in items) Files.RequireWritable(item.Evidence);
        return items;
    }

    // Evidence inside what it is about would change it: nothing would verify any more.
    private static void RefuseInside(List<string> names, List<AnchorItem> items)
    {
        foreach (string folder in names.Where(Directory.Exists).Select(name => Path.TrimEndingDirectorySeparator(Path.GetFullPath(name)) + Path.DirectorySeparatorChar))
            if (items.FirstOrDefault(item => item.Evidence.StartsWith(folder, StringComparison.Ordinal)) is { } inside)
                throw Refusal.Usage($"{inside.Evidence} would lie in {folder}, which is anchored too: that would change its content.", "Put the evidence elsewhere: --out.");
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
