using System.Diagnostics;
using System.Security.Cryptography;
using ModelDeed.EndToEnd.Cli;
using ModelDeed.EndToEnd.Storage;
using ModelDeed.Storage;
using Xunit.Abstractions;

namespace ModelDeed.EndToEnd.Sealing;

#pragma warning disable RS0030 // Random with a seed that is printed: what failed can be run again.
/// <summary><c>kill -9</c> at random points of sealing and opening, and a disk that is full: the next run gives the same bytes, and nothing in clear lies about.</summary>
public sealed class SealedKillTests(ITestOutputHelper output) : DeedFixture
{
    private const int Size = 96 << 20;
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private string Package => Path.Combine(Work, "model.sealed");

    private string Opened => Path.Combine(Work, "opened");

    [Fact]
    public async Task Killed_anywhere_the_next_run_goes_on_to_the_same_bytes()
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string model = Path.Combine(Work, "model.bin"), store = $"local:{Path.Combine(Work, "blocks")}";
        byte[] bytes = new byte[Size];
        random.NextBytes(bytes);
        await File.WriteAllBytesAsync(model, bytes);
        await Done("deploy", "--yes");
        string title = (await Done("register", model, "--name", "Model", "--kind", "model", "--yes")).Text("title");

        await Seal(model, random);
        await Done("seal", model, "--out", Package, "--custodians", "none", "--store", store, "--yes");
        await Open(title, bytes, random);
        await FullDisk(title, bytes);
    }

    /// <summary>Killed three times while it seals; key, nonce and all that was written before stay.</summary>
    private async Task Seal(string model, Random random)
    {
        string[] seal = ["seal", model, "--out", Package, "--custodians", "none", "--no-publish"];
        string payload = Path.Combine(Package + ".sealing", "package", "payload"), header = Path.Combine(Package + ".sealing", "package", "header");
        byte[]? begun = null;
        for (int round = 0; round < 3; round++)
        {
            long until = random.NextInt64(1, Size * 3L / 4);
            await Kill(seal, () => Length(payload) >= until);
            Assert.False(Path.Exists(Package));
            if (!OperatingSystem.IsWindows()) Assert.Equal(Mine, File.GetUnixFileMode(Package + ".sealing"));
            byte[] now = await File.ReadAllBytesAsync(header);
            Assert.Equal(begun ?? now, now);
            begun = now;
        }
        byte[] before = await File.ReadAllBytesAsync(payload);
        DeedRun full = await Limited((16 << 20) / 1024, seal); // no room: said in words, and what is there stays
        Assert.True(full.Exit == 4 && full.Error.Contains("longer than its file system", StringComparison.Ordinal), full.Error + full.Out);
        Assert.Equal(begun, await File.ReadAllBytesAsync(header));
        await Done(seal);
        Assert.Equal(begun, await File.ReadAllBytesAsync(Path.Combine(Package, "header")));
        byte[] after = await File.ReadAllBytesAsync(Path.Combine(Package, "payload"));
        for (int at = 0, piece = 1 << 20; at + piece <= before.Length; at += piece) // what a thread hadn't written yet is zeros
            Assert.True(IsSameOrUnwritten(before.AsSpan(at, piece), after.AsSpan(at, piece)), $"other bytes at {at}");
        Assert.False(Path.Exists(Package + ".sealing"));
    }

    /// <summary>Killed three times while it fetches and opens; each run fetches what the ones before hadn't.</summary>
    private async Task Open(string title, byte[] bytes, Random random)
    {
        await using BlockGateway gateway = await BlockGateway.Start(Path.Combine(Work, "blocks"));
        string[] open = ["open", title, "--store", gateway.Store, "--out", Opened];
        for (int round = 0; round < 3; round++)
        {
            int answers = random.Next(1, 35), given = 0;
            gateway.Before = _ => Interlocked.Increment(ref given) > answers ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
            await Kill(open, () => given > answers);
            Assert.False(Path.Exists(Opened));
            if (!OperatingSystem.IsWindows() && Path.Exists(Opened + ".opening")) Assert.Equal(Mine, File.GetUnixFileMode(Opened + ".opening"));
        }
        string kept = Directory.GetFiles(Work, "opened.*.sealed").Single();
        await using (FileStream file = new(kept, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = random.NextInt64(file.Length);
            int was = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(was ^ 0x10)); // and the disk lies
        }
        gateway.Before = _ => Task.CompletedTask;
        int before = gateway.Given.Count;
        await Done(open);
        Assert.True((await File.ReadAllBytesAsync(Opened)).SequenceEqual(bytes));
        Cid[] all = [.. gateway.Given];
        Assert.True(all.Length - before < (Size >> 20) + 6, $"{all.Length - before} blocks in the last run"); // less than all there are
        CheckClean();
    }

    /// <summary>No room for what is opened: said in words, nothing in clear is left, and what was fetched serves the next run.</summary>
    private async Task FullDisk(string title, byte[] bytes)
    {
        File.Delete(Opened);
        string[] open = ["open", title, "--store", $"local:{Path.Combine(Work, "blocks")}", "--out", Opened];
        DeedRun full = await Limited((20 << 20) / 1024, open);
        Assert.True(full.Exit == 4, full.Error + full.Out);
        Assert.Contains("longer than its file system", full.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(Opened) || Path.Exists(Opened + ".opening"));
        await Done(open);
        Assert.True((await File.ReadAllBytesAsync(Opened)).SequenceEqual(bytes));
        CheckClean();
    }

    private void CheckClean() => Assert.Empty(Directory.EnumerateFileSystemEntries(Work).Select(Path.GetFileName).Except(["model.bin", "model.sealed", "opened", "blocks"]));

    private static bool IsSameOrUnwritten(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (before.SequenceEqual(after)) return true;
        for (int i = 0; i < before.Length; i++)
            if (before[i] != after[i] && before[i] != 0) return false;
        return true;
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private ProcessStartInfo Command(string[] args)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Join(AppContext.BaseDirectory, "deed.dll"), .. args]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in Variables) start.Environment[name] = value;
        return start;
    }

    private async Task Kill(string[] args, Func<bool> when)
    {
        using Process process = Process.Start(Command(args))!;
        while (!when() && !process.HasExited) await Task.Yield();
        Assert.False(process.HasExited, $"it ended before it could be killed: {(process.HasExited ? await process.StandardError.ReadToEndAsync() : "")}");
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Runs with files limited to so many KiB.</summary>
    private async Task<DeedRun> Limited(int kibibytes, params string[] args)
    {
        ProcessStartInfo command = Command(args), shell = Command([]);
        (shell.FileName, string line) = ("/bin/bash", $"trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"");
        shell.ArgumentList.Clear();
        foreach (string argument in (string[])["-c", line, command.FileName, .. command.ArgumentList]) shell.ArgumentList.Add(argument);
        shell.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // its executable memory is a file, which the limit would cut too
        using Process process = Process.Start(shell)!;
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new DeedRun(process.ExitCode, await said, error);
    }
}
