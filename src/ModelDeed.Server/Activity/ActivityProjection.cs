using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Royalties;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Shares;
using ModelDeed.Shares;

namespace ModelDeed.Server.Activity;

/// <summary>What happened, in the words that a page shows: one row for each log that a person would call an event.</summary>
internal sealed class ActivityProjection(ActivitySources sources) : IProjection
{
    public static readonly Table Shares = new("activity_shares", "The title of a share token, for its activity.", 1,
        Column.Bytes("share", "The token."),
        Column.Bytes("title_id", "The title."));

    public static readonly Table Licenses = new("activity_licenses", "The title and currency of a license, for its activity.", 1,
        Column.Bytes("license_id", "The license."),
        Column.Bytes("title_id", "The title."),
        Column.Bytes("currency", "What it is paid in."),
        Column.Number("expires", "Seconds since 1970, as granted or renewed last."));

    public static readonly Table Motions = new("activity_motions", "The share token and currency of a motion, for its activity.", 1,
        Column.Bytes("motion_id", "The motion."),
        Column.Bytes("share", "The token."),
        Column.Bytes("currency", "The offer's."));

    public static readonly Table Support = new("activity_support", "With how many votes an account accepts a motion, for its activity.", 2,
        Column.Bytes("motion_id", "The motion."),
        Column.Bytes("account", "The holder."),
        Column.Amount("votes", "Votes."));

    public IReadOnlyList<Table> Tables => [ActivityTables.Activity, Shares, Licenses, Motions, Support, MarketActivity.Auctions];

    public void Apply(in ChainLog entry, Rows rows)
    {
        Happening? happening = Read(in entry.Log, rows);
        if (happening is not { } event_) return;
        rows.Insert(ActivityTables.Activity, entry.Log.BlockNumber, entry.Log.LogIndex)
            .Set("kind", event_.Kind)
            .Set("title_id", event_.Title is { } title ? title : Cell.Null)
            .Set("actor", event_.Actor is { } actor ? actor : Cell.Null)
            .Set("other", event_.Other is { } other ? other : Cell.Null)
            .Set("subject", event_.Subject is { } subject ? subject : Cell.Null)
            .Set("currency", event_.Currency is { } currency ? currency : Cell.Null)
            .Set("amount", event_.Amount is { } amount ? amount : Cell.Null)
            .Set("time", entry.Time).Set("tx_hash", entry.Log.TransactionHash);
    }

    private Happening? Read(in Log log, Rows rows)
    {
        Address from = log.Address;
        if (log.Topics.Count == 0) return null;
        if (from == sources.Titles) return TitleActivity.Read(in log);
        if (from == sources.Royalties) return OfRoyalties(in log);
        if (from == sources.Licensing) return OfLicensing(in log, rows);
        if (from == sources.Offers) return OfOffers(in log);
        if (from == sources.Shares) return OfShares(in log, rows);
        if (from == sources.Market) return MarketActivity.Read(in log, rows);
        if (from == sources.Anchors) return AnchorsContract.Anchored.TryDecode(in log, out AnchorsContract.Anchored anchored) ? new Happening("anchored") { Subject = anchored.Root } : null;
        return OfToken(in log, rows);
    }

    private static Happening? OfRoyalties(in Log log)
    {
        if (RoyaltiesContract.Paid.TryDecode(in log, out RoyaltiesContract.Paid paid))
            return new Happening("paid") { Title = paid.TitleId, Actor = paid.Payer, Currency = paid.Currency, Amount = paid.Received };
        if (RoyaltiesContract.Distributed.TryDecode(in log, out RoyaltiesContract.Distributed distributed))
            return new Happening("distributed") { Title = distributed.TitleId, Currency = distributed.Currency, Amount = distributed.Amount };
        if (RoyaltiesContract.Withdrawn.TryDecode(in log, out RoyaltiesContract.Withdrawn taken))
            return new Happening("withdrawn") { Title = taken.TitleId, Actor = taken.To, Other = taken.Payee, Currency = taken.Currency, Amount = taken.Amount };
        return null;
    }

    private static Happening? OfOffers(in Log log)
    {
        if (OffersContract.TermsOffered.TryDecode(in log, out OffersContract.TermsOffered offered))
            return new Happening("offered") { Title = offered.TitleId, Subject = offered.TermsId, Currency = offered.Terms.Currency, Amount = offered.Terms.Price };
        if (OffersContract.OfferChanged.TryDecode(in log, out OffersContract.OfferChanged changed))
            return new Happening(changed.State == (byte)OfferState.Open ? "offer-opened" : "offer-closed") { Title = changed.TitleId, Subject = changed.TermsId };
        return null;
    }

    private static Happening? OfLicensing(in Log log, Rows rows)
    {
        if (LicensingContract.LicenseGranted.TryDecode(in log, out LicensingContract.LicenseGranted granted))
        {
            rows.Put(Licenses, granted.LicenseId).Set("title_id", granted.TitleId).Set("currency", granted.Currency).Set("expires", granted.Expires);
            return new Happening("licensed") { Title = granted.TitleId, Actor = granted.Payer, Other = granted.Licensee, Subject = granted.LicenseId.ToHash(), Currency = granted.Currency, Amount = granted.Price };
        }
        if (LicensingContract.LicenseRenewed.TryDecode(in log, out LicensingContract.LicenseRenewed renewed)) return Renewed(renewed, rows);
        if (LicensingContract.SubscriptionUpdate.TryDecode(in log, out LicensingContract.SubscriptionUpdate updated)) return Updated(updated, rows);
        if (LicensingContract.Transfer.TryDecode(in log, out LicensingContract.Transfer moved))
            return moved.From.IsZero ? null : OfLicense("license-transferred", moved.Id, rows) with { Actor = moved.From, Other = moved.To };
        if (LicensingContract.LicenseBound.TryDecode(in log, out LicensingContract.LicenseBound bound)) return OfLicense("license-bound", bound.LicenseId, rows);
        if (LicensingContract.LicenseHonored.TryDecode(in log, out LicensingContract.LicenseHonored honored)) return OfLicense("honored", honored.LicenseId, rows);
        if (LicensingContract.RenewalsEnded.TryDecode(in log, out LicensingContract.RenewalsEnded ended))
            return new Happening(ended.Ended ? "renewals-ended" : "renewals-resumed") { Title = ended.TitleId, Subject = ended.TermsId };
        if (LicensingContract.CredentialRevoked.TryDecode(in log, out LicensingContract.CredentialRevoked revoked))
            return new Happening("credential-revoked") { Actor = revoked.Issuer, Subject = revoked.Credential };
        return null;
    }

