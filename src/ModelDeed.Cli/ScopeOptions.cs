using System.CommandLine;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>What a license shall be for, and the credential that it may need.</summary>
internal sealed class ScopeOptions
{
    private const int MostBytes = 1 << 20;

    private readonly Option<string?> _territory = new("--territory") { Description = "Where: DE or EU,CH. Default: all that the terms allow.", HelpName = "SET" };
    private readonly Option<string?> _field = new("--field") { Description = "Fields of use: research,medical. Default: all that the terms allow.", HelpName = "SET" };
    private readonly Option<string?> _data = new("--data") { Description = "Types of data: personal,voice. Default: all that the terms allow.", HelpName = "SET" };
    private readonly Option<string?> _credential = new("--credential") { Description = "A credential about the receiver, where the terms need one.", HelpName = "FILE" };

    public void AddTo(Command command, bool credential)
    {
        foreach (Option option in (Option[])[_territory, _field, _data]) command.Add(option);
        if (credential) command.Add(_credential);
    }

    public void AddCredentialTo(Command command) => command.Add(_credential);

    /// <summary>The sets chosen, which must lie within the terms'.</summary>
    public LicenseScope Read(ParseResult parsed, LicenseTerms terms)
    {
        LicenseScope scope = new(
            parsed.GetValue(_territory) is { } territories ? Territories.Parse(territories) : terms.Territories,
            parsed.GetValue(_field) is { } fields ? FieldsOfUse.Parse(fields) : terms.Fields,
            parsed.GetValue(_data) is { } data ? DataTypes.Parse(data) : terms.DataTypes);
        // The contract judges the same, but names only the member.
        Require("territories", scope.Territories.Without(terms.Territories).ToWords(), scope.Territories.IsWithin(terms.Territories), terms.Territories.ToString());
        Require("fields of use", scope.Fields.Without(terms.Fields).ToWords(), scope.Fields.IsWithin(terms.Fields), terms.Fields.ToString());
        Require("types of data", scope.DataTypes.Without(terms.DataTypes).ToWords(), scope.DataTypes.IsWithin(terms.DataTypes), terms.DataTypes.ToString());
        return scope;
    }

    /// <summary>What the contract is shown; empty where no credential is given. Refuses what the contract couldn't tell apart.</summary>
    public async Task<LicensingContract.Credential> Credential(ParseResult parsed, LicensingDomain domain, LicenseTerms terms, Address receiver, CancellationToken ct)
    {
        LicensingContract.Credential none = new(Territories.NotStated, 0, 0, Hash32.Zero, []);
        if (parsed.GetValue(_credential) is not { } path)
            return terms.NeedsCredential ? throw NoCredential(new CredentialOutcome.Missing(terms.Issuer, terms.Claim).Reason, "Give the issuer's file with --credential.") : none;
        SignedCredential signed = await Load(path, ct);
        if (!terms.NeedsCredential) return none;
        if (signed.Domain != domain) throw NoCredential($"{path} counts for {signed.Domain.Contract} on chain {signed.Domain.ChainId}, not here.", "Ask the issuer for one for this chain.");
        if (signed.CheckSignature() is Anchors.StepOutcome.Fails(var broken)) throw NoCredential($"{path}: {broken}.", "Ask the issuer for the file again.");
        Credential credential = signed.Credential;
        LicenseScope any = new(default, default, default);
        CredentialOutcome outcome = CredentialCheck.Decide(credential with { Country = Territories.NotStated, Sectors = default }, signed.Issuer, revoked: false, terms, receiver, any, now: 0);
        if (outcome is not CredentialOutcome.Accepted) throw NoCredential($"{path} doesn't fit: {outcome.Reason}.", "Ask the issuer that the terms name for one about the receiver.");
        return new LicensingContract.Credential(credential.Country, credential.Sectors.Bits, credential.Expiry, credential.Serial, [.. signed.Signature]);
    }

    /// <summary>Reads a credential file.</summary>
    public static async Task<SignedCredential> Load(string path, CancellationToken ct)
    {
        byte[] bytes = await Files.ReadBounded(path, MostBytes, ct);
        try
        {
            return CredentialJson.Read(bytes);
        }
        catch (FormatException broken)
        {
            throw new Refusal(Exit.AnswerIsNo, "not-credential", $"{path}: {broken.Message}", "It isn't a file of deed credential issue, or it was damaged.");
        }
    }

    private static Refusal NoCredential(string message, string hint) => Refusal.Chain("Licensing_NoCredential", Sentence(message), hint);

    private static string Sentence(string text) => string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1), text.EndsWith('.') ? "" : ".");

    private static void Require(string what, IReadOnlyList<string> beyond, bool within, string offered)
    {
        if (!within) throw Refusal.Chain("Licensing_BeyondTerms", $"The terms don't cover the {what} {string.Join(",", beyond)}: they cover {offered}.", "Nothing was sent. Choose within the terms, or other terms (deed terms list).");
    }
}
