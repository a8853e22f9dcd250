using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Server.Shares;

/// <summary>Divided titles, from the logs of <c>Shares</c> and of the tokens that it creates.</summary>
internal sealed class ShareProjection(Address shares) : IProjection
{
    private const int NameWord = 3, SymbolWord = 4, Open = 1, Accepted = 2, Withdrawn = 3;

    public IReadOnlyList<Table> Tables =>
        [ShareTables.Divisions, ShareTables.Holdings, ShareTables.Motions, ShareTables.Support, ShareTables.Claims, ShareTables.Redemptions];

    /// <summary>The token that a log of <c>Shares</c> tells of, or null.</summary>
    public static Address? Created(Address shares, in Log log) =>
        log.Address == shares && log.Topics.Count == 4 && log.Topics[0] == SharesContract.TitleDivided.Topic0 ? new Address(log.Topics[2].Bytes[12..]) : null;

    public void Apply(in ChainLog entry, Rows rows)
    {
        if (entry.Log.Address == shares) ApplyShares(in entry, rows);
        else if (IsToken(in entry.Log, rows)) ApplyToken(in entry, rows);
    }

    /// <summary>A division's names, mended where they aren't UTF-8.</summary>
    public static Log Mend(in Log log)
    {
        Log named = TitleText.Mend(in log, NameWord, out _);
        return TitleText.Mend(in named, SymbolWord, out _);
    }

    // Titles, licenses and tokens share the Transfer event: only those of known tokens are shares'.
    private static bool IsToken(in Log log, Rows rows) =>
        log.Topics.Count == 3 && IsTokenEvent(log.Topics[0]) && rows.Has(ShareTables.Divisions, log.Address);

    private static bool IsTokenEvent(Hash32 topic) =>
        topic == ShareContract.Transfer.Topic0 || topic == ShareContract.DelegateChanged.Topic0 || topic == ShareContract.IncomeClaimed.Topic0;

    private static void ApplyShares(in ChainLog entry, Rows rows)
    {
        if (entry.Log.Topics.Count > 0 && entry.Log.Topics[0] == SharesContract.TitleDivided.Topic0) Divide(entry, rows);
        else if (SharesContract.MotionOpened.TryDecode(in entry.Log, out SharesContract.MotionOpened opened)) Begin(opened, entry, rows);
        else if (SharesContract.MotionSupported.TryDecode(in entry.Log, out SharesContract.MotionSupported supported)) Support(supported, entry, rows);
        else if (SharesContract.MotionAccepted.TryDecode(in entry.Log, out SharesContract.MotionAccepted accepted)) Accept(accepted.MotionId, entry, rows);
        else if (SharesContract.MotionWithdrawn.TryDecode(in entry.Log, out SharesContract.MotionWithdrawn withdrawn))
            Motion(withdrawn.MotionId, entry, rows).Set("state", Withdrawn);
        else if (SharesContract.Redeemed.TryDecode(in entry.Log, out SharesContract.Redeemed redeemed)) Redeem(redeemed, entry, rows);
        else if (SharesContract.StewardAppointed.TryDecode(in entry.Log, out SharesContract.StewardAppointed appointed))
            Division(appointed.Share, entry, rows).Set("steward", appointed.Steward);
    }

    private static void Divide(in ChainLog entry, Rows rows)
    {
        Log log = Mend(in entry.Log);
        if (!SharesContract.TitleDivided.TryDecode(in log, out SharesContract.TitleDivided divided)) return;
        UInt256 issued = divided.Allotments.Aggregate(UInt256.Zero, (sum, allotment) => Amounts.Sum(sum, allotment.Amount));
        rows.Put(ShareTables.Divisions, divided.Share)
            .Set("title_id", divided.TitleId).Set("divider", divided.Divider).Set("majority", divided.Majority).Set("steward", divided.Steward)
            .Set("currency", divided.Currency).Set("name", divided.Name).Set("symbol", divided.Symbol).Set("issued", issued)
            .Set("divided", entry.Time).Set("tx_hash", entry.Log.TransactionHash).Set("block", entry.Log.BlockNumber);
    }

