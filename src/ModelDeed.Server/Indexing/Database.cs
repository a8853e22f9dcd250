using System.Data.Common;
using Microsoft.Data.Sqlite;
using ModelDeed.Ethereum;
using Npgsql;

namespace ModelDeed.Server.Indexing;

/// <summary>Where the index is kept: a SQLite file, or a PostgreSQL database. Only the indexer writes.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string _connection;
    private readonly NpgsqlDataSource? _postgres;

    private Database(Dialect dialect, string connection, string? file)
    {
        (Dialect, _connection, File) = (dialect, connection, file);
        if (dialect == Dialect.Postgres) _postgres = NpgsqlDataSource.Create(connection);
    }

    public Dialect Dialect { get; }

    /// <summary>False for a database that nobody queries, and that is of no worth after a crash of the machine: without indexes, without waiting for the disk.</summary>
    public bool IsLasting { get; private init; } = true;

    /// <summary>SQLite's file; null for PostgreSQL.</summary>
    public string? File { get; }

    /// <summary>A SQLite file, made when it isn't there.</summary>
    /// <param name="file">Where.</param>
    /// <param name="lasting">See <see cref="IsLasting"/>.</param>
    public static Database Sqlite(string file, bool lasting = true)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        return new Database(Dialect.Sqlite, new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(file) }.ToString(), Path.GetFullPath(file)) { IsLasting = lasting };
    }

    /// <summary>A PostgreSQL database by its connection string (<c>Host=…;Database=…;Username=…</c>).</summary>
    /// <exception cref="ArgumentException">Not a connection string.</exception>
    public static Database Postgres(string connection) => new(Dialect.Postgres, connection, null);

    /// <summary>PostgreSQL where a connection string is given, else <c>index.db</c> in the folder.</summary>
    public static Database Of(string? connection, string folder) =>
        string.IsNullOrWhiteSpace(connection) ? Sqlite(Path.Combine(folder, "index.db")) : Postgres(connection);

    /// <summary>A connection for queries, to be disposed. Of SQLite it refuses to write.</summary>
    public async Task<DbConnection> Open(CancellationToken ct)
    {
        if (_postgres is not null) return await _postgres.OpenConnectionAsync(ct);
        return await OpenSqlite(_connection, "PRAGMA query_only=1", ct);
    }

    /// <summary>The indexer's connection.</summary>
    internal async Task<DbConnection> OpenWriter(CancellationToken ct)
    {
        if (_postgres is not null) return await _postgres.OpenConnectionAsync(ct);
        // NORMAL: after a crash of the machine the last transactions may be missing, but whole: the index fetches them again.
        return await OpenSqlite(_connection + ";Pooling=False", $"PRAGMA journal_mode=WAL; PRAGMA synchronous={(IsLasting ? "NORMAL" : "OFF")}; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=4000", ct);
    }

    /// <summary>The right to write, until disposed; null while another process, or another indexer here, has it. A process that dies holds none.</summary>
    internal async Task<IAsyncDisposable?> TryLock(CancellationToken ct)
    {
        if (File is not null) return FileLock.TryOpen(File + ".lock");
        // A connection of its own: the server frees the lock when it ends, in whatever way.
        var connection = new NpgsqlConnection(_connection + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using NpgsqlCommand command = new("SELECT pg_try_advisory_lock(hashtext('modeldeed index'), hashtext(current_schema()))", connection);
        if (await command.ExecuteScalarAsync(ct) is true) return new PostgresLock(connection);
        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
        else using (var connection = new SqliteConnection(_connection)) SqliteConnection.ClearPool(connection);
    }

    /// <summary>What may be shown: no password.</summary>
    public override string ToString()
    {
        if (File is not null) return File;
        NpgsqlConnectionStringBuilder parts = new(_connection);
        return $"PostgreSQL {parts.Host}:{parts.Port}/{parts.Database}";
    }

    private sealed class PostgresLock(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await using NpgsqlCommand command = new("SELECT pg_advisory_unlock_all()", connection);
                await command.ExecuteNonQueryAsync();
            }
            await connection.DisposeAsync();
        }
    }

    private static async Task<DbConnection> OpenSqlite(string connection, string pragmas, CancellationToken ct)
    {
        var opened = new SqliteConnection(connection);
        try
        {
            await opened.OpenAsync(ct);
            await using SqliteCommand command = opened.CreateCommand();
            command.CommandText = pragmas;
            await command.ExecuteNonQueryAsync(ct);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }
}
