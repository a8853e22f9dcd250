using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Storage;

/// <summary>All blocks of a root in one file. That other makers read it is shown in ModelDeed.EndToEnd.Storage.IpfsPeerTests.</summary>
public sealed class CarTests : IDisposable
{
    private readonly MemoryStore _from = new(), _to = new();

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Fact]
    public async Task What_was_exported_is_imported_and_the_bytes_do_not_depend_on_the_threads()
    {
        (Cid root, byte[] car) = await Export();
        CarContent content = await Import(car);
        Assert.Equal([root], content.Roots);
        Assert.Equal((_from.Content.Count, _from.Content.Values.Sum(bytes => bytes.Length)), (content.Blocks, content.Bytes));
        Assert.Equal(_from.Content.Keys.Order(), _to.Content.Keys.Order());
        Assert.True(_to.Kept.ContainsKey(root));
        var again = new MemoryStream();
        await CarWriter.Write(_to, root, again, 1, null, default);
        Assert.Equal(car, again.ToArray());
    }

    [Fact]
    public async Task Any_flipped_bit_is_found()
    {
        (_, byte[] car) = await Export();
        for (int i = 0; i < car.Length; i += i < 100 ? 1 : 13)
        {
            byte[] altered = [.. car];
            altered[i] ^= (byte)(1 << i % 8);
            _to.Content.Clear();
            IOException refused = await Assert.ThrowsAnyAsync<IOException>(() => Import(altered));
            Assert.True(refused is CarException, $"{i}: {refused.Message}");
            Assert.All(_to.Content, one => Assert.NotNull(Block.Verify(one.Key, one.Value)));
        }
    }

    [Fact]
    public async Task A_file_cut_anywhere_is_refused()
    {
        (_, byte[] car) = await Export();
        for (int length = 0; length < car.Length; length += length < 200 ? 1 : 17)
        {
            _to.Content.Clear();
            await Assert.ThrowsAsync<CarException>(() => Import(car[..length]));
        }
    }

    [Theory]
    [InlineData("0aa16776657273696f6e02", "header")] // version 2's beginning
    [InlineData("ffffffffff", "more than")]
    [InlineData("8000", "no length")]
    [InlineData("00", "no length")]
    public async Task Another_format_is_refused_in_words(string hex, string said) =>
        Assert.Contains(said, (await Assert.ThrowsAsync<CarException>(() => Import(Convert.FromHexString(hex)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_store_that_lacks_a_block_cannot_be_exported()
    {
        (Cid root, _) = await Export();
        Assert.True(_from.Content.TryRemove(_from.Content.Keys.First(cid => cid.Codec == BlockCodec.Raw), out _));
        Assert.Equal(StoreFault.Missing, (await Assert.ThrowsAsync<StoreException>(() => CarWriter.Write(_from, root, new MemoryStream(), 3, null, default))).Fault);
    }

    private async Task<(Cid Root, byte[] Car)> Export()
    {
        var builder = new DagBuilder(_from, 2, null, new DagProfile(200, 3, 1000));
        DagEntry file = await builder.AddFile(new MemorySource(Noise.Bytes(3000, 1)), default), small = await builder.AddFile(new MemorySource(Noise.Bytes(20, 2)), default);
        DagEntry root = await builder.AddFolder([("payload", file), ("header", small), ("again", file)], default);
        var car = new MemoryStream();
        (long blocks, _) = await CarWriter.Write(_from, root.Cid, car, 4, null, default);
        Assert.Equal(_from.Content.Count, blocks);
        return (root.Cid, car.ToArray());
    }

    private Task<CarContent> Import(byte[] car) => CarReader.Read(new MemoryStream(car), _to, 3, null, default);
}
