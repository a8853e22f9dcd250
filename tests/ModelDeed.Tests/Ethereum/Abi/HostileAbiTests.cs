using System.Diagnostics.CodeAnalysis;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Abi;

[SuppressMessage("Performance", "CA1806", Justification = "The claim is about the exception.")]
public sealed class HostileAbiTests
{
    private const string Max = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    [Theory]
    [InlineData("bool", "02")]
    [InlineData("bool", Max)]
    [InlineData("uint8", "0100")]
    [InlineData("uint64", "010000000000000000")]
    [InlineData("int8", "80")]                       // 128
    [InlineData("address", "010000000000000000000000000000000000000000")]
    [InlineData("uint256[]", "20", Max)]             // length 2^256 - 1
    [InlineData("uint256[]", "20", "02", "01")]      // one element missing
    [InlineData("uint256[]", Max)]
    [InlineData("uint256[]", "0100")]                // behind the end
    [InlineData("uint256[]", "60", "00")]
    [InlineData("bytes", "20", "ffffffff")]
    [InlineData("bytes", "20", "7fffffff")]
    [InlineData("bytes", "20", "01", "01")]          // dirty padding
    [InlineData("(bytes,bytes)[]", "20", "7fffffffffffffff")]
    [InlineData("string[3]", "20")]
    public void Broken_data_are_refused(string type, params string[] words) => Assert.Null(Decode(type, Words(words)));

    [Theory]
    [InlineData("bytes4", "0102030405")]
    [InlineData("bytes31", Max)]
    public void Dirty_bytes_are_refused(string type, string word) =>
        Assert.Null(Decode(type, Hex.Decode(word.PadRight(64, '0'))));

    [Fact]
    public void Text_that_is_not_UTF8_is_refused() =>
        Assert.Null(Decode("string", [.. Words("20", "02"), 0xc3, 0x28, .. new byte[30]]));

    [Fact]
    public void Missing_padding_is_refused() => Assert.Null(Decode("bytes", [.. Words("20", "01"), 0xff]));

    [Fact]
    public void Tails_in_another_order_are_read() // as other compilers may write them
    {
        AbiValue[]? values = AbiCodecTests.Decoded(
            [new AbiParameter("a", AbiType.Bytes, false), new AbiParameter("b", AbiType.Bytes, false)], [.. Words("60", "40", "00", "01"), 7, .. new byte[31]]);
        Assert.Equal("0x07,0x", string.Join(',', values!.Select(v => v.ToString())));
    }

    [Fact]
    public void Offsets_back_to_the_same_place_do_not_multiply()
    {
        // Ten levels of arrays that all point back to one array of ten offsets would be 10^10 elements from 384 bytes.
        string type = "uint256" + string.Concat(Enumerable.Repeat("[]", 10));
        byte[] bomb = Words("20", "0a", "00", "00", "00", "00", "00", "00", "00", "00", "00", "00");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(Decode(type, bomb));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Shared_tails_are_refused_when_they_exceed_the_data()
    {
        string[] words = ["20", "08", .. Enumerable.Repeat("0100", 8), "40", .. Enumerable.Repeat("01", 2)];
        Assert.Null(Decode("bytes[]", Words(words)));
    }

    [Fact]
    public void A_fixed_array_larger_than_the_data_reserves_nothing()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(Decode("uint256[2000000]", Words("01", "02")));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData("")]
    [InlineData("uint7")]
    [InlineData("uint0")]
    [InlineData("uint264")]
    [InlineData("uint08")]
    [InlineData("bytes33")]
    [InlineData("bytes0")]
    [InlineData("fixed128x18")]
    [InlineData("uint256[0]")]
    [InlineData("uint256[-1]")]
    [InlineData("uint256[")]
    [InlineData("uint256]")]
    [InlineData("()")]
    [InlineData("(uint256")]
    [InlineData("(uint256))")]
    [InlineData("(uint256,)")]
    [InlineData("uint256[2147483647]")]
    [InlineData("uint256[65536][65536]")]
    [InlineData("mapping(uint256)")]
    public void What_is_no_type_is_refused(string name) => Assert.Throws<MalformedDataException>(() => AbiType.Parse(name));

    [Fact]
    public void Deep_types_are_refused()
    {
        Assert.Throws<MalformedDataException>(() => AbiType.Parse("bool" + string.Concat(Enumerable.Repeat("[]", 5000))));
        Assert.Throws<MalformedDataException>(() => AbiType.Parse(new string('(', 5000)));
        Assert.Equal(31, AbiType.Parse("bool" + string.Concat(Enumerable.Repeat("[]", 31))).Name.Count(c => c == '['));
    }

    private static AbiValue[]? Decode(string type, byte[] data) =>
        AbiCodecTests.Decoded([new AbiParameter("", AbiType.Parse(type), false)], data);

    private static byte[] Words(params string[] words) => Hex.Decode(string.Concat(words.Select(w => w.PadLeft(64, '0'))));
}
