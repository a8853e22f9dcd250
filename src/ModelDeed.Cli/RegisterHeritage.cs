using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;

namespace ModelDeed.Cli;

/// <summary>The heritage print that a title's manifest carries, its secret seeds, and what the new model is like among the titles that are known.</summary>
internal sealed class RegisterHeritage(Shell shell, ContentOptions content)
{
    private const double Least = 0.01;

    private const int MostShown = 3;

    private readonly Option<bool> _none = new("--no-heritage") { Description = "Keep no heritage print in the manifest: derived models won't be recognized." };
    private readonly Option<int> _seeds = new("--secret-seeds") { Description = $"Secret seeds to commit to, 0 to {HeritageSeeds.Most}: one can be revealed per dispute.", DefaultValueFactory = _ => HeritageSeeds.Default, HelpName = "N" };
    private readonly HeritageServer _server = new();

    /// <summary>Options of what is read and kept.</summary>
    public Option[] ReadingOptions => [_none, _seeds];

    /// <summary>These, and where else to search.</summary>
    public Option[] Options => [.. ReadingOptions, _server.Option];

    /// <summary>Reads a model: its manifest with the print, and the secret seeds that the manifest commits to.</summary>
    public async Task<PreparedHeritage> Read(ParseResult parsed, string path, CancellationToken ct)
    {
        int count = parsed.GetValue(_seeds);
        if (count < 0 || count > HeritageSeeds.Most) throw Refusal.Usage($"--secret-seeds takes 0 to {HeritageSeeds.Most}.");
        if (parsed.GetValue(_none)) return new PreparedHeritage((await content.Fingerprint(parsed, path, ct)).Manifest, null, []);
        ImmutableArray<SketchSeed> secret = [.. Enumerable.Range(0, count).Select(_ => SeedCommitment.NewSeed())];
        PrintedModel printed = await content.Print(parsed, path, [SketchSeed.Public, .. secret], ct);
        if (printed.Print.Tensors.IsEmpty) return new PreparedHeritage(printed.Result.Manifest, null, []);
        ImmutableArray<SeedCommitment> seeds = [.. secret.Select((seed, i) => new SeedCommitment(seed.Value, printed.Prints[i + 1])).OrderBy(seed => seed.Digest())];
        return new PreparedHeritage(printed.Result.Manifest.With(printed.Print, [.. seeds.Select(seed => seed.Digest())]), printed.Print, seeds);
    }

    /// <summary>Titles of which the model has more than a hundredth, closest first; those named as parents are left out.</summary>
    public async Task<IReadOnlyList<NearTitle>> Titles(ParseResult parsed, ChainSession session, PreparedHeritage prepared, IEnumerable<UInt256> parents, CancellationToken ct)
    {
        if (prepared.Print is not { } print) return [];
        HashSet<UInt256> known = [.. parents];
        IEnumerable<KnownModel> models = [.. KnownModels.Here(new Home(shell.Environment)), .. await _server.Candidates(parsed, shell, print, ct)];
        List<NearTitle> near = [];
        foreach (KnownModel model in models.DistinctBy(model => model.Manifest.Fingerprint).Where(model => model.Manifest.Fingerprint != prepared.Manifest.Fingerprint))
        {
            HeritageComparison result = HeritageComparison.Of(print, model.Print);
            if (result.InheritedShare < Least || result.Verdict is Verdict.Unrelated or Verdict.CannotTell) continue;
            if (await session.Reader.Find(model.Manifest.Fingerprint, ct) is { } title && known.Add(title)) near.Add(new NearTitle(title, model.Label, result));
        }
        return [.. near.OrderByDescending(title => title.Comparison.InheritedShare).ThenBy(title => title.Title)];
    }

    /// <summary>What is said of near titles before anything is signed.</summary>
    public static IReadOnlyList<string> Describe(IReadOnlyList<NearTitle> near) =>
    [
        .. near.Take(MostShown).Select(title =>
            $"{(100 * title.Comparison.InheritedShare).ToString("0", CultureInfo.InvariantCulture)} % of this is \"{Printable.Clean(title.Name)}\" (title {title.Title.ToHash()}). To register it as its derivative: --parent {title.Title.ToHash()}"),
        .. near.Count > MostShown ? [$"… and it has parts of {near.Count - MostShown} more titles: deed heritage tells."] : (string[])[],
    ];

    public static JsonArray Json(IReadOnlyList<NearTitle> near) => [.. near.Select(title => new JsonObject
    {
        ["title"] = title.Title.ToHash().ToString(),
        ["name"] = title.Name,
        ["verdict"] = Words.Of(title.Comparison.Verdict),
        ["inheritedShare"] = Math.Round(title.Comparison.InheritedShare, 4),
    })];
}

/// <summary>What is to be registered, and what its owner must keep.</summary>
/// <param name="Manifest">With the print, unless it has none.</param>
/// <param name="Print">Under the public seed; null for what has no weights.</param>
/// <param name="Seeds">Secret seeds with the prints under them.</param>
internal sealed record PreparedHeritage(Manifest Manifest, HeritagePrint? Print, ImmutableArray<SeedCommitment> Seeds)
{
    /// <summary>Keeps the secret seeds, then the manifest that commits to them: before anything is sent, and nothing of what is only tried.</summary>
    /// <returns>The manifest's file; empty for what is only tried.</returns>
    public async Task<string> Keep(Home home, Manifest manifest, bool isDryRun, CancellationToken ct)
    {
        if (isDryRun) return "";
        await HeritageSeeds.Keep(home, manifest.Fingerprint, Seeds, ct);
        return await SavedManifest.Write(home, manifest, ct);
    }
}

/// <summary>A title of which a new model has a part.</summary>
internal sealed record NearTitle(UInt256 Title, string Name, HeritageComparison Comparison);
