using System.Data.Common;
using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Api;

/// <summary>Queries as they stand in the sources: values go in by parameters only.</summary>
internal static class Sql
{
    /// <summary>All rows of a query.</summary>
    public static async Task<List<T>> Rows<T>(this Database database, string sql, IEnumerable<(string Name, object Value)> parameters, Func<SqlRow, T> read, CancellationToken ct)
    {
        await using DbConnection connection = await database.Open(ct);
        await using DbCommand command = connection.With(sql, parameters);
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        List<T> rows = [];
        while (await reader.ReadAsync(ct)) rows.Add(read(new SqlRow(reader)));
        return rows;
    }

    /// <summary>The first row, or null.</summary>
    public static async Task<T?> First<T>(this Database database, string sql, IEnumerable<(string Name, object Value)> parameters, Func<SqlRow, T> read, CancellationToken ct)
        where T : class => (await database.Rows(sql, parameters, read, ct)).FirstOrDefault();

    /// <summary>Changes rows of a table that isn't the index's; how many.</summary>
    public static async Task<int> Write(this Database database, string sql, IEnumerable<(string Name, object Value)> parameters, CancellationToken ct)
    {
        await using DbConnection connection = await database.OpenWriter(ct);
        await using DbCommand command = connection.With(sql, parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static DbCommand With(this DbConnection connection, string sql, IEnumerable<(string Name, object Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // every text is a constant of the sources, or composed of constants; values are parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        return command;
    }
}

/// <summary>A row of an answer, by the names of its columns.</summary>
internal readonly struct SqlRow(DbDataReader reader)
{
    // PostgreSQL's small numbers (of CASE and the like) are 32 bits.
    public long Number(string column) => Convert.ToInt64(reader.GetValue(reader.GetOrdinal(column)), System.Globalization.CultureInfo.InvariantCulture);

    public long? NumberOrNull(string column) => reader.IsDBNull(reader.GetOrdinal(column)) ? null : Number(column);

    public bool Flag(string column) => Number(column) != 0;

    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    public byte[] Bytes(string column) => (byte[])reader.GetValue(reader.GetOrdinal(column));

    public byte[]? BytesOrNull(string column) => reader.IsDBNull(reader.GetOrdinal(column)) ? null : Bytes(column);

    public Address Address(string column) => new(Bytes(column));

    public Address? AddressOrNull(string column) => BytesOrNull(column) is { } bytes ? new Address(bytes) : null;

    public Hash32 Hash(string column) => new(Bytes(column));

    /// <summary>Null too for 32 zero bytes, which the chain writes for "none".</summary>
    public Hash32? HashOrNull(string column) => BytesOrNull(column) is { Length: Hash32.Size } bytes && new Hash32(bytes) is { IsZero: false } hash ? hash : null;

    public UInt256 Amount(string column) => Amounts.Parse(Text(column));

    public UInt256? AmountOrNull(string column) => reader.IsDBNull(reader.GetOrdinal(column)) ? null : Amount(column);
}
