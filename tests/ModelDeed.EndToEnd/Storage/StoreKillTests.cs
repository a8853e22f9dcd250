using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using ModelDeed.EndToEnd.Cli;

namespace ModelDeed.EndToEnd.Storage;

/// <summary><c>kill -9</c> while blocks are put and fetched, and a disk that is full: what is there afterwards is right, and the next run goes on.</summary>
public sealed class StoreKillTests : IDisposable
{
    private const int Size = 40 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-").FullName;
    private readonly string _model;
    private readonly string _cid;

    public StoreKillTests()
    {
        _model = Path.Join(_folder, "model");
        File.WriteAllBytes(_model, RandomNumberGenerator.GetBytes(Size));
        _cid = Deed("store", "put", _model, "--only-cid").GetProperty("cid").GetString()!;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killed_while_putting_and_fetching_the_next_run_goes_on_to_the_same_bytes()
    {
        string store = "local:" + Path.Join(_folder, "store");
        foreach (int blocks in new[] { 3, 20 })
        {
            await Kill(["store", "put", _model, "--store", store], () => Count(Path.Join(_folder, "store"), "bafk*") >= blocks);
            Assert.DoesNotContain(Directory.GetFiles(Path.Join(_folder, "store", "roots")), _ => true); // not whole: no root
        }
        Assert.Equal(_cid, Deed("store", "put", _model, "--store", store).GetProperty("cid").GetString());
        JsonElement check = Deed("store", "verify", _cid, "--store", store);
        Assert.Equal(41, check.GetProperty("stores")[0].GetProperty("right").GetInt32());

        // The line is slow, so that there is time to kill.
        await using PeerServer node = await PeerServer.Ipfs();
        Deed("store", "put", _model, "--store", $"ipfs:{node.Url}");
        await using FaultyProxy line = await FaultyProxy.Before(node.Url);
        int requests = 0;
        line.Choose = (_, _) => Interlocked.Increment(ref requests) > 25 ? Fault.Delay : Fault.None;
        string output = Path.Join(_folder, "out"), gateway = $"gateway:{line.Url}";
        await Kill(["store", "get", _cid, "-o", output, "--store", gateway], () => requests > 25);
        Assert.False(Path.Exists(output));
        line.Choose = (_, _) => Fault.None;
        JsonElement got = Deed("store", "get", _cid, "-o", output, "--store", gateway);
        Assert.InRange(got.GetProperty("resumed").GetInt64(), 10 << 20, Size - 1);
        Assert.Equal(SHA256.HashData(await File.ReadAllBytesAsync(_model)), SHA256.HashData(await File.ReadAllBytesAsync(output)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder, "*.download"));
    }

    [Fact]
    public void A_full_disk_is_said_in_words_and_what_is_there_serves_the_next_run()
    {
        if (OperatingSystem.IsWindows()) return; // ulimit stands in for a small disk
        string store = Path.Join(_folder, "full"), output = Path.Join(_folder, "out");
        string fine = "local:" + Path.Join(_folder, "store");
        Deed("store", "put", _model, "--store", fine);
        // No file over 20 MiB: a download can't be finished; no file over half a MiB: a block can't be written.
        (int exit, string error) = Limited(20 << 10, "store", "get", _cid, "-o", output, "--store", fine);
        Assert.Equal(4, exit);
        Assert.Contains(Path.GetFileName(output), error, StringComparison.Ordinal);
        Assert.False(Path.Exists(output));
        JsonElement got = Deed("store", "get", _cid, "-o", output, "--store", fine);
        Assert.InRange(got.GetProperty("resumed").GetInt64(), 1 << 20, 20 << 20);

        (exit, error) = Limited(512, "store", "put", _model, "--store", "local:" + store);
        Assert.Equal(4, exit);
        Assert.Contains("Make room", error, StringComparison.Ordinal);
        Assert.Equal(0, Count(store, "*.part") + Count(Path.Join(store, "roots"), "*"));
        Deed("store", "put", _model, "--store", "local:" + store);
        Assert.True(Deed("store", "verify", _cid, "--store", "local:" + store).GetProperty("whole").GetBoolean());
    }

    private static int Count(string folder, string pattern) => Directory.Exists(folder) ? Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Count(file => pattern.EndsWith("part", StringComparison.Ordinal) || !file.EndsWith(".part", StringComparison.Ordinal)) : 0;

    private ProcessStartInfo Command(string[] args)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Join(AppContext.BaseDirectory, "deed.dll"), .. args]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MODELDEED_HOME"] = Path.Join(_folder, "home");
        return start;
    }

    private JsonElement Deed(params string[] args)
    {
        using Process process = Process.Start(Command([.. args, "--json"]))!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"deed {string.Join(' ', args)}: {process.ExitCode} {error.GetAwaiter().GetResult()}{output}");
        return JsonDocument.Parse(output).RootElement;
    }

    private async Task Kill(string[] args, Func<bool> when)
    {
        using Process process = Process.Start(Command(args))!;
        while (!when() && !process.HasExited) await Task.Delay(1);
        Assert.False(process.HasExited, "it ended before it could be killed");
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Runs with files limited to so many KiB.</summary>
    private (int Exit, string Error) Limited(int kibibytes, params string[] args)
    {
        ProcessStartInfo command = Command(args), shell = Command([]);
        (shell.FileName, string line) = ("/bin/bash", $"trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"");
        shell.ArgumentList.Clear();
        foreach (string argument in (string[])["-c", line, command.FileName, .. command.ArgumentList]) shell.ArgumentList.Add(argument);
        shell.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // its executable memory is a file, which the limit would cut too
        using Process process = Process.Start(shell)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error + output.GetAwaiter().GetResult());
    }
}
