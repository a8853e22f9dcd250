using System.Diagnostics;
using ModelDeed.Ethereum;

namespace ModelDeed.EndToEnd.Server;

/// <summary>A PostgreSQL server of one's own in a temporary folder, on a free port, gone when disposed. PostgreSQL refuses to run as root: then it is
/// started as the user <c>nobody</c>.</summary>
internal sealed class TemporaryPostgres : IAsyncDisposable
{
    private readonly string _folder, _programs;

    private TemporaryPostgres(string folder, string programs, int port)
    {
        (_folder, _programs) = (folder, programs);
        Connection = $"Host=127.0.0.1;Port={port};Database=postgres;Username=modeldeed";
    }

    /// <summary>For Npgsql.</summary>
    public string Connection { get; }

    /// <summary>Starts one.</summary>
    /// <param name="settings">Further settings, each <c>name=value</c>.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL isn't installed, or doesn't start.</exception>
    public static async Task<TemporaryPostgres> Start(CancellationToken ct, params string[] settings)
    {
        string programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(Directory.Exists).Order(StringComparer.Ordinal).LastOrDefault() ?? "" : "";
        if (programs.Length == 0) throw new InvalidOperationException("PostgreSQL isn't installed: apt-get install postgresql.");
        string folder = Directory.CreateTempSubdirectory("modeldeed-postgres-").FullName;
        int port = LoopbackPort.Any();
        var server = new TemporaryPostgres(folder, programs, port);
        if (Environment.UserName == "root") await Run("chown", ["nobody", folder], ct);
        await server.RunProgram("initdb", ["-D", server.Data, "-U", "modeldeed", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], ct);
        string options = string.Join(' ', new[] { $"port={port}", "listen_addresses=127.0.0.1", $"unix_socket_directories={folder}", "fsync=off" }.Concat(settings).Select(setting => "-c " + setting));
        await server.RunProgram("pg_ctl", ["-D", server.Data, "-l", Path.Combine(folder, "log"), "-w", "-o", options, "start"], ct);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await RunProgram("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private Task RunProgram(string program, string[] arguments, CancellationToken ct) => Environment.UserName == "root"
        ? Run("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--", Path.Combine(_programs, program), .. arguments], ct)
        : Run(Path.Combine(_programs, program), arguments, ct);

    // Its output goes to files of its own: the server inherits them and would keep a pipe open.
    private static async Task Run(string program, string[] arguments, CancellationToken ct)
    {
        string quoted = string.Join(' ', arguments.Prepend(program).Select(part => $"'{part}'"));
        string output = Path.GetTempFileName();
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{quoted} >'{output}' 2>&1 </dev/null"]) { WorkingDirectory = "/" })!;
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0) throw new InvalidOperationException($"{Path.GetFileName(program)} failed ({process.ExitCode}): {await File.ReadAllTextAsync(output, ct)}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
