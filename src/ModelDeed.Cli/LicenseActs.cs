using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Cli;

/// <summary><c>deed license cancel</c>, <c>present</c> and <c>honor</c>: what is done with a license besides buying and renewing.</summary>
internal static class LicenseActs
{
    public static Command Cancel(Shell shell)
    {
        Argument<string?> license = new("ID") { Description = "The license's id. Not with --voucher.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> voucher = new("--voucher") { Description = "Take back a voucher that you signed, before it is redeemed.", HelpName = "FILE" };
        ExampleCommand command = new("cancel", "End a license you hold, now; nothing is paid back. Or take back a voucher.",
            "deed license cancel 0x00000000000000000000000000000000000000000000000000000000000000a1") { license, voucher };
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            string? id = parsed.GetValue(license), file = parsed.GetValue(voucher);
            if (id is null == file is null) throw Refusal.Usage("Say what to cancel: ID or --voucher FILE, one of them.", "See: deed license cancel --help");
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            if (file is not null) return await TakeBack(shell, session, parsed, file, ct);
            (HeldLicense found, LicenseTerms terms) = await LicenseCommands.Find(session, id!, ct);
            return await Do(shell, session, parsed, found, terms, $"End license {found.Id.ToHash()}", new LicensingContract.CancelSubscriptionCall(found.Id), ct);
        });
        return command;
    }

    private static async Task<Answer> TakeBack(Shell shell, ChainSession session, ParseResult parsed, string file, CancellationToken ct)
    {
        SignedVoucher signed = await LicenseGrant.Signed(file, session, ct);
        using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
        Acting acting = await Acting.For(session, signed.Voucher.TitleId, account.Address, ct);
        if (account.Address != signed.Signer && !acting.IsSteward) throw new Refusal(Exit.AnswerIsNo, "other-owner", $"{signed.Signer} signed {file}, but {account.Address} signs now.", "Only its signer can take it back: --account.");
        Spending spending = new(shell, session, account, parsed);
        string what = $"Take back the voucher for {signed.Voucher.Licensee}";
        Spending.Result result = await acting.Run(spending, what, session.Contracts.Licensing, new LicensingContract.CancelVoucherCall(signed.Voucher.Nonce), ct);
        if (result is not Spending.Result.Done(var receipt, var final)) return spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
        JsonObject json = new() { ["nonce"] = signed.Voucher.Nonce.ToString(), ["licensee"] = signed.Voucher.Licensee.ToString(), ["transaction"] = Spending.Json(receipt, final) };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("taken back", $"{file}: it can't be redeemed any more");
            spending.AddTo(facts, receipt, final);
            facts.Show(console);
        });
    }

    public static Command Present(Shell shell)
    {
        Argument<string> license = new("ID") { Description = "The license's id." };
        ScopeOptions scope = new();
        ExampleCommand command = new("present", "Give a license a newer credential, so that it can be renewed.",
            "deed license present 0x00000000000000000000000000000000000000000000000000000000000000a1 --credential bob.credential.json") { license };
        scope.AddCredentialTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            (HeldLicense found, LicenseTerms terms) = await LicenseCommands.Find(session, parsed.GetValue(license)!, ct);
            if (!terms.NeedsCredential) throw new Refusal(Exit.AnswerIsNo, "not-needed", $"The terms of license {found.Id.ToHash()} need no credential.", "Nothing was sent.");
            LicensingContract.Credential credential = await scope.Credential(parsed, LicenseCommands.Domain(session), terms, found.Licensee, ct);
            return await Do(shell, session, parsed, found, terms, $"Present a credential for license {found.Id.ToHash()}", new LicensingContract.PresentCall(found.Id, credential), ct);
        });
        return command;
    }

    public static Command Honor(Shell shell)
    {
        Argument<string> license = new("ID") { Description = "The license's id." };
        ExampleCommand command = new("honor", "Let a license count that was granted before you took its title over.",
            "deed license honor 0x00000000000000000000000000000000000000000000000000000000000000a1") { license };
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            (HeldLicense found, LicenseTerms terms) = await LicenseCommands.Find(session, parsed.GetValue(license)!, ct);
            if (found.Counts) throw new Refusal(Exit.AnswerIsNo, "not-needed", $"License {found.Id.ToHash()} is no license of before a take-over.", "Nothing was sent.");
            return await Do(shell, session, parsed, found, terms, $"Honor license {found.Id.ToHash()} of {found.Licensee}", new LicensingContract.HonorCall(found.Id), ct, asHolder: true);
        });
        return command;
    }

    private static async Task<Answer> Do(
        Shell shell, ChainSession session, ParseResult parsed, HeldLicense license, LicenseTerms terms, string what, IContractCall call, CancellationToken ct, bool asHolder = false)
    {
        using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
        Spending spending = new(shell, session, account, parsed) { Details = TermsView.Scope(license.License.Scope) };
        Spending.Result result = asHolder ? await (await Acting.For(session, license.TitleId, account.Address, ct)).Run(spending, what, session.Contracts.Licensing, call, ct)
            : await spending.Run(what, session.Contracts.Licensing, call, ct);
        if (result is not Spending.Result.Done done) return spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
        HeldLicense after = (await session.Licenses.Read(license.Id, ct))!;
        return LicenseView.Done(spending, after, await Coin.Of(session, terms.Currency, ct), null, await session.Now(shell.Clock, ct), done.Receipt, done.Final);
    }
}
