using System.CommandLine;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Cli;

/// <summary><c>deed license grant</c>: by the holder's voucher, or by the holder at once and for free.</summary>
internal sealed class LicenseGrant
{
    private const int MostBytes = 1 << 20;

    // A license granted at once is signed by nobody; the transaction must only arrive in time.
    private const ulong AtOnce = 86_400;

    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly VoucherOptions _own = new();
    private readonly ScopeOptions _credential = new();
    private readonly Argument<string?> _title = new("TITLE") { Description = "A title you hold, or whose shares' steward you are, to grant a license of for free. Not with --voucher.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _voucher = new("--voucher") { Description = "A voucher that the title's holder signed: you pay its price, the licensee gets the license.", HelpName = "FILE" };

    private LicenseGrant(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        LicenseGrant grant = new(shell);
        ExampleCommand command = new("grant", "Redeem a voucher; or grant a license of a title you hold, for free.", "deed license grant --voucher bob.voucher.json") { grant._title, grant._voucher };
        grant._own.AddTo(command);
        grant._credential.AddCredentialTo(command);
        grant._content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, grant.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        string? title = parsed.GetValue(_title), file = parsed.GetValue(_voucher);
        if (title is null == file is null) throw Refusal.Usage("Say what to grant: --voucher FILE, or TITLE with --licensee, one of them.", "See: deed license grant --help");
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        if (file is not null) return await Grant(parsed, session, await Signed(file, session, ct), asHolder: false, ct);
        UInt256 id = await TitleArgument.Resolve(title!, _content, session, parsed, ct);
        (Voucher voucher, _, _) = await _own.Read(_shell, parsed, session, id, await session.Now(_shell.Clock, ct) + AtOnce, ct);
        return await Grant(parsed, session, new SignedVoucher(LicenseCommands.Domain(session), default, voucher, []), asHolder: true, ct);
    }

    private async Task<Answer> Grant(ParseResult parsed, ChainSession session, SignedVoucher signed, bool asHolder, CancellationToken ct)
    {
        Voucher voucher = signed.Voucher;
        Offer offer = await OfferArgument.Find(session, voucher.TitleId, voucher.TermsId.ToString(), ct);
        Coin coin = await Coin.Of(session, voucher.Currency, ct);
        LicensingContract.Credential credential = await _credential.Credential(parsed, signed.Domain, offer.Terms, voucher.Licensee, ct);
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        TokenPayment payment = await TokenPayment.Prepare(_shell, session, account, coin, voucher.Price, takesPermit: true, ct);
        Spending spending = new(_shell, session, account, parsed)
        {
            Details = [$"price {coin.Format(voucher.Price)}; terms {voucher.TermsId}", .. TermsView.Scope(voucher.Scope), $"for {voucher.Licensee}"],
        };
        LicensingContract.Voucher message = new(voucher.TitleId, voucher.TermsId, voucher.Holder, voucher.Licensee, LicenseBuy.ForContract(voucher.Scope), voucher.Periods,
            voucher.Currency, (UInt256)voucher.Price.Units, (UInt256)voucher.RenewalPrice.Units, voucher.Nonce, voucher.Deadline);
        string what = $"Grant a license of {voucher.TitleId.ToHash()}";
        LicensingContract.GrantCall call = new(message, [.. signed.Signature], credential, payment.Permit);
        Spending.Result result = asHolder ? await (await Acting.For(session, voucher.TitleId, account.Address, ct)).Run(spending, what, session.Contracts.Licensing, call, ct)
            : await payment.Run(spending, what, session.Contracts.Licensing, call, ct);
        return result is Spending.Result.Done done ? await LicenseCommands.Granted(_shell, session, spending, payment, done, ct)
            : spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
    }

    /// <summary>A voucher file for this chain, whose signature isn't broken.</summary>
    public static async Task<SignedVoucher> Signed(string file, ChainSession session, CancellationToken ct)
    {
        SignedVoucher signed = Parse(file, await Files.ReadBounded(file, MostBytes, ct));
        if (signed.Domain != LicenseCommands.Domain(session))
            throw new Refusal(Exit.AnswerIsNo, "other-chain", $"{file} is for {signed.Domain.Contract} on chain {signed.Domain.ChainId}, not for {session.Contracts.Licensing} on {session.Profile}.", "Choose its chain with --chain.");
        if (signed.CheckSignature() is Anchors.StepOutcome.Fails(var reason))
            throw new Refusal(Exit.AnswerIsNo, "bad-signature", $"{file}: {reason}.", "It was changed since it was signed: ask the title's holder for the file again.");
        return signed;
    }

    private static SignedVoucher Parse(string file, byte[] bytes)
    {
        try
        {
            return VoucherJson.Read(bytes);
        }
        catch (FormatException broken)
        {
            throw new Refusal(Exit.AnswerIsNo, "not-voucher", $"{file}: {broken.Message}", "It isn't a file of deed license voucher, or it was damaged.");
        }
    }
}
