using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Primitives;
using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Storage;

/// <summary>Names of blocks: one text for each, and nothing else is taken for one.</summary>
public sealed class CidTests
{
    [Theory]
    [InlineData("", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")] // the empty block, known to every IPFS node
    [InlineData("hello world", "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e")] // the specification's example
    public void A_block_has_the_name_that_IPFS_gives_it(string text, string cid) => Assert.Equal(cid, Cid.Of(BlockCodec.Raw, System.Text.Encoding.UTF8.GetBytes(text)).ToString());

    [Fact]
    public void An_empty_folder_has_the_name_that_IPFS_gives_it() =>
        Assert.Equal("bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354", Block.Of(BlockCodec.DagPb, DagWriter.Folder([])).Cid.ToString());

    [Fact]
    public void Text_and_bytes_come_back()
    {
        Gen<byte[]> digests = Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf(32);
        Prop.ForAll(digests.ToArbitrary(), digest =>
        {
            foreach (BlockCodec codec in new[] { BlockCodec.Raw, BlockCodec.DagPb })
            {
                var cid = new Cid(codec, new Hash32(digest));
                byte[] bytes = new byte[Cid.Size];
                cid.Write(bytes);
                Assert.True(Cid.TryRead(bytes, out Cid read));
                Assert.Equal((cid, cid), (read, Cid.Parse(cid.ToString())));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvykuu")] // longer
    [InlineData("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyk")] // shorter
    [InlineData("BAFKREIHDWDCEFGH4DQKJV67UZCMW7OJEE6XEDZDETOJUZJEVTENXQUVYKU")] // upper case
    [InlineData("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyk1")] // no such digit
    [InlineData("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvykv")] // bits left over
    [InlineData("bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")] // another codec: dag-cbor
    [InlineData("zb2rhe5P4gXftAwvA4eXQ5HJwsER2owDyS9sKaQRRVQPn93bA")] // another base
    public void What_is_no_CID_of_ours_is_refused(string text)
    {
        Assert.False(Cid.TryParse(text, out _));
        Assert.Contains("can't be used as a CID", Assert.Throws<FormatException>(() => Cid.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_CID_of_version_0_is_refused_with_the_remedy() =>
        Assert.Contains("--cid-version=1", Assert.Throws<FormatException>(() => Cid.Parse("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_block_is_never_another_than_its_name_says()
    {
        byte[] bytes = Noise.Bytes(1000, 1);
        Cid cid = Cid.Of(BlockCodec.Raw, bytes);
        Assert.NotNull(Block.Verify(cid, bytes));
        for (int i = 0; i < bytes.Length; i += 37)
        {
            bytes[i] ^= 1;
            Assert.Null(Block.Verify(cid, bytes));
            bytes[i] ^= 1;
        }
        Assert.Null(Block.Verify(cid, bytes.AsMemory(1)));
        Assert.Null(Block.Verify(Cid.Of(BlockCodec.Raw, new byte[Block.MaxSize + 1]), new byte[Block.MaxSize + 1]));
    }

    [Theory]
    [InlineData(0ul, 1)]
    [InlineData(127ul, 1)]
    [InlineData(128ul, 2)]
    [InlineData(ulong.MaxValue, 10)]
    public void Numbers_have_one_form(ulong value, int size)
    {
        byte[] bytes = new byte[Varint.MaxSize];
        Assert.Equal((size, size), (Varint.Write(bytes, value), Varint.SizeOf(value)));
        Assert.Equal(size, Varint.Read(bytes, out ulong read));
        Assert.Equal(value, read);
        Assert.Equal(0, Varint.Read(bytes.AsSpan(0, size - 1), out _)); // cut short
        if (size < Varint.MaxSize)
        {
            (bytes[size - 1], bytes[size]) = ((byte)(bytes[size - 1] | 0x80), 0);
            Assert.Equal(0, Varint.Read(bytes, out _)); // longer than need be
        }
    }
}
