using System.Buffers.Binary;
using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using ModelDeed.Heritage;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary><c>deed heritage PATH [--against ID|PATH]</c>: whose model a file really is.</summary>
internal sealed class HeritageCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string?> _path = new("PATH") { Description = "The model in question: a file or folder. Not with --check.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string[]> _against = new("--against") { Description = "What to compare with: a fingerprint (0x…) whose manifest is here, a model, or a manifest (.json). Default: every manifest that is here, and the server's titles.", HelpName = "ID|PATH" };
    private readonly Option<string?> _report = new("--report") { Description = "Write the evidence: prints, seeds and figures, for anybody to recompute. Of the closest model.", HelpName = "FILE" };
    private readonly Option<int> _committed = new("--reveal") { Description = "Reveal so many of the secret seeds of your title, and compare under them too: they are spent then.", HelpName = "N" };
    private readonly Option<string?> _block = new("--seed-block") { Description = "Compare under the hash of this block too, which nobody could know before. Both models must be here.", HelpName = "HASH" };
    private readonly Option<bool> _arbitrate = new("--arbitrate") { Description = "With both models here: recover re-ordered rows and columns, compare weight by weight, and say how alike they are and how likely that is by chance. Takes minutes." };
    private readonly HeritageServer _server = new();
    private readonly Option<string?> _check = new("--check") { Description = "Recompute a report instead.", HelpName = "FILE" };

    private HeritageCommand(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        HeritageCommand heritage = new(shell);
        ExampleCommand command = new("heritage", "Find out from which titled model a model derives, how much of it, and how sure that is. Exit 0: heritage was found; 1: none.",
            "deed heritage suspect.gguf --against model.safetensors --report heritage.json")
        {
            heritage._path, heritage._against, heritage._report, heritage._committed, heritage._block, heritage._arbitrate, heritage._server.Option, heritage._check,
        };
        heritage._content.AddTo(command);
        shell.On(command, heritage.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        string? path = parsed.GetValue(_path);
        if (parsed.GetValue(_check) is { } report) return path is null ? await Check(report, ct) : throw Refusal.Usage("--check reads a report alone: leave PATH out.");
        if (path is null) throw Refusal.Usage("Say which model is in question: PATH is missing.", "See: deed heritage --help");
        if (parsed.GetResult(_committed) is { Implicit: false } && parsed.GetValue(_committed) is < 1 or > HeritageSeeds.Most) throw Refusal.Usage($"--reveal: 1 to {HeritageSeeds.Most} seeds can be revealed.");
        if (parsed.GetValue(_report) is { } file) Files.RequireWritable(file, "--report");
        PrintedModel printed = await _content.Print(parsed, path, [SketchSeed.Public], ct);
        KnownModel suspect = new(path, printed.Result.Manifest, printed.Print, path);
        if (printed.Print.Tensors.IsEmpty)
            throw Refusal.Unreadable($"{path}: there are no weights to compare: no tensor of two axes and {HeritagePrint.FewestElements:N0} numbers or more was found in it ({printed.Result.Manifest.Format}).", "docs/model-formats.md says what is read.");
        List<KnownModel> others = await Others(parsed, suspect, ct);
        if (parsed.GetValue(_arbitrate)) return await Arbitrate(parsed, suspect, others, ct);
        List<Relation> relations = [.. others.Select(other => Relation.Of(suspect, other)).OrderBy(relation => relation.Rank).ThenByDescending(relation => relation.Comparison.InheritedShare)
            .ThenBy(relation => relation.Comparison.Log10P).ThenBy(relation => relation.Other.Manifest.Fingerprint)];
        ImmutableArray<double> merge = Merge(suspect, relations);
        for (int i = 0; i < relations.Count; i++)
        {
            if (i < merge.Length && merge[i] > 0 || relations.Any(other => relations[i].HasOtherPartsThan(other))) relations[i] = relations[i].AsMerged();
        }
        HeritageReport? evidence = relations.Count > 0 ? await Evidence(parsed, suspect, relations[0], ct) : null;
        if (parsed.GetValue(_report) is { } output)
        {
            if (evidence is null) throw Refusal.Usage("There is nothing to compare with, so there is nothing to report.", "Give --against.");
            await Files.WriteWhole(output, evidence.ToBytes(), ct);
        }
        return HeritageView.Answer(suspect, relations, merge, evidence, parsed.GetValue(_report));
    }

    private static async Task<Answer> Check(string file, CancellationToken ct)
    {
        byte[] bytes = await Files.ReadBounded(file, HeritageReport.MostBytes, ct);
        try
        {
            return HeritageView.Answer(HeritageReport.Parse(bytes), file);
        }
        catch (HeritageException broken)
        {
            throw new Refusal(Exit.AnswerIsNo, "report-wrong", $"{file}: {broken.Message}", "Believe nothing in it; make the report again from the models.");
        }
    }

    // The seed chooses halves of slices: by default one that follows from both models, so that anybody gets the same figures; for evidence a later block's.
    private async Task<Answer> Arbitrate(ParseResult parsed, KnownModel suspect, List<KnownModel> others, CancellationToken ct)
    {
        if (parsed.GetValue(_report) is not null) throw Refusal.Usage("--report keeps prints; --arbitrate works without them.", "Leave one of them out; --json keeps what --arbitrate found.");
        if (others is not [{ Path: { } path } other]) throw Refusal.Usage("--arbitrate compares two models whose files are here.", "Give the other model's files to --against, once.");
        ulong seed = ArbitrationSeed(parsed.GetValue(_block) is { } text ? Block(text) : default, suspect.Manifest.Fingerprint, other.Manifest.Fingerprint);
        return ArbitrationView.Answer(other.Label, await _content.Run(parsed, "Arbitrating", (options, progress) => Arbitration.Run(suspect.Path!, path, seed, options, progress, ct), ct));
    }

    private static ulong ArbitrationSeed(Hash32 block, Hash32 suspect, Hash32 other) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData([.. "modeldeed-arbitration-2 seed"u8, .. block.Bytes, .. suspect.Bytes, .. other.Bytes]));

