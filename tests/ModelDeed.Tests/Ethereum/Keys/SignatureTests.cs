using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Keys;

public sealed class SignatureTests
{
    private static readonly JsonElement Published = Vectors.Load("ethereum-signatures.json");
    private const string Order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

    [Fact]
    public void Signatures_are_the_deterministic_ones_of_RFC_6979()
    {
        foreach (JsonElement vector in Published.GetProperty("rfc6979").GetProperty("cases").EnumerateArray())
        {
            using PrivateKey key = PrivateKey.Parse(vector.Text("key"));
            var digest = new Hash32(SHA256.HashData(Encoding.UTF8.GetBytes(vector.Text("message"))));
            Signature signature = key.Sign(digest);
            Assert.Equal(vector.Bytes("rs"), signature.ToArray()[..64]);
            Assert.True(signature.IsBy(key.Address, digest));
        }
    }

    [Fact]
    public void Personal_messages_and_compact_forms_are_those_of_EIP_2098()
    {
        JsonElement vectors = Published.GetProperty("eip2098");
        using PrivateKey key = PrivateKey.Parse(vectors.Text("key"));
        foreach (JsonElement vector in vectors.GetProperty("cases").EnumerateArray())
        {
            Signature signature = key.SignMessage(Encoding.UTF8.GetBytes(vector.Text("message")));
            Assert.Equal(vector.Text("signature"), signature.ToString());
            Assert.Equal(vector.Bytes("compact"), signature.ToCompact());
            Assert.Equal(signature, Signature.Parse(vector.Text("signature")));
            Assert.Equal(signature, Signature.Parse(vector.Text("compact")));
            Assert.True(signature.IsBy(key.Address, PersonalMessage.Digest(vector.Text("message"))));
        }
    }

    [Fact]
    public void Addresses_carry_the_checksums_of_EIP_55()
    {
        foreach (JsonElement address in Published.GetProperty("eip55").GetProperty("cases").EnumerateArray())
            Assert.Equal(address.GetString(), Address.Parse(address.GetString()!).ToString());
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "01", 27)] // r = 0
    [InlineData(Order, "01", 27)]                                                            // r = n
    [InlineData("01", "0000000000000000000000000000000000000000000000000000000000000000", 27)] // s = 0
    [InlineData("01", "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1", 27)] // s = (n + 1) / 2, high
    [InlineData("01", Order, 27)]
    [InlineData("01", "01", 26)]
    [InlineData("01", "01", 29)]
    [InlineData("01", "01", 2)]
    [InlineData("01", "01", 37)]
    public void Values_out_of_range_are_refused(string r, string s, byte v)
    {
        byte[] bytes = [.. Hex.Decode(r.PadLeft(64, '0')), .. Hex.Decode(s.PadLeft(64, '0')), v];
        Assert.Throws<MalformedDataException>(() => Signature.Parse(bytes));
    }

    [Fact]
    public void The_highest_low_s_is_accepted() // (n - 1) / 2
    {
        byte[] s = Hex.Decode("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");
        byte[] bytes = [.. new byte[31], 1, .. s, 28];
        Assert.Equal(s, Signature.Parse(bytes).S.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(66)]
    public void Other_lengths_are_refused(int length) =>
        Assert.Throws<MalformedDataException>(() => Signature.Parse(new byte[length]));

    [Fact]
    public void An_r_without_a_point_recovers_nobody()
    {
        // 5 is not the x of a point of the curve: 5^3 + 7 = 132 is no square modulo p.
        byte[] bytes = [.. new byte[31], 5, .. new byte[31], 1, 27];
        Assert.False(Signature.Parse(bytes).TryRecover(Hash32.Zero, out Address signer));
        Assert.True(signer.IsZero);
        Assert.False(default(Signature).TryRecover(Hash32.Zero, out _));
    }

    [Fact]
    public void Another_digest_or_a_flipped_parity_is_another_signer()
    {
        using PrivateKey key = PrivateKey.Generate();
        Hash32 digest = Keccak256.HashUtf8("a");
        Signature signature = key.Sign(digest);
        Assert.False(signature.IsBy(key.Address, Keccak256.HashUtf8("b")));
        Assert.False(new Signature(signature.R, signature.S, (byte)(1 - signature.YParity)).IsBy(key.Address, digest));
    }
}
