using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Storage;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed package rotate VERSION</c>: another header over the same key, for other custodians or accounts. The payload is neither read nor sent anew.</summary>
internal sealed class PackageRotate
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _title = new("VERSION") { Description = "Whose package: a title's id or the fingerprint of one of its versions (0x…)." };
    private readonly Option<string?> _from = new("--from") { Description = "The package's folder, whose header is replaced. Default: the header is taken from the stores, and the new one put there.", HelpName = "DIR" };
    private readonly Option<string[]> _source = new("--source") { Description = "Where others can fetch it, in place of the addresses on the chain. Can be given several times.", HelpName = "URL" };
    private readonly CustodianChoice _custodians;
    private readonly PackageKeys _keys;
    private readonly StoreOptions _stores;

    private PackageRotate(Shell shell) => (_shell, _content, _custodians, _keys, _stores) = (shell, new ContentOptions(shell), new CustodianChoice(shell), new PackageKeys(shell), new StoreOptions(shell));

    public static Command Build(Shell shell)
    {
        PackageRotate rotate = new(shell);
        ExampleCommand command = new("rotate", "Change who opens a package: custodians, threshold, named accounts. Its payload stays as it is.",
            "deed package rotate 0x2b6f… --custodians 0x1f9a… 0x77b2… 0x90c4… --store s3://models") { rotate._title, rotate._from, rotate._source };
        rotate._custodians.AddTo(command, "the same as before, if none are named.", "as before");
        rotate._keys.AddTo(command);
        rotate._content.AddTo(command);
        rotate._stores.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, rotate.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        _keys.CheckUse(parsed);
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        Hash32 version = await TitleArgument.Fingerprint(parsed.GetValue(_title)!, _content, parsed, ct);
        UInt256 id = await TitleArgument.Resolve(version.ToString(), _content, session, parsed, ct);
        TitleState title = (await session.Reader.Read(id, ct))!;
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        if (account.Address != title.Holder) throw Refusal.Chain("Packages_NotHolder", $"{account.Address} doesn't hold \"{Printable.Clean(title.Name)}\": {title.Holder} does.", "Nothing was changed. Sign as the holder: --account");
        PackagesContract.Package named = await PackageKeys.Named(session, version, ct);
        string sources = await Sources(parsed, session, id, version, ct);
        Spending spending = new(_shell, session, account, parsed);
        string what = $"Name a new header for the package of \"{Printable.Clean(title.Name)}\"";
        if (parsed.GetValue(ChainOptions.DryRun))
            return spending.Answer(what, await spending.Quote(session.Contracts.Packages, new PackagesContract.PublishCall(version, version, version, sources).Encode(), UInt256.Zero, ct));
        using ReplicatedStore? store = parsed.GetValue(_from) is null || _stores.AreNamed(parsed) ? _stores.Joined(parsed, 1) : null;
        HeaderFile? file = parsed.GetValue(_from) is { } folder ? HeaderFile.Open(folder, named.Header) : null;
        StoredPackage package = await Before(store, file, named.Root, ct);
        PackageKeys.Check(session, version, named, package.Header, file?.Folder ?? "the store");
        (PackageHeader header, JsonArray asked) = await Rewrap(parsed, session, title, version, package.Header, account, ct);
        Cid root = await package.PutHeader(header, store, ct);
        file?.Stage(header);
        Spending.Result done;
        try
        {
            done = await spending.Run(what, session.Contracts.Packages, new PackagesContract.PublishCall(version, header.Digest, root.Digest, sources), ct);
        }
        catch when (spending.Sent is null)
        {
            file?.Unstage();
            throw;
        }
        file?.Finish();
        return Answer(parsed, package, header, root, (Spending.Result.Done)done, spending, store, asked);
    }

    /// <summary>The package as it is: from a store two blocks, from a folder the header and the payload's address, which reading it gives.</summary>
    private async Task<StoredPackage> Before(ReplicatedStore? store, HeaderFile? file, Hash32 root, CancellationToken ct)
    {
        if (store is not null) return await StoredPackage.Read(store, new Cid(BlockCodec.DagPb, root), ct);
        using Progress progress = _shell.Progress("Addressing the payload");
        using FileSource payload = new SealedPackage(file!.Header, file.Folder).Payload();
        DagEntry entry = await Task.Run(() => new DagBuilder(null, Environment.ProcessorCount, new ByteReporter(progress)).AddFile(payload, ct), ct);
        StoredPackage package = new(file.Header, new DagLink(entry.Cid, SealedPackage.PayloadName, entry.TotalSize));
        return (await package.PutHeader(file.Header, null, ct)).Digest == root ? package
            : throw new Refusal(Exit.AnswerIsNo, "wrong-package", $"The payload in {file.Folder} isn't the one that the chain names: it was altered, or cut.", "Fetch the package again, or rotate it in the stores: without --from.");
    }

    /// <summary>A header for other people over the same key.</summary>
    private async Task<(PackageHeader Header, JsonArray Asked)> Rewrap(ParseResult parsed, ChainSession session, TitleState title, Hash32 version, PackageHeader before, SigningAccount account, CancellationToken ct)
    {
        var binding = new PackageBinding
        {
            ChainId = session.Profile.ChainId,
            Contract = session.Titles,
            TitleId = title.Id.ToHash(),
            Version = title.Versions.FirstOrDefault(one => one.Fingerprint == version)?.Number - 1 ?? 0,
            ContentRoot = version,
            ManifestDigest = await session.Reader.Call(new TitlesContract.ManifestOfCall(version), ct),
        };
        CustodianTerms? terms = await _custodians.Terms(parsed, session, binding, before.Custodians?.Terms, ct);
        using X25519Identity owner = AccountIdentity.Of(account.Key);
        (FileKey key, JsonArray asked) = await _keys.Get(parsed, session, before, account, null, ct);
        using (key) return (PackageHeader.Seal(key, [owner.Recipient, .. _custodians.Others(parsed)], terms), asked);
    }

    /// <summary>The addresses that stand on the chain stay, unless others are given.</summary>
    private async Task<string> Sources(ParseResult parsed, ChainSession session, UInt256 title, Hash32 version, CancellationToken ct)
    {
        if (parsed.GetValue(_source) is { Length: > 0 } given) return string.Join('\n', given);
        return await session.Packages.Sources(title.ToHash(), version, ct);
    }

    private static Answer Answer(ParseResult parsed, StoredPackage before, PackageHeader header, Cid root, Spending.Result.Done done, Spending spending, ReplicatedStore? store, JsonArray asked)
    {
        CustodianTerms? terms = header.Custodians?.Terms;
        int others = header.Recipients - 1, othersBefore = before.Header.Recipients - 1;
        JsonObject json = new()
        {
            ["header"] = header.Digest.ToString(),
            ["superseded"] = before.Header.Digest.ToString(),
            ["cid"] = root.ToString(),
            ["payload"] = before.Payload.Cid.ToString(),
            ["threshold"] = terms?.Threshold,
            ["custodians"] = new JsonArray([.. (terms?.Custodians ?? ImmutableArray<X25519Recipient>.Empty).Select(key => (JsonNode)key.ToString())]),
            ["named"] = others,
            ["stores"] = StoreOptions.Json(store?.Reports ?? []),
            ["transaction"] = Spending.Json(done.Receipt, done.Final),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("header", $"{header.Digest}, instead of {before.Header.Digest}");
            facts.Add("CID", root.ToString());
            facts.Add("payload", $"{before.Payload.Cid}, as before");
            facts.Add("opened by", terms is null ? "you, and the accounts named" : $"you, {(others > 0 ? $"{others} accounts named, " : "")}and licensees by {terms.Threshold} of {terms.Custodians.Length} custodians");
            if (othersBefore > others) facts.Add("", $"Of {othersBefore} accounts named before {others} are named now: name all who shall open it (--to).");
            facts.Add("", "Who opened the old header has the key: it closes the package to nobody who had it.");
            foreach (SourceReport report in store?.Reports ?? []) facts.Add(report.Problem is null ? "kept in" : "not in", report.Problem ?? report.Name);
            if (store is null) facts.Add("", "Put the new header where the package is kept: deed store put DIR --store STORE");
            PackageKeys.AddTo(facts, asked);
            spending.AddTo(facts, done.Receipt, done.Final);
            facts.Show(console);
        });
    }
}
