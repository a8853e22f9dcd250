using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Storage;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed seal PATH --out DIR</c>: encrypts titled content for its licensees, and names the package on the chain.</summary>
internal sealed class SealCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _path = new("PATH") { Description = "The content of a titled version: a file or folder." };
    private readonly Option<string> _output = new("--out") { Description = "The package's folder; made by this command.", Required = true, HelpName = "DIR" };
    private readonly CustodianChoice _custodians;
    private readonly Option<string[]> _source = new("--source") { Description = "Where others can fetch it: an address, written on the chain as a hint. Can be given several times.", HelpName = "URL" };
    private readonly Option<string[]> _stores = new("--store") { Description = $"Put the package there too: {StorePlaces.Forms}. May be given several times.", HelpName = "STORE" };
    private readonly Option<bool> _offChain = new("--no-publish") { Description = "Only make the package; name it on the chain later, by sealing to the same folder again." };

    private SealCommand(Shell shell) => (_shell, _content, _custodians) = (shell, new ContentOptions(shell), new CustodianChoice(shell));

    public static Command Build(Shell shell)
    {
        SealCommand seal = new(shell);
        ExampleCommand command = new("seal", "Encrypt a titled version into a package that licensees can open.", "deed seal model.onnx --out model.sealed")
        {
            seal._path, seal._output, seal._source, seal._stores, seal._offChain,
        };
        seal._custodians.AddTo(command, "on the embedded chain the three with the highest bonds are the default.", "2");
        seal._content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, seal.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        string path = parsed.GetValue(_path)!;
        Manifest manifest = (await _content.Fingerprint(parsed, path, ct)).Manifest;
        UInt256 id = await TitleArgument.Resolve(manifest.Fingerprint.ToString(), _content, session, parsed, ct);
        TitleState title = (await session.Reader.Read(id, ct))!;
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        if (account.Address != title.Holder) throw Refusal.Chain("Packages_NotHolder", $"{account.Address} doesn't hold \"{Printable.Clean(title.Name)}\": {title.Holder} does.", "Nothing was sealed. Sign as the holder: --account");
        manifest = await Titled(session, manifest, ct);
        if (parsed.GetValue(ChainOptions.DryRun)) return await DryRun(parsed, session, account, title, manifest, ct);
        SealedPackage package = await Package(parsed, session, path, manifest, title, account, ct);
        Cid root = await Store(parsed, package, ct);
        return await Publish(parsed, session, account, title, manifest, package, root, ct);
    }

    /// <summary>The package's address, with its blocks put where they were asked for.</summary>
    private async Task<Cid> Store(ParseResult parsed, SealedPackage package, CancellationToken ct)
    {
        string[] named = parsed.GetValue(_stores) ?? [];
        StorePlaces places = new(_shell, new RemoteLimits());
        using ReplicatedStore? stores = named.Length == 0 ? null : new ReplicatedStore([.. named.Select(places.Open)], named.Length, TimeSpan.FromSeconds(5));
        using Progress progress = _shell.Progress(stores is null ? "Addressing the package" : "Storing the package");
        return (await Task.Run(() => new DagBuilder(stores, Environment.ProcessorCount, new ByteReporter(progress)).Add(package.Folder, ct), ct)).Cid;
    }

    /// <summary>The manifest as the chain has it: name, kind and description belong to it.</summary>
    private async Task<Manifest> Titled(ChainSession session, Manifest content, CancellationToken ct)
    {
        Hash32 digest = await session.Reader.Call(new TitlesContract.ManifestOfCall(content.Fingerprint), ct);
        if (content.Digest() == digest) return content;
        Manifest? saved = SavedManifest.Find(new Home(_shell.Environment), digest);
        return saved is not null && saved.Digest() == digest && saved.Fingerprint == content.Fingerprint ? saved
            : throw Refusal.Unreadable($"The manifest {digest} that was registered for this content isn't here.", $"Put the file deed register wrote ({ContentId.Of(digest)}.json) into {new Home(_shell.Environment).Manifests}.");
    }

    private async Task<SealedPackage> Package(ParseResult parsed, ChainSession session, string path, Manifest manifest, TitleState title, SigningAccount account, CancellationToken ct)
    {
        string output = parsed.GetValue(_output)!;
        var binding = new PackageBinding
        {
            ChainId = session.Profile.ChainId,
            Contract = session.Titles,
            TitleId = title.Id.ToHash(),
            Version = title.Versions.FirstOrDefault(version => version.Fingerprint == manifest.Fingerprint)?.Number - 1 ?? 0,
            ContentRoot = manifest.Fingerprint,
            ManifestDigest = manifest.Digest(),
        };
        using X25519Identity owner = AccountIdentity.Of(account.Key);
        if (File.Exists(Path.Combine(output, SealedPackage.HeaderName))) return await Made(output, owner, binding, ct);
        var options = new SealOptions
        {
            Path = path,
            Manifest = manifest,
            Owner = owner,
            Others = _custodians.Others(parsed),
            Custodians = await _custodians.Terms(parsed, session, binding, ct),
            Output = output,
        };
        using Progress progress = _shell.Progress($"Sealing {Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}");
        return await Task.Run(() => PackageSealer.Seal(options, new ByteReporter(progress), ct), ct);
    }

    /// <summary>A package that was made before, to be published now: this owner's, whole, and of this very version.</summary>
    private static async Task<SealedPackage> Made(string output, X25519Identity owner, PackageBinding binding, CancellationToken ct)
    {
        SealedPackage made = SealedPackage.Read(output);
        if (made.Header.Unlock(owner) is not UnlockOutcome.Unlocked { Key: { } key }) throw Refusal.Usage($"{output} is a package that this account didn't make, or that was altered.", "Give another --out.");
        if (made.Header.Custodians is { Terms.Binding: var theirs } && theirs != binding) throw Refusal.Usage($"{output} is the package of {theirs.ContentRoot}, not of this version here.", "Give another --out.");
        using (key)
        {
            using FileSource payload = made.Payload();
            using PackageReader reader = await PackageReader.Open(payload, key, binding.ManifestDigest, ct);
            return made;
        }
    }

    private async Task<Answer> Publish(
        ParseResult parsed, ChainSession session, SigningAccount account, TitleState title, Manifest manifest, SealedPackage package, Cid root, CancellationToken ct)
    {
        JsonObject json = new()
        {
            ["title"] = title.Fingerprint.ToString(),
            ["fingerprint"] = manifest.Fingerprint.ToString(),
            ["package"] = package.Folder,
            ["header"] = package.Header.Digest.ToString(),
            ["cid"] = root.ToString(),
            ["threshold"] = package.Header.Custodians?.Terms.Threshold,
            ["custodians"] = new JsonArray([.. (package.Header.Custodians?.Terms.Custodians ?? ImmutableArray<X25519Recipient>.Empty).Select(key => (JsonNode)key.ToString())]),
        };
        Facts facts = new();
        facts.Add("package", package.Folder);
        facts.Add("header", package.Header.Digest.ToString());
        facts.Add("CID", root.ToString());
        facts.Add("opened by", package.Header.Custodians is { Terms: var terms } ? $"you, and licensees by {terms.Threshold} of {terms.Custodians.Length} custodians" : "you, and the accounts named");
        if (parsed.GetValue(_offChain)) return new Answer(json, facts.Show);
        Spending spending = new(_shell, session, account, parsed);
        var (receipt, final) = (Spending.Result.Done)await spending.Run(What(title), session.Contracts.Packages, Call(parsed, manifest, package.Header.Digest, root.Digest), ct);
        json["transaction"] = Spending.Json(receipt, final);
        spending.AddTo(facts, receipt, final);
        return new Answer(json, facts.Show);
    }

    /// <summary>The cost of naming the package; it isn't made for that, and its digests cost what any others do.</summary>
    private async Task<Answer> DryRun(ParseResult parsed, ChainSession session, SigningAccount account, TitleState title, Manifest manifest, CancellationToken ct)
    {
        Spending spending = new(_shell, session, account, parsed);
        return spending.Answer(What(title), await spending.Quote(session.Contracts.Packages, Call(parsed, manifest, manifest.Fingerprint, manifest.Fingerprint).Encode(), UInt256.Zero, ct));
    }

    private static string What(TitleState title) => $"Name the package of \"{Printable.Clean(title.Name)}\"";

    private PackagesContract.PublishCall Call(ParseResult parsed, Manifest manifest, Hash32 header, Hash32 root) =>
        new(manifest.Fingerprint, header, root, string.Join('\n', parsed.GetValue(_source) ?? []));
}
