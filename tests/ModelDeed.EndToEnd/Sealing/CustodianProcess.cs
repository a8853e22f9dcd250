using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ModelDeed.EndToEnd.Sealing;

/// <summary>A custodian's service as a process of its own.</summary>
internal sealed partial class CustodianProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private bool _isGone;

    private CustodianProcess(Process process, Uri url) => (_process, Url) = (process, url);

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    /// <summary>Starts one, and waits until it answers.</summary>
    /// <param name="home">The data folder with the embedded chain.</param>
    /// <param name="folder">Where its key and its log are.</param>
    /// <param name="port">Where to answer; 0 for any free port.</param>
    /// <param name="territories">Which it serves; all when empty.</param>
    public static async Task<CustodianProcess> Start(string home, string folder, int port = 0, string territories = "")
    {
        var start = new ProcessStartInfo("dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "ModelDeed.Server.dll"), "custodian", "--chain=embedded", $"--folder={folder}", $"--territories={territories}", $"--urls=http://127.0.0.1:{port}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[ModelDeed.Cli.Home.Variable] = home;
        Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        string? line = await process.StandardOutput.ReadLineAsync(patience.Token);
        if (line is not null && Answers().Match(line) is { Success: true } match) return new CustodianProcess(process, new Uri(match.Groups[1].Value));
        string complaint = await process.StandardError.ReadToEndAsync(patience.Token);
        process.Dispose();
        throw new InvalidOperationException($"The custodian didn't start: {line} {complaint}");
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isGone) return;
        _isGone = true;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("answers at (http://[0-9.:]+)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Answers();
}
