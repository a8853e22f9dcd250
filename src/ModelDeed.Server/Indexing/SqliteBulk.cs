using Microsoft.Data.Sqlite;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>SQLite: one prepared statement for each table and act, run row by row.</summary>
internal sealed class SqliteBulk(SqliteConnection connection) : IBulk
{
    private readonly Dictionary<(string Table, string Act), SqliteCommand> _commands = [];

    public void Write(Table table, IReadOnlyList<object?[]> rows)
    {
        SqliteCommand command = Prepare(table, "write", table.Columns.Count);
        foreach (object?[] row in rows)
        {
            Bind(command, row);
            command.ExecuteNonQuery();
        }
    }

    public void Delete(Table table, IReadOnlyList<object?[]> keys)
    {
        SqliteCommand command = Prepare(table, "delete", table.Key);
        foreach (object?[] key in keys)
        {
            Bind(command, key);
            command.ExecuteNonQuery();
        }
    }

    public object?[]? Read(Table table, object?[] key)
    {
        SqliteCommand command = Prepare(table, "read", table.Key);
        Bind(command, key);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? IBulk.Cells(table, reader) : null;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in _commands.Values) command.Dispose();
    }

    private SqliteCommand Prepare(Table table, string act, int parameters)
    {
        if (!_commands.TryGetValue((table.Name, act), out SqliteCommand? command))
        {
            command = connection.CreateCommand();
            string key = string.Join(" AND ", table.Columns.Take(table.Key).Select((column, i) => $"{column.Name}=@p{i}"));
            command.CommandText = act switch
            {
                "write" => $"INSERT OR REPLACE INTO {table.Name} VALUES ({string.Join(',', table.Columns.Select((_, i) => $"@p{i}"))})",
                "delete" => $"DELETE FROM {table.Name} WHERE {key}",
                _ => $"SELECT {string.Join(',', table.Columns.Select(column => column.Name))} FROM {table.Name} WHERE {key}",
            };
            for (int i = 0; i < parameters; i++) command.Parameters.Add(new SqliteParameter($"@p{i}", null));
            _commands.Add((table.Name, act), command);
        }
        return command;
    }

    private static void Bind(SqliteCommand command, object?[] cells)
    {
        for (int i = 0; i < command.Parameters.Count; i++)
            command.Parameters[i].Value = cells[i] switch { null => DBNull.Value, UInt256 amount => Amounts.ToText(amount), object other => other };
    }
}
