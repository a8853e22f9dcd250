using System.Diagnostics;

namespace ModelDeed.Ethereum;

/// <summary>One run of anvil, which ends in good order when this process ends, however that happens.</summary>
/// <remarks>On Unix a shell stands between: it reads a pipe that only this process holds. When the pipe closes (disposal, exit, crash,
/// kill -9), the shell tells anvil to terminate, and anvil writes its state. (Linux's parent-death signal would follow the thread
/// that started the child, and .NET's threads come and go.)</remarks>
internal sealed class AnvilProcess : IAsyncDisposable
{
    // $1 is the log; the rest is the command. The child's pid goes to standard output, once. The watcher sleeps after its work, so that
    // its pid is still its own when it is killed at the end: a freed pid may be anybody's.
    private const string Supervisor = """
        log=$1; shift
        exec 3<&0
        "$@" </dev/null >"$log" 2>&1 3<&- &
        child=$!
        echo $child
        exec >&-
        (read -r _ <&3; kill -TERM $child; exec sleep 600 3<&-) 2>/dev/null &
        watcher=$!
        exec 3<&-
        wait $child
        status=$?
        kill $watcher 2>/dev/null
        exit $status
        """;

    private readonly Process _process;
    private readonly string _log;

    private AnvilProcess(Process process, int pid, string log) => (_process, Pid, _log) = (process, pid, log);

    /// <summary>Anvil's own process id.</summary>
    public int Pid { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>How it ended: 0 in good order, over 128 by a signal; -1 while it runs.</summary>
    public int Status => _process.HasExited ? _process.ExitCode : -1;

    /// <summary>Ends when anvil does.</summary>
    public Task Exit(CancellationToken ct) => _process.WaitForExitAsync(ct);

    public static async Task<AnvilProcess> Start(string anvil, IReadOnlyList<string> arguments, string log, CancellationToken ct)
    {
        bool shell = !OperatingSystem.IsWindows();
        var info = new ProcessStartInfo(shell ? "/bin/sh" : anvil) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in shell ? ["-c", Supervisor, "anvil", log, anvil, .. arguments] : arguments) info.ArgumentList.Add(argument);
        Process process = Process.Start(info) ?? throw new EmbeddedChainException($"{anvil} could not be started.");
        if (!shell)
        {
            process.OutputDataReceived += (_, _) => { }; // drained, or it would block
            process.BeginOutputReadLine();
            return new AnvilProcess(process, process.Id, log);
        }
        string? line = await process.StandardOutput.ReadLineAsync(ct);
        return int.TryParse(line, out int pid)
            ? new AnvilProcess(process, pid, log) : throw new EmbeddedChainException($"{anvil} could not be started: the shell said \"{line}\".");
    }

    /// <summary>The end of what anvil wrote, for error messages.</summary>
    public async Task<string> LastWords(CancellationToken ct)
    {
        if (!File.Exists(_log)) return "";
        string text = (await File.ReadAllTextAsync(_log, ct)).Trim();
        return text.Length <= 600 ? text : text[^600..];
    }

    /// <summary>Lets anvil write its state and end, true when it did; kills it when it takes over half a minute.</summary>
    public async Task<bool> Stop()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            if (OperatingSystem.IsWindows()) _process.Kill(entireProcessTree: true); // no signal there; the journal has everything
            else _process.StandardInput.Close();
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            return false;
        }
        catch (InvalidOperationException)
        {
            return false; // it had ended already
        }
    }

    /// <summary>Ends anvil at once; it writes nothing.</summary>
    public void Kill() => KillAnvil(Pid);

    /// <summary>True when a process of this id runs and is an anvil.</summary>
    public static bool IsAnvil(int pid)
    {
        if (pid <= 0) return false; // to a signal, 0 is this whole process group
        try
        {
            using Process process = Process.GetProcessById(pid);
            return !process.HasExited && process.ProcessName == "anvil" && !IsZombie(pid);
        }
        catch (ArgumentException)
        {
            return false; // no such process
        }
    }

    // Dead, but not yet collected by its parent; in a container perhaps never.
    private static bool IsZombie(int pid)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true; // gone meanwhile
        }
    }

    /// <summary>Ends an anvil that another process started.</summary>
    public static void KillAnvil(int pid)
    {
        if (!IsAnvil(pid)) return;
        using Process process = Process.GetProcessById(pid);
        process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Stop();
        _process.Dispose();
    }
}
