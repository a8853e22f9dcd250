using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Storage;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed open VERSION --out PATH</c>: opens a package by one's own stanza or by one's license, fetching what is needed of it.</summary>
internal sealed class OpenCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _title = new("VERSION") { Description = "What to open: a title's id or the fingerprint of one of its versions (0x…)." };
    private readonly Option<string?> _from = new("--from") { Description = "The package's folder. Default: it is fetched from the stores, by the address on the chain.", HelpName = "DIR" };
    private readonly Option<string> _output = new("--out") { Description = "Where the content goes; must not exist.", Required = true, HelpName = "PATH" };
    private readonly Option<string?> _tensor = new("--tensor") { Description = "Write only this tensor's canonical bytes to --out, and fetch no more than they need.", HelpName = "NAME" };
    private readonly PackageKeys _keys;
    private readonly StoreOptions _stores;

    private OpenCommand(Shell shell) => (_shell, _content, _stores, _keys) = (shell, new ContentOptions(shell), new StoreOptions(shell), new PackageKeys(shell));

    public static Command Build(Shell shell)
    {
        OpenCommand open = new(shell);
        ExampleCommand command = new("open", "Open a sealed package that you hold a license for (or made).",
            "deed open 0x2b6f… --out model.onnx --store gateway:https://ipfs.example --territory DE --field medical --data personal")
        {
            open._title, open._from, open._output, open._tensor,
        };
        open._keys.AddTo(command);
        open._content.AddTo(command);
        open._stores.AddTo(command);
        ChainOptions.AddReading(command);
        command.Add(ChainOptions.Account);
        command.Add(Passwords.File);
        shell.On(command, open.Run);
        return command;
    }

    /// <summary>In this order, so that nothing is fetched for somebody who can't open it: options, chain, header, key, payload.</summary>
    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        string output = parsed.GetValue(_output)!;
        if (Path.Exists(output)) throw Refusal.Usage($"{output} exists already.", "Give another --out.");
        _keys.CheckUse(parsed);
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        Hash32 version = await TitleArgument.Fingerprint(parsed.GetValue(_title)!, _content, parsed, ct);
        UInt256 id = await TitleArgument.Resolve(version.ToString(), _content, session, parsed, ct);
        PackagesContract.Package named = await PackageKeys.Named(session, version, ct);
        using ReplicatedStore? store = parsed.GetValue(_from) is null ? _stores.Joined(parsed, 1) : null;
        StoredPackage? stored = store is null ? null : await StoredPackage.Read(store, new Cid(BlockCodec.DagPb, named.Root), ct);
        PackageHeader header = stored?.Header ?? SealedPackage.Read(parsed.GetValue(_from)!).Header;
        PackageKeys.Check(session, version, named, header, parsed.GetValue(_from) ?? "the store");
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        (FileKey key, JsonArray asked) = await _keys.Get(parsed, session, header, account, output, ct);
        using (key)
        {
            string? keep = stored is null || parsed.GetValue(_tensor) is not null ? null : KeptAt(output, stored);
            using ByteSource payload = stored is null ? new SealedPackage(header, parsed.GetValue(_from)!).Payload() : await stored.OpenPayload(store!, _stores.Parallel(parsed), keep, ct);
            using PackageReader reader = await PackageReader.Open(payload, key, await session.Reader.Call(new TitlesContract.ManifestOfCall(version), ct), ct);
            if (reader.Manifest.Fingerprint != version) throw new SealedDataException($"The package holds {reader.Manifest.Fingerprint}, not {version}. Tell the owner.");
            long bytes = await Write(parsed, reader, ct);
            if (keep is not null) File.Delete(keep);
            return Answer(parsed, id, version, bytes, asked);
        }
    }

    /// <summary>Where the payload's blocks are kept until it is open, so that an interrupted run goes on: by the payload's CID, which a new header leaves as it is.</summary>
    private static string KeptAt(string output, StoredPackage stored) =>
        $"{Path.GetFullPath(Path.TrimEndingDirectorySeparator(output))}.{stored.Payload.Cid.ToString()[^9..^1]}.sealed";

    private async Task<long> Write(ParseResult parsed, PackageReader reader, CancellationToken ct)
    {
        string output = parsed.GetValue(_output)!;
        using Progress progress = _shell.Progress(parsed.GetValue(_from) is null ? "Fetching and opening" : "Opening");
        ByteReporter reporter = new(progress);
        if (parsed.GetValue(_tensor) is not { } name)
        {
            await Task.Run(() => reader.Unpack(output, Environment.ProcessorCount, reporter, ct), ct);
            return (long)reader.Manifest.Bytes;
        }
        using OpeningFolder working = new(output);
        long length;
        await using (FileStream file = new(working.Content, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
        {
            if (await reader.ReadTensor(name, file, reporter, ct) is null) throw new Refusal(Exit.AnswerIsNo, "no-tensor", $"The package has no tensor \"{Printable.Clean(name)}\" that can be read by itself.", "Open the whole package.");
            file.Flush(flushToDisk: true);
            length = file.Length;
        }
        working.Finish();
        return length;
    }

    private Answer Answer(ParseResult parsed, UInt256 id, Hash32 version, long bytes, JsonArray asked)
    {
        string output = Path.GetFullPath(parsed.GetValue(_output)!);
        JsonObject json = new() { ["title"] = id.ToHash().ToString(), ["fingerprint"] = version.ToString(), ["output"] = output, ["tensor"] = parsed.GetValue(_tensor), ["bytes"] = bytes, ["custodians"] = asked };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("opened", output);
            facts.Add("fingerprint", parsed.GetValue(_tensor) is null ? $"{version}, recomputed from what was written" : $"{version}; the tensor's bytes are those of its manifest");
            PackageKeys.AddTo(facts, asked);
            if (asked.Count > 0 && File.Exists(ReceiptFile.Beside(output))) facts.Add("receipts", $"{ReceiptFile.Beside(output)}: keep them. See: deed custodian audit");
            facts.Show(console);
        });
    }
}
