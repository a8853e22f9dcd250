using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Storage;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed open VERSION --out PATH</c>: fetches a package and opens it by one's own stanza or by one's license.</summary>
internal sealed class OpenCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _title = new("VERSION") { Description = "What to open: a title's id or the fingerprint of one of its versions (0x…)." };
    private readonly Option<string?> _from = new("--from") { Description = "The package's folder. Default: it is fetched from the stores, by the address on the chain.", HelpName = "DIR" };
    private readonly Option<string> _output = new("--out") { Description = "Where the content goes; must not exist.", Required = true, HelpName = "PATH" };
    private readonly Option<string?> _tensor = new("--tensor") { Description = "Write only this tensor's canonical bytes to --out.", HelpName = "NAME" };
    private readonly Option<string?> _territory = new("--territory") { Description = "Where it will be used: one country, as in DE.", HelpName = "CODE" };
    private readonly Option<string?> _field = new("--field") { Description = "What for: one field of use, as in medical.", HelpName = "WORD" };
    private readonly Option<string?> _data = new("--data") { Description = "On what: one type of data, as in personal.", HelpName = "WORD" };

    private readonly StoreOptions _stores;

    private OpenCommand(Shell shell) => (_shell, _content, _stores) = (shell, new ContentOptions(shell), new StoreOptions(shell));

    public static Command Build(Shell shell)
    {
        OpenCommand open = new(shell);
        ExampleCommand command = new("open", "Open a sealed package that you hold a license for (or made).",
            "deed open 0x2b6f… --out model.onnx --store gateway:https://ipfs.example --territory DE --field medical --data personal")
        {
            open._title, open._from, open._output, open._tensor, open._territory, open._field, open._data,
        };
        open._content.AddTo(command);
        open._stores.AddTo(command);
        ChainOptions.AddReading(command);
        command.Add(ChainOptions.Account);
        command.Add(Passwords.File);
        shell.On(command, open.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        Hash32 version = await TitleArgument.Fingerprint(parsed.GetValue(_title)!, _content, parsed, ct);
        UInt256 id = await TitleArgument.Resolve(version.ToString(), _content, session, parsed, ct);
        PackagesContract.Package named = await Named(session, version, ct);
        if (Path.Exists(parsed.GetValue(_output)!)) throw Refusal.Usage($"{parsed.GetValue(_output)} exists already.", "Give another --out.");
        SealedPackage package = SealedPackage.Read(await Fetched(parsed, named, ct));
        if (named.Header != package.Header.Digest)
            throw new Refusal(Exit.AnswerIsNo, "wrong-package", $"The chain names the header {named.Header}, the one in {package.Folder} is {package.Header.Digest}: it was superseded, or swapped.", "Fetch the package again.");
        if (package.Header.Custodians is { Terms.Binding: var binding } && (binding.ChainId, binding.Contract, binding.ContentRoot) != (session.Profile.ChainId, session.Titles, version))
            throw new Refusal(Exit.AnswerIsNo, "wrong-package", $"The package is of {binding.ContentRoot} on chain {binding.ChainId}, though the chain names it for {version}: its maker sealed another thing.", "Tell the title's holder.");
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        (FileKey key, JsonArray asked) = await Key(parsed, session, package.Header, account, ct);
        using (key)
        {
            Hash32 manifest = await session.Reader.Call(new TitlesContract.ManifestOfCall(version), ct);
            using FileSource payload = package.Payload();
            using PackageReader reader = await PackageReader.Open(payload, key, manifest, ct);
            if (reader.Manifest.Fingerprint != version) throw new SealedDataException($"The package holds {reader.Manifest.Fingerprint}, not {version}. Tell the owner.");
            await Write(parsed, reader, ct);
            if (parsed.GetValue(_from) is null) Directory.Delete(package.Folder, recursive: true);
            return Answer(parsed, id, version, reader, asked);
        }
    }

    /// <summary>What the chain says: a header that it doesn't name may be anybody's.</summary>
    private static async Task<PackagesContract.Package> Named(ChainSession session, Hash32 version, CancellationToken ct)
    {
        var call = new PackagesContract.PackageOfCall(version);
        PackagesContract.Package named = call.DecodeResult(await session.Node.Call(new CallRequest { To = session.Contracts.Packages, Data = call.Encode() }, BlockTag.Latest, ct));
        return !named.Header.IsZero ? named : throw new Refusal(Exit.AnswerIsNo, "no-package", $"No package of {version} is published on {session.Profile.Name}.", "Ask the title's holder for one.");
    }

    /// <summary>The package's folder: as given, or downloaded beside the output. What was downloaded stays until the package is open.</summary>
    private async Task<string> Fetched(ParseResult parsed, PackagesContract.Package named, CancellationToken ct)
    {
        if (parsed.GetValue(_from) is { } given) return given;
        var root = new Cid(BlockCodec.DagPb, named.Root);
        string folder = $"{Path.GetFullPath(Path.TrimEndingDirectorySeparator(parsed.GetValue(_output)!))}.{named.Header.ToString()[2..10]}.sealed";
        if (Directory.Exists(folder)) return folder;
        using ReplicatedStore store = _stores.Joined(parsed, 1);
        using Progress progress = _shell.Progress("Fetching the package");
        await Download.Run(store, root, folder, _stores.Parallel(parsed), StoreOptions.Reporter(progress), ct);
        return folder;
    }

    private async Task<(FileKey Key, JsonArray Asked)> Key(ParseResult parsed, ChainSession session, PackageHeader header, SigningAccount account, CancellationToken ct)
    {
        using (X25519Identity own = AccountIdentity.Of(account.Key))
            if (header.Unlock(own) is UnlockOutcome.Unlocked { Key: { } mine }) return (mine, []);
        if (header.Custodians is not { } custodians) throw new Refusal(Exit.AnswerIsNo, "not-named", $"The package is for accounts that its owner named, and {account.Address} is none of them.", "Ask the owner.");
        ReleaseUse use = Use(parsed, account);
        IReadOnlyList<CustodianAddress> addresses = await session.Custodians.Addresses(custodians.Terms.Custodians, ct);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) });
        using Progress progress = _shell.Progress($"Asking {addresses.Count} custodians");
        Collected collected = await new ShareCollector(http, _shell.Clock).Collect(header, addresses, use, ct);
        ReceiptFile.Keep(parsed.GetValue(_output)!, custodians.Terms.Binding, session.Contracts.Custodians, collected.Outcomes);
        if (collected.Unlock is UnlockOutcome.Unlocked { Key: { } key }) return (key, Json(collected));
        throw new Refusal(Exit.AnswerIsNo, collected.Outcomes.Select(one => one.Code).FirstOrDefault(code => code.Length > 0) ?? "not-opened", Words(collected),
            "A license opens it: deed license buy. What the custodians say tells what is missing.");
    }

    private ReleaseUse Use(ParseResult parsed, SigningAccount account)
    {
        if (parsed.GetValue(_territory) is not { } territory || parsed.GetValue(_field) is not { } field || parsed.GetValue(_data) is not { } data)
            throw Refusal.Usage("You aren't named in this package: the custodians ask for which use you open it.", "Give --territory, --field and --data, as your license has them.");
        return new ReleaseUse(account.Address, (byte)Territories.IndexOf(territory), (byte)FieldsOfUse.IndexOf(field), (byte)DataTypes.IndexOf(data), digest => account.Key.Sign(digest).ToArray());
    }

    private static string Words(Collected collected)
    {
        string missing = collected.Unlock switch
        {
            UnlockOutcome.TooFewShares(var right, var needed, _) => $"The key stays closed: {right} of {needed} custodians gave their shares.",
            UnlockOutcome.HeaderAltered => "The shares give a key that isn't this header's: its maker sealed it wrongly.",
            var other => $"The key stays closed: {other}.",
        };
        return string.Join('\n', collected.Outcomes.Where(one => one.Code.Length > 0).Select(one => $"{one.Custodian}: {one.Reason}").Prepend(missing));
    }

    private static JsonArray Json(Collected collected) =>
        [.. collected.Outcomes.Select(one => new JsonObject { ["custodian"] = one.Custodian.ToString(), ["code"] = one.Code.Length == 0 ? "released" : one.Code, ["reason"] = one.Reason })];

    private async Task Write(ParseResult parsed, PackageReader reader, CancellationToken ct)
    {
        string output = parsed.GetValue(_output)!;
        using Progress progress = _shell.Progress("Opening");
        if (parsed.GetValue(_tensor) is not { } name)
        {
            await Task.Run(() => reader.Unpack(output, Environment.ProcessorCount, new Reporter(progress), ct), ct);
            return;
        }
        string part = $"{Path.GetFullPath(output)}.{System.Security.Cryptography.RandomNumberGenerator.GetHexString(8, lowercase: true)}.opening";
        try
        {
            await using (FileStream file = new(part, FileMode.CreateNew, FileAccess.Write))
                if (await reader.ReadTensor(name, file, ct) is null) throw new Refusal(Exit.AnswerIsNo, "no-tensor", $"The package has no tensor \"{Printable.Clean(name)}\" that can be read by itself.", "Open the whole package.");
            File.Move(part, output, overwrite: false);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private Answer Answer(ParseResult parsed, UInt256 id, Hash32 version, PackageReader reader, JsonArray asked)
    {
        string output = Path.GetFullPath(parsed.GetValue(_output)!);
        JsonObject json = new() { ["title"] = id.ToHash().ToString(), ["fingerprint"] = version.ToString(), ["output"] = output, ["tensor"] = parsed.GetValue(_tensor), ["bytes"] = reader.Manifest.Bytes, ["custodians"] = asked };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("opened", output);
            if (File.Exists(ReceiptFile.Beside(output))) facts.Add("receipts", $"{ReceiptFile.Beside(output)}: keep them. See: deed custodian audit");
            facts.Add("fingerprint", $"{version}, recomputed from what was written");
            facts.Add("key", asked.Count == 0 ? "your own" : $"by {asked.Count(one => (string?)one!["code"] == "released")} custodians");
            foreach (JsonNode? one in asked.Where(one => (string?)one!["reason"] is { Length: > 0 })) facts.Add("custodian", $"{one!["custodian"]}: {one["reason"]}");
            facts.Show(console);
        });
    }

    private sealed class Reporter(Progress progress) : IProgress<SealProgress>
    {
        public void Report(SealProgress value) => progress.Report(value.Done, value.Total);
    }
}
