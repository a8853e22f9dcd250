using System.CommandLine;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Cli;

/// <summary><c>deed license renew ID</c>: anybody may, at the price that was agreed.</summary>
internal static class LicenseRenew
{
    public static Command Build(Shell shell)
    {
        Argument<string> license = new("ID") { Description = "The license's id." };
        Option<ushort> periods = LicenseCommands.Periods();
        ExampleCommand command = new("renew", "Renew a subscription, yours or another's, before or after it expires.",
            "deed license renew 0x00000000000000000000000000000000000000000000000000000000000000a1 --periods 3") { license, periods };
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            (HeldLicense found, LicenseTerms terms) = await LicenseCommands.Find(session, parsed.GetValue(license)!, ct);
            ushort count = parsed.GetValue(periods);
            LicensingContract.CanRenewResult can = await session.Licenses.Call(new LicensingContract.CanRenewCall(found.Id), ct);
            if (!can.Can) throw Refusal.Chain("Licensing_NotRenewable", $"License {found.Id.ToHash()} can't be renewed: {can.Reason}.", "Nothing was sent.");
            if (LicenseState.Renew(found.License, terms, count, await session.Now(shell.Clock, ct)) is not RenewalOutcome.Renewed renewed)
                throw Refusal.Usage($"License {found.Id.ToHash()} can't be renewed by {count:N0} periods: it would end after the year 36,812.", "Take fewer.");
            Coin coin = await Coin.Of(session, terms.Currency, ct);
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            TokenPayment payment = await TokenPayment.Prepare(shell, session, account, coin, renewed.Price, takesPermit: true, ct);
            Spending spending = new(shell, session, account, parsed)
            {
                Details = [$"price {coin.Format(renewed.Price)} for {count:N0} period{(count == 1 ? "" : "s")}", $"until {Units.Moment(renewed.Expiry)}{(renewed.Since == found.License.Since ? ", without a gap" : ", beginning anew")}"],
            };
            string what = $"Renew license {found.Id.ToHash()}";
            LicensingContract.RenewCall call = new(found.Id, count, (UInt256)renewed.Price.Units, payment.Permit);
            Spending.Result result = await payment.Run(spending, what, session.Contracts.Licensing, call, ct);
            if (result is not Spending.Result.Done done) return spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
            HeldLicense after = (await session.Licenses.Read(found.Id, ct))!;
            return LicenseView.Done(spending, after, coin, renewed.Price, await session.Now(shell.Clock, ct), done.Receipt, done.Final);
        });
        return command;
    }
}
