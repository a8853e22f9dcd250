using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Api;

/// <summary>What the server keeps beside the index, and no log of the chain tells: sessions, nonces, signed orders. In a file or schema of its own:
/// never a part of the views and their digest, and none of it is anybody's right.</summary>
/// <param name="Database">Where.</param>
internal sealed record ServerState(Database Database)
{
    /// <summary>Beside an index: <c>server.db</c> in its folder, or the same PostgreSQL database.</summary>
    public static ServerState Beside(Database index) =>
        new(index.File is { } file ? Database.Sqlite(Path.Combine(Path.GetDirectoryName(file)!, "server.db")) : index);

    /// <summary>Makes the tables where they aren't there.</summary>
    public async Task Create(IEnumerable<Table> tables, CancellationToken ct)
    {
        foreach (string statement in tables.SelectMany(table => Database.Dialect.Create(table))) await Database.Write(statement, [], ct);
    }
}
