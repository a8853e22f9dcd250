using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary><c>deed anchor --resume</c>: the evidence of anchors that were sent, but not finished. What fails for one doesn't hold up the others.</summary>
internal static class AnchorResume
{
    private sealed record Outcome(string Name, string State, int Exit = Exit.Done);

    /// <summary>Resumes every anchor of the journal that is of this chain and account.</summary>
    /// <param name="shell">The surroundings.</param>
    /// <param name="parsed">Chain and account.</param>
    /// <param name="output">A file or folder to write to instead of where the evidence was to go; null for there.</param>
    /// <param name="replace">Whether other files that are in the way are replaced.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<Answer> Run(Shell shell, ParseResult parsed, string? output, bool replace, CancellationToken ct)
    {
        if (parsed.GetValue(ChainOptions.DryRun)) throw Refusal.Usage("--resume spends nothing, so there is nothing for --dry-run to estimate.", "Leave --dry-run away.");
        await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
        using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
        AnchorJournal journal = new(new Home(shell.Environment));
        (IReadOnlyList<AnchorJournal.Pending> all, IReadOnlyList<AnchorJournal.Damaged> damaged) = journal.List();
        IReadOnlyList<AnchorJournal.Pending> mine = Relocate([.. all.Where(entry => entry.ChainId == session.Profile.ChainId && entry.Owner == account.Address)], output);
        List<Outcome> resumed = [];
        foreach (AnchorJournal.Pending pending in mine) resumed.Add(await Resume(shell, session, journal, pending, account, replace, ct));
        return Answer(resumed, [.. damaged.Select(file => new Outcome(file.Path, file.Reason, Exit.Unreadable))]);
    }

    private static async Task<Outcome> Resume(Shell shell, ChainSession session, AnchorJournal journal, AnchorJournal.Pending pending, SigningAccount account, bool replace, CancellationToken ct)
    {
        AnchorBatch batch = AnchorBatch.Of(pending.Leaves);
        if (await FindLog(session, batch.Root, ct) is not { } log || await session.Node.Receipt(log.TransactionHash, ct) is not { } receipt)
            return new Outcome($"{batch.Root}", "not on the chain: if it isn't waiting any more, anchor anew");
        try
        {
            await new AnchorEvidence(shell, session).Write(batch, pending.Items, receipt, account.Key, replace, ct);
        }
        catch (Refusal refusal)
        {
            return new Outcome($"{batch.Root}", $"on the chain, but its evidence isn't written: {refusal.Message} {refusal.Hint}", refusal.Exit);
        }
        journal.End(batch.Root);
        return new Outcome($"{batch.Root}", $"evidence written ({pending.Items.Count:N0})");
    }

    private static AnchorJournal.Pending[] Relocate(AnchorJournal.Pending[] pending, string? output)
    {
        if (output is null) return pending;
        AnchorItem[] items = [.. pending.SelectMany(entry => entry.Items)];
        bool folder = Directory.Exists(output) || Path.EndsInDirectorySeparator(output);
        if (!folder && items.Length > 1) throw Refusal.Usage($"{items.Length:N0} evidence files are to be written, so --out must be a folder that exists.", "Make the folder, or leave --out away.");
        string To(AnchorItem item) => Path.GetFullPath(folder ? Path.Combine(output, Path.GetFileName(item.Evidence)) : output);
        if (items.GroupBy(To, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } clash)
            throw Refusal.Usage($"Two of them would be written to {clash.Key}.", "Leave --out away: each goes to where it was to go.");
        foreach (AnchorItem item in items) Files.RequireWritable(To(item));
        return [.. pending.Select(entry => entry with { Items = [.. entry.Items.Select(item => item with { Evidence = To(item) })] })];
    }

    private static async Task<Log?> FindLog(ChainSession session, Hash32 root, CancellationToken ct)
    {
        LogFilter filter = new([AnchorsDeployment.Address], [[AnchorsContract.Anchored.Topic0], [root]]);
        await foreach (LogBatch part in new LogRange(session.Node).Read(filter, session.FirstBlock, await session.Node.BlockNumber(ct), ct))
            if (part.Logs.Count > 0) return part.Logs[0];
        return null;
    }

    private static Answer Answer(List<Outcome> resumed, List<Outcome> damaged)
    {
        JsonObject json = new()
        {
            ["resumed"] = new JsonArray([.. resumed.Select(one => new JsonObject { ["root"] = one.Name, ["state"] = one.State, ["done"] = one.Exit == Exit.Done })]),
            ["damaged"] = new JsonArray([.. damaged.Select(one => new JsonObject { ["file"] = one.Name, ["reason"] = one.State })]),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            foreach (Outcome one in resumed) facts.Add(one.Name, one.State);
            foreach (Outcome one in damaged) facts.Add(one.Name, one.State);
            facts.Show(console);
            if (resumed.Count + damaged.Count == 0) console.WriteLine("Nothing was left unfinished.");
        }, resumed.Concat(damaged).Max(one => (int?)one.Exit) ?? Exit.Done);
    }
}
