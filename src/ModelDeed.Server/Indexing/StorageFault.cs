using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ModelDeed.Server.Indexing;

/// <summary>What the health page says of a database that fails: what is wrong and what to do, without addresses or paths, for anybody may read it.</summary>
internal static class StorageFault
{
    // SQLite's result codes, PostgreSQL's SQLSTATE, Linux' errno.
    private const int Busy = 5, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, NotADatabase = 26, NoSpaceLeft = 28;

    private const string DiskFull = "The disk is full: there is no room for the index. What was committed is safe; indexing goes on by itself once there is room.";

    /// <summary>The words for an exception; its own message where it isn't the database's.</summary>
    public static string Words(Exception fault) => fault switch
    {
        SqliteException { SqliteErrorCode: Full } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } or IOException { HResult: NoSpaceLeft } => DiskFull,
        SqliteException { SqliteErrorCode: Busy } => "Another program holds the database: it is tried again.",
        SqliteException { SqliteErrorCode: ReadOnly } => "The database can't be written to: look at the rights of its file and folder, and at the disk.",
        SqliteException { SqliteErrorCode: InputOutput } => "The disk fails to read or write the database: look at the disk.",
        SqliteException { SqliteErrorCode: Corrupt or NotADatabase } => "The database's file is damaged: stop the server, delete the index's folder, and start it again; all of it is read from the chain anew.",
        PostgresException answered => $"PostgreSQL refuses ({answered.SqlState}): {answered.MessageText}",
        NpgsqlException { InnerException: SocketException or TimeoutException or IOException } => "PostgreSQL doesn't answer: it is tried again.",
        DbException other => $"The database fails: {other.Message}",
        IOException => "The index's folder can't be read or written: look at its rights, and at the disk.",
        _ => fault.Message,
    };
}
