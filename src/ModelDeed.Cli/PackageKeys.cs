using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Cli;

/// <summary>How a command gets at a published package's key: what the chain says of the package, and one's own stanza or the custodians' shares.</summary>
internal sealed class PackageKeys(Shell shell)
{
    private readonly Option<string?> _territory = new("--territory") { Description = "Where it will be used: one country, as in DE.", HelpName = "CODE" };
    private readonly Option<string?> _field = new("--field") { Description = "What for: one field of use, as in medical.", HelpName = "WORD" };
    private readonly Option<string?> _data = new("--data") { Description = "On what: one type of data, as in personal.", HelpName = "WORD" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_territory, _field, _data]) command.Add(option);
    }

    /// <summary>Refuses words that stand for nothing before anything is asked or fetched.</summary>
    public void CheckUse(ParseResult parsed)
    {
        if (parsed.GetValue(_territory) is { } territory) Territories.IndexOf(territory);
        if (parsed.GetValue(_field) is { } field) FieldsOfUse.IndexOf(field);
        if (parsed.GetValue(_data) is { } data) DataTypes.IndexOf(data);
    }

    /// <summary>The package that the chain names for a version.</summary>
    public static async Task<PackagesContract.Package> Named(ChainSession session, Hash32 version, CancellationToken ct) => await session.Packages.Find(version, ct)
        ?? throw new Refusal(Exit.AnswerIsNo, "no-package", $"No package of {version} is published on {session.Profile.Name}.", "Ask the title's holder for one.");

    /// <summary>Refuses a header that the chain doesn't name, or that is of another version: it may be anybody's.</summary>
    public static void Check(ChainSession session, Hash32 version, PackagesContract.Package named, PackageHeader header, string where)
    {
        if (named.Header != header.Digest)
            throw new Refusal(Exit.AnswerIsNo, "wrong-package", $"The chain names the header {named.Header}, the one in {where} is {header.Digest}: it was superseded, or swapped.", "Fetch the package again.");
        if (header.Custodians is { Terms.Binding: var binding } && (binding.ChainId, binding.Contract, binding.ContentRoot) != (session.Profile.ChainId, session.Titles, version))
            throw new Refusal(Exit.AnswerIsNo, "wrong-package", $"The package is of {binding.ContentRoot} on chain {binding.ChainId}, though the chain names it for {version}: its maker sealed another thing.", "Tell the title's holder.");
    }

    /// <summary>The key, by the account's own stanza or by its right to the version; and what each custodian said. The caller disposes the key.</summary>
    /// <param name="output">What will be opened with it: the custodians' receipts are kept beside it. Null keeps none.</param>
    public async Task<(FileKey Key, JsonArray Asked)> Get(ParseResult parsed, ChainSession session, PackageHeader header, SigningAccount account, string? output, CancellationToken ct)
    {
        using (X25519Identity own = AccountIdentity.Of(account.Key))
            if (header.Unlock(own) is UnlockOutcome.Unlocked { Key: { } mine }) return (mine, []);
        if (header.Custodians is not { } custodians) throw new Refusal(Exit.AnswerIsNo, "not-named", $"The package is for accounts that its owner named, and {account.Address} is none of them.", "Ask the owner.");
        ReleaseUse use = Use(parsed, account);
        IReadOnlyList<CustodianAddress> addresses = await session.Custodians.Addresses(custodians.Terms.Custodians, ct);
        using HttpClient http = ShareCollector.NewClient(session.Profile.IsEmbedded);
        using Progress progress = shell.Progress($"Asking {addresses.Count} custodians");
        Collected collected = await new ShareCollector(http, shell.Clock).Collect(header, addresses, use, ct);
        if (output is not null) ReceiptFile.Keep(output, custodians.Terms.Binding, session.Contracts.Custodians, collected.Outcomes);
        if (collected.Unlock is UnlockOutcome.Unlocked { Key: { } key }) return (key, Json(collected));
        throw new Refusal(Exit.AnswerIsNo, collected.Outcomes.Select(one => one.Code).FirstOrDefault(code => code.Length > 0) ?? "not-opened", Words(collected),
            "A license opens it: deed license buy. What the custodians say tells what is missing.");
    }

    /// <summary>How the key was had, for an answer.</summary>
    public static void AddTo(Facts facts, JsonArray asked)
    {
        facts.Add("key", asked.Count == 0 ? "your own" : $"by {asked.Count(one => (string?)one!["code"] == "released")} custodians");
        foreach (JsonNode? one in asked.Where(one => (string?)one!["reason"] is { Length: > 0 })) facts.Add("custodian", $"{one!["custodian"]}: {one["reason"]}");
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
}
