using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Transactions;

public sealed class TransactionTests
{
    private static readonly JsonElement Published = Vectors.Load("ethereum-transactions.json");

    [Fact]
    public void Published_transactions_are_signed_byte_for_byte()
    {
        using PrivateKey key = PrivateKey.Parse(Published.Text("key"));
        foreach (JsonElement vector in Published.GetProperty("transactions").EnumerateArray())
        {
            Transaction body = Body(vector);
            SignedTransaction signed = body.Sign(key);
            Assert.Equal(vector.Text("signingDigest"), body.SigningDigest.ToString());
            Assert.Equal(vector.Text("raw"), Hex.Encode(signed.Raw));
            Assert.Equal(vector.Text("hash"), signed.Hash.ToString());
        }
    }

    [Fact]
    public void Decoding_finds_the_fields_and_the_sender()
    {
        foreach (JsonElement vector in Published.GetProperty("transactions").EnumerateArray())
        {
            SignedTransaction signed = SignedTransaction.Decode(vector.Bytes("raw"));
            Assert.Equal(Published.Text("sender"), signed.Sender.ToString());
            Assert.Equal(Body(vector).SigningDigest, signed.Body.SigningDigest);
            Assert.Equal(Body(vector).GetType(), signed.Body.GetType());
            Assert.Equal(vector.Text("chainId"), signed.Body.ChainId.ToString());
            Assert.Equal(vector.Bytes("raw"), signed.Raw.ToArray());
        }
    }

    [Fact]
    public void Changed_bytes_are_refused_or_are_another_transaction()
    {
        foreach (JsonElement vector in Published.GetProperty("transactions").EnumerateArray())
        {
            byte[] raw = vector.Bytes("raw");
            for (int i = 0; i < raw.Length; i += 3)
            {
                byte[] changed = [.. raw];
                changed[i] ^= (byte)(1 << (i & 7));
                if (Decoded(changed) is { } other) Assert.Equal(changed, other.Raw.ToArray());
            }
        }
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] raw = Published.GetProperty("transactions")[2].Bytes("raw");
        for (int length = 0; length < raw.Length; length++) Assert.Null(Decoded(raw[..length]));
        Assert.Null(Decoded([.. raw, 0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Transaction.MaxChainId + 1)]
    public void A_transaction_for_no_chain_is_not_signed(ulong chainId)
    {
        using PrivateKey key = PrivateKey.Generate();
        var transaction = new LegacyTransaction(chainId, 0, 1, 21_000, Address.Zero, 0, ReadOnlyMemory<byte>.Empty);
        Assert.Throws<InvalidOperationException>(() => transaction.Sign(key));
    }

    [Fact]
    public void The_greatest_chain_id_comes_back()
    {
        using PrivateKey key = PrivateKey.Generate();
        var transaction = new LegacyTransaction(Transaction.MaxChainId, 0, 1, 21_000, Address.Zero, 0, ReadOnlyMemory<byte>.Empty);
        SignedTransaction decoded = SignedTransaction.Decode(transaction.Sign(key).Raw);
        Assert.Equal((Transaction.MaxChainId, key.Address), (decoded.Body.ChainId, decoded.Sender));
    }

    [Fact]
    public void A_transaction_from_before_EIP_155_is_read_with_chain_id_0()
    {
        // Deploys the deterministic deployment proxy (Arachnid/deterministic-deployment-proxy); the same on every chain.
        byte[] raw = Hex.Decode(
            "0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + "e03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222"
            + "222222222222a02222222222222222222222222222222222222222222222222222222222222222");
        SignedTransaction signed = SignedTransaction.Decode(raw);
        Assert.Equal(0ul, signed.Body.ChainId);
        Assert.Equal("0x3fAB184622Dc19b6109349B94811493BF2a45362", signed.Sender.ToString());
        Assert.Equal(raw, signed.Raw.ToArray());
    }

    private static SignedTransaction? Decoded(byte[] raw)
    {
        try
        {
            return SignedTransaction.Decode(raw);
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }

    private static Transaction Body(JsonElement v)
    {
        ulong chainId = ulong.Parse(v.Text("chainId")), nonce = ulong.Parse(v.Text("nonce")), gas = ulong.Parse(v.Text("gasLimit"));
        Address? to = v.GetProperty("to").GetString() is { } text ? Address.Parse(text) : null;
        UInt256 value = UInt256.Parse(v.Text("value"));
        UInt256 Fee(string name) => UInt256.Parse(v.Text(name));
        AccessListEntry[] list = [.. v.GetProperty("accessList").EnumerateArray().Select(e => new AccessListEntry(
            Address.Parse(e.Text("address")), [.. e.GetProperty("storageKeys").EnumerateArray().Select(k => Hash32.Parse(k.GetString()!))]))];
        return v.Text("type") switch
        {
            "legacy" => new LegacyTransaction(chainId, nonce, Fee("gasPrice"), gas, to, value, v.Bytes("data")),
            "eip2930" => new Eip2930Transaction(chainId, nonce, Fee("gasPrice"), gas, to, value, v.Bytes("data"), list),
            _ => new Eip1559Transaction(chainId, nonce, Fee("maxPriorityFeePerGas"), Fee("maxFeePerGas"), gas, to, value, v.Bytes("data"), list),
        };
    }
}
