using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed register PATH --name … --kind …</c>: makes the title.</summary>
internal sealed class RegisterCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _path = new("PATH") { Description = "The asset: a file or folder." };
    private readonly Option<string> _name = new("--name") { Description = "What people call it, 128 bytes at most.", Required = true };
    private readonly Option<AssetKind> _kind = Kind();
    private readonly Option<string?> _description = new("--description") { Description = "A sentence or two, for the manifest." };
    private readonly Option<string?> _evidence = new("--evidence") { Description = "An evidence file of deed anchor: gives the title its priority.", HelpName = "FILE" };
    private readonly Option<string[]> _parents = new("--parent") { Description = "A title it derives from, with the share of income it declares to owe: TITLE or TITLE=2.5%. May be given up to 16 times.", HelpName = "TITLE[=%]" };
    private readonly Option<string?> _arbitrator = new("--arbitrator") { Description = "Who may dispute, award and strike: an address. Default: nobody.", HelpName = "ADDRESS" };
    private readonly Option<string?> _resale = new("--resale-royalty") { Description = "What resales pay you (ERC-2981), up to 10%.", HelpName = "%" };

    private static Option<AssetKind> Kind()
    {
        string[] names = ["model", "dataset", "algorithm", "software", "output"];
        Option<AssetKind> option = new("--kind") { Description = "What it is.", Required = true, HelpName = string.Join('|', names) };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(names);
        option.CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (names.Contains(text, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<AssetKind>(text, ignoreCase: true);
            result.AddError($"--kind: \"{Printable.Clean(text)}\" is none of model, dataset, algorithm, software or output.");
            return default;
        };
        return option;
    }

    private RegisterCommand(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        RegisterCommand register = new(shell);
        ExampleCommand command = new("register", "Make the title of an asset: a token that says whose it is, since when, and from what it derives.",
            "deed register model.onnx --name \"My model\" --kind model --evidence model.onnx.deed")
        {
            register._path, register._name, register._kind, register._description, register._evidence, register._parents, register._arbitrator, register._resale,
        };
        register._content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, register.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        Manifest manifest = (await _content.Fingerprint(parsed, parsed.GetValue(_path)!, ct)).Manifest with
        {
            Name = parsed.GetValue(_name),
            Kind = parsed.GetValue(_kind).ToString().ToLowerInvariant(),
            Description = parsed.GetValue(_description),
        };
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        using PrivateKey key = await Signer.Open(_shell, parsed, session.Profile, ct);
        PriorityProof priority = await PriorityProof.Of(parsed.GetValue(_evidence), manifest.Fingerprint, key.Address, session.Profile, ct);
        TitlesContract.Registration registration = new(
            manifest.Fingerprint, manifest.Digest(), manifest.TensorRoot, (byte)parsed.GetValue(_kind), manifest.Name!, await Parents(parsed, session, ct),
            parsed.GetValue(_arbitrator) is { } arbitrator ? Signer.Resolve(_shell, arbitrator, session.Profile) : Address.Zero,
            checked((ushort)(parsed.GetValue(_resale) is { } resale ? Percent(resale, "--resale-royalty").Value : 0)), priority.Root, priority.Salt);
        string what = await Describe(manifest, priority, session, key.Address, ct);
        string saved = await SavedManifest.Write(new Home(_shell.Environment), manifest, ct);
        Spending spending = new(_shell, session, key, parsed);
        Spending.Result result = await spending.Run(what, session.Titles, new TitlesContract.RegisterCall(registration, priority.Proof), ct);
        if (result is not Spending.Result.Done(var receipt, var final)) return spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
        UInt256 id = UInt256.FromHash(manifest.Fingerprint);
        TitleState title = await session.Reader.Read(id, ct) ?? throw new InvalidOperationException("A registered title must be readable.");
        return Answer(spending, title, await session.Reader.Call(new TitlesContract.FinalAtCall(manifest.Fingerprint), ct), priority, saved, receipt, final);
    }

    // Says before anything is spent what will happen to whoever holds the fingerprint now.
    private static async Task<string> Describe(Manifest manifest, PriorityProof priority, ChainSession session, Address owner, CancellationToken ct)
    {
        string what = $"Register \"{Printable.Clean(manifest.Name!)}\"";
        if (await session.Reader.Find(manifest.Fingerprint, ct) is not { } taken) return priority.Root.IsZero ? $"{what}, without evidence (anybody who can prove an earlier time takes it over)" : what;
        TitleState title = (await session.Reader.Read(taken, ct))!;
        string whose = title.Holder == owner ? "your own" : $"that of {title.Holder}";
        if (priority.Root.IsZero)
            throw new Refusal(Exit.AnswerIsNo, "already-registered", $"This content belongs to title {taken.ToHash()} already, {whose}, with priority {Units.Moment(title.Priority)}.", "If you can prove an earlier time, give --evidence.");
        return $"{what}, taking the fingerprint over from title {taken.ToHash()} ({whose}) by an earlier priority";
    }

    private async Task<TitlesContract.Parent[]> Parents(ParseResult parsed, ChainSession session, CancellationToken ct)
    {
        List<TitlesContract.Parent> parents = [];
        foreach (string text in parsed.GetValue(_parents) ?? [])
        {
            int equals = text.LastIndexOf('=');
            string title = equals < 0 ? text : text[..equals];
            BasisPoints royalty = equals < 0 ? new BasisPoints(0) : Percent(text[(equals + 1)..], "--parent");
            parents.Add(new TitlesContract.Parent(await TitleArgument.Resolve(title, _content, session, parsed, ct), checked((ushort)royalty.Value)));
        }
        parents.Sort((left, right) => left.Title.CompareTo(right.Title));
        for (int i = 1; i < parents.Count; i++)
            if (parents[i].Title == parents[i - 1].Title) throw Refusal.Usage($"The parent {parents[i].Title.ToHash()} is named twice.", "Name it once, with the whole share.");
        return [.. parents];
    }

    private static BasisPoints Percent(string text, string option) =>
        decimal.TryParse(text.TrimEnd('%').Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)
        && percent is >= 0 and <= 100 && percent * 100 == decimal.Truncate(percent * 100)
            ? new BasisPoints((int)(percent * 100))
            : throw Refusal.Usage($"{option}: \"{Printable.Clean(text)}\" isn't a share.", "Write percent with two places at most: 2.5%");

    private static Answer Answer(Spending spending, TitleState title, UInt256 finalAt, PriorityProof priority, string saved, Receipt receipt, bool final)
    {
        JsonObject json = TitleView.Json(title, (ulong)finalAt);
        json["manifestFile"] = saved;
        json["transaction"] = Spending.Json(receipt, final);
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("title", title.Fingerprint.ToString());
            facts.Add("name", title.Name);
            facts.Add("holder", title.Holder.ToString());
            facts.Add("priority", Units.Moment(title.Priority) + (priority.Root.IsZero ? " (no earlier time was proven)" : " (anchored)"));
            facts.Add("final", Units.Moment((ulong)finalAt));
            facts.Add("token URI", ContentId.Uri(title.ManifestDigest));
            facts.Add("manifest", saved);
            spending.AddTo(facts, receipt, final);
            facts.Show(console);
        });
    }
}
