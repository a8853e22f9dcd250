using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>Logs that broke their event's format: shown on the health page, never dropped in silence.</summary>
internal static class SkippedLogs
{
    public static readonly Table Table = new("skipped_logs", "A log of an indexed contract that a projection could not read.", 3,
        Column.Number("block", "Height of its block."),
        Column.Number("log_index", "Position in the block."),
        Column.Text("projection", "Who could not read it."),
        Column.Bytes("address", "The contract."),
        Column.Bytes("event", "First topic; empty for none."),
        Column.Text("reason", "What was wrong."),
        Column.Bytes("tx_hash", "Its transaction."));

    public static void Record(Rows rows, in ChainLog entry, string projection, string reason)
    {
        Log log = entry.Log;
        rows.Put(Table, log.BlockNumber, log.LogIndex, projection)
            .Set("address", log.Address)
            .Set("event", log.Topics.Count > 0 ? log.Topics[0].ToArray() : [])
            .Set("reason", reason)
            .Set("tx_hash", log.TransactionHash);
    }
}
