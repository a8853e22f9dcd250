using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using ModelDeed.EndToEnd.Fingerprints;

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
        await using PeerServer node = await PeerServer.Ipfs();
        await using FaultyProxy line = await FaultyProxy.Before(node.Url); // stops answering after a while, so that there is time to kill
        string folder = Path.Join(_folder, "store"), store = "local:" + folder, output = Path.Join(_folder, "out"), gateway = $"gateway:{line.Url}";
        foreach (int answers in new[] { 6, 40 })
        {
            Func<bool> stuck = StopAfter(line, answers);
            await Kill(["store", "put", _model, "--store", store, "--store", $"ipfs:{line.Url}"], () => stuck() && Count(folder, "bafk*") > answers / 2);
            Assert.InRange(Count(folder, "bafk*"), answers / 2, 40);
            Assert.Empty(Directory.GetFiles(Path.Join(folder, "roots"))); // not whole: no root
        }
        line.Choose = (_, _) => Fault.None;
        Assert.Equal(_cid, Deed("store", "put", _model, "--store", store, "--store", $"ipfs:{line.Url}").GetProperty("cid").GetString());
        Assert.True(Deed("store", "verify", _cid, "--store", store, "--store", $"ipfs:{line.Url}").GetProperty("whole").GetBoolean());

        Func<bool> halfway = StopAfter(line, 25);
        await Kill(["store", "get", _cid, "-o", output, "--store", gateway], halfway);
        Assert.False(Path.Exists(output));
        line.Choose = (_, _) => Fault.None;
        JsonElement got = Deed("store", "get", _cid, "-o", output, "--store", gateway);
        Assert.InRange(got.GetProperty("resumed").GetInt64(), 10 << 20, Size - 1);
        Assert.Equal(SHA256.HashData(await File.ReadAllBytesAsync(_model)), SHA256.HashData(await File.ReadAllBytesAsync(output)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder, "*.download"));
    }

    [Fact]
    public async Task A_full_disk_is_said_in_words_and_what_is_there_serves_the_next_run()
    {
        if (!OperatingSystem.IsLinux()) return; // a small disk of one's own needs Linux
        // The disk is there as long as the shell is: all of it in one script, which prints what happened.
        const string Script = """
            set -u; disk=$1/disk; mkdir "$disk"; shift; mount -t tmpfs -o size=12m tmpfs "$disk" || exit 9
            "$@" store put "$MODEL" --store "local:$disk/store" --json 2>&1; echo "exit $?"
            find "$disk" -name '*.part' | wc -l; ls "$disk/store/roots" | wc -l
            "$@" store get "$CID" -o "$disk/early" --store "local:$STORE" --json 2>&1; echo "exit $?"
            rm -r "$disk/store"; : > "$disk/out.$TAIL.download"
            "$@" store get "$CID" -o "$disk/out" --store "local:$STORE" --json 2>&1; echo "exit $?"
            ls "$disk"; mount -o remount,size=200m "$disk"
            "$@" store get "$CID" -o "$disk/out" --store "local:$STORE" --json 2>&1; echo "exit $?"
            "$@" store put "$MODEL" --store "local:$disk/store" --json 2>&1; echo "exit $?"
            cmp "$MODEL" "$disk/out" && echo same
            """;
        Deed("store", "put", _model, "--store", "local:" + Path.Join(_folder, "store"));
        ProcessStartInfo command = Command([]);
        string[] words = [command.FileName, .. command.ArgumentList];
        string[] lines = (await Peer.Run("unshare", ["--map-root-user", "--mount", "bash", "-c", Script, "disk", _folder, .. words], _folder, settings: new()
        {
            ["MODEL"] = _model,
            ["CID"] = _cid,
            ["TAIL"] = _cid[^9..^1],
            ["STORE"] = Path.Join(_folder, "store"),
            ["MODELDEED_HOME"] = Path.Join(_folder, "home"),
        })).Split('\n');
        Assert.Equal(["exit 4", "exit 4", "exit 4", "exit 0", "exit 0"], lines.Where(line => line.StartsWith("exit", StringComparison.Ordinal)));
        string all = string.Join('\n', lines);
        Assert.Contains("No space left on device", all, StringComparison.Ordinal);
        Assert.Contains("Make room, or name another store", all, StringComparison.Ordinal); // put
        Assert.Contains("has room for", all, StringComparison.Ordinal); // get, before a byte is fetched
        Assert.Equal(["0", "0"], lines.Where(line => line is "0")); // nothing half written, no root
        Assert.DoesNotContain("out", lines); // it stood under no final name
        Assert.DoesNotContain("\"resumed\": 0", all, StringComparison.Ordinal);
        Assert.Contains("same", lines);
    }

    [Fact]
    public void A_file_longer_than_the_file_system_takes_is_said_in_words()
    {
        if (OperatingSystem.IsWindows()) return; // ulimit stands in for such a file system
        string output = Path.Join(_folder, "out"), fine = "local:" + Path.Join(_folder, "store");
        Deed("store", "put", _model, "--store", fine);
        (int exit, string error) = Limited(20 << 10, "store", "get", _cid, "-o", output, "--store", fine);
        Assert.Equal((4, false), (exit, Path.Exists(output)));
        Assert.Contains("longer than its file system", error, StringComparison.Ordinal);
        Assert.InRange(Deed("store", "get", _cid, "-o", output, "--store", fine).GetProperty("resumed").GetInt64(), 1 << 20, 20 << 20);
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

    private static Func<bool> StopAfter(FaultyProxy line, int answers)
    {
        int requests = 0;
        line.Choose = (_, _) => Interlocked.Increment(ref requests) > answers ? Fault.Delay : Fault.None;
        return () => requests > answers;
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
