using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Abi;

public sealed class AbiCodecTests
{
    private static readonly JsonElement Published = Vectors.Load("ethereum-abi.json");

    [Theory]
    [InlineData("calls")]
    [InlineData("more")]
    public void Published_calls_encode_and_decode(string group)
    {
        foreach (JsonElement vector in Published.GetProperty(group).EnumerateArray())
        {
            AbiFunction function = AbiFunction.Parse(vector.Text("signature"));
            AbiValue[] values = Values(function.Inputs.Select(i => i.Type), vector.GetProperty("values"));
            Assert.Equal(vector.Text("encoded"), Hex.Encode(function.EncodeCall(values)));
            Assert.Equal(values, function.DecodeCall(vector.Bytes("encoded")));
        }
    }

    [Fact]
    public void Published_packed_encodings()
    {
        foreach (JsonElement vector in Published.GetProperty("packed").EnumerateArray())
        {
            AbiType[] types = [.. vector.GetProperty("types").EnumerateArray().Select(t => AbiType.Parse(t.GetString()!))];
            Assert.Equal(vector.Text("encoded"), Hex.Encode(AbiPacked.Encode(types, Values(types, vector.GetProperty("values")))));
        }
    }

    [Fact]
    public void Random_values_of_random_types_come_back() =>
        Prop.ForAll(AbiCases.Cases.ToArbitrary(), c => AbiCodec.Decode(c.Parameters, AbiCodec.Encode(c.Parameters, c.Values)).SequenceEqual(c.Values))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Random_bytes_decode_or_are_refused() =>
        Prop.ForAll(AbiCases.Cases.ToArbitrary(), Words.ToArbitrary(), (c, data) =>
        {
            Decoded(c.Parameters, data);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Changed_encodings_decode_or_are_refused() =>
        Prop.ForAll(AbiCases.Cases.ToArbitrary(), ArbMap.Default.ArbFor<int>(), (c, seed) =>
        {
            byte[] data = AbiCodec.Encode(c.Parameters, c.Values);
            if (data.Length == 0) return true;
            data[(uint)seed % data.Length] ^= (byte)(1 << (seed & 7));
            if (Decoded(c.Parameters, data) is not { } values) return true;
            byte[] canonical = AbiCodec.Encode(c.Parameters, values);
            // A value without tails has one encoding; with tails, moved offsets may give the values another one.
            return c.Parameters.Any(p => p.Type.IsDynamic)
                ? AbiCodec.Decode(c.Parameters, canonical).SequenceEqual(values) : canonical.AsSpan().SequenceEqual(data);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Every_truncation_is_refused() =>
        Prop.ForAll(AbiCases.Cases.ToArbitrary(), c =>
        {
            byte[] data = AbiCodec.Encode(c.Parameters, c.Values);
            return Enumerable.Range(0, data.Length).All(length => Decoded(c.Parameters, data.AsSpan(0, length)) is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Values_out_of_range_are_not_encoded()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Encode("uint8", new AbiValue.Number(256)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Encode("uint8", new AbiValue.Number(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Encode("int8", new AbiValue.Number(128)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Encode("int8", new AbiValue.Number(-129)));
        Assert.Throws<ArgumentException>(() => Encode("bytes4", new AbiValue.Data(new byte[5])));
        Assert.Throws<ArgumentException>(() => Encode("bool[2]", new AbiValue.List([new AbiValue.Truth(true)])));
        Assert.Throws<ArgumentException>(() => Encode("(bool,bool)", new AbiValue.List([new AbiValue.Truth(true)])));
        Assert.Throws<ArgumentException>(() => Encode("address", new AbiValue.Text("0x")));
        Assert.ThrowsAny<ArgumentException>(() => Encode("string", new AbiValue.Text("\ud800")));
    }

    internal static AbiValue[]? Decoded(IReadOnlyList<AbiParameter> parameters, ReadOnlySpan<byte> data)
    {
        try
        {
            return AbiCodec.Decode(parameters, data);
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }

    private static byte[] Encode(string type, AbiValue value) => AbiCodec.Encode([new AbiParameter("", AbiType.Parse(type), false)], [value]);

    private static AbiValue[] Values(IEnumerable<AbiType> types, JsonElement values) =>
        [.. types.Zip(values.EnumerateArray(), AbiJson.Read)];

    // Words that look like offsets and lengths, among noise.
    private static Gen<byte[]> Words { get; } =
        Gen.ListOf(Gen.OneOf(
            Gen.Choose(0, 12).Select(n => new UInt256((ulong)n * 32).ToHash().ToArray()),
            Gen.Choose(0, 4).Select(n => new UInt256((ulong)n).ToHash().ToArray()),
            Gen.Elements(UInt256.MaxValue.ToHash().ToArray(), new UInt256(ulong.MaxValue).ToHash().ToArray(), new UInt256(int.MaxValue).ToHash().ToArray()),
            Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i), 31)))
        .Select(words => words.SelectMany(w => w).ToArray());
}
