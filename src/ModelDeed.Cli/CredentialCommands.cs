using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ModelDeed.Anchors;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary><c>deed credential issue|show|revoke</c>.</summary>
internal static class CredentialCommands
{
    public static Command Build(Shell shell) => new("credential", "Signed statements of an issuer about an account.") { Issue(shell), Show(shell), Revoke(shell) };

    private static ExampleCommand Issue(Shell shell)
    {
        Option<string> subject = new("--subject") { Description = "Whom it is about: an address or account.", Required = true, HelpName = "ACCOUNT" };
        Option<string> claim = new("--claim") { Description = "What it states, in words that terms name too: accredited-hospital.", Required = true, HelpName = "NAME" };
        Option<string?> country = new("--country") { Description = "Where the account is: a license can be bought for that country alone.", HelpName = "CODE" };
        Option<string?> sectors = new("--sectors") { Description = "Fields in which it works: a license can be bought for those alone.", HelpName = "SET" };
        Option<string> expires = new("--expires") { Description = "From when on it counts no more.", Required = true, HelpName = "TIME" };
        Option<string> output = new("--out", "-o") { Description = "The file to write.", Required = true, HelpName = "FILE" };
        ExampleCommand command = new("issue", "State something about an account, signed with your key. Sends nothing.",
            "deed credential issue --subject 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --claim accredited-hospital --country DE --sectors medical,research --expires 2027-01-01 --out bob.credential.json")
        {
            subject, claim, country, sectors, expires, output, ChainOptions.Chain, ChainOptions.Account, Passwords.File,
        };
        shell.On(command, async (parsed, ct) =>
        {
            ulong expiry = Written.Moment(parsed.GetValue(expires)!, "--expires"), now = (ulong)shell.Clock.GetUtcNow().ToUnixTimeSeconds();
            if (expiry <= now) throw Refusal.Usage($"--expires: {Units.Moment(expiry)} is past.", "Name a later time.");
            if (parsed.GetValue(claim)!.Trim().Length == 0) throw Refusal.Usage("--claim: the claim has no name.", "Say what you state, as the terms do.");
            Files.RequireWritable(parsed.GetValue(output)!);
            ChainProfile chain = Chains.Choose(shell, parsed.GetValue(ChainOptions.Chain));
            Credential statement = new(Signer.Resolve(shell, parsed.GetValue(subject)!, chain), Credential.ClaimOf(parsed.GetValue(claim)!),
                parsed.GetValue(country) is { } code ? (ushort)Territories.IndexOf(code) : Territories.NotStated,
                parsed.GetValue(sectors) is { } fields ? FieldsOfUse.Parse(fields) : default, expiry, new Hash32(RandomNumberGenerator.GetBytes(Hash32.Size)));
            using SigningAccount issuer = await Signer.Open(shell, parsed, chain, ct);
            SignedCredential signed = SignedCredential.Sign(new LicensingDomain(chain.ChainId, ContractSet.Of(chain).Licensing), statement, issuer.Key);
            string file = Path.GetFullPath(parsed.GetValue(output)!);
            await Files.WriteWhole(file, CredentialJson.Write(signed), ct);
            JsonObject json = Json(signed);
            json["file"] = file;
            return new Answer(json, console =>
            {
                Facts facts = new();
                AddTo(facts, signed);
                facts.Add("written to", file);
                facts.Show(console);
            });
        });
        return command;
    }

    private static ExampleCommand Show(Shell shell)
    {
        Argument<string> file = new("FILE") { Description = "A file of deed credential issue." };
        Option<string?> claim = new("--claim") { Description = "Also check that it states this.", HelpName = "NAME" };
        ExampleCommand command = new("show", "Show a credential: who states what, and whether it counts now. Exit 1 when it doesn't.", "deed credential show bob.credential.json") { file, claim };
        ChainOptions.AddReading(command);
        shell.On(command, async (parsed, ct) =>
        {
            SignedCredential signed = await ScopeOptions.Load(parsed.GetValue(file)!, ct);
            await using ChainSession session = await Open(shell, parsed, signed, parsed.GetValue(file)!, ct);
            bool revoked = await session.Licenses.Call(new LicensingContract.IsRevokedCall(signed.Issuer, signed.Credential.StructHash), ct);
            string? problem = Problem(signed, parsed.GetValue(claim), await session.Now(shell.Clock, ct), revoked);
            JsonObject json = Json(signed);
            json["valid"] = problem is null;
            json["revoked"] = revoked;
            json["problem"] = problem;
            return new Answer(json, console =>
            {
                Facts facts = new();
                AddTo(facts, signed);
                facts.Add(problem is null ? "counts" : "DOESN'T COUNT", problem ?? "signed by the issuer, not expired, not revoked");
                facts.Show(console);
            }, problem is null ? Exit.Done : Exit.AnswerIsNo);
        });
        return command;
    }

