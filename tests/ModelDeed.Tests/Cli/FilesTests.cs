using ModelDeed.Cli;
using ModelDeed.Storage;

namespace ModelDeed.Tests.Cli;

public sealed class FilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_new_content_takes_the_place_of_the_old_one()
    {
        string path = Path.Combine(_folder, "f");
        await Files.WriteWhole(path, "old and long"u8.ToArray(), CancellationToken.None);
        await Files.WriteWhole(path, "new"u8.ToArray(), CancellationToken.None);
        Assert.Equal("new", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_full_disk_keeps_the_old_file()
    {
        if (!File.Exists("/dev/full")) return; // Linux has it
        string path = Path.Combine(_folder, "f");
        await File.WriteAllTextAsync(path, "old");
        File.CreateSymbolicLink($"{path}.{Environment.ProcessId}.part", "/dev/full");
        await Assert.ThrowsAsync<IOException>(() => Files.WriteWhole(path, new byte[100_000], CancellationToken.None));
        Assert.Equal("old", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_cancelled_write_keeps_the_old_file()
    {
        string path = Path.Combine(_folder, "f");
        await File.WriteAllTextAsync(path, "old");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Files.WriteWhole(path, "new"u8.ToArray(), new CancellationToken(canceled: true)));
        Assert.Equal("old", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_missing_folder_is_found_out()
    {
        Refusal refusal = Assert.Throws<Refusal>(() => Files.RequireWritable(Path.Combine(_folder, "missing", "f")));
        Assert.Equal(Exit.Unreadable, refusal.Exit);
        Files.RequireWritable(Path.Combine(_folder, "f"));
        Assert.Empty(Directory.GetFiles(_folder)); // no probe is left
    }

    [Fact]
    public async Task What_can_not_be_written_is_found_out_by_the_name_that_is_written_first()
    {
        string path = Path.Combine(_folder, new string('n', 250)); // 255 bytes are possible: it fits, what is written before it doesn't
        await Assert.ThrowsAnyAsync<IOException>(() => Files.WriteWhole(path, "x"u8.ToArray(), CancellationToken.None));
        Assert.Throws<Refusal>(() => Files.RequireWritable(path));
        Assert.Throws<Refusal>(() => Files.RequireWritable(_folder));
    }

    [Fact]
    public async Task Of_many_that_write_a_new_secret_at_once_one_succeeds_and_only_its_owner_may_read_it()
    {
        string path = Path.Combine(_folder, "key");
        Task[] writers = [.. Enumerable.Range(0, 32).Select(i => Task.Run(() => Files.WriteSecret(path, new byte[] { (byte)i }, CancellationToken.None)))];
        await Assert.ThrowsAnyAsync<IOException>(() => Task.WhenAll(writers));
        int winner = Assert.Single(Enumerable.Range(0, 32), i => writers[i].IsCompletedSuccessfully);
        Assert.Equal([(byte)winner], await File.ReadAllBytesAsync(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_folder_is_flushed_and_a_missing_one_is_an_error()
    {
        DiskFlush.Folder(_folder);
        if (!OperatingSystem.IsWindows()) Assert.Throws<IOException>(() => DiskFlush.Folder(Path.Combine(_folder, "missing")));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_read()
    {
        string path = Path.Combine(_folder, "f");
        await File.WriteAllBytesAsync(path, new byte[11]);
        Assert.Equal(11, (await Files.ReadBounded(path, 11, CancellationToken.None)).Length);
        await Assert.ThrowsAsync<Refusal>(() => Files.ReadBounded(path, 10, CancellationToken.None));
    }
}