    private static Happening OfLicense(string kind, UInt256 id, Rows rows) => new(kind)
    {
        Subject = id.ToHash(),
        Title = rows.TryEdit(Licenses, out Row license, id) ? license.Id("title_id") : null,
    };

    private static Happening Renewed(in LicensingContract.LicenseRenewed renewed, Rows rows)
    {
        Happening happening = OfLicense("renewed", renewed.LicenseId, rows) with { Actor = renewed.Payer, Amount = renewed.Price };
        return rows.TryEdit(Licenses, out Row license, renewed.LicenseId)
            ? happening with { Currency = license.Set("expires", renewed.Expires).Address("currency") } : happening;
    }

    // A renewal says the same once more; a cancellation says nothing else.
    private static Happening? Updated(in LicensingContract.SubscriptionUpdate updated, Rows rows)
    {
        if (!rows.TryEdit(Licenses, out Row license, updated.TokenId) || license.Number("expires") == (long)updated.Expiration) return null;
        license.Set("expires", updated.Expiration);
        return OfLicense("canceled", updated.TokenId, rows);
    }

    private static Happening? OfShares(in Log log, Rows rows)
    {
        if (log.Topics[0] == SharesContract.TitleDivided.Topic0)
        {
            Log mended = ShareProjection.Mend(in log);
            if (!SharesContract.TitleDivided.TryDecode(in mended, out SharesContract.TitleDivided divided)) return null;
            rows.Put(Shares, divided.Share).Set("title_id", divided.TitleId);
            return new Happening("divided") { Title = divided.TitleId, Actor = divided.Divider, Other = divided.Share };
        }
        if (SharesContract.MotionOpened.TryDecode(in log, out SharesContract.MotionOpened opened))
        {
            rows.Put(Motions, opened.MotionId).Set("share", opened.Share).Set("currency", opened.Currency);
            Happening motion = OfMotion("motion", opened.MotionId, rows) with { Actor = opened.Proposer };
            return opened.Price.IsZero ? motion with { Other = opened.Candidate } : motion with { Currency = opened.Currency, Amount = opened.Price };
        }
        if (SharesContract.MotionSupported.TryDecode(in log, out SharesContract.MotionSupported supported)) return Supported(supported, rows);
        if (SharesContract.MotionAccepted.TryDecode(in log, out SharesContract.MotionAccepted accepted)) return OfMotion("motion-accepted", accepted.MotionId, rows);
        if (SharesContract.MotionWithdrawn.TryDecode(in log, out SharesContract.MotionWithdrawn withdrawn)) return OfMotion("motion-withdrawn", withdrawn.MotionId, rows);
        if (SharesContract.StewardAppointed.TryDecode(in log, out SharesContract.StewardAppointed appointed))
            return new Happening("steward") { Title = TitleOf(appointed.Share, rows), Other = appointed.Steward };
        if (SharesContract.Redeemed.TryDecode(in log, out SharesContract.Redeemed redeemed))
        {
            Happening paid = OfMotion("redeemed", redeemed.MotionId, rows) with { Actor = redeemed.Account, Other = redeemed.To, Amount = redeemed.Amount };
            return rows.TryEdit(Motions, out Row motion, redeemed.MotionId) ? paid with { Currency = motion.Address("currency") } : paid;
        }
        return null;
    }

    // Votes also change by taking them back, or by parting with shares.
    private static Happening Supported(in SharesContract.MotionSupported supported, Rows rows)
    {
        Row support = rows.Put(Support, supported.MotionId, supported.Account);
        bool lowered = support.Amount("votes") > supported.Votes;
        support.Set("votes", supported.Votes);
        return OfMotion(lowered ? "support-lowered" : "supported", supported.MotionId, rows) with { Actor = supported.Account };
    }

    private static Happening OfMotion(string kind, UInt256 id, Rows rows) => new(kind)
    {
        Subject = id.ToHash(),
        Title = rows.TryEdit(Motions, out Row motion, id) ? TitleOf(motion.Address("share"), rows) : null,
    };

    private static UInt256? TitleOf(Address share, Rows rows) => rows.TryEdit(Shares, out Row row, share) ? row.Id("title_id") : null;

    private static Happening? OfToken(in Log log, Rows rows)
    {
        if (TitleOf(log.Address, rows) is not { } title) return null;
        if (ShareContract.Transfer.TryDecode(in log, out ShareContract.Transfer moved) && !moved.From.IsZero && !moved.To.IsZero)
            return new Happening("share-transferred") { Title = title, Actor = moved.From, Other = moved.To, Currency = log.Address, Amount = moved.Value };
        if (ShareContract.IncomeClaimed.TryDecode(in log, out ShareContract.IncomeClaimed claimed))
            return new Happening("claimed") { Title = title, Actor = claimed.Account, Other = claimed.To, Currency = claimed.Currency, Amount = claimed.Amount };
        return null;
    }
}
