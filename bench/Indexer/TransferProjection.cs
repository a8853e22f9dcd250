using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;
using ModelDeed.Titles;

namespace ModelDeed.Bench.Indexer;

/// <summary>The schema of Ponder's reference-erc721 example: two upserts of accounts, one of a token, and a row for the event.</summary>
internal sealed class TransferProjection(Address contract) : IProjection
{
    private static readonly Table Accounts = new("account", "Whoever sent or got a token.", 1, Column.Bytes("address", "Who."));

    private static readonly Table Tokens = new("token", "Who owns it.", 1, Column.Bytes("id", "The token."), Column.Bytes("owner", "Its owner."));

    private static readonly Table Transfers = new("transfer_event", "A transfer.", 2,
        Column.Number("block", "Its block."), Column.Number("log_index", "Position in the block."), Column.Number("timestamp", "Seconds since 1970."),
        Column.Bytes("from_account", "From."), Column.Bytes("to_account", "To."), Column.Bytes("token", "The token."));

    public IReadOnlyList<Table> Tables => [Accounts, Tokens, Transfers];

    public void Apply(in ChainLog entry, Rows rows)
    {
        if (entry.Log.Address != contract || !TitlesContract.Transfer.TryDecode(in entry.Log, out TitlesContract.Transfer moved)) return;
        rows.Put(Accounts, moved.From);
        rows.Put(Accounts, moved.To);
        rows.Put(Tokens, moved.TokenId).Set("owner", moved.To);
        rows.Insert(Transfers, entry.Log.BlockNumber, entry.Log.LogIndex)
            .Set("timestamp", entry.Time).Set("from_account", moved.From).Set("to_account", moved.To).Set("token", moved.TokenId);
    }
}
