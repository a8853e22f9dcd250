using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Cli;

/// <summary><c>deed custodian audit FILE … --log ACCOUNT …</c>: what kept receipts and custodians' logs prove, and whether one told two stories.</summary>
internal sealed class CustodianAudit
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly List<Checked> _receipts = [];
    private readonly List<LogSeen> _logs = [];
    private readonly ChainSession _session;

    private CustodianAudit(ChainSession session) => _session = session;

    /// <summary>A receipt, and what is wrong with it; null for nothing.</summary>
    private sealed record Checked(string File, KeptReceipt Kept, ReleaseReceipt? Release, string? Fault);

    /// <summary>A custodian's log: entries, those of them that are no release that its account asked for, and releases of the title that is looked for.</summary>
    private sealed record LogSeen(Address Custodian, ulong Size, List<(long Number, string Fault)> Wrong, List<(long Number, ReleaseReceipt Release)> Releases);

    /// <summary>Two receipts of one custodian that can't be of one log.</summary>
    private sealed record Fork(Checked First, Checked Second);

    public static Command Build(Shell shell)
    {
        Argument<string[]> files = new("FILE") { Description = "Receipts that deed open kept (….receipts.json), of one licensee or of several.", Arity = ArgumentArity.ZeroOrMore };
        Option<string[]> logs = new("--log") { Description = "Read the whole log of this custodian too: every entry is checked, and the receipts are looked for in it. Can be given several times.", HelpName = "ACCOUNT" };
        Option<string?> title = new("--title") { Description = "List the releases of this title that the logs have: who got it, when, for which use.", HelpName = "ID" };
        Option<bool> report = new("--report") { Description = "Prove what was found to the contract: the custodian loses its bond, half of it to you." };
        ExampleCommand command = new("audit", "Check receipts of custodians: signatures, places in the log, and whether a custodian told two stories.", "deed custodian audit model.onnx.receipts.json --log 0x1f9a…") { files, logs, title, report };
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            CustodianAudit audit = new(session);
            Hash32? about = parsed.GetValue(title) is { } id ? Hash32.Parse(id) : null;
            if (parsed.GetValue(files) is not { Length: > 0 } && parsed.GetValue(logs) is not { Length: > 0 }) throw Refusal.Usage("There is nothing to audit.", "Give files of receipts, or --log ACCOUNT (deed custodian list).");
            foreach (string file in parsed.GetValue(files) ?? []) await audit.Read(file, ct);
            foreach (string one in parsed.GetValue(logs) ?? []) await audit.ReadLog(Signer.Resolve(shell, one, session.Profile), about, ct);
            List<Fork> forks = audit.Forks();
            if (!parsed.GetValue(report)) return audit.Answer(forks);
            if (forks.Count == 0) throw new Refusal(Exit.AnswerIsNo, "no-contradiction", "No custodian told two stories in these receipts.", "Nothing was sent.");
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            Spending spending = new(shell, session, account, parsed);
            const string What = "Prove that a custodian told two stories";
            return await spending.Run(What, session.Contracts.Custodians, Proof(forks[0]), ct) is Spending.Result.Done(var receipt, var final)
                ? CustodianCommands.Answer(spending, (await session.Custodians.Find(forks[0].First.Kept.Custodian, ct))!, receipt, final)
                : spending.Answer(What, await spending.Quote(session.Contracts.Custodians, Proof(forks[0]).Encode(), UInt256.Zero, ct));
        });
        return command;
    }

    private async Task Read(string path, CancellationToken ct)
    {
        FileInfo file = new(path);
        if (!file.Exists) throw Refusal.Unreadable($"There is no file {path}.");
        if (file.Length > ReceiptFile.MaxSize) throw Refusal.Unreadable($"{path} has {file.Length:N0} bytes, receipts {ReceiptFile.MaxSize:N0} at most.");
        ReceiptFile read;
        try
        {
            read = ReceiptFile.Parse(await File.ReadAllBytesAsync(path, ct));
        }
        catch (FormatException broken)
        {
            throw Refusal.Unreadable($"{path} holds no receipts: {broken.Message}");
        }
        if (read.ChainId != _session.Profile.ChainId || read.Directory != _session.Contracts.Custodians)
            throw Refusal.Usage($"{path} is of chain {read.ChainId} and the directory {read.Directory}; {_session.Profile.Name} is chain {_session.Profile.ChainId}, with the directory {_session.Contracts.Custodians}.", "Choose its chain: --chain NAME");
        foreach (KeptReceipt kept in read.Receipts) _receipts.Add(await Check(path, kept, ct));
    }

    private async Task<Checked> Check(string file, KeptReceipt kept, CancellationToken ct)
    {
        ReleaseReceipt release;
        try
        {
            release = ReleaseReceipt.Parse(kept.Receipt.Entry.Span);
        }
        catch (FormatException broken)
        {
            return new Checked(file, kept, null, $"Its entry is none: {broken.Message}");
        }
        string? fault = kept.Receipt.Fault(kept.Custodian, _session.Profile.ChainId, _session.Contracts.Custodians);
        if (fault is null && await _session.Custodians.Find(kept.Custodian, ct) is null) fault = $"{kept.Custodian} never joined the directory.";
        if (fault is null && !await IsSigned(release, ct)) fault = $"The request in it isn't signed by {release.Request.Account}: the custodian invented it.";
        return new Checked(file, kept, release, fault);
    }

    /// <summary>Reads a custodian's log. What stands at the places of kept receipts is compared like a receipt.</summary>
    private async Task ReadLog(Address account, Hash32? title, CancellationToken ct)
    {
        Uri url = await _session.Custodians.Find(account, ct) is { } custodian ? custodian.Url ?? throw Refusal.Usage($"{account} has no address that a program may call.")
            : throw Refusal.Usage($"{account} isn't a custodian on {_session.Profile.Name}.", "See: deed custodian list");
        var seen = new LogSeen(account, 0, [], []);
        List<Checked> kept = [.. _receipts.Where(one => one.Kept.Custodian == account)];
        HashSet<long> wanted = [.. kept.Where(one => one.Kept.Receipt.Number <= CustodianLog.MostEntries).Select(one => (long)one.Kept.Receipt.Number)];
        using HttpClient http = ShareCollector.NewClient(_session.Profile.IsEmbedded);
        http.Timeout = TimeSpan.FromSeconds(60);
        try
        {
            CustodianLog log = await CustodianLog.Read(http, url, wanted, (number, entry) => See(seen, number, entry, title, ct), Pause, ct);
            if (!log.Head.IsBy(account, _session.Profile.ChainId, _session.Contracts.Custodians)) throw new FormatException($"Its head isn't signed by {account}.");
            _logs.Add(seen with { Size = log.Head.Size });
            foreach (Checked one in kept.Where(one => one.Kept.Receipt.Number >= log.Head.Size))
                seen.Wrong.Add(((long)one.Kept.Receipt.Number, $"The log ends before it, at {log.Head.Size} entries, though {one.File} has its receipt."));
            foreach (long number in wanted)
                if (log.Receipt(number) is { } shown) _receipts.Add(new Checked($"the log at {url}", new KeptReceipt(account, shown), Parsed(shown.Entry.Span), null));
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or IOException)
        {
            throw new Refusal(Exit.AnswerIsNo, "log-unreadable", $"The log at {url} can't be read: {e.Message}", "An honest custodian shows its log. Try again later; keep your receipts.");
        }
    }

    private async Task See(LogSeen seen, long number, ReadOnlyMemory<byte> entry, Hash32? title, CancellationToken ct)
    {
        if (Parsed(entry.Span) is not { } release) seen.Wrong.Add((number, "It is no receipt."));
        else if (!await IsSigned(release, ct)) seen.Wrong.Add((number, $"The request in it isn't signed by {release.Request.Account}."));
        else if (release.Package.TitleId == title) seen.Releases.Add((number, release));
    }

    private static ReleaseReceipt? Parsed(ReadOnlySpan<byte> entry)
    {
        try
        {
            return ReleaseReceipt.Parse(entry);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<bool> IsSigned(ReleaseReceipt release, CancellationToken ct) =>
        release.IsSignedByKey || await SignInSignature.IsByContract(release.Request.Account, release.Digest, release.Signature.ToArray(), _session.Node, ct);

    // What is said of the request doesn't matter here: heads and places convict.
    private List<Fork> Forks()
    {
        List<Checked> proven = [.. _receipts.Where(one => one.Kept.Receipt.Fault(one.Kept.Custodian, _session.Profile.ChainId, _session.Contracts.Custodians) is null)];
        return [.. from first in proven.Index()
                   from second in proven.Skip(first.Index + 1)
                   where first.Item.Kept.Custodian == second.Kept.Custodian && first.Item.Kept.Receipt.Contradicts(second.Kept.Receipt)
                   select new Fork(first.Item, second)];
    }

    private static IContractCall Proof(Fork fork)
    {
        (Address custodian, LogReceipt a, LogReceipt b) = (fork.First.Kept.Custodian, fork.First.Kept.Receipt, fork.Second.Kept.Receipt);
        return a.Head.Size == b.Head.Size && a.Head.Root != b.Head.Root
            ? new CustodiansContract.ProveEquivocationCall(custodian, Head(a), a.Head.Signature.ToArray(), Head(b), b.Head.Signature.ToArray())
            : new CustodiansContract.ProveForkCall(custodian, a.Number, Inclusion(a), Inclusion(b));
    }

    private static CustodiansContract.Checkpoint Head(LogReceipt receipt) => new(receipt.Head.Size, receipt.Head.Root);

    private static CustodiansContract.Inclusion Inclusion(LogReceipt receipt) => new(Head(receipt), receipt.Head.Signature.ToArray(), receipt.Leaf, [.. receipt.Path]);

    private Answer Answer(List<Fork> forks)
    {
        JsonObject json = new() { ["receipts"] = new JsonArray([.. _receipts.Select(Json)]), ["logs"] = new JsonArray([.. _logs.Select(Json)]), ["contradictions"] = new JsonArray([.. forks.Select(Json)]) };
        return new Answer(json, console =>
        {
            Facts facts = new();
            foreach (Checked one in _receipts)
            {
                facts.Add("receipt", $"{one.File}: entry {one.Kept.Receipt.Number} of {one.Kept.Custodian}");
                if (one.Release is { } release) facts.Add("  says", $"{Units.Moment(release.Time)}: title {release.Package.TitleId} released to {release.Request.Account} for {Territories.CodeOf(release.Request.Territory)}");
                facts.Add("  holds", one.Fault ?? "yes: signed by both, and in the log");
            }
            foreach (LogSeen log in _logs)
            {
                facts.Add("log", $"{log.Custodian}: {log.Size:N0} entries under its head, {(log.Wrong.Count == 0 ? "each signed by who asked" : $"{log.Wrong.Count} of them wrong")}");
                foreach ((long number, string fault) in log.Wrong) facts.Add("  wrong", $"entry {number}: {fault}");
                foreach ((long number, ReleaseReceipt release) in log.Releases) facts.Add("  released", $"entry {number}, {Units.Moment(release.Time)}: to {release.Request.Account} for {Territories.CodeOf(release.Request.Territory)}, {FieldsOfUse.WordOf(release.Request.Field)}, {DataTypes.WordOf(release.Request.DataType)}");
            }
            foreach (Fork fork in forks) facts.Add("two stories", $"{fork.First.Kept.Custodian}, in {fork.First.File} and {fork.Second.File}. Prove it: --report");
            if (forks.Count == 0) facts.Add("two stories", "none in these receipts");
            facts.Show(console);
        })
        {
            Exit = forks.Count > 0 || _receipts.Any(one => one.Fault is not null) || _logs.Any(log => log.Wrong.Count > 0) ? Exit.AnswerIsNo : Exit.Done,
        };
    }

    private static JsonObject Json(Checked one) => new()
    {
        ["file"] = one.File,
        ["custodian"] = one.Kept.Custodian.ToString(),
        ["entry"] = one.Kept.Receipt.Number,
        ["account"] = one.Release?.Request.Account.ToString(),
        ["title"] = one.Release?.Package.TitleId.ToString(),
        ["time"] = one.Release?.Time,
        ["fault"] = one.Fault,
    };

    private static JsonObject Json(LogSeen log) => new()
    {
        ["custodian"] = log.Custodian.ToString(),
        ["entries"] = log.Size,
        ["wrong"] = new JsonArray([.. log.Wrong.Select(one => new JsonObject { ["entry"] = one.Number, ["fault"] = one.Fault })]),
        ["releases"] = new JsonArray([.. log.Releases.Select(one => new JsonObject { ["entry"] = one.Number, ["time"] = one.Release.Time, ["account"] = one.Release.Request.Account.ToString(), ["territory"] = Territories.CodeOf(one.Release.Request.Territory) })]),
    };

    private static JsonObject Json(Fork fork) => new() { ["custodian"] = fork.First.Kept.Custodian.ToString(), ["files"] = new JsonArray(fork.First.File, fork.Second.File) };
}
