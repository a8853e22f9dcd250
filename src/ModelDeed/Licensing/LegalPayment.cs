namespace ModelDeed.Licensing;

/// <summary>The clauses about payment, time, sale and who may hold a license.</summary>
internal static class LegalPayment
{
    internal static void Payment(LegalDocument text, LicenseTerms terms)
    {
        text.Section("Payment");
        text.Clause(terms.Currency.IsZero
            ? "**Currency.** Amounts are in the Chain's native currency, one of which is 10^18 smallest units."
            : $"**Currency.** Amounts are in smallest units of the token (ERC-20) at the address `{terms.Currency}` on the Chain.");
        text.Clause($"**Price.** {Price(terms)}");
        text.Clause("Amounts are exact: nothing is rounded. Another price or currency holds where the Licensor signed one for the Licensee (a voucher).");
        text.Clause((terms.Payment == PaymentModel.Metered
            ? "The opening price is due when a License is bought, through the contract `Licensing`; units are due when they are used."
            : "Payment is due when a License is bought or renewed, through the contract `Licensing`.") + " Taxes and the Chain's fees are the Licensee's.");
    }

    internal static void Term(LegalDocument text, LicenseTerms terms)
    {
        bool subscription = terms.Payment == PaymentModel.Subscription;
        text.Section("Term, renewal and grace");
        text.Clause(terms.Period == 0 ? "A License begins in the second in which it is granted. It has no end."
            : subscription ? $"A License begins in the second in which it is granted. It lasts {LegalWords.Duration(terms.Period)} for each period paid."
            : $"A License begins in the second in which it is granted. It lasts {LegalWords.Duration(terms.Period)}.");
        text.Clause(subscription
            ? "Anybody may renew it by paying for further periods, before or after it expires, at no higher price than was agreed when it was granted, unless the Licensor has ended renewals."
            : "It can't be renewed. While Licenses are on sale, another can be bought.");
        text.Clause(!subscription ? "There is no grace."
            : terms.Grace == 0 ? "A renewal before the License expires adds to its time; a later one begins anew when it is paid. There is no grace."
            : $"A renewal before the License expires, or at most {LegalWords.Duration(terms.Grace)} after, adds to its time without a gap; a later one begins anew when it is paid. Grace is for renewing: it gives no right to Use until the renewal is paid.");
        text.Clause(terms.Period == 0 ? "The right to Use lasts as long as the License."
            : "The right to Use ends in the second of expiry. From then on the Licensee must stop Use and delete the Asset; results obtained before may be kept.");
    }

    internal static void Sale(LegalDocument text, LicenseTerms terms)
    {
        text.Section("Sale, supply and withdrawal");
        text.Clause(terms.SaleStart == 0 ? "The sale has no set start." : $"The sale starts at {LegalWords.Moment(terms.SaleStart)}.");
        text.Clause(terms.SaleEnd == 0 ? "The sale has no set end." : $"The sale ends before {LegalWords.Moment(terms.SaleEnd)}.");
        text.Clause(terms.Supply == 0 ? "The number of Licenses is not limited." : $"At most {LegalWords.Count(terms.Supply, "License")} will be granted in all.");
        text.Clause(terms.PerAccount == 0 ? "The number of Licenses for one account is not limited." : $"At most {LegalWords.Count(terms.PerAccount, "License")} will be granted to one account.");
        text.Clause(terms.Payment == PaymentModel.Subscription
            ? "The Licensor may withdraw the offer, and end renewals, at any time. Licenses granted before stand until they expire. Whether a License can be renewed at a given time, the contract `Licensing` tells."
            : "The Licensor may withdraw the offer at any time. Licenses granted before stand.");
    }

    internal static void Transfer(LegalDocument text, LicenseTerms terms)
    {
        text.Section("Transfer");
        text.Clause(terms.Allows(Rights.Transferable)
            ? "The Licensee may hand the License on by transferring its token. With it, the right and all duties pass; the former Licensee must stop Use and delete the Asset."
                + (terms.Allows(Rights.Derivatives) ? " Once a Derivative was registered by it, the License can't be transferred." : "")
            : "The License can't be transferred.");
    }

    internal static void Credential(LegalDocument text, LicenseTerms terms)
    {
        text.Section("Credential");
        text.Clause(terms.NeedsCredential
            ? $"A License is granted, whether it is bought or by voucher, only to an account for which the issuer `{terms.Issuer}` has signed a credential that states the claim `{terms.Claim}` (the Keccak-256 of the claim's name), has not expired and isn't revoked. If it states a country, the License is for that territory alone; if it states sectors, the fields of use chosen must lie within them. A renewal needs a credential that counts then."
            : "No credential is needed.");
    }

    private static string Price(LicenseTerms terms) => terms.Payment switch
    {
        PaymentModel.Free => "A License is free: nothing is due.",
        PaymentModel.OneTime => $"A License costs {Amount(terms, terms.Price)}, paid once.",
        PaymentModel.Subscription => $"A License costs {Amount(terms, terms.Price)} for each period, paid in advance.",
        PaymentModel.Metered => $"Opening a License costs {Amount(terms, terms.Price)}. Each unit used costs {Amount(terms, terms.UnitPrice)}. The unit is \"{Unit(terms)}\".",
        _ => throw new ArgumentOutOfRangeException(nameof(terms), terms.Payment, "No such payment model."),
    };

    private static string Amount(LicenseTerms terms, TokenAmount amount) => LegalWords.Amount(amount, terms.Currency);

    private static string Unit(LicenseTerms terms) => UnitName.TryDecode(terms.Unit, out string name)
        ? name : throw new ArgumentException("The unit's name can't be read.", nameof(terms));
}
