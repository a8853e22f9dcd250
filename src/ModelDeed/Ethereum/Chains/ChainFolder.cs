using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>The files of an embedded chain.</summary>
/// <remarks>
/// <c>journal</c>: every block since a state was written, see <see cref="ChainJournal"/>. <c>dump-N.json</c>: anvil's state, written by its
/// N-th run. <c>owner.lock</c>: held by the process that runs anvil. <c>journal.lock</c>: held while appending. <c>endpoint.json</c>: port and process.
/// Locks are the operating system's (flock), so a process that dies, however, holds none.
/// </remarks>
internal sealed class ChainFolder
{
    private readonly string _folder;

    public ChainFolder(string folder)
    {
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(_folder);
    }

    public string Journal => Path.Combine(_folder, "journal");

    public string Log => Path.Combine(_folder, "anvil.log");

    private string EndpointFile => Path.Combine(_folder, "endpoint.json");

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The states that runs of anvil wrote, newest run first.</summary>
    public IReadOnlyList<(string Name, int Run)> Dumps() => [.. Directory.EnumerateFiles(_folder, "dump-*.json")
        .Select(path => (Name: Path.GetFileName(path), Run: RunOf(Path.GetFileName(path)))).Where(dump => dump.Run > 0).OrderByDescending(dump => dump.Run)];

    /// <summary>The name of the state that a run of anvil writes.</summary>
    public static string DumpOf(int run) => $"dump-{run:d8}.json";

    /// <summary>Removes all states but <paramref name="kept"/> and that of the present run.</summary>
    public void Forget(int run, string? kept)
    {
        foreach ((string name, int other) in Dumps())
            if (name != kept && other != run) File.Delete(PathOf(name));
    }

    /// <summary>Becomes the owner, until the result is disposed; null while another process is.</summary>
    public FileStream? TryOwn() => FileLock.TryOpen(PathOf("owner.lock"));

    /// <summary>Waits for the right to append to the journal.</summary>
    public async Task<FileStream> LockJournal(CancellationToken ct)
    {
        while (true)
        {
            if (FileLock.TryOpen(PathOf("journal.lock")) is { } held) return held;
            await Task.Delay(TimeSpan.FromMilliseconds(3), ct);
        }
    }

    /// <summary>Where anvil runs, or ran last; null before the first start.</summary>
    public ChainEndpoint? ReadEndpoint()
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(EndpointFile));
            JsonElement json = document.RootElement;
            return new ChainEndpoint(json.GetProperty("port").GetInt32(), json.GetProperty("pid").GetInt32(), json.GetProperty("ready").GetBoolean(), json.GetProperty("run").GetInt32())
            {
                HiddenPort = json.Optional("hiddenPort")?.GetInt32(),
                CleanState = json.Optional("cleanState")?.GetString(),
            };
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // none yet, or cut by a crash: it is rewritten at the next start
        }
    }

    public void WriteEndpoint(ChainEndpoint endpoint)
    {
        string draft = EndpointFile + ".new";
        string hidden = endpoint.HiddenPort is { } port ? $",\"hiddenPort\":{port}" : "";
        string clean = endpoint.CleanState is { } state ? $",\"cleanState\":\"{state}\"" : "";
        File.WriteAllText(draft, $"{{\"port\":{endpoint.Port},\"pid\":{endpoint.Pid},\"ready\":{(endpoint.Ready ? "true" : "false")},\"run\":{endpoint.Run}{hidden}{clean}}}\n");
        File.Move(draft, EndpointFile, overwrite: true);
    }

    public override string ToString() => _folder;

    private static int RunOf(string name) => int.TryParse(name.AsSpan(5, Math.Max(0, name.Length - 10)), out int run) ? run : 0;
}

/// <summary>Where anvil listens.</summary>
/// <param name="Port">On 127.0.0.1, as everybody knows it.</param>
/// <param name="Pid">Anvil's process id.</param>
/// <param name="Ready">False while the chain is being restored, or after it ended: not to be used or judged.</param>
/// <param name="Run">The number of the run of anvil, each its own.</param>
internal sealed record ChainEndpoint(int Port, int Pid, bool Ready, int Run)
{
    /// <summary>The port on which the chain is being restored, or null.</summary>
    public int? HiddenPort { get; init; }

    /// <summary>After an end in good order, the state that has the whole chain.</summary>
    public string? CleanState { get; init; }
}
