using System.Data.Common;

namespace ModelDeed.Server.Indexing;

/// <summary>Writes many rows at once, as each database does it fast. Within the transaction that its connection has open.</summary>
internal interface IBulk : IDisposable
{
    /// <summary>Writes rows; those whose key is there are replaced.</summary>
    void Write(Table table, IReadOnlyList<object?[]> rows);

    /// <summary>Deletes the rows of the keys.</summary>
    void Delete(Table table, IReadOnlyList<object?[]> keys);

    /// <summary>The row of a key; null for none.</summary>
    object?[]? Read(Table table, object?[] key);

    public static IBulk Of(Dialect dialect, DbConnection connection) =>
        dialect == Dialect.Sqlite ? new SqliteBulk((Microsoft.Data.Sqlite.SqliteConnection)connection) : new PostgresBulk((Npgsql.NpgsqlConnection)connection);

    /// <summary>A row from a reader that stands on it.</summary>
    protected internal static object?[] Cells(Table table, DbDataReader reader)
    {
        var cells = new object?[table.Columns.Count];
        for (int i = 0; i < cells.Length; i++)
        {
            if (reader.IsDBNull(i)) continue;
            cells[i] = table.Columns[i].Kind switch
            {
                ColumnKind.Bytes => reader.GetFieldValue<byte[]>(i),
                ColumnKind.Number => reader.GetInt64(i),
                ColumnKind.Text => reader.GetString(i),
                _ => Amounts.Parse(reader.GetString(i)),
            };
        }
        return cells;
    }
}
