using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Storage;

/// <summary>A folder of blocks.</summary>
public sealed class LocalStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LocalStore _store;

    public LocalStoreTests() => _store = new LocalStore(_folder["store"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Blocks_and_roots_are_there_afterwards()
    {
        Block[] blocks = [.. Enumerable.Range(0, 20).Select(i => Block.Of(i % 2 == 0 ? BlockCodec.Raw : BlockCodec.DagPb, Noise.Bytes(i * 100, (ulong)i + 1)))];
        await Task.WhenAll(blocks.Select(block => _store.Put(block, default)));
        await _store.Keep(blocks[3].Cid, default);
        using LocalStore again = new(_folder["store"]);
        foreach (Block block in blocks) Assert.Equal(block.Bytes.ToArray(), (await again.Get(block.Cid, default))!.Bytes.ToArray());
        Assert.Equal(blocks.Select(block => block.Cid).Order(), await again.Blocks(default).Order().ToListAsync());
        Assert.Equal([blocks[3].Cid], await again.Roots(default).ToListAsync());
        Assert.Null(await again.Get(Cid.Of(BlockCodec.Raw, [9]), default));
        Assert.False(await again.Has(Cid.Of(BlockCodec.Raw, [9]), default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1001)]
    [InlineData(1000)]
    [InlineData(Block.MaxSize + 1)]
    public async Task A_damaged_block_is_named_and_mended_by_putting_it_again(int length)
    {
        Block block = Block.Of(BlockCodec.Raw, Noise.Bytes(1000, 1));
        await _store.Put(block, default);
        File.WriteAllBytes(_store.PathOf(block.Cid), Noise.Bytes(length, 2));
        StoreException damaged = await Assert.ThrowsAsync<StoreException>(() => _store.Get(block.Cid, default));
        Assert.Equal(StoreFault.Damaged, damaged.Fault);
        Assert.Contains(block.Cid.ToString(), damaged.Message, StringComparison.Ordinal);
        await _store.Put(block, default);
        Assert.NotNull(await _store.Get(block.Cid, default));
    }

    [Fact]
    public async Task Many_who_put_the_same_leave_one_whole_file()
    {
        Block block = Block.Of(BlockCodec.Raw, Noise.Bytes(100_000, 1));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _store.Put(block, default))));
        Assert.Equal([_store.PathOf(block.Cid)], Directory.GetFiles(_store.Folder, "*", SearchOption.AllDirectories));
        Assert.NotNull(await _store.Get(block.Cid, default));
    }

    [Fact]
    public async Task What_is_half_written_is_no_block_and_goes_after_a_day()
    {
        Block block = Block.Of(BlockCodec.Raw, Noise.Bytes(1000, 1));
        string part = _store.PathOf(block.Cid) + ".0123456789abcdef.part";
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        File.WriteAllBytes(part, block.Bytes.ToArray()[..500]);
        Assert.Null(await _store.Get(block.Cid, default));
        Assert.Empty(await _store.Blocks(default).ToListAsync());
        Assert.Equal(0, _store.DeleteLeftovers(TimeProvider.System)); // a writer may still be at it
        File.SetLastWriteTimeUtc(part, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-25));
        Assert.Equal(1, _store.DeleteLeftovers(TimeProvider.System));
        Assert.False(File.Exists(part));
    }
}
