using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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

    // In place of the contract: an Anchored log for each word of call data, at the block's time and height.
    private static readonly string ManyLogs = "0x4260005243602052" + "60005b80361115604057803" + "57f" + AnchorsContract.Anchored.Topic0.ToString()[2..] + "60406000a2602001600a565b00";

    private readonly string _home = Directory.CreateTempSubdirectory("modeldeed-home-").FullName;
    private readonly int _port = LoopbackPort.Any();
    private readonly Process _anvil;
    private Process? _server;
    private SmallDisk? _disk;

    private IndexedAnvil(Process anvil, int port) => (_anvil, User) = (anvil, new ChainUser(port));

    public ChainUser User { get; }

    /// <summary>Where the server answers.</summary>
    public Uri Site => new($"http://127.0.0.1:{_port}/");

    /// <summary>Settings of the servers that are started, by the names of environment variables.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>The server's process; null while none runs.</summary>
    public Process? Server => _server;

    public static async Task<IndexedAnvil> Start()
    {
        int port = LoopbackPort.Any();
        Process anvil = Process.Start(new ProcessStartInfo(Tools.Anvil, ["--port", $"{port}", "--silent"]) { UseShellExecute = false })!;
        IndexedAnvil started = new(anvil, port);
        await System.IO.File.WriteAllTextAsync(Path.Combine(started._home, "chains.json"), $$"""{ "test": { "chainId": 31337, "rpc": ["http://127.0.0.1:{{port}}"], "finality": 3 } }""");
        ContractDeployment anchors = AnchorsDeployment.Contract;
        await started.User.Send(anchors.To, anchors.CallData.ToArray(), 1_000_000);
        return started;
    }

    /// <summary>Anchors so many roots, a block each.</summary>
    public async Task Anchor(int count)
    {
        for (int i = 0; i < count; i++) await User.Send(AnchorsDeployment.Address, new AnchorsContract.AnchorCall(Keccak256.HashUtf8($"root {_roots++}")).Encode());
    }

    /// <summary>Mines blocks with so many logs each, as no contract could: the history of years in seconds. Nothing else works on the chain after it.</summary>
    public async Task Fill(int blocks, int each)
    {
        await User.Anvil("anvil_setCode", AnchorsDeployment.Address.ToString(), ManyLogs);
        var roots = new byte[each * Hash32.Size];
        for (int block = 0; block < blocks; block++)
        {
            for (int i = 0; i < each; i++) new UInt256((ulong)(1_000_000 + _filled++)).WriteBigEndian(roots.AsSpan(i * Hash32.Size));
            await User.Send(AnchorsDeployment.Address, roots, 15_000_000);
        }
    }

    private int _roots, _filled;

    public Task Reorganize(int depth) => User.Anvil("anvil_reorg", depth, Array.Empty<object>());

    public void Serve() => _server = Process.Start(Command("serve", $"--urls=http://127.0.0.1:{_port}"))!;

    /// <summary>The file with the index.</summary>
    public string File => Path.Combine(_home, "index", "test-31337", "index.db");

    /// <summary>Puts the index's folder on a disk of its own, in memory.</summary>
    /// <returns>The disk.</returns>
    public async Task<SmallDisk> OnASmallDisk(string size)
    {
        Directory.CreateDirectory(Path.Combine(_home, "index"));
        return _disk = await SmallDisk.Mount(Path.Combine(_home, "index"), size);
    }

    /// <summary>What the server says of itself, once it answers.</summary>
    public async Task<(int Status, JsonElement Health)> Health()
    {
        using HttpClient http = new();
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri($"http://127.0.0.1:{_port}/health"));
                return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Clone());
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(start) < Patience && !_server!.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Waits until the health is so.</summary>
    public async Task Until(Func<int, JsonElement, bool> so)
    {
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            (int status, JsonElement health) = await Health();
            if (so(status, health)) return;
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException($"{status}: {health}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until more than so many blocks are committed; how many are then.</summary>
    public async Task<long> Committed(long more)
    {
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            if ((await Indexed()).Block is var block && block > more) return block;
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException($"No block after {more} was committed.");
            await Task.Delay(2);
        }
    }

    /// <summary>Each table's digest and count, as the database keeps them.</summary>
    public async Task<string> Digests()
    {
        await using Database database = Database.Sqlite(File);
        await using System.Data.Common.DbConnection connection = await database.Open(CancellationToken.None);
        await using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT table_name, digest, rows FROM digests ORDER BY table_name";
        await using System.Data.Common.DbDataReader reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync()) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{reader.GetString(0)} {Convert.ToHexStringLower((byte[])reader.GetValue(1))} {reader.GetInt64(2)}"));
        return string.Join('\n', lines);
    }

    /// <summary>Takes the index away: the next start begins anew.</summary>
    public void Forget() => Directory.Delete(Path.Combine(_home, "index"), recursive: true);

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
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException($"The chain has {logs.Count} roots up to block {head}, the index {indexed} up to {block}.");
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
        if (_disk is not null) await _disk.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    private async Task<(long Roots, long Block)> Indexed()
    {
        if (!System.IO.File.Exists(File)) return (-1, -1);
        await using Database database = Database.Sqlite(File);
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
        string[] words = [.. _disk?.Inside ?? [], "dotnet", "exec", typeof(Indexer).Assembly.Location, .. arguments, "--chain=test"];
        ProcessStartInfo start = new(words[0], words[1..]) { UseShellExecute = false };
        start.Environment["MODELDEED_HOME"] = _home;
        foreach ((string name, string value) in Settings) start.Environment[name] = value;
        return start;
    }
}
