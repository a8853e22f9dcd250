using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed register PATH --name … --kind …</c>: makes the title.</summary>
internal sealed class RegisterCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string?> _path = new("PATH") { Description = "The asset: a file or folder. Not with --signed.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _name = new("--name") { Description = "What people call it, 128 bytes at most.", HelpName = "NAME" };
    private readonly Option<AssetKind> _kind = Kind();
    private readonly Option<string?> _description = new("--description") { Description = "A sentence or two, for the manifest." };
    private readonly Option<string?> _evidence = new("--evidence") { Description = "An evidence file of deed anchor: gives the title its priority.", HelpName = "FILE" };
    private readonly RegisterLineage _lineage;
    private readonly RegisterHeritage _heritage;
    private readonly Option<string?> _arbitrator = new("--arbitrator") { Description = "Who may dispute, award and strike: an address. Default: nobody.", HelpName = "ADDRESS" };
    private readonly Option<string?> _resale = new("--resale-royalty") { Description = "What resales pay you (ERC-2981), up to 10%.", HelpName = "%" };
    private readonly Option<bool> _signOnly = new("--sign-only") { Description = "Send nothing: sign the registration and write it to --out, for somebody else to send and pay for." };
    private readonly Option<string?> _out = new("--out", "-o") { Description = "With --sign-only: the file to write.", HelpName = "FILE" };
    private readonly Option<uint> _days = new("--valid-days") { Description = "With --sign-only: for how many days the signature counts.", DefaultValueFactory = _ => 7 };
    private readonly Option<string?> _signed = new("--signed") { Description = "Send a registration that its owner signed with --sign-only. You pay; the title is the owner's.", HelpName = "FILE" };

    private static Option<AssetKind> Kind()
    {
        string[] names = ["model", "dataset", "algorithm", "software", "output"];
        Option<AssetKind> option = new("--kind") { Description = "What it is.", HelpName = string.Join('|', names) };
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

    private RegisterCommand(Shell shell)
    {
        (_shell, _content) = (shell, new ContentOptions(shell));
        _lineage = new RegisterLineage(_content);
        _heritage = new RegisterHeritage(shell, _content);
    }

    public static Command Build(Shell shell)
    {
        RegisterCommand register = new(shell);
        ExampleCommand command = new("register", "Make the title of an asset: a token that says whose it is, since when, and from what it derives.",
            "deed register model.onnx --name \"My model\" --kind model --evidence model.onnx.deed")
        {
            register._path, register._name, register._kind, register._description, register._evidence, register._arbitrator, register._resale,
            register._signOnly, register._out, register._days, register._signed,
        };
        foreach (Option option in (Option[])[.. register._lineage.Options, .. register._heritage.Options]) command.Add(option);
        register._content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, register.Run);
        return command;
    }

