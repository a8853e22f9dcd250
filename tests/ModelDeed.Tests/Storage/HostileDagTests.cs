using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Storage;

/// <summary>Blocks that are what their name says, and were made to do harm.</summary>
public sealed class HostileDagTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MemoryStore _store = new();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Cut_and_mutated_nodes_are_refused_in_words_or_are_another_nodes_only_form()
    {
        Cid chunk = Cid.Of(BlockCodec.Raw, [1]);
        byte[][] nodes = [DagWriter.Folder([new DagLink(chunk, "a", 1), new DagLink(chunk, "b", 300)]), DagWriter.File([new DagPart(chunk, 1, 1), new DagPart(chunk, 200, 200)])];
        int read = 0;
        foreach (byte[] node in nodes)
        {
            for (int length = 0; length < node.Length; length++) read += Judge(node[..length]);
            for (int i = 0; i < node.Length; i++)
                for (int bit = 0; bit < 8; bit++)
                {
                    byte[] mutated = [.. node];
                    mutated[i] ^= (byte)(1 << bit);
                    read += Judge(mutated);
                }
        }
        Assert.NotEqual(0, read); // a name or a digest may be any
    }

    [Fact]
    public async Task A_part_of_another_length_than_its_parent_says_is_refused()
    {
        Cid small = Put(BlockCodec.Raw, new byte[10]);
        foreach (ulong said in new ulong[] { 9, 11, 1 << 30 })
        {
            Cid root = Put(BlockCodec.DagPb, DagWriter.File([new DagPart(small, said, 10)]));
            using BlockSource source = await BlockSource.Open(_store, root, 2, default);
            await Assert.ThrowsAsync<DagException>(async () => await source.ReadAsync(0, new byte[1], default));
            await Assert.ThrowsAnyAsync<IOException>(() => Download.Run(_store, root, _folder[$"out{said}"], 2, null, default));
            Assert.False(File.Exists(_folder[$"out{said}"]));
            Cid above = Put(BlockCodec.DagPb, DagWriter.File([new DagPart(root, said + 1, 10)]));
            using BlockSource deeper = await BlockSource.Open(_store, above, 2, default);
            await Assert.ThrowsAsync<DagException>(async () => await deeper.ReadAsync(0, new byte[1], default));
        }
    }

    [Fact]
    public async Task A_few_blocks_that_stand_for_endless_bytes_are_refused_before_a_byte_is_written()
    {
        Cid below = Put(BlockCodec.Raw, new byte[1000]);
        ulong length = 1000;
        for (int level = 0; level < 4; level++)
        {
            Cid child = below;
            ulong each = length;
            below = Put(BlockCodec.DagPb, DagWriter.File([.. Enumerable.Repeat(new DagPart(child, each, each), 1000)]));
            length *= 1000;
        }
        IOException refused = await Assert.ThrowsAsync<IOException>(() => Download.Run(_store, below, _folder["out"], 2, null, default));
        Assert.Contains("Make room", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        using BlockSource source = await BlockSource.Open(_store, below, 2, default); // but it can be read in places
        byte[] some = new byte[10];
        await source.ReadAsync(source.Length - 10, some, default);
        Assert.All(some, b => Assert.Equal(0, b));
    }

    [Fact]
    public async Task A_few_blocks_that_stand_for_endless_folders_are_refused()
    {
        Cid below = Put(BlockCodec.DagPb, DagWriter.Folder([]));
        for (int level = 0; level < 4; level++)
        {
            Cid child = below;
            below = Put(BlockCodec.DagPb, DagWriter.Folder(Enumerable.Range(0, 100).Select(i => new DagLink(child, $"{i:000}", 1))));
        }
        Assert.Contains("files and folders", (await Assert.ThrowsAsync<DagException>(() => Download.Run(_store, below, _folder["out"], 2, null, default))).Message, StringComparison.Ordinal);
        Cid deep = Put(BlockCodec.DagPb, DagWriter.Folder([]));
        for (int level = 0; level < 70; level++) deep = Put(BlockCodec.DagPb, DagWriter.Folder([new DagLink(deep, "x", 1)]));
        Assert.Contains("folders within folders", (await Assert.ThrowsAsync<DagException>(() => Download.Run(_store, deep, _folder["out"], 2, null, default))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../out")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("C:x")]
    [InlineData("")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name)
    {
        Cid root = Put(BlockCodec.DagPb, DagWriter.Folder([new DagLink(Put(BlockCodec.Raw, [1]), name, 1)]));
        Assert.Contains("isn't a plain file name", (await Assert.ThrowsAsync<IOException>(() => Download.Run(_store, root, _folder["in/out"].Replace("in/", ""), 2, null, default))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Parts_of_no_bytes_and_sums_beyond_a_file_are_refused()
    {
        Cid chunk = Cid.Of(BlockCodec.Raw, []);
        foreach (DagPart[] parts in new DagPart[][] { [new(chunk, 0, 0)], [new(chunk, long.MaxValue, 1), new(chunk, 1, 1)], [new(chunk, ulong.MaxValue, 1), new(chunk, 2, 1)] })
            Assert.Throws<DagException>(() => DagReader.Read(Block.Of(BlockCodec.DagPb, DagWriter.File(parts))));
    }

    /// <summary>1 if it was read; then it is the one form of what was read.</summary>
    private static int Judge(byte[] bytes)
    {
        try
        {
            DagNode node = DagReader.Read(Block.Of(BlockCodec.DagPb, bytes));
            if (node is DagNode.Folder folder) Assert.Equal(bytes, DagWriter.Folder(folder.Entries));
            return 1;
        }
        catch (DagException)
        {
            return 0;
        }
    }

    private Cid Put(BlockCodec codec, byte[] bytes)
    {
        Block block = Block.Of(codec, bytes);
        _store.Content[block.Cid] = bytes;
        return block.Cid;
    }
}
