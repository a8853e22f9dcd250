using System.Diagnostics;
using ModelDeed.Anchors;
using ModelDeed.EndToEnd.Chains;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;

namespace ModelDeed.EndToEnd.Index;

/// <summary>A real anvil, and a real server that indexes it.</summary>
internal sealed class IndexedAnvil : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _home = Directory.CreateTempSubdirectory("modeldeed-home-").FullName;
    private readonly int _port = LoopbackPort.Any();
    private readonly Process _anvil;
    private Process? _server;

    private IndexedAnvil(Process anvil, int port) => (_anvil, User) = (anvil, new ChainUser(port));

    public ChainUser User { get; }

    public static async Task<IndexedAnvil> Start()
    {
        int port = LoopbackPort.Any();
        Process anvil = Process.Start(new ProcessStartInfo(Tools.Anvil, ["--port", $"{port}", "--silent"]) { UseShellExecute = false })!;
        IndexedAnvil started = new(anvil, port);
        await File.WriteAllTextAsync(Path.Combine(started._home, "chains.json"), $$"""{ "test": { "chainId": 31337, "rpc": ["http://127.0.0.1:{{port}}"], "finality": 3 } }""");
        ContractDeployment anchors = AnchorsDeployment.Contract;
        await started.User.Send(anchors.To, anchors.CallData.ToArray(), 1_000_000);
        return started;
    }

    /// <summary>Anchors so many roots, a block each.</summary>
    public async Task Anchor(int count)
    {
        for (int i = 0; i < count; i++) await User.Send(AnchorsDeployment.Address, new AnchorsContract.AnchorCall(Keccak256.HashUtf8($"root {_roots++}")).Encode());
    }

    private int _roots;

    public Task Reorganize(int depth) => User.Anvil("anvil_reorg", depth, Array.Empty<object>());

    public void Serve() => _server = Process.Start(Command("serve", $"--urls=http://127.0.0.1:{_port}"))!;

    /// <summary>As by <c>kill -9</c>.</summary>
    public async Task Kill()
    {
        _server!.Kill();
        await _server.WaitForExitAsync();
        _server = null;
    }

    /// <summary>Runs a command of the server's program; its exit code.</summary>
    public async Task<int> Run(params string[] arguments)
    {
        using Process process = Process.Start(Command(arguments))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Waits until the tables have as many roots as the chain.</summary>
    public async Task Agree()
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            ulong head = await User.Node.BlockNumber(CancellationToken.None);
            List<Log> logs = await User.Node.Logs(LogFilter.Of(AnchorsDeployment.Address), 0, head, CancellationToken.None);
            (long indexed, long block) = await Indexed();
            if (indexed == logs.Count && block == (long)head) return;
            if (Stopwatch.GetElapsedTime(start) > Patience) Assert.Fail($"The chain has {logs.Count} roots up to block {head}, the index {indexed} up to {block}.");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await Kill();
        User.Dispose();
        _anvil.Kill();
        await _anvil.WaitForExitAsync();
        _anvil.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private async Task<(long Roots, long Block)> Indexed()
    {
        string file = Path.Combine(_home, "index", "test-31337", "index.db");
        if (!File.Exists(file)) return (-1, -1);
        await using Database database = Database.Sqlite(file);
        await using System.Data.Common.DbConnection connection = await database.Open(CancellationToken.None);
        await using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT count(*) FROM anchors), (SELECT CAST(value AS INTEGER) FROM index_state WHERE name = 'stored_block')";
        try
        {
            await using System.Data.Common.DbDataReader reader = await command.ExecuteReaderAsync();
            return await reader.ReadAsync() && !reader.IsDBNull(1) ? (reader.GetInt64(0), reader.GetInt64(1)) : (-1, -1);
        }
        catch (System.Data.Common.DbException)
        {
            return (-1, -1); // the server is just making its tables
        }
    }

    private ProcessStartInfo Command(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["exec", typeof(Indexer).Assembly.Location, .. arguments, "--chain=test"]) { UseShellExecute = false };
        start.Environment["MODELDEED_HOME"] = _home;
        return start;
    }
}