    private static ExampleCommand Revoke(Shell shell)
    {
        Argument<string> file = new("FILE") { Description = "A file of deed credential issue that you signed." };
        ExampleCommand command = new("revoke", "Take a credential back: it counts for no purchase and no renewal any more.", "deed credential revoke bob.credential.json") { file };
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            SignedCredential signed = await ScopeOptions.Load(parsed.GetValue(file)!, ct);
            await using ChainSession session = await Open(shell, parsed, signed, parsed.GetValue(file)!, ct);
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            if (account.Address != signed.Issuer) throw new Refusal(Exit.AnswerIsNo, "not-issuer", $"{signed.Issuer} issued it, but {account.Address} signs.", "Only the issuer can revoke it: --account.");
            Spending spending = new(shell, session, account, parsed);
            string what = $"Revoke the credential of {signed.Credential.Account}";
            Spending.Result result = await spending.Run(what, session.Contracts.Licensing, new LicensingContract.RevokeCall(signed.Credential.StructHash), ct);
            if (result is not Spending.Result.Done(var receipt, var final)) return spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
            JsonObject json = Json(signed);
            json["revoked"] = true;
            json["transaction"] = Spending.Json(receipt, final);
            return new Answer(json, console =>
            {
                Facts facts = new();
                AddTo(facts, signed);
                facts.Add("revoked", "it counts for no purchase and no renewal any more");
                spending.AddTo(facts, receipt, final);
                facts.Show(console);
            });
        });
        return command;
    }

    private static async Task<ChainSession> Open(Shell shell, ParseResult parsed, SignedCredential signed, string file, CancellationToken ct)
    {
        ChainSession session = await ChainSession.Open(shell, parsed, ct);
        try
        {
            if (signed.Domain != LicenseCommands.Domain(session))
                throw new Refusal(Exit.AnswerIsNo, "other-chain", $"{file} is for {signed.Domain.Contract} on chain {signed.Domain.ChainId}, not for {session.Contracts.Licensing} on {session.Profile}.", "Choose its chain with --chain.");
            await session.RequireContracts(ct);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static string? Problem(SignedCredential signed, string? claim, ulong now, bool revoked) => signed.CheckSignature() switch
    {
        StepOutcome.Fails(var reason) => reason,
        StepOutcome.Open(var reason) => reason,
        _ => claim is not null && Credential.ClaimOf(claim) != signed.Credential.Claim ? $"it states something else than \"{claim}\""
            : now >= signed.Credential.Expiry ? $"it expired at {Units.Moment(signed.Credential.Expiry)}"
            : revoked ? "its issuer revoked it" : null,
    };

    private static JsonObject Json(SignedCredential signed)
    {
        JsonObject json = JsonNode.Parse(CredentialJson.Write(signed))!.AsObject();
        json["digest"] = signed.Credential.StructHash.ToString();
        return json;
    }

    private static void AddTo(Facts facts, SignedCredential signed)
    {
        Credential credential = signed.Credential;
        facts.Add("issuer", signed.Issuer.ToString());
        facts.Add("about", credential.Account.ToString());
        facts.Add("claim", $"{credential.Claim} (Keccak-256 of its name)");
        if (credential.Country < Territories.Count) facts.Add("country", $"{Territories.CodeOf(credential.Country)} ({Territories.NameOf(credential.Country)})");
        if (!credential.Sectors.IsEmpty) facts.Add("sectors", credential.Sectors.ToString());
        facts.Add("expires", Units.Moment(credential.Expiry));
        facts.Add("digest", credential.StructHash.ToString());
    }
}
