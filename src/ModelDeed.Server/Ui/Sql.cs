using System.Data.Common;
using System.Globalization;
using Dapper;

namespace ModelDeed.Server.Ui;

/// <summary>How pages read tables: values to domain types, and lists of ids in both databases alike.</summary>
internal static class Sql
{
    /// <summary>The rows of a query.</summary>
    internal static async Task<IReadOnlyList<T>> Rows<T>(this DbConnection db, string sql, object? values, CancellationToken ct) =>
        [.. await db.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: ct))];

    /// <summary>The first row of a query, or null.</summary>
    internal static Task<T?> First<T>(this DbConnection db, string sql, object? values, CancellationToken ct) where T : class =>
        db.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, values, cancellationToken: ct));

    /// <summary>A single number.</summary>
    internal static Task<long> Number(this DbConnection db, string sql, object? values, CancellationToken ct) =>
        db.ExecuteScalarAsync<long>(new CommandDefinition(sql, values, cancellationToken: ct));

    /// <summary>Parameters <c>@id0, @id1, …</c> and the text that lists them. (An <c>IN @list</c> isn't the same in both databases.)</summary>
    internal static (string List, DynamicParameters Values) Ids(IEnumerable<Hash32> ids)
    {
        DynamicParameters values = new();
        List<string> names = [];
        foreach (Hash32 id in ids)
        {
            values.Add($"id{names.Count}", id.ToArray());
            names.Add($"@id{names.Count}");
        }
        return (string.Join(", ", names), values);
    }

    /// <summary>Up to where the chain can't be undone: what is above is pending. -1 before the first block.</summary>
    internal static async Task<long> FinalBlock(this DbConnection db, CancellationToken ct) => await db.Fact("final_block", ct);

    /// <summary>A block's height among the index's facts; -1 for none.</summary>
    internal static async Task<long> Fact(this DbConnection db, string name, CancellationToken ct) =>
        long.TryParse(await db.ExecuteScalarAsync<string>(new CommandDefinition("SELECT value FROM index_state WHERE name = @name", new { name }, cancellationToken: ct)), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long height) ? height : -1;

    /// <summary>An amount as a column keeps it: 78 decimal digits.</summary>
    internal static TokenAmount Amount(string digits) => TokenAmount.Parse(digits, 0);
}