    private static void Begin(in SharesContract.MotionOpened opened, in ChainLog entry, Rows rows) =>
        rows.Put(ShareTables.Motions, opened.MotionId)
            .Set("share", opened.Share).Set("proposer", opened.Proposer).Set("candidate", opened.Candidate)
            .Set("currency", opened.Currency).Set("price", opened.Price).Set("snapshot", opened.Snapshot)
            .Set("state", Open).Set("opened", entry.Time).Set("block", entry.Log.BlockNumber);

    private static void Support(in SharesContract.MotionSupported supported, in ChainLog entry, Rows rows)
    {
        Motion(supported.MotionId, entry, rows).Set("accepted", supported.Accepted);
        if (supported.Votes.IsZero) rows.Remove(ShareTables.Support, supported.MotionId, supported.Account);
        else rows.Put(ShareTables.Support, supported.MotionId, supported.Account).Set("votes", supported.Votes).Set("block", entry.Log.BlockNumber);
    }

    private static void Accept(UInt256 id, in ChainLog entry, Rows rows)
    {
        Row motion = Motion(id, entry, rows).Set("state", Accepted);
        if (!motion.Amount("price").IsZero) Division(motion.Address("share"), entry, rows).Set("bought_out", id);
    }

    private static void Redeem(in SharesContract.Redeemed redeemed, in ChainLog entry, Rows rows)
    {
        Motion(redeemed.MotionId, entry, rows).Add("redeemed", redeemed.Amount);
        rows.Insert(ShareTables.Redemptions, entry.Log.BlockNumber, entry.Log.LogIndex)
            .Set("motion_id", redeemed.MotionId).Set("account", redeemed.Account).Set("recipient", redeemed.To)
            .Set("shares", redeemed.Shares).Set("amount", redeemed.Amount).Set("time", entry.Time).Set("tx_hash", entry.Log.TransactionHash);
    }

    private static void ApplyToken(in ChainLog entry, Rows rows)
    {
        Address share = entry.Log.Address;
        if (ShareContract.Transfer.TryDecode(in entry.Log, out ShareContract.Transfer moved))
        {
            Hold(share, moved.From, moved.Value, arrives: false, entry, rows);
            Hold(share, moved.To, moved.Value, arrives: true, entry, rows);
        }
        else if (ShareContract.DelegateChanged.TryDecode(in entry.Log, out ShareContract.DelegateChanged changed))
            rows.Put(ShareTables.Holdings, share, changed.Delegator)
                .Set("delegate", changed.ToDelegate.IsZero || changed.ToDelegate == changed.Delegator ? Cell.Null : changed.ToDelegate).Set("block", entry.Log.BlockNumber);
        else if (ShareContract.IncomeClaimed.TryDecode(in entry.Log, out ShareContract.IncomeClaimed claimed))
            rows.Put(ShareTables.Claims, share, claimed.Account, claimed.Currency).Add("claimed", claimed.Amount).Set("block", entry.Log.BlockNumber);
    }

    private static void Hold(Address share, Address account, UInt256 value, bool arrives, in ChainLog entry, Rows rows)
    {
        if (account.IsZero) return;
        Row holding = rows.Put(ShareTables.Holdings, share, account).Set("block", entry.Log.BlockNumber);
        bool had = !holding.Amount("shares").IsZero;
        if (arrives) holding.Add("shares", value);
        else holding.Take("shares", value);
        bool has = !holding.Amount("shares").IsZero;
        if (had != has) Division(share, entry, rows).Count("holders", has ? 1 : -1);
    }

    private static Row Division(Address share, in ChainLog entry, Rows rows) => rows.TryEdit(ShareTables.Divisions, out Row division, share)
        ? division.Set("block", entry.Log.BlockNumber) : throw new MalformedDataException($"No log before divided a title into {share}.");

    private static Row Motion(UInt256 id, in ChainLog entry, Rows rows) => rows.TryEdit(ShareTables.Motions, out Row motion, id)
        ? motion.Set("block", entry.Log.BlockNumber) : throw new MalformedDataException($"No log before opened the motion {id}.");
}
