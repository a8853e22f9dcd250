using System.Diagnostics;
using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;
using Npgsql;

namespace ModelDeed.EndToEnd.Index;

/// <summary>A PostgreSQL server of the test's own, in a temporary folder, run by an ordinary user: PostgreSQL refuses to be run by root.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-postgres-").FullName;
    private readonly int _port = LoopbackPort.Any();
    private Process? _server;

    private static bool IsRoot => Environment.UserName == "root";

    private static string Binaries => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).First(bin => File.Exists(Path.Combine(bin, "initdb")))
        : throw new DirectoryNotFoundException("PostgreSQL isn't in /usr/lib/postgresql. Run ./test once: it installs Debian's package postgresql.");

    public async Task InitializeAsync()
    {
        string data = Path.Combine(_folder, "data");
        if (IsRoot) await Tools.RunAsync("chown", ["nobody", _folder]);
        (string program, string[] before) = AsUser("initdb");
        await Tools.RunAsync(program, [.. before, "-D", data, "-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
        (program, before) = AsUser("postgres");
        string[] arguments = [.. before, "-D", data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_folder}", "-c", "fsync=off"];
        _server = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = _folder })!;
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        await Ready();
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await Tools.RunAsync("kill", ["-INT", $"{_server.Id}"]); // the fast end: PostgreSQL's own processes end with it
            await _server.WaitForExitAsync();
            _server.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>An empty schema of the server, as a database of its own.</summary>
    internal Database Open(string name)
    {
        string schema = name.Replace('-', '_');
        using NpgsqlConnection connection = new(Connection("public"));
        connection.Open();
        using NpgsqlCommand create = new($"CREATE SCHEMA {schema}", connection);
        create.ExecuteNonQuery();
        return Database.Postgres(Connection(schema));
    }

    private string Connection(string schema) => $"Host=127.0.0.1;Port={_port};Username=test;Database=postgres;Search Path={schema};Maximum Pool Size=10";

    private static (string Program, string[] Arguments) AsUser(string binary)
    {
        string path = Path.Combine(Binaries, binary);
        return IsRoot ? ("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path]) : (path, []);
    }

    private async Task Ready()
    {
        for (int look = 0; ; look++)
        {
            try
            {
                await using NpgsqlConnection connection = new(Connection("public"));
                await connection.OpenAsync();
                return;
            }
            catch (Exception e) when (look < 600 && !_server!.HasExited && e is NpgsqlException)
            {
                await Task.Delay(50);
            }
        }
    }
}
