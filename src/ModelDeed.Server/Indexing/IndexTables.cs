namespace ModelDeed.Server.Indexing;

/// <summary>What the index itself keeps: the chain as it was read, and how to undo its last blocks.</summary>
internal static class IndexTables
{
    public static readonly Table State = new("index_state", "One row for each fact about the index.", 1,
        Column.Text("name", "chain_id; schema: digest of what is projected how; stored_block, stored_hash: up to where logs are stored (-1 for none); applied_block: up to where they are in the tables; final_block: up to where they can't be undone; journal_from: above which undo has every block."),
        Column.Text("value", "Decimal, or 0x and hexadecimal."));

    public static readonly Table Blocks = new("blocks", "Every block with logs, and each of the last ones.", 1,
        Column.Number("number", "Its height."),
        Column.Bytes("hash", "Its hash."),
        Column.Bytes("parent", "Its parent's hash."),
        Column.Number("time", "Seconds since 1970."),
        Column.Bytes("logs", "Its logs, packed (Indexing/LogPack.cs); null for none.").OrNull());

    public static readonly Table Undo = new("undo", "Rows as they were before a block changed them.", 2,
        Column.Number("block", "Height of the block."),
        Column.Number("position", "In the order of the changes."),
        Column.Text("table_name", "The table."),
        Column.Bytes("row", "1 and the row as it was, or 0 and the key of a row that wasn't there (Indexing/RowCodec.cs)."));

    public static readonly Table Digests = new("digests", "The digest of each table's rows.", 1,
        Column.Text("table_name", "The table."),
        Column.Bytes("digest", "Sum of the SHA-256 hashes of its rows, modulo 2^256."),
        Column.Number("rows", "How many it has."));

    public static readonly Table Created = new("created_contracts", "A contract that an indexed one created, and whose logs are indexed too.", 1,
        Column.Bytes("address", "The contract."),
        Column.Number("block", "Height of the block that created it."));

    public static IReadOnlyList<Table> All { get; } = [State, Blocks, Undo, Digests, Created];
}
