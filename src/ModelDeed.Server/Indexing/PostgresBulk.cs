using ModelDeed.Ethereum;
using Npgsql;
using NpgsqlTypes;

namespace ModelDeed.Server.Indexing;

/// <summary>PostgreSQL: one statement for many rows, which go as one array for each column.</summary>
internal sealed class PostgresBulk(NpgsqlConnection connection) : IBulk
{
    private const int MostRows = 10_000;

    public void Write(Table table, IReadOnlyList<object?[]> rows)
    {
        string columns = string.Join(", ", table.Columns.Select(column => column.Name));
        string key = string.Join(", ", table.Columns.Take(table.Key).Select(column => column.Name));
        string sets = string.Join(", ", table.Columns.Skip(table.Key).Select(column => $"{column.Name}=excluded.{column.Name}"));
        string conflict = sets.Length == 0 ? "DO NOTHING" : "DO UPDATE SET " + sets;
        string sql = $"INSERT INTO {table.Name} ({columns}) SELECT * FROM unnest({Arrays(table, table.Columns.Count)}) ON CONFLICT ({key}) {conflict}";
        Run(sql, table, rows, table.Columns.Count);
    }

    public void Delete(Table table, IReadOnlyList<object?[]> keys)
    {
        IEnumerable<string> same = table.Columns.Take(table.Key).Select((column, i) => $"t.{column.Name}=k.c{i}");
        string names = string.Join(", ", Enumerable.Range(0, table.Key).Select(i => $"c{i}"));
        Run($"DELETE FROM {table.Name} t USING unnest({Arrays(table, table.Key)}) AS k({names}) WHERE {string.Join(" AND ", same)}", table, keys, table.Key);
    }

    public object?[]? Read(Table table, object?[] key)
    {
        string columns = string.Join(", ", table.Columns.Select(column => column.Name));
        string same = string.Join(" AND ", table.Columns.Take(table.Key).Select((column, i) => $"{column.Name}=${i + 1}"));
        using NpgsqlCommand command = new($"SELECT {columns} FROM {table.Name} WHERE {same}", connection);
        for (int i = 0; i < table.Key; i++) command.Parameters.Add(new NpgsqlParameter { Value = Plain(key[i]) });
        using NpgsqlDataReader reader = command.ExecuteReader();
        return reader.Read() ? IBulk.Cells(table, reader) : null;
    }

    public void Dispose()
    {
        // Commands live as long as their call; the connection is its owner's.
    }

    private static string Arrays(Table table, int count) => string.Join(", ", table.Columns.Take(count).Select((column, i) => $"${i + 1}::{TypeOf(column.Kind)}[]"));

    private static string TypeOf(ColumnKind kind) => kind switch { ColumnKind.Bytes => "bytea", ColumnKind.Number => "bigint", _ => "text" };

    private void Run(string sql, Table table, IReadOnlyList<object?[]> rows, int columns)
    {
        for (int start = 0; start < rows.Count; start += MostRows)
        {
            int count = Math.Min(MostRows, rows.Count - start);
            using NpgsqlCommand command = new(sql, connection);
            for (int column = 0; column < columns; column++) command.Parameters.Add(ArrayOf(table.Columns[column].Kind, rows, column, start, count));
            command.ExecuteNonQuery();
        }
    }

    private static NpgsqlParameter ArrayOf(ColumnKind kind, IReadOnlyList<object?[]> rows, int column, int start, int count)
    {
        if (kind == ColumnKind.Number)
        {
            var numbers = new long?[count];
            for (int i = 0; i < count; i++) numbers[i] = (long?)rows[start + i][column];
            return new NpgsqlParameter { Value = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
        }
        if (kind == ColumnKind.Bytes)
        {
            var bytes = new byte[]?[count];
            for (int i = 0; i < count; i++) bytes[i] = (byte[]?)rows[start + i][column];
            return new NpgsqlParameter { Value = bytes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
        }
        var texts = new string?[count];
        for (int i = 0; i < count; i++) texts[i] = rows[start + i][column] is UInt256 amount ? Amounts.ToText(amount) : (string?)rows[start + i][column];
        return new NpgsqlParameter { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    }

    private static object Plain(object? cell) => cell switch { null => DBNull.Value, UInt256 amount => Amounts.ToText(amount), object other => other };
}
