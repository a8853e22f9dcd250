using System.Data.Common;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Server.Ui;

/// <summary>Reads offers and licenses.</summary>
internal static class OfferReading
{
    /// <summary>The offers of a title that count, open ones first, then the cheapest of each currency, 50 at most.</summary>
    internal static async Task<IReadOnlyList<OfferView>> Of(DbConnection db, Hash32 title, long epoch, long final, CurrencyBook currencies, CancellationToken ct)
    {
        IReadOnlyList<OfferRow> rows = await db.Rows<OfferRow>(
            "SELECT o.terms_id AS termsid, o.state, o.sold, o.renewals_ended AS ended, o.block, t.currency, t.price, t.payment, t.period, t.grace, t.unit_price AS unitprice, t.unit, t.supply, t.per_account AS peraccount, "
            + "t.sale_start AS salestart, t.sale_end AS saleend, t.commercial, t.derivatives, t.share_alike AS sharealike, t.attribution, t.transferable, t.royalty, t.territories, t.fields, t.data_types AS datatypes, "
            + "t.issuer, t.claim, t.legal_text AS legaltext FROM offers o JOIN terms t ON t.id = o.terms_id WHERE o.title_id = @id AND o.epoch = @epoch AND o.state IN (1, 2) ORDER BY o.state, t.currency, t.price, o.terms_id LIMIT 50",
            new { id = title.ToArray(), epoch }, ct);
        return [.. rows.Select(row => row.View(UInt256.FromHash(title), final, currencies))];
    }

    /// <summary>Licenses of a title that are valid at a time.</summary>
    internal static Task<long> Valid(DbConnection db, Hash32 title, long epoch, ulong now, CancellationToken ct) => db.Number(
        "SELECT COUNT(*) FROM licenses WHERE title_id = @id AND epoch = @epoch AND since <= @now AND expires > @now", new { id = title.ToArray(), epoch, now = (long)now }, ct);

    /// <summary>The licenses that an account holds, the latest expiry first, 200 at most.</summary>
    internal static async Task<IReadOnlyList<LicenseLine>> HeldBy(DbConnection db, Address account, long final, CancellationToken ct)
    {
        IReadOnlyList<LicenseRow> rows = await db.Rows<LicenseRow>(
            "SELECT l.id, l.title_id AS titleid, l.terms_id AS termsid, l.territories, l.fields, l.data_types AS datatypes, l.since, l.expires, l.renewal_price AS renewalprice, l.block, t.name, "
            + "l.epoch, t.epoch AS titleepoch FROM licenses l JOIN titles t ON t.id = l.title_id WHERE l.licensee = @account ORDER BY l.expires DESC, l.id LIMIT 200", new { account = account.ToArray() }, ct);
        return [.. rows.Select(row => row.View(account, final))];
    }

    private sealed record OfferRow(byte[] TermsId, long State, long Sold, long Ended, long Block, byte[] Currency, string Price, long Payment, long Period, long Grace, string UnitPrice, byte[] Unit, long Supply, long PerAccount,
        long SaleStart, long SaleEnd, long Commercial, long Derivatives, long ShareAlike, long Attribution, long Transferable, long Royalty, byte[] Territories, byte[] Fields, byte[] DataTypes, byte[] Issuer, byte[] Claim, byte[] LegalText)
    {
        internal OfferView View(UInt256 title, long final, CurrencyBook currencies)
        {
            LicenseTerms terms = Terms();
            Offer offer = new(title, new Hash32(TermsId), terms, (OfferState)State) { Sold = (uint)Math.Min(Sold, uint.MaxValue), RenewalsEnded = Ended != 0 };
            return new OfferView(offer, currencies.Money(terms.Price, terms.Currency), currencies.Money(terms.UnitPrice, terms.Currency), Block > final);
        }

        private LicenseTerms Terms() => new()
        {
            Currency = new Address(Currency),
            Price = Sql.Amount(Price),
            Payment = (PaymentModel)Payment,
            Period = (uint)Period,
            Grace = (uint)Grace,
            UnitPrice = Sql.Amount(UnitPrice),
            Unit = new Hash32(Unit),
            Supply = (uint)Supply,
            PerAccount = (uint)PerAccount,
            SaleStart = (ulong)SaleStart,
            SaleEnd = (ulong)SaleEnd,
            Rights = Has(Commercial, Rights.Commercial) | Has(Derivatives, Rights.Derivatives) | Has(ShareAlike, Rights.ShareAlike) | Has(Attribution, Rights.Attribution) | Has(Transferable, Rights.Transferable),
            Royalty = (ushort)Royalty,
            Territories = new Territories(new UInt256(Territories)),
            Fields = FieldsOf(Fields),
            DataTypes = DataOf(DataTypes),
            Issuer = new Address(Issuer),
            Claim = new Hash32(Claim),
            LegalText = new Hash32(LegalText),
        };

        private static Rights Has(long column, Rights right) => column != 0 ? right : Rights.None;
    }

    private sealed record LicenseRow(byte[] Id, byte[] TitleId, byte[] TermsId, byte[] Territories, byte[] Fields, byte[] DataTypes, long Since, long Expires, string RenewalPrice, long Block, string Name, long Epoch, long TitleEpoch)
    {
        internal LicenseLine View(Address account, long final)
        {
            LicenseScope scope = new(new Territories(new UInt256(Territories)), FieldsOf(Fields), DataOf(DataTypes));
            License license = new(scope, (ulong)Since, (ulong)Expires, Sql.Amount(RenewalPrice));
            return new LicenseLine(new HeldLicense(new UInt256(Id), new UInt256(TitleId), new Hash32(TermsId), account, license, Epoch == TitleEpoch), Name, Block > final);
        }
    }

    private static FieldsOfUse FieldsOf(byte[] set) => new((ulong)(System.Numerics.BigInteger)new UInt256(set));

    private static DataTypes DataOf(byte[] set) => new((uint)(System.Numerics.BigInteger)new UInt256(set));
}
