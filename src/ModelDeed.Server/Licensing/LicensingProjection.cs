using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Indexing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Licensing;

/// <summary>Terms, offers and licenses, from the logs of <c>Offers</c> and <c>Licensing</c>; and titles' epochs, from those of <c>Titles</c>.</summary>
internal sealed class LicensingProjection(Address titles, Address offers, Address licensing) : IProjection
{
    public IReadOnlyList<Table> Tables =>
    [
        LicensingTables.Terms, LicensingTables.Offers, LicensingTables.Licenses, LicensingTables.Renewals, LicensingTables.LineageLicenses,
        LicensingTables.Revocations, LicensingTables.CanceledVouchers, LicensingTables.Titles,
    ];

    public void Apply(in ChainLog entry, Rows rows)
    {
        if (entry.Log.Address == licensing) ApplyLicensing(in entry, rows);
        else if (entry.Log.Address == offers) ApplyOffers(in entry, rows);
        else if (entry.Log.Address == titles) ApplyTitles(in entry, rows);
    }

    private static void ApplyTitles(in ChainLog entry, Rows rows)
    {
        if (TitlesContract.TitleSuperseded.TryDecode(in entry.Log, out TitlesContract.TitleSuperseded superseded)) NextEpoch(superseded.TitleId, entry, rows);
        else if (TitlesContract.TitleDissolved.TryDecode(in entry.Log, out TitlesContract.TitleDissolved dissolved)) NextEpoch(dissolved.TitleId, entry, rows);
    }

    private static void NextEpoch(UInt256 title, in ChainLog entry, Rows rows) =>
        rows.Put(LicensingTables.Titles, title).Count("epoch", 1).Set("licenses_in_epoch", 0).Set("open_offers", 0).Set("block", entry.Log.BlockNumber);

    private static void ApplyOffers(in ChainLog entry, Rows rows)
    {
        if (OffersContract.TermsOffered.TryDecode(in entry.Log, out OffersContract.TermsOffered offered)) Offer(offered, entry, rows);
        else if (OffersContract.OfferChanged.TryDecode(in entry.Log, out OffersContract.OfferChanged changed)) Change(changed, entry, rows);
        else if (OffersContract.LineageLicensed.TryDecode(in entry.Log, out OffersContract.LineageLicensed licensed)) Bind(licensed, entry, rows);
    }

    private static void ApplyLicensing(in ChainLog entry, Rows rows)
    {
        if (LicensingContract.LicenseGranted.TryDecode(in entry.Log, out LicensingContract.LicenseGranted granted)) Grant(granted, entry, rows);
        else if (LicensingContract.Transfer.TryDecode(in entry.Log, out LicensingContract.Transfer moved)) Move(moved, entry, rows);
        else if (LicensingContract.LicenseRenewed.TryDecode(in entry.Log, out LicensingContract.LicenseRenewed renewed)) Renew(renewed, entry, rows);
        else if (LicensingContract.SubscriptionUpdate.TryDecode(in entry.Log, out LicensingContract.SubscriptionUpdate updated))
            License(updated.TokenId, entry, rows).Set("expires", updated.Expiration);
        else if (LicensingContract.LicenseHonored.TryDecode(in entry.Log, out LicensingContract.LicenseHonored honored))
            License(honored.LicenseId, entry, rows).Set("epoch", honored.Epoch);
        else if (LicensingContract.LicenseBound.TryDecode(in entry.Log, out LicensingContract.LicenseBound bound)) License(bound.LicenseId, entry, rows).Set("bound", true);
        else if (LicensingContract.CredentialPresented.TryDecode(in entry.Log, out LicensingContract.CredentialPresented presented))
            License(presented.LicenseId, entry, rows).Set("credential", presented.Credential);
        else if (LicensingContract.RenewalsEnded.TryDecode(in entry.Log, out LicensingContract.RenewalsEnded ended)) End(ended, entry, rows);
        else if (LicensingContract.CredentialRevoked.TryDecode(in entry.Log, out LicensingContract.CredentialRevoked revoked))
            rows.Put(LicensingTables.Revocations, revoked.Issuer, revoked.Credential).Set("time", entry.Time).Set("block", entry.Log.BlockNumber);
        else if (LicensingContract.VoucherCanceled.TryDecode(in entry.Log, out LicensingContract.VoucherCanceled canceled))
            rows.Put(LicensingTables.CanceledVouchers, canceled.Holder, canceled.Nonce.ToHash()).Set("block", entry.Log.BlockNumber);
    }

