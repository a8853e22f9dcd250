namespace ModelDeed.Server.Indexing;

/// <summary>Which database: the two that every test runs on.</summary>
internal enum Dialect
{
    /// <summary>A file, the default.</summary>
    Sqlite,

    /// <summary>A server, by connection string.</summary>
    Postgres,
}

/// <summary>What of SQL the two write differently.</summary>
internal static class Dialects
{
    public static string TypeOf(this Dialect dialect, ColumnKind kind) => (dialect, kind) switch
    {
        (Dialect.Sqlite, ColumnKind.Bytes) => "BLOB",
        (Dialect.Sqlite, ColumnKind.Number) => "INTEGER",
        (_, ColumnKind.Bytes) => "BYTEA",
        (_, ColumnKind.Number) => "BIGINT",
        // Sorted by bytes in both, as digits and pages of names must be.
        (Dialect.Postgres, ColumnKind.Amount or ColumnKind.Text) => "TEXT COLLATE \"C\"",
        _ => "TEXT",
    };

    /// <summary>The statements that create a table with its indexes where they aren't there.</summary>
    public static IEnumerable<string> Create(this Dialect dialect, Table table)
    {
        IEnumerable<string> columns = table.Columns.Select(column =>
            $"  {column.Name} {dialect.TypeOf(column.Kind)}{(column.Nullable ? "" : " NOT NULL")},");
        string key = string.Join(", ", table.Columns.Take(table.Key).Select(column => column.Name));
        string end = dialect == Dialect.Sqlite ? ") WITHOUT ROWID" : ")";
        yield return $"CREATE TABLE IF NOT EXISTS {table.Name} (\n{string.Join('\n', columns)}\n  PRIMARY KEY ({key})\n{end}";
        foreach (string index in table.Indexes)
            yield return $"CREATE INDEX IF NOT EXISTS {table.Name}_by_{index.Replace(',', '_')} ON {table.Name} ({index.Replace(",", ", ", StringComparison.Ordinal)})";
    }

    /// <summary>The whole schema for readers, each column with its meaning.</summary>
    public static string Document(IEnumerable<Table> tables)
    {
        var text = new System.Text.StringBuilder();
        foreach (Table table in tables)
        {
            text.Append("-- ").Append(table.Doc).Append("\nCREATE TABLE ").Append(table.Name).Append(" (\n");
            foreach (Column column in table.Columns)
                text.Append("  ").Append(column.Name).Append(' ').Append(Dialect.Sqlite.TypeOf(column.Kind)).Append(column.Nullable ? "," : " NOT NULL,").Append(" -- ").Append(column.Doc).Append('\n');
            text.Append("  PRIMARY KEY (").AppendJoin(", ", table.Columns.Take(table.Key).Select(column => column.Name)).Append(")\n);\n");
            foreach (string index in table.Indexes) text.Append("-- index on ").Append(index.Replace(",", ", ", StringComparison.Ordinal)).Append('\n');
            text.Append('\n');
        }
        return text.ToString();
    }
}
