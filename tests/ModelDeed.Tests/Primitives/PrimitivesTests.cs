using System.Numerics;
using System.Text;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Primitives;

public sealed class PrimitivesTests
{
    [Theory]
    [InlineData("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    public void Keccak_of_known_texts(string text, string digest) =>
        Assert.Equal(digest, Keccak256.HashUtf8(text).ToString());

    [Theory] // EIP-55
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void Address_carries_its_checksum(string text)
    {
        Assert.Equal(text, Address.Parse(text).ToString());
        Assert.Equal(text, Address.Parse(text.ToLowerInvariant()).ToString());
        char[] typo = text.ToCharArray();
        int i = Array.FindIndex(typo, 2, char.IsAsciiLetterLower);
        typo[i] = char.ToUpperInvariant(typo[i]);
        Assert.Throws<FormatException>(() => Address.Parse(new string(typo)));
    }

    [Fact]
    public void Hash_orders_like_a_big_endian_number()
    {
        Hash32 low = Hash32.Parse("0x" + new string('0', 62) + "ff");
        Hash32 high = Hash32.Parse("0x01" + new string('0', 62));
        Assert.True(low < high);
        Assert.Equal(low, new Hash32(low.Bytes));
    }

    [Theory]
    [InlineData("1500000000000000000", 18, "1.5")]
    [InlineData("1", 18, "0.000000000000000001")]
    [InlineData("2000000", 6, "2")]
    [InlineData("7", 0, "7")]
    public void Amounts_are_shown_exactly(string units, int decimals, string shown) =>
        Assert.Equal(shown, new TokenAmount(BigInteger.Parse(units)).Format(decimals));

    [Theory]
    [InlineData("0x0")]
    [InlineData("0xzz")]
    [InlineData("xx")]
    public void Hex_refuses_what_is_not_hexadecimal(string text) => Assert.Throws<FormatException>(() => Hex.Decode(text));

    [Fact]
    public void Keccak_spans_block_borders()
    {
        // Independent check: BouncyCastle's Keccak over every length around the rate of 136 bytes.
        for (int length = 130; length < 280; length++)
        {
            byte[] data = Encoding.ASCII.GetBytes(new string('x', length));
            var reference = new Org.BouncyCastle.Crypto.Digests.KeccakDigest(256);
            reference.BlockUpdate(data, 0, data.Length);
            var expected = new byte[32];
            reference.DoFinal(expected, 0);
            Assert.Equal(expected, Keccak256.Hash(data).ToArray());
        }
    }
}