    private static void Offer(in OffersContract.TermsOffered offered, in ChainLog entry, Rows rows)
    {
        StoreTerms(offered, entry, rows);
        Row title = rows.Put(LicensingTables.Titles, offered.TitleId).Set("block", entry.Log.BlockNumber);
        long epoch = title.Number("epoch");
        Row offer = rows.Put(LicensingTables.Offers, offered.TitleId, offered.TermsId);
        bool stands = offer.Number("offered") != 0 && offer.Number("epoch") == epoch;
        title.Count("open_offers", IsOpen(offered.State) - (stands ? IsOpen(offer.Number("state")) : 0));
        if (!stands) offer.Set("sold", 0).Set("renewals_ended", false).Set("epoch", epoch);
        if (offer.Number("offered") == 0) offer.Set("offered", entry.Time);
        offer.Set("state", offered.State).Set("block", entry.Log.BlockNumber);
    }

    private static int IsOpen(long state) => state == (long)OfferState.Open ? 1 : 0;

    private static void StoreTerms(in OffersContract.TermsOffered offered, in ChainLog entry, Rows rows)
    {
        Row row = rows.Put(LicensingTables.Terms, offered.TermsId);
        if (!row.Bytes("currency").AsSpan().IsEmpty) return;
        OffersContract.Terms terms = offered.Terms;
        var rights = (Rights)terms.Rights;
        row.Set("currency", terms.Currency).Set("price", terms.Price).Set("payment", terms.Payment)
            .Set("period", terms.Period).Set("grace", terms.Grace).Set("unit_price", terms.UnitPrice).Set("unit", terms.Unit)
            .Set("supply", terms.Supply).Set("per_account", terms.PerAccount).Set("sale_start", terms.SaleStart).Set("sale_end", terms.SaleEnd)
            .Set("commercial", rights.HasFlag(Rights.Commercial)).Set("derivatives", rights.HasFlag(Rights.Derivatives))
            .Set("share_alike", rights.HasFlag(Rights.ShareAlike)).Set("attribution", rights.HasFlag(Rights.Attribution))
            .Set("transferable", rights.HasFlag(Rights.Transferable)).Set("royalty", terms.Royalty)
            .Set("territories", terms.Territories).Set("fields", Set(terms.Fields)).Set("data_types", Set(terms.DataTypes))
            .Set("issuer", terms.Issuer).Set("claim", terms.Claim).Set("legal_text", terms.LegalText).Set("block", entry.Log.BlockNumber);
    }

    private static byte[] Set(ulong bits) => new UInt256(bits).ToHash().ToArray();

    private static void Change(in OffersContract.OfferChanged changed, in ChainLog entry, Rows rows)
    {
        if (!rows.TryEdit(LicensingTables.Offers, out Row offer, changed.TitleId, changed.TermsId)) throw new MalformedDataException($"No log before offered the terms {changed.TermsId}.");
        int more = IsOpen(changed.State) - IsOpen(offer.Number("state"));
        offer.Set("state", changed.State).Set("block", entry.Log.BlockNumber);
        rows.Put(LicensingTables.Titles, changed.TitleId).Count("open_offers", more).Set("block", entry.Log.BlockNumber);
    }

