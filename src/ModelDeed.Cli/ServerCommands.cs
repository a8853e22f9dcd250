using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace ModelDeed.Cli;

/// <summary><c>deed serve</c>, <c>deed reindex</c> and <c>deed index verify</c>: they start the server program and pass on what it says
/// (docs/decisions/0004-deed-starts-the-server.md).</summary>
internal static partial class ServerCommands
{
    private const string Program = "ModelDeed.Server.dll";
    private const int Terminate = 15;

    private static readonly SharedOption<string?> Database = new("--database") { Description = "PostgreSQL's connection string; else MODELDEED_DATABASE, else SQLite in the data folder.", HelpName = "CONNECTION" };

    public static Command Serve(Shell shell)
    {
        Option<string?> urls = new("--urls") { Description = "Where it answers; default http://127.0.0.1:5080.", HelpName = "URL" };
        ExampleCommand command = new("serve", "Index the chain, and serve API and pages, until Ctrl-C.", "deed serve --chain sepolia") { ChainOptions.Chain, Database, urls };
        shell.On(command, (parsed, ct) => Run(shell, parsed, ["serve", .. Given(parsed), .. Argument("urls", parsed.GetValue(urls))], ct));
        return command;
    }

    public static Command Reindex(Shell shell)
    {
        Option<bool> fromChain = new("--from-chain") { Description = "Fetch all logs again; else the stored ones are used." };
        ExampleCommand command = new("reindex", "Make the index's tables again, while no server runs.", "deed reindex") { ChainOptions.Chain, Database, fromChain };
        shell.On(command, (parsed, ct) => Run(shell, parsed, ["reindex", .. Given(parsed), .. parsed.GetValue(fromChain) ? ["--from-chain"] : Array.Empty<string>()], ct));
        return command;
    }

    public static Command Index(Shell shell)
    {
        ExampleCommand verify = new("verify", "Say whether the index's tables are what its logs say, while no server runs.", "deed index verify") { ChainOptions.Chain, Database };
        shell.On(verify, (parsed, ct) => Run(shell, parsed, ["index", "verify", .. Given(parsed)], ct));
        return new Command("index", "The index that the server keeps.") { verify };
    }

    private static IEnumerable<string> Given(ParseResult parsed) =>
        [.. Argument("chain", parsed.GetValue(ChainOptions.Chain)), .. Argument("database", parsed.GetValue(Database))];

    internal static IEnumerable<string> Argument(string name, string? value) => value is null ? [] : [$"--{name}={value}"];

    internal static async Task<Answer> Run(Shell shell, ParseResult parsed, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Find(AppContext.BaseDirectory), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process server = Process.Start(start) ?? throw new InvalidOperationException("dotnet didn't start.");
        Task output = Pass(server.StandardOutput, parsed.GetValue(Shell.Json) ? shell.Error : shell.Out), error = Pass(server.StandardError, shell.Error);
        // The terminal's Ctrl-C reaches it too; a signal to us alone doesn't.
        await using (ct.Register(() => _ = Signal(server.Id, Terminate)))
        {
            await server.WaitForExitAsync(CancellationToken.None);
        }
        await Task.WhenAll(output, error);
        return new Answer(new JsonObject { ["exit"] = server.ExitCode }, _ => { }) { Exit = server.ExitCode };
    }

    private static async Task Pass(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line) await to.WriteLineAsync(line);
    }

    /// <summary>The server program: beside <c>deed</c>, or built in the checkout that <c>deed</c> was built in, by the same configuration.</summary>
    internal static string Find(string folder)
    {
        string beside = Path.Combine(folder, Program);
        if (File.Exists(beside)) return beside;
        string built = folder.Replace("ModelDeed.Cli", "ModelDeed.Server", StringComparison.Ordinal);
        for (DirectoryInfo? above = new(folder); above is not null; above = above.Parent)
        {
            if (!File.Exists(Path.Combine(above.FullName, "ModelDeed.slnx"))) continue;
            string configuration = folder.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";
            built = Path.Combine(above.FullName, "src", "ModelDeed.Server", "bin", configuration, "net10.0");
            break;
        }
        string found = Path.Combine(built, Program);
        return File.Exists(found) ? found
            : throw Refusal.Unreadable($"The server program isn't beside deed, nor at {found}.", "Install it beside deed, or in a checkout: dotnet build src/ModelDeed.Server -c Release");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
