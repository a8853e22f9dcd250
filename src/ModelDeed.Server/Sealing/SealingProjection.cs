using ModelDeed.Ethereum;
using ModelDeed.Sealing;
using ModelDeed.Server.Indexing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Sealing;

/// <summary>Sealed packages and custodians, from the logs of <c>Packages</c> and <c>Custodians</c>; and titles' epochs, from those of <c>Titles</c>.</summary>
internal sealed class SealingProjection(Address titles, Address packages, Address custodians) : IProjection
{
    private const int SourcesWord = 2, UrlWord = 1;

    public IReadOnlyList<Table> Tables => [SealingTables.Packages, SealingTables.Epochs, SealingTables.Custodians, SealingTables.Keys];

    public void Apply(in ChainLog entry, Rows rows)
    {
        if (entry.Log.Topics.Count == 0) return;
        if (entry.Log.Address == packages) ApplyPackages(in entry, rows);
        else if (entry.Log.Address == custodians) ApplyCustodians(in entry, rows);
        else if (entry.Log.Address == titles) ApplyTitles(in entry, rows);
    }

    private static void ApplyTitles(in ChainLog entry, Rows rows)
    {
        if (TitlesContract.TitleSuperseded.TryDecode(in entry.Log, out TitlesContract.TitleSuperseded superseded)) NextEpoch(superseded.TitleId, entry, rows);
        else if (TitlesContract.TitleDissolved.TryDecode(in entry.Log, out TitlesContract.TitleDissolved dissolved)) NextEpoch(dissolved.TitleId, entry, rows);
    }

    private static void NextEpoch(UInt256 title, in ChainLog entry, Rows rows) =>
        rows.Put(SealingTables.Epochs, title).Count("epoch", 1).Set("block", entry.Log.BlockNumber);

    private static void ApplyPackages(in ChainLog entry, Rows rows)
    {
        Log log = entry.Log.Topics[0] == PackagesContract.Published.Topic0 ? TitleText.Mend(in entry.Log, SourcesWord, out _) : entry.Log;
        if (PackagesContract.Published.TryDecode(in log, out PackagesContract.Published published)) Publish(published, entry, rows);
        else if (PackagesContract.Withdrawn.TryDecode(in log, out PackagesContract.Withdrawn withdrawn)) rows.Remove(SealingTables.Packages, withdrawn.Fingerprint);
    }

    private static void Publish(in PackagesContract.Published published, in ChainLog entry, Rows rows)
    {
        long epoch = rows.TryEdit(SealingTables.Epochs, out Row title, published.TitleId) ? title.Number("epoch") : 0;
        rows.Put(SealingTables.Packages, published.Fingerprint)
            .Set("title_id", published.TitleId).Set("epoch", epoch).Set("header", published.Header).Set("root", published.Root)
            .Set("sources", published.Sources).Set("published", entry.Time).Set("tx_hash", entry.Log.TransactionHash).Set("block", entry.Log.BlockNumber);
    }

    private static void ApplyCustodians(in ChainLog entry, Rows rows)
    {
        bool hasUrl = entry.Log.Topics[0] == CustodiansContract.Joined.Topic0 || entry.Log.Topics[0] == CustodiansContract.Changed.Topic0;
        Log log = hasUrl ? TitleText.Mend(in entry.Log, UrlWord, out _) : entry.Log;
        if (CustodiansContract.Joined.TryDecode(in log, out CustodiansContract.Joined joined)) Join(joined, entry, rows);
        else if (CustodiansContract.Changed.TryDecode(in log, out CustodiansContract.Changed changed))
            Custodian(changed.Account, entry, rows).Set("url", changed.Url).Set("territories", changed.Territories);
        else if (CustodiansContract.KeyChanged.TryDecode(in log, out CustodiansContract.KeyChanged turned)) Own(turned.Key, turned.Account, entry, rows, Custodian(turned.Account, entry, rows));
        else if (CustodiansContract.Bonded.TryDecode(in log, out CustodiansContract.Bonded bonded)) Custodian(bonded.Account, entry, rows).Set("bond", bonded.Bond);
        else if (CustodiansContract.Left.TryDecode(in log, out CustodiansContract.Left left)) Custodian(left.Account, entry, rows).Set("left_at", entry.Time);
        else if (CustodiansContract.BondReturned.TryDecode(in log, out CustodiansContract.BondReturned returned)) Custodian(returned.Account, entry, rows).Set("bond", UInt256.Zero);
        else if (CustodiansContract.Equivocated.TryDecode(in log, out CustodiansContract.Equivocated equivocated))
            Custodian(equivocated.Account, entry, rows).Set("bond", UInt256.Zero).Set("convicted", entry.Time);
    }

    private static void Join(in CustodiansContract.Joined joined, in ChainLog entry, Rows rows) =>
        Own(joined.Key, joined.Account, entry, rows, rows.Put(SealingTables.Custodians, joined.Account)
            .Set("url", joined.Url).Set("territories", joined.Territories).Set("joined", entry.Time).Set("tx_hash", entry.Log.TransactionHash).Set("block", entry.Log.BlockNumber));

    private static void Own(Hash32 key, Address account, in ChainLog entry, Rows rows, Row custodian)
    {
        custodian.Set("public_key", key);
        rows.Put(SealingTables.Keys, key).Set("account", account).Set("block", entry.Log.BlockNumber);
    }

    private static Row Custodian(Address account, in ChainLog entry, Rows rows) => rows.TryEdit(SealingTables.Custodians, out Row custodian, account)
        ? custodian.Set("block", entry.Log.BlockNumber) : throw new MalformedDataException($"No log before let the custodian {account} join.");
}
