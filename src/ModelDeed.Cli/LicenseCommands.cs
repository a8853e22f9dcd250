using System.CommandLine;
using System.Globalization;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Cli;

/// <summary><c>deed license …</c>, and what its commands share.</summary>
internal static class LicenseCommands
{
    public static Command Build(Shell shell) => new("license", "Who may use which asset, where, for what, until when.")
    {
        LicenseBuy.Build(shell), VoucherSign.Build(shell), LicenseGrant.Build(shell), LicenseRenew.Build(shell), LicenseActs.Cancel(shell), LicenseActs.Present(shell), LicenseActs.Honor(shell),
        LicenseShow.Build(shell), LicenseCheck.Build(shell),
    };

    /// <summary>Where signed messages of licensing count on a session's chain.</summary>
    public static LicensingDomain Domain(ChainSession session) => new(session.Profile.ChainId, session.Contracts.Licensing);

    /// <summary>A license, which must exist, and its terms.</summary>
    public static async Task<(HeldLicense License, LicenseTerms Terms)> Find(ChainSession session, string text, CancellationToken ct)
    {
        UInt256 id = LicenseView.Id(text);
        HeldLicense license = await session.Licenses.Read(id, ct)
            ?? throw new Refusal(Exit.AnswerIsNo, "no-license", $"There is no license {id.ToHash()} on {session.Profile.Name}.", "See deed license show --account ADDRESS.");
        return (license, (await OfferArgument.Find(session, license.TitleId, license.TermsId.ToString(), ct)).Terms);
    }

    /// <summary>The license that a transaction granted, and what was paid.</summary>
    public static async Task<Answer> Granted(Shell shell, ChainSession session, Spending spending, TokenPayment payment, Spending.Result.Done done, CancellationToken ct)
    {
        UInt256 id = LicenseReader.GrantedBy(done.Receipt) ?? throw new InvalidOperationException("A grant must log its license.");
        HeldLicense license = (await session.Licenses.Read(id, ct))!;
        return LicenseView.Done(spending, license, payment.Coin, payment.Amount, await session.Now(shell.Clock, ct), done.Receipt, done.Final);
    }

    /// <summary>How many periods of a subscription: 1 to 65,535.</summary>
    public static Option<ushort> Periods()
    {
        Option<ushort> option = new("--periods") { Description = "Of a subscription, how many; otherwise 1.", HelpName = "N", DefaultValueFactory = _ => 1 };
        option.CustomParser = result =>
        {
            if (ushort.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort count) && count > 0) return count;
            result.AddError("--periods takes a number from 1 to 65,535.");
            return default;
        };
        return option;
    }
}
