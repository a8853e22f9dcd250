using Microsoft.Data.Sqlite;
using ModelDeed.Ethereum;
using SQLitePCL;

namespace ModelDeed.Server.Indexing;

/// <summary>SQLite: one prepared statement for each table and act, run row by row.</summary>
/// <remarks>Writes go to SQLite itself: a command looks each parameter up by its name every time, which takes longer than writing.</remarks>
internal sealed class SqliteBulk(SqliteConnection connection) : IBulk
{
    private readonly Dictionary<(string Table, string Act), SqliteCommand> _commands = [];
    private readonly Dictionary<(string Table, string Act), sqlite3_stmt> _statements = [];

    public void Write(Table table, IReadOnlyList<object?[]> rows) => Run(Statement(table, "write", table.Columns.Count), rows);

    public void Delete(Table table, IReadOnlyList<object?[]> keys) => Run(Statement(table, "delete", table.Key), keys);

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
        foreach (sqlite3_stmt statement in _statements.Values) statement.Dispose();
    }

    private void Run(Cached cached, IReadOnlyList<object?[]> rows)
    {
        foreach (object?[] row in rows)
        {
            for (int i = 0; i < cached.Parameters; i++) Require(Bind(cached.Statement, i + 1, row[i]), raw.SQLITE_OK);
            int result = raw.sqlite3_step(cached.Statement);
            raw.sqlite3_reset(cached.Statement);
            Require(result, raw.SQLITE_DONE);
        }
    }

    private void Require(int result, int expected)
    {
        if (result != expected) throw new SqliteException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), result, raw.sqlite3_extended_errcode(connection.Handle));
    }

    private Cached Statement(Table table, string act, int parameters)
    {
        if (!_statements.TryGetValue((table.Name, act), out sqlite3_stmt? statement))
        {
            Require(raw.sqlite3_prepare_v2(connection.Handle, Sql(table, act), out statement), raw.SQLITE_OK);
            _statements.Add((table.Name, act), statement);
        }
        return new Cached(statement, parameters);
    }

    private static int Bind(sqlite3_stmt statement, int at, object? cell) => cell switch
    {
        null => raw.sqlite3_bind_null(statement, at),
        long number => raw.sqlite3_bind_int64(statement, at, number),
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, at, 0), // an empty span would be bound as null
        byte[] bytes => raw.sqlite3_bind_blob(statement, at, bytes),
        UInt256 amount => raw.sqlite3_bind_text(statement, at, Amounts.ToText(amount)),
        string text => raw.sqlite3_bind_text(statement, at, text),
        _ => throw new ArgumentException($"No column holds {cell.GetType().Name}.", nameof(cell)),
    };

    private static string Sql(Table table, string act)
    {
        string key = string.Join(" AND ", table.Columns.Take(table.Key).Select((column, i) => $"{column.Name}=@p{i}"));
        return act switch
        {
            "write" => $"INSERT OR REPLACE INTO {table.Name} VALUES ({string.Join(',', table.Columns.Select((_, i) => $"@p{i}"))})",
            "delete" => $"DELETE FROM {table.Name} WHERE {key}",
            _ => $"SELECT {string.Join(',', table.Columns.Select(column => column.Name))} FROM {table.Name} WHERE {key}",
        };
    }

    private SqliteCommand Prepare(Table table, string act, int parameters)
    {
        if (!_commands.TryGetValue((table.Name, act), out SqliteCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = Sql(table, act);
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

    private readonly record struct Cached(sqlite3_stmt Statement, int Parameters);
}
