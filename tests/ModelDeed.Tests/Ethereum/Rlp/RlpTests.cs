using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Rlp;

public sealed class RlpTests
{
    private static readonly JsonElement Published = Vectors.Load("ethereum-rlp.json");

    [Fact]
    public void Valid_vectors_decode_and_encode_back()
    {
        foreach (JsonElement vector in Published.GetProperty("valid").EnumerateArray())
        {
            byte[] encoded = vector.Bytes("encoded");
            Assert.Equal(vector.GetProperty("item").GetRawText().Replace(" ", ""), Show(RlpItem.Decode(encoded)));
            Assert.Equal(encoded, RlpItem.Decode(encoded).Encode());
        }
    }

    [Fact]
    public void Invalid_vectors_are_refused()
    {
        foreach (JsonElement vector in Published.GetProperty("invalid").EnumerateArray())
            Assert.True(Refuses(vector.Bytes("encoded")), vector.Text("name"));
    }

    [Fact]
    public void Trees_come_back_as_they_were() =>
        Prop.ForAll(Trees().ToArbitrary(), item => Show(RlpItem.Decode(item.Encode())) == Show(item)).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_bytes_are_canonical_or_refused() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Refuses(bytes) || RlpItem.Decode(bytes).Encode().AsSpan().SequenceEqual(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Every_change_of_a_byte_is_canonical_or_refused()
    {
        byte[] encoded = Vectors.Load("ethereum-transactions.json").GetProperty("transactions")[0].Bytes("raw");
        for (int i = 0; i < encoded.Length * 256; i++)
        {
            byte[] changed = [.. encoded];
            changed[i / 256] = (byte)i;
            Assert.True(Refuses(changed) || RlpItem.Decode(changed).Encode().AsSpan().SequenceEqual(changed));
        }
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.False(Refuses(Nested(RlpItem.MaxDepth)));
        Assert.True(Refuses(Nested(RlpItem.MaxDepth + 1)));
        Assert.True(Refuses(Nested(1_000_000))); // would overflow the stack
    }

    [Theory]
    [InlineData("0", "0x80")]
    [InlineData("15", "0x0f")]
    [InlineData("127", "0x7f")]
    [InlineData("128", "0x8180")]
    [InlineData("1024", "0x820400")]
    [InlineData("18446744073709551615", "0x88ffffffffffffffff")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935", "0xa0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Numbers_are_written_without_leading_zeros(string number, string encoded)
    {
        var writer = new RlpWriter();
        writer.Write(UInt256.Parse(number));
        Assert.Equal(encoded, Hex.Encode(writer.Written));
        Assert.Equal(UInt256.Parse(number), new RlpReader(writer.Written).ReadUInt256());
    }

    [Theory]
    [InlineData("0x00")]   // zero is the empty string
    [InlineData("0x820001")]
    [InlineData("0xc0")]
    [InlineData("0xa1010000000000000000000000000000000000000000000000000000000000000000")] // 2^256
    public void What_is_not_a_canonical_number_is_refused(string encoded) =>
        Assert.Throws<MalformedDataException>(() => new RlpReader(Hex.Decode(encoded)).ReadUInt256());

    [Fact]
    public void Numbers_over_64_bits_are_refused_where_64_are_read() =>
        Assert.Throws<MalformedDataException>(() => new RlpReader(Hex.Decode("0x89010000000000000000")).ReadUInt64());

    /// <summary>An empty list in that many lists less one. Built from the inside, its bytes in reverse.</summary>
    private static byte[] Nested(int depth)
    {
        List<byte> reversed = [0xc0];
        while (--depth > 0)
        {
            int length = reversed.Count;
            if (length <= 55)
            {
                reversed.Add((byte)(0xc0 + length));
                continue;
            }
            int size = 0;
            for (; length > 0; length >>= 8, size++) reversed.Add((byte)length);
            reversed.Add((byte)(0xf7 + size));
        }
        reversed.Reverse();
        return [.. reversed];
    }

    private static bool Refuses(byte[] bytes)
    {
        try
        {
            RlpItem.Decode(bytes);
            return false;
        }
        catch (MalformedDataException)
        {
            return true;
        }
    }

    private static string Show(RlpItem item) => item switch
    {
        RlpItem.Text text => $"\"{Hex.Encode(text.Bytes.Span)}\"",
        RlpItem.List list => $"[{string.Join(",", list.Items.Select(Show))}]",
        _ => throw new InvalidOperationException(),
    };

    private static Gen<RlpItem> Trees()
    {
        Gen<RlpItem> text = ArbMap.Default.GeneratorFor<byte[]>().Select(RlpItem (b) => new RlpItem.Text(b));
        Gen<RlpItem> Tree(int size) => size <= 1 ? text
            : Gen.OneOf(text, Gen.ListOf(Tree(size / 3)).Select(RlpItem (items) => new RlpItem.List([.. items])));
        return Gen.Sized(Tree);
    }
}
