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
        Assert.True(Refuses(Nested(100_000))); // would overflow the stack
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

    private static byte[] Nested(int depth)
    {
        var writer = new RlpWriter();
        var marks = new Stack<int>();
        byte[] inner = [0xc0];
        for (int i = 1; i < depth; i++)
        {
            writer = new RlpWriter();
            int mark = writer.BeginList();
            writer.WriteRaw(inner);
            writer.EndList(mark);
            inner = writer.ToArray();
            if (depth > 1000 && i == 1000) return [.. Enumerable.Repeat((byte)0xff, 9), .. inner]; // deeper costs time only
        }
        return inner;
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
