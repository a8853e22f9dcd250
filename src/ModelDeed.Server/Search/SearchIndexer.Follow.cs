using System.Data.Common;
using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Search;

internal sealed partial class SearchIndexer : IRowFollower
{
    // Rows of these change a title's document. All begin their key with the title.
    private static readonly HashSet<string> Followed = ["titles", "offers", "title_income", "license_titles", "cards"];

    /// <inheritdoc/>
    public void Create(DbConnection connection, Dialect made) => Await(CreateTables(connection, CancellationToken.None));

    /// <inheritdoc/>
    public void Follow(IReadOnlyList<RowChange> changes, DbConnection connection)
    {
        HashSet<UInt256> titles = [];
        foreach (RowChange change in changes)
            if (Followed.Contains(change.Table.Name)) titles.Add(new UInt256((byte[])(change.After ?? change.Before)![0]!));
        if (titles.Count == 0) return;
        Await(Lock(connection, null, CancellationToken.None));
        Await(Refresh(connection, null, titles, CancellationToken.None));
    }

    /// <inheritdoc/>
    public void Clear(DbConnection connection)
    {
        Await(Lock(connection, null, CancellationToken.None));
        // Removed rather than gone: whoever holds them in memory learns of it by the revision.
        Await(Execute(connection, null, "UPDATE search_documents SET removed = 1, revision = (SELECT 1 + MAX(revision) FROM search_documents)", CancellationToken.None));
    }

    /// <summary>Keeps what a document whose digest the caller has checked says, and computes the titles anew that are described by it, in a transaction of its own.</summary>
    /// <exception cref="DbException">The database fails.</exception>
    public async Task AddDocument(Database database, Hash32 digest, byte[] content, CancellationToken ct)
    {
        await using DbConnection connection = await database.OpenWriter(ct);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
        await Lock(connection, transaction, ct);
        await AddDocument(connection, transaction, digest, content, ct);
        await transaction.CommitAsync(ct);
    }

    // Revisions rise in the order of commits, or a reader could pass one by: SQLite has one writer anyway.
    private Task Lock(DbConnection connection, DbTransaction? transaction, CancellationToken ct) =>
        dialect == Dialect.Postgres ? Execute(connection, transaction, "LOCK TABLE search_documents IN EXCLUSIVE MODE", ct) : Task.CompletedTask;

    private static async Task Execute(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken ct)
    {
        await using DbCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        await command.ExecuteNonQueryAsync(ct);
    }

    // The writer has a thread of its own, without a context that could wait for it.
    private static void Await(Task task) => task.GetAwaiter().GetResult();
}