    private Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        if (parsed.GetValue(_signed) is not { } file) return RunOwn(parsed, ct);
        Option[] fixedBySignature = [_name, _kind, _description, _evidence, .. _lineage.Options, .. _heritage.Options, _arbitrator, _resale, _signOnly, _out, _days];
        if (parsed.GetValue(_path) is not null || fixedBySignature.Any(option => parsed.GetResult(option) is { Implicit: false }))
            throw Refusal.Usage("With --signed everything else is in the file that the owner signed.", "Give --signed FILE and how to pay for it, nothing more.");
        return SignedRegistrations.Send(_shell, parsed, file, ct);
    }

    private async Task<Answer> RunOwn(ParseResult parsed, CancellationToken ct)
    {
        (string path, string name) = Require(parsed);
        PreparedHeritage heritage = await _heritage.Read(parsed, path, ct);
        Manifest manifest = heritage.Manifest with
        {
            Name = name,
            Kind = parsed.GetValue(_kind).ToString().ToLowerInvariant(),
            Description = parsed.GetValue(_description),
        };
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        IReadOnlyList<ParentBond> parents = await _lineage.Parents(parsed, session, account.Address, ct);
        IReadOnlyList<LicenseTerms> terms = await _lineage.Terms(parsed, ct);
        bool binds = RegisterLineage.Binds(parents, terms);
        if (binds && parsed.GetValue(_signOnly)) throw Refusal.Usage("What a signed registration binds, only its owner could: royalties with :, licenses and --terms can't be signed for somebody else to send.", "Send it yourself, or declare the lineage: --parent TITLE=2.5%");
        PriorityProof priority = await PriorityProof.Of(parsed.GetValue(_evidence), manifest.Fingerprint, account.Address, session.Profile, ct);
        TitlesContract.Registration registration = new(
            manifest.Fingerprint, manifest.Digest(), manifest.TensorRoot, (byte)parsed.GetValue(_kind), name, [.. parents.Select(parent => new TitlesContract.Parent(parent.Title, checked((ushort)parent.Royalty.Value)))],
            parsed.GetValue(_arbitrator) is { } arbitrator ? Signer.Resolve(_shell, arbitrator, session.Profile) : Address.Zero,
            checked((ushort)(parsed.GetValue(_resale) is { } resale ? Percents.Parse(resale, "--resale-royalty").Value : 0)), priority.Root, priority.Salt);
        string what = await Describe(registration, session, account.Address, ct) + RegisterLineage.Describe(parents, terms, binds);
        IReadOnlyList<NearTitle> near = await _heritage.Titles(parsed, session, heritage, parents.Select(parent => parent.Title), ct);
        string saved = await heritage.Keep(new Home(_shell.Environment), manifest, isDryRun: parsed.GetValue(ChainOptions.DryRun), ct);
        if (parsed.GetValue(_signOnly)) return await SignedRegistrations.Sign(session, account, registration, priority, TimeSpan.FromDays(parsed.GetValue(_days)), parsed.GetValue(_out)!, saved, ct);
        Spending spending = new(_shell, session, account, parsed) { Details = RegisterHeritage.Describe(near) };
        Spending.Result result = binds
            ? await spending.Run(what, session.Contracts.Offers, RegisterLineage.Call(registration, priority.Proof, parents, terms), ct)
            : await spending.Run(what, session.Titles, new TitlesContract.RegisterCall(registration, priority.Proof), ct);
        if (result is not Spending.Result.Done done) return spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
        Answer answer = await Answer(spending, session, registration, saved, done, ct);
        answer.Json["nearTitles"] = RegisterHeritage.Json(near);
        return answer;
    }

    // What the parser can't demand, since --signed goes without.
    private (string Path, string Name) Require(ParseResult parsed)
    {
        const string See = "See: deed register --help";
        if (parsed.GetValue(_path) is not { } path) throw Refusal.Usage("Say what to register: PATH is missing.", See);
        if (parsed.GetValue(_name) is not { } name) throw Refusal.Usage("Option '--name' is required.", See);
        if (parsed.GetResult(_kind) is null) throw Refusal.Usage("Option '--kind' is required.", See);
        if (parsed.GetValue(_signOnly) != parsed.GetValue(_out) is not null) throw Refusal.Usage("--sign-only and --out FILE go together.", See);
        if (parsed.GetValue(_signOnly) && parsed.GetValue(ChainOptions.DryRun)) throw Refusal.Usage("--sign-only spends nothing, so there is nothing for --dry-run to estimate.", See);
        if (parsed.GetValue(_days) is 0 or > 3650) throw Refusal.Usage("--valid-days takes 1 to 3650.", See);
        if (parsed.GetValue(_out) is { } output) Files.RequireWritable(output);
        return (path, name);
    }

    /// <summary>Says before anything is spent what will happen to whoever holds the fingerprint now.</summary>
    internal static async Task<string> Describe(TitlesContract.Registration registration, ChainSession session, Address owner, CancellationToken ct)
    {
        string what = $"Register \"{Printable.Clean(registration.Name)}\"";
        if (await session.Reader.Find(registration.Fingerprint, ct) is not { } taken)
            return registration.AnchorRoot.IsZero ? $"{what}, without evidence (anybody who can prove an earlier time takes it over)" : what;
        TitleState title = (await session.Reader.Read(taken, ct))!;
        string whose = title.Holder == owner ? "your own" : $"that of {title.Holder}";
        if (registration.AnchorRoot.IsZero)
            throw new Refusal(Exit.AnswerIsNo, "already-registered", $"This content belongs to title {taken.ToHash()} already, {whose}, with priority {Units.Moment(title.Priority)}.", "If you can prove an earlier time, give --evidence.");
        return $"{what}, taking the fingerprint over from title {taken.ToHash()} ({whose}) by an earlier priority";
    }

    /// <summary>The title as it stands after its registration.</summary>
    /// <param name="saved">Where the manifest was kept, or null where only its owner has it.</param>
    internal static async Task<Answer> Answer(Spending spending, ChainSession session, TitlesContract.Registration registration, string? saved, Spending.Result.Done done, CancellationToken ct)
    {
        TitleState title = await session.Reader.Read(UInt256.FromHash(registration.Fingerprint), ct) ?? throw new InvalidOperationException("A registered title must be readable.");
        ulong finalAt = (ulong)await session.Reader.Call(new TitlesContract.FinalAtCall(registration.Fingerprint), ct);
        TitleDues dues = await TitleDues.Read(session, title.Id, ct);
        JsonObject json = TitleView.Json(title, finalAt, dues);
        json["terms"] = new JsonArray([.. Offered(done.Receipt)]);
        json["manifestFile"] = saved;
        json["transaction"] = Spending.Json(done.Receipt, done.Final);
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("title", title.Fingerprint.ToString());
            facts.Add("name", title.Name);
            facts.Add("holder", title.Holder.ToString());
            facts.Add("priority", Units.Moment(title.Priority) + (registration.AnchorRoot.IsZero ? " (no earlier time was proven)" : " (anchored)"));
            facts.Add("final", Units.Moment(finalAt));
            dues.AddTo(facts, title);
            foreach (JsonNode terms in Offered(done.Receipt)) facts.Add("terms", $"{terms}");
            facts.Add("token URI", ContentId.Uri(title.ManifestDigest));
            if (saved is not null) facts.Add("manifest", saved);
            spending.AddTo(facts, done.Receipt, done.Final);
            facts.Show(console);
        });
    }

    private static IEnumerable<JsonNode> Offered(Receipt receipt)
    {
        foreach (Log log in receipt.Logs)
            if (OffersContract.TermsOffered.TryDecode(in log, out OffersContract.TermsOffered offered)) yield return offered.TermsId.ToString();
    }
}
