using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary><c>deed verify PATH --evidence F [--rpc URL]</c>: offline, step by step; with a node also that the block is on the chain.</summary>
internal sealed class VerifyCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _path = new("PATH") { Description = "The content that is claimed." };
    private readonly Option<string> _evidence = new("--evidence") { Description = "The evidence file.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _rpc = new("--rpc") { Description = "Also ask a node whether the block is on the chain: an RPC URL, or a chain's name.", HelpName = "URL" };

    private VerifyCommand(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        VerifyCommand verify = new(shell);
        ExampleCommand command = new("verify", "Check evidence against content, offline. Exit 0: every step holds; 1: one fails, or can't be judged.", "deed verify model.onnx --evidence model.onnx.deed")
        {
            verify._path, verify._evidence, verify._rpc,
        };
        verify._content.AddTo(command);
        shell.On(command, verify.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        Evidence evidence = await EvidenceFile.Read(parsed.GetValue(_evidence)!, ct);
        Manifest content = (await _content.FingerprintWhole(parsed, parsed.GetValue(_path)!, ct)).Manifest;
        List<EvidenceStep> steps = [.. EvidenceCheck.Run(evidence, content.Fingerprint)];
        if (steps[0].Outcome is StepOutcome.Fails(var reason)) steps[0] = steps[0] with { Outcome = new StepOutcome.Fails(reason + Differences(evidence, content)) };
        if (parsed.GetValue(_rpc) is { } rpc) steps = [.. await ChainStep.Check(_shell, rpc, evidence, steps, ct)];
        return Answer(evidence, steps, parsed.GetValue(_rpc) is not null);
    }

    // The manifest in the evidence says which file it is.
    private static string Differences(Evidence evidence, Manifest content)
    {
        if (evidence.Manifest is not { } json) return "";
        try
        {
            IEnumerable<string> changed = ManifestDiff.Of(Manifest.Parse(json.AsSpan()), content).Files.Where(change => change is not FileChange.Equal).Take(5).Select(change => change switch
            {
                FileChange.Changed(var left, _) => $"{Named(left)} changed",
                FileChange.Renamed(var left, var right) => $"{Named(left)} is now {Named(right)}",
                FileChange.OnlyLeft(var left) => $"{Named(left)} is missing",
                FileChange.OnlyRight(var right) => $"{Named(right)} was added",
                _ => "",
            });
            return ": " + string.Join(", ", changed);
        }
        catch (ManifestException)
        {
            return ""; // its own step says so
        }
    }

    private static string Named(ManifestFile file) => file.Path.Length == 0 ? "the file" : Printable.Clean(file.Path);

    private static Answer Answer(Evidence evidence, List<EvidenceStep> steps, bool asked)
    {
        bool verified = steps.All(step => step.Outcome is StepOutcome.Holds), failed = steps.Any(step => step.Outcome is StepOutcome.Fails);
        ulong? time = HeaderTime(evidence);
        string trust = asked ? "nothing but the node that was asked." : $"that block {evidence.Anchored.BlockNumber} of chain {evidence.Statement.ChainId} has the hash {evidence.Anchored.BlockHash}. Any explorer or node of that chain tells; --rpc URL asks one.";
        // Only a node can say that the block is on the chain and final: "verified" alone never means that.
        bool blockChecked = steps.Any(step => step is { Id: ChainStep.Id, Outcome: StepOutcome.Holds });
        bool others = steps.All(step => step.Id == "statement" || step.Outcome is StepOutcome.Holds);
        string meaning = Meaning(verified, failed, others, blockChecked, evidence);
        JsonObject json = new()
        {
            ["verified"] = verified,
            ["blockChecked"] = blockChecked,
            ["meaning"] = meaning,
            ["undecided"] = !verified && !failed,
            ["ownerSigned"] = evidence.Statement.IsSigned,
            ["fingerprint"] = evidence.Leaf.Fingerprint.ToString(),
            ["owner"] = evidence.Leaf.Owner.ToString(),
            ["time"] = time,
            ["chainId"] = evidence.Statement.ChainId,
            ["block"] = evidence.Anchored.BlockNumber,
            ["blockHash"] = evidence.Anchored.BlockHash.ToString(),
            ["steps"] = new JsonArray([.. steps.Select(Json)]),
            ["remainsToBeTrusted"] = trust,
        };
        return new Answer(json, console =>
        {
            foreach (EvidenceStep step in steps) Show(console, step);
            console.WriteLine();
            console.MarkupLine(verified
                ? $"[green]{(asked ? "It holds:" : "Every step holds. If that block is on its chain,")}[/] {Printable.Escape($"{evidence.Leaf.Owner} had this content at {(time is { } seconds ? Units.Moment(seconds) : "?")} or before.")}"
                : failed ? "[red]It doesn't hold.[/] What failed is said above."
                : !evidence.Statement.IsSigned ? $"[yellow]{Printable.Escape(meaning)}[/]" : "[yellow]It can't be told yet.[/] What is missing is said above.");
            console.MarkupLine(Printable.Escape($"What remains to be trusted: {trust}"));
        }, verified ? Exit.Done : Exit.AnswerIsNo);
    }

    // What an auditor may write down of a file without its owner's signature, and what not.
    private static string Unsigned(bool blockChecked, Evidence evidence) =>
        $"Undecided, for the file isn't signed by its owner. Proven{(blockChecked ? "" : ", if that block is on its chain")}: by the block's time somebody had anchored this content with {evidence.Leaf.Owner} as its owner. "
        + "Not proven: that this account did it, agreed to it, or declares anything. Ask the owner for the evidence file that deed anchor wrote, or see who registered the title: deed show.";

    private static string Meaning(bool verified, bool failed, bool others, bool blockChecked, Evidence evidence) =>
        failed ? "The evidence doesn't hold: a step fails."
        : !verified && !evidence.Statement.IsSigned && others ? Unsigned(blockChecked, evidence)
        : !verified ? "Undecided: a step could not be judged."
        : blockChecked ? $"Every step holds, and the node that was asked says that block {evidence.Anchored.BlockNumber} of chain {evidence.Statement.ChainId} has the stated hash and is final."
        : $"Every step holds for the block hash that the evidence states. Whether block {evidence.Anchored.BlockNumber} of chain {evidence.Statement.ChainId} has that hash was not checked: the time is proven only if it has.";

    private static ulong? HeaderTime(Evidence evidence)
    {
        try
        {
            return evidence.Anchored.CheckHeader().Timestamp;
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }

    private static JsonObject Json(EvidenceStep step) => new()
    {
        ["id"] = step.Id,
        ["claim"] = step.Claim,
        ["outcome"] = step.Outcome switch { StepOutcome.Holds => "holds", StepOutcome.Fails => "fails", _ => "open" },
        ["reason"] = Reason(step.Outcome),
    };

    private static void Show(IAnsiConsole console, EvidenceStep step)
    {
        string mark = step.Outcome switch { StepOutcome.Holds => "[green]✓[/]", StepOutcome.Fails => "[red]✗[/]", _ => "[yellow]?[/]" };
        console.MarkupLine($"{mark} {Printable.Escape(step.Claim)}");
        if (Reason(step.Outcome) is { } reason) console.MarkupLine($"    [yellow]{Printable.Escape(reason)}[/]");
    }

    private static string? Reason(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Fails(var reason) => reason,
        StepOutcome.Open(var reason) => reason,
        _ => null,
    };
}
