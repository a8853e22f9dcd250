using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Storage;

/// <summary>Files and folders into blocks, and out again. That other makers compute the same is shown in ModelDeed.EndToEnd.Storage.IpfsPeerTests.</summary>
public sealed class DagTests : IDisposable
{
    /// <summary>Small, so that trees of several levels are small files.</summary>
    private static readonly DagProfile Tiny = new(8, 3, 400);

    private readonly TempFolder _folder = new();
    private readonly MemoryStore _store = new();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_comes_back_from_any_place_whatever_its_length()
    {
        for (int length = 0; length < 600; length += length < 90 ? 1 : 29)
        {
            byte[] bytes = Noise.Bytes(length, (ulong)length + 1);
            using BlockSource source = await BlockSource.Open(_store, (await Add(bytes)).Cid, 3, default);
            Assert.Equal(length, source.Length);
            for (int i = 0; i < 8; i++)
            {
                int start = i * 97 % (length + 1), count = i * 61 % (length - start + 1);
                byte[] read = new byte[count];
                await source.ReadAsync(start, read, default);
                Assert.Equal(bytes.AsSpan(start, count).ToArray(), read);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(8 * 81 + 1)]
    public async Task Threads_change_nothing(int length)
    {
        byte[] bytes = Noise.Bytes(length, 3);
        DagEntry one = await new DagBuilder(null, 1, null, Tiny).AddFile(new MemorySource(bytes), default);
        Assert.Equal(one, await new DagBuilder(null, 7, null, Tiny).AddFile(new MemorySource(bytes), default));
        Assert.Equal(one, await Add(bytes));
    }

    [Fact]
    public async Task A_folder_is_downloaded_as_it_was_and_a_new_header_keeps_the_payload()
    {
        _folder.With("package/header", Noise.Bytes(500, 1)).With("package/payload", Noise.Bytes(3 << 20, 2)).With("package/.hidden/empty", []).With("package/模型 ä", "x");
        Directory.CreateDirectory(_folder["package/nothing here"]);
        DagEntry before = await new DagBuilder(_store, 4, null).Add(_folder["package"], default);
        DownloadResult result = await Download.Run(_store, before.Cid, _folder["out"], 4, null, default);
        Assert.Equal((4, 0), (result.Files, result.Resumed));
        Assert.Equal(before.Length, result.Bytes);
        Assert.Equal(before.Cid, (await new DagBuilder(null, 2, null).Add(_folder["out"], default)).Cid);
        Assert.True(Directory.Exists(_folder["out/nothing here"]));
        Assert.True(_store.Kept.ContainsKey(before.Cid));

        _folder.With("package/header", Noise.Bytes(501, 9));
        long puts = _store.Puts;
        int blocks = _store.Content.Count;
        DagEntry after = await new DagBuilder(_store, 4, null).Add(_folder["package"], default);
        Assert.NotEqual(before.Cid, after.Cid);
        Assert.Equal(Payload(before.Cid), Payload(after.Cid));
        Assert.Equal(blocks + 2, _store.Content.Count); // the header's and the folder's
    }

    [Fact]
    public async Task What_is_no_file_is_refused_before_anything_is_sent()
    {
        _folder.With("a/x", "x").With("b/y", "y").With("c/con", "z");
        File.CreateSymbolicLink(_folder["a/link"], _folder["b/y"]);
        Assert.Contains("is a link", await Refused("a"), StringComparison.Ordinal);
        Assert.Contains("isn't a plain file name on every system", await Refused("c"), StringComparison.Ordinal);
        Assert.Contains("doesn't exist", await Refused("missing"), StringComparison.Ordinal);
        Assert.Empty(_store.Content);
    }

    [Fact]
    public async Task A_folder_that_would_need_several_blocks_is_refused_with_the_remedy()
    {
        for (int i = 0; i < 20; i++) _folder.With($"many/{i}", "x");
        IOException refused = await Assert.ThrowsAsync<IOException>(() => new DagBuilder(_store, 2, null, Tiny).Add(_folder["many"], default));
        Assert.Contains("20 entries", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Put them into folders of their own", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_found()
    {
        _folder.With("file", Noise.Bytes(100, 1));
        _store.BeforePut = async (_, ct) =>
        {
            await using FileStream file = new(_folder["file"], FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            await file.WriteAsync(new byte[1], ct);
        };
        Assert.Contains("changed while it was read", await Refused("file"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resumed_put_sends_only_what_is_missing()
    {
        string path = _folder["file"];
        File.WriteAllBytes(path, Noise.Bytes(10 << 20, 4));
        using var local = new LocalStore(_folder["store"]);
        using var stop = new CancellationTokenSource();
        var stopping = new Stopping(stop, after: 4 << 20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DagBuilder(local, 2, stopping).Add(path, stop.Token));
        int left = Directory.GetFiles(local.Folder, "bafk*", SearchOption.AllDirectories).Length;
        Assert.InRange(left, 3, 9);
        DateTime before = Directory.GetFiles(local.Folder, "bafk*", SearchOption.AllDirectories).Max(File.GetLastWriteTimeUtc);
        DagEntry whole = await new DagBuilder(local, 2, null).Add(path, default);
        Assert.Equal(left, Directory.GetFiles(local.Folder, "bafk*", SearchOption.AllDirectories).Count(file => File.GetLastWriteTimeUtc(file) <= before));
        Assert.Equal((await new DagBuilder(null, 1, null).Add(path, default)).Cid, whole.Cid);
        Assert.Empty(Directory.GetFiles(local.Folder, "*.part", SearchOption.AllDirectories));
    }

    private Task<DagEntry> Add(byte[] bytes) => new DagBuilder(_store, 3, null, Tiny).AddFile(new MemorySource(bytes), default);

    private Cid Payload(Cid folder) => ((DagNode.Folder)DagReader.Read(Block.Verify(folder, _store.Content[folder])!)).Entries.Single(entry => entry.Name == "payload").Cid;

    private async Task<string> Refused(string path) => (await Assert.ThrowsAnyAsync<IOException>(() => new DagBuilder(_store, 1, null).Add(_folder[path], default))).Message;
}

/// <summary>Stops what it watches when so much is done.</summary>
internal sealed class Stopping(CancellationTokenSource stop, long after) : IProgress<TransferProgress>
{
    public void Report(TransferProgress value)
    {
        if (value.Done >= after) stop.Cancel();
    }
}