    private static Hash32 Block(string text) => Hash32.TryParse(text, out Hash32 block) ? block
        : throw Refusal.Usage($"--seed-block: \"{Printable.Clean(text)}\" isn't a block's hash: 0x and 64 hexadecimal digits.");

    private async Task<List<KnownModel>> Others(ParseResult parsed, KnownModel suspect, CancellationToken ct)
    {
        Home home = new(_shell.Environment);
        if (parsed.GetValue(_against) is not { Length: > 0 } named)
            return [.. KnownModels.Here(home).Concat(await _server.Candidates(parsed, _shell, suspect.Print, ct)).Where(known => known.Manifest.Fingerprint != suspect.Manifest.Fingerprint).DistinctBy(known => known.Manifest.Fingerprint)];
        List<KnownModel> others = [];
        foreach (string text in named) others.Add(await Other(parsed, home, text, ct));
        return others;
    }

    private async Task<KnownModel> Other(ParseResult parsed, Home home, string text, CancellationToken ct)
    {
        if (TitleArgument.AsFingerprint(text) is { } fingerprint)
        {
            return KnownModels.Find(home, fingerprint)
                ?? throw new Refusal(Exit.AnswerIsNo, "no-print", $"No manifest with a heritage print of {fingerprint} is here.", "Fetch the manifest that its title names, and give the file to --against.");
        }
        // Some models are .json files too (TensorFlow.js): what isn't a manifest is read as a model.
        if (text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(text) && KnownModels.Read(text) is { } manifest)
        {
            return KnownModel.Of(manifest) ?? throw new Refusal(Exit.AnswerIsNo, "no-print", $"{text} is a manifest without a heritage print of this method.", "Give the model itself.");
        }
        PrintedModel printed = await _content.Print(parsed, text, [SketchSeed.Public], ct);
        return new KnownModel(text, printed.Result.Manifest, printed.Print, text);
    }

    private static ImmutableArray<double> Merge(KnownModel suspect, List<Relation> relations)
    {
        List<Relation> parents = [.. relations.Where(relation => relation.IsRelated).Take(Merges.MostParents)];
        return Merges.Mixture(suspect.Print, [.. parents.Select(parent => parent.Other.Print)]);
    }

