using System.Collections.Immutable;
using System.CommandLine;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Cli;

/// <summary>Whom an owner trusts with the shares of a package's key: the options that sealing and rotating share.</summary>
internal sealed class CustodianChoice(Shell shell)
{
    private const int MostCustodians = 3;

    private readonly Option<string[]> _custodians = new("--custodians") { AllowMultipleArgumentsPerToken = true, HelpName = "ACCOUNT" };
    private readonly Option<int?> _threshold = new("--threshold") { HelpName = "N" };
    private readonly Option<string[]> _to = new("--to") { Description = "Who opens it without a license, beside you: an age public key (age1…). Can be given several times.", HelpName = "KEY" };

    public void AddTo(Command command, string whenNotNamed, string threshold)
    {
        _custodians.Description = $"Custodians by account, 2 or more (deed custodian list); {whenNotNamed} none: only named accounts open it.";
        _threshold.Description = $"How many custodians are needed. Default: {threshold}.";
        foreach (Option option in (Option[])[_custodians, _threshold, _to]) command.Add(option);
    }

    /// <summary>Accounts named beside the owner.</summary>
    public ImmutableArray<X25519Recipient> Others(ParseResult parsed) => [.. (parsed.GetValue(_to) ?? []).Select(X25519Recipient.Parse)];

    /// <summary>The custodians of a new package.</summary>
    public async Task<CustodianTerms?> Terms(ParseResult parsed, ChainSession session, PackageBinding binding, CancellationToken ct)
    {
        string[] named = parsed.GetValue(_custodians) ?? [];
        // Bonds can be bought: whoever holds enough of them must not be chosen for that.
        if (named.Length == 0 && !session.Profile.IsEmbedded) throw Refusal.Usage("Whom do you trust with the shares of the key?", "Name custodians: --custodians ACCOUNT ACCOUNT ACCOUNT (deed custodian list), or none.");
        return await Terms(parsed, session, binding, named, CustodianTerms.DefaultThreshold, ct);
    }

    /// <summary>The custodians of a package that has some already: the same, unless others are named.</summary>
    public async Task<CustodianTerms?> Terms(ParseResult parsed, ChainSession session, PackageBinding binding, CustodianTerms? before, CancellationToken ct)
    {
        string[] named = parsed.GetValue(_custodians) ?? [];
        if (named.Length > 0) return await Terms(parsed, session, binding, named, before?.Threshold ?? CustodianTerms.DefaultThreshold, ct);
        return before is null ? null : Made(binding, before.Custodians, parsed.GetValue(_threshold) ?? before.Threshold);
    }

    private async Task<CustodianTerms?> Terms(ParseResult parsed, ChainSession session, PackageBinding binding, string[] named, int usual, CancellationToken ct)
    {
        if (named is ["none"]) return null;
        List<Custodian> chosen = [];
        foreach (Address account in named.Select(name => Signer.Resolve(shell, name, session.Profile)))
            chosen.Add(await session.Custodians.Find(account, ct) is { LeftAt: null, Url: not null } serving ? serving : throw Refusal.Usage($"{account} isn't a custodian on {session.Profile.Name}, or left.", "See: deed custodian list"));
        if (named.Length == 0) chosen.AddRange((await session.Custodians.List(ct)).Where(one => one is { LeftAt: null, Url: not null }).OrderByDescending(one => one.Bond).Take(MostCustodians));
        int threshold = parsed.GetValue(_threshold) ?? usual;
        if (chosen.Count < threshold) throw Refusal.Usage($"{chosen.Count} custodians serve on {session.Profile.Name}, {threshold} are needed.", "Name others, run some yourself (deed custodian run), or seal for named accounts only: --custodians none");
        return Made(binding, [.. chosen.Select(custodian => custodian.Key)], threshold);
    }

    private static CustodianTerms Made(PackageBinding binding, ImmutableArray<X25519Recipient> custodians, int threshold)
    {
        try
        {
            return new CustodianTerms(binding, custodians, threshold);
        }
        catch (ArgumentException wrong)
        {
            throw Refusal.Usage(wrong.Message);
        }
    }
}