    private static void Bind(in OffersContract.LineageLicensed licensed, in ChainLog entry, Rows rows)
    {
        if (licensed.Parents.Length != licensed.Licenses.Length) throw new MalformedDataException($"{licensed.Parents.Length} parents, but {licensed.Licenses.Length} licenses.");
        long epoch = rows.Put(LicensingTables.Titles, licensed.TitleId).Set("block", entry.Log.BlockNumber).Number("epoch");
        for (int i = 0; i < licensed.Parents.Length; i++)
        {
            UInt256 license = licensed.Licenses[i];
            bool own = license == UInt256.MaxValue;
            rows.Put(LicensingTables.LineageLicenses, licensed.TitleId, licensed.Parents[i])
                .Set("license_id", own || license.IsZero ? Cell.Null : license)
                .Set("bond", own ? 2 : license.IsZero ? 0 : 1).Set("epoch", epoch).Set("block", entry.Log.BlockNumber);
        }
    }

    private static void Grant(in LicensingContract.LicenseGranted granted, in ChainLog entry, Rows rows)
    {
        Row title = rows.Put(LicensingTables.Titles, granted.TitleId).Count("licenses", 1).Count("licenses_in_epoch", 1)
            .Set("last_granted", entry.Time).Set("block", entry.Log.BlockNumber);
        rows.Put(LicensingTables.Licenses, granted.LicenseId)
            .Set("title_id", granted.TitleId).Set("terms_id", granted.TermsId).Set("licensee", granted.Licensee).Set("payer", granted.Payer)
            .Set("territories", granted.Scope.Territories).Set("fields", Set(granted.Scope.Fields)).Set("data_types", Set(granted.Scope.DataTypes))
            .Set("since", granted.Since).Set("expires", granted.Expires).Set("currency", granted.Currency)
            .Set("price", granted.Price).Set("paid", granted.Price).Set("renewal_price", granted.RenewalPrice)
            .Set("voucher", granted.Voucher.IsZero ? Cell.Null : granted.Voucher)
            .Set("epoch", title.Number("epoch")).Set("granted", entry.Time)
            .Set("tx_hash", entry.Log.TransactionHash).Set("block", entry.Log.BlockNumber);
        if (rows.TryEdit(LicensingTables.Offers, out Row offer, granted.TitleId, granted.TermsId)) offer.Count("sold", 1).Set("block", entry.Log.BlockNumber);
    }

    // A mint comes just before its grant, which says more.
    private static void Move(in LicensingContract.Transfer moved, in ChainLog entry, Rows rows)
    {
        if (!moved.From.IsZero) License(moved.Id, entry, rows).Set("licensee", moved.To).Count("transfers", 1);
    }

    private static void Renew(in LicensingContract.LicenseRenewed renewed, in ChainLog entry, Rows rows)
    {
        License(renewed.LicenseId, entry, rows).Set("since", renewed.Since).Set("expires", renewed.Expires).Add("paid", renewed.Price).Count("renewals", 1);
        rows.Insert(LicensingTables.Renewals, entry.Log.BlockNumber, entry.Log.LogIndex)
            .Set("license_id", renewed.LicenseId).Set("payer", renewed.Payer).Set("periods", renewed.Periods).Set("price", renewed.Price)
            .Set("since", renewed.Since).Set("expires", renewed.Expires).Set("time", entry.Time).Set("tx_hash", entry.Log.TransactionHash);
    }

    private static void End(in LicensingContract.RenewalsEnded ended, in ChainLog entry, Rows rows)
    {
        if (!rows.TryEdit(LicensingTables.Offers, out Row offer, ended.TitleId, ended.TermsId)) throw new MalformedDataException($"No log before offered the terms {ended.TermsId}.");
        long epoch = rows.Put(LicensingTables.Titles, ended.TitleId).Number("epoch");
        // An offer of an earlier epoch is void, but its licenses may be honored and their renewals ended.
        if (offer.Number("epoch") == epoch) offer.Set("renewals_ended", ended.Ended).Set("block", entry.Log.BlockNumber);
        else offer.Set("epoch", epoch).Set("state", (long)OfferState.None).Set("sold", 0).Set("renewals_ended", ended.Ended).Set("block", entry.Log.BlockNumber);
    }

    private static Row License(UInt256 id, in ChainLog entry, Rows rows) => rows.TryEdit(LicensingTables.Licenses, out Row license, id)
        ? license.Set("block", entry.Log.BlockNumber) : throw new MalformedDataException($"No log before granted the license {id.ToHash()}.");
}
