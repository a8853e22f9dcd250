using ModelDeed.Anchors;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Anchors;

/// <summary>The roots that <c>Anchors</c> timestamped.</summary>
internal sealed class AnchorProjection(Address anchors) : IProjection
{
    public static readonly Table Anchors = new("anchors", "A Merkle root on chain.", 1,
        Column.Bytes("root", "The root."),
        Column.Number("time", "Seconds since 1970 from which it proves priority."),
        Column.Number("block", "Height of the block with its log."),
        Column.Bytes("tx_hash", "Its transaction."))
    { Indexes = ["time"] };

    public IReadOnlyList<Table> Tables => [Anchors];

    public void Apply(in ChainLog entry, Rows rows)
    {
        if (entry.Log.Address != anchors || !AnchorsContract.Anchored.TryDecode(in entry.Log, out AnchorsContract.Anchored anchored)) return;
        rows.Put(Anchors, anchored.Root).Set("time", anchored.Time).Set("block", entry.Log.BlockNumber).Set("tx_hash", entry.Log.TransactionHash);
    }
}
