using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed version publish PATH --title TITLE</c>.</summary>
internal sealed class VersionCommands
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _path = new("PATH") { Description = "The new version: a file or folder." };
    private readonly Option<string> _title = new("--title") { Description = TitleArgument.Description, Required = true, HelpName = "TITLE" };
    private readonly Option<string?> _note = new("--note") { Description = "What is new, 256 bytes at most." };
    private readonly Option<string?> _evidence = new("--evidence") { Description = "An evidence file of deed anchor for this version.", HelpName = "FILE" };

    private readonly RegisterHeritage _heritage;

    private VersionCommands(Shell shell)
    {
        (_shell, _content) = (shell, new ContentOptions(shell));
        _heritage = new RegisterHeritage(shell, _content);
    }

    public static Command Build(Shell shell)
    {
        VersionCommands version = new(shell);
        ExampleCommand publish = new("publish", "Publish a later version under a title you hold, or whose shares' steward you are.", "deed version publish model-v2.onnx --title model.onnx --note \"Retrained\"")
        {
            version._path, version._title, version._note, version._evidence,
        };
        foreach (Option option in version._heritage.ReadingOptions) publish.Add(option);
        version._content.AddTo(publish);
        ChainOptions.AddWriting(publish);
        shell.On(publish, version.Run);
        return new Command("version", "Later versions of an asset.") { publish };
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        UInt256 id = await TitleArgument.Resolve(parsed.GetValue(_title)!, _content, session, parsed, ct);
        TitleState title = (await session.Reader.Read(id, ct))!;
        PreparedHeritage heritage = await _heritage.Read(parsed, parsed.GetValue(_path)!, ct);
        Manifest manifest = heritage.Manifest with { Name = title.Name, Kind = title.Kind.ToString().ToLowerInvariant() };
        if (await session.Reader.Find(manifest.Fingerprint, ct) == id)
            throw new Refusal(Exit.AnswerIsNo, "already-published", $"{manifest.Fingerprint} is a version of this title already.");
        using SigningAccount key = await Signer.Open(_shell, parsed, session.Profile, ct);
        PriorityProof priority = await PriorityProof.Of(parsed.GetValue(_evidence), manifest.Fingerprint, title.Holder, session.Profile, ct);
        TitlesContract.Version version = new(manifest.Fingerprint, manifest.Digest(), manifest.TensorRoot, parsed.GetValue(_note) ?? "", priority.Root, priority.Salt);
        string what = $"Publish a version of \"{Printable.Clean(title.Name)}\"";
        string saved = await heritage.Keep(new Home(_shell.Environment), manifest, isDryRun: parsed.GetValue(ChainOptions.DryRun), ct);
        Spending spending = new(_shell, session, key, parsed);
        Spending.Result result = await (await Acting.For(session, title, key.Address, ct)).Run(spending, what, session.Titles, new TitlesContract.PublishVersionCall(id, version, priority.Proof), ct);
        if (result is not Spending.Result.Done(var receipt, var final)) return spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
        TitleState after = (await session.Reader.Read(id, ct))!;
        return Answer(spending, after.Versions.Single(published => published.Fingerprint == manifest.Fingerprint), after, saved, receipt, final);
    }

    private static Answer Answer(Spending spending, TitleVersion version, TitleState title, string saved, Receipt receipt, bool final)
    {
        JsonObject json = TitleView.Json(version);
        json["title"] = title.Fingerprint.ToString();
        json["manifestFile"] = saved;
        json["transaction"] = Spending.Json(receipt, final);
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("title", $"{title.Fingerprint} \"{title.Name}\"");
            facts.Add("version", $"{version.Number}: {version.Fingerprint}");
            facts.Add("priority", Units.Moment(version.Priority));
            facts.Add("token URI", ContentId.Uri(version.ManifestDigest));
            facts.Add("manifest", saved);
            spending.AddTo(facts, receipt, final);
            facts.Show(console);
        });
    }
}
