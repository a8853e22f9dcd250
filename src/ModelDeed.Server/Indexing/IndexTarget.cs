using System.Data.Common;

namespace ModelDeed.Server.Indexing;

/// <summary>What is indexed, and where to.</summary>
/// <param name="Database">The database.</param>
/// <param name="ChainId">The chain: a database has one.</param>
/// <param name="Projections">The tables.</param>
internal sealed record IndexTarget(Database Database, ulong ChainId, Projections Projections)
{
    /// <summary>How many of the last blocks can be undone without making the tables again; at least. Default 256.</summary>
    public int JournalDepth { get; init; } = 256;

    /// <summary>Who keeps tables of their own that follow from these.</summary>
    public IReadOnlyList<IRowFollower> Followers { get; init; } = [];
}

/// <summary>A row as it was, and as it is; null for not there.</summary>
/// <param name="Table">The table.</param>
/// <param name="Before">The cells by the table's columns: bytes, long, text, or UInt256 for an amount.</param>
/// <param name="After">Likewise.</param>
internal readonly record struct RowChange(Table Table, object?[]? Before, object?[]? After);

/// <summary>Keeps tables that follow from projected ones, such as a text index, in the same transaction: also when blocks are undone.</summary>
internal interface IRowFollower
{
    /// <summary>Makes its tables where they aren't there.</summary>
    void Create(DbConnection connection, Dialect dialect);

    /// <summary>Follows the changes of a commit, of all tables. The connection is in the transaction, and reads what it has written.</summary>
    void Follow(IReadOnlyList<RowChange> changes, DbConnection connection);

    /// <summary>Empties its tables: all projected ones are empty.</summary>
    void Clear(DbConnection connection);
}

/// <summary>The index can't be kept as asked. The message says why and what to do.</summary>
internal sealed class IndexException(string message) : Exception(message);