    private async Task<HeritageReport> Evidence(ParseResult parsed, KnownModel suspect, Relation closest, CancellationToken ct)
    {
        KnownModel other = closest.Other;
        List<Reading> readings = [new(SeedSource.Public, SketchSeed.Public.Value, default, suspect.Print, other.Print)];
        int reveal = parsed.GetValue(_committed);
        if (reveal > 0)
        {
            Home home = new(_shell.Environment);
            ImmutableArray<SeedCommitment> all = await Committed(other, ct), seeds = HeritageSeeds.Unspent(home, other.Manifest.Fingerprint, all, suspect.Manifest.Fingerprint);
            if (seeds.Length < reveal)
            {
                string spent = all.Length > seeds.Length ? $" ({all.Length - seeds.Length} more were revealed against other models: who knows them can make or erase a likeness)" : "";
                throw new Refusal(Exit.AnswerIsNo, "no-seeds", $"{seeds.Length} secret seeds to which a manifest of {other.Manifest.Fingerprint} commits are here and not spent, not {reveal}{spent}.",
                    "They are where the title was registered: bring the folder heritage of that machine's home; or publish a version, which commits to new ones.");
            }
            await HeritageSeeds.Spend(home, other.Manifest.Fingerprint, seeds.Take(reveal), suspect.Manifest.Fingerprint, ct);
            PrintedModel printed = await _content.Print(parsed, suspect.Path!, [.. seeds.Take(reveal).Select(seed => new SketchSeed(seed.Seed))], ct);
            readings.AddRange(seeds.Take(reveal).Select((seed, i) => new Reading(SeedSource.Committed, seed.Seed, default, printed.Prints[i], seed.Print)));
        }
        if (parsed.GetValue(_block) is { } text) readings.Add(await Later(parsed, suspect, other, text, ct));
        return new HeritageReport(Reported(suspect), Reported(other), [.. readings]);
    }

    // A registration that was given up leaves seeds too: nobody committed to them, so they prove nothing.
    private async Task<ImmutableArray<SeedCommitment>> Committed(KnownModel other, CancellationToken ct)
    {
        Home home = new(_shell.Environment);
        Fingerprints.ManifestHeritage? heritage = other.Manifest.Heritage ?? KnownModels.Find(home, other.Manifest.Fingerprint)?.Manifest.Heritage;
        return [.. (await HeritageSeeds.Of(home, other.Manifest.Fingerprint, ct)).Where(seed => heritage?.Commitments.Contains(seed.Digest()) == true)];
    }

    private async Task<Reading> Later(ParseResult parsed, KnownModel suspect, KnownModel other, string text, CancellationToken ct)
    {
        Hash32 block = Block(text);
        if (other.Path is null) throw Refusal.Usage("A block's seed needs both models: only the manifest of the other is here.", "Give the other model's files to --against, or let its owner --reveal a seed.");
        SketchSeed seed = Reading.SeedOf(block);
        HeritagePrint mine = (await _content.Print(parsed, suspect.Path!, [seed], ct)).Print, theirs = (await _content.Print(parsed, other.Path, [seed], ct)).Print;
        return new Reading(SeedSource.Block, seed.Value, block, mine, theirs);
    }

    private static ReportedModel Reported(KnownModel model) =>
        new(model.Manifest.Fingerprint, model.Path is null ? model.Manifest.Digest() : default, model.Names);
}

/// <summary>What the suspect has to do with another model.</summary>
/// <param name="Other">The other.</param>
/// <param name="Comparison">What the prints under the public seed say.</param>
internal sealed record Relation(KnownModel Other, HeritageComparison Comparison)
{
    /// <summary>Closest first.</summary>
    public int Rank => (int)Comparison.Verdict;

    /// <summary>Whether anything is inherited.</summary>
    public bool IsRelated => Comparison.Verdict is Verdict.Same or Verdict.Derived or Verdict.SharesComponents;

    /// <summary>Whether both have given some tensors, and none the same ones: the suspect was put together.</summary>
    public bool HasOtherPartsThan(Relation other) => IsRelated && other.IsRelated && Comparison.Matches.Any(match => match.Weight > 0) && other.Comparison.Matches.Any(match => match.Weight > 0)
        && !Comparison.Matches.Where(match => match.Weight > 0).Select(match => match.Suspect).Intersect(other.Comparison.Matches.Where(match => match.Weight > 0).Select(match => match.Suspect)).Any();

    /// <summary>The same as a part of a sum of models: what looked like training or scaling was the other parts.</summary>
    public Relation AsMerged() => this with
    {
        Comparison = Comparison with { Changes = [.. Comparison.Changes.Where(change => change is not (Change.FineTuned or Change.PartlyTuned or Change.Rescaled)).Append(Change.Merged).Order()] },
    };

    public static Relation Of(KnownModel suspect, KnownModel other) => new(other, HeritageComparison.Of(suspect.Print, other.Print));
}
