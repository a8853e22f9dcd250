using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Ethereum;

/// <summary>A random transaction of any type, and the key to sign it with.</summary>
internal sealed record RandomTransaction(byte[] Key, Transaction Body)
{
    public static Gen<RandomTransaction> Cases { get; } =
        from key in Bytes(32)
        from type in Gen.Choose(0, 2)
        from chainId in Gen.Elements(1ul, 137ul, 43114ul, 31337ul, 9007199254740991ul)
        from nonce in Gen.Elements(0ul, 1ul, 127ul, 128ul, 255ul, 256ul, 9007199254740991ul)
        from gas in Gen.Elements(21_000ul, 30_000_000ul)
        from fees in Gen.ArrayOf(Gen.Elements(0ul, 1ul, 127ul, 128ul, 1_000_000_007ul), 2)
        from to in Gen.OneOf(Gen.Constant((Address?)null), Bytes(20).Select(b => (Address?)new Address(b)))
        from value in Gen.OneOf(Gen.Constant(UInt256.Zero), Bytes(32).Select(b => new UInt256(b)), Bytes(9).Select(b => new UInt256(b)))
        from data in Gen.Elements(0, 1, 55, 56, 300).SelectMany(Bytes)
        from list in Gen.ListOf(Entries).Select(l => l.Take(3).ToArray())
        select new RandomTransaction(key, type switch
        {
            0 => new LegacyTransaction(chainId, nonce, fees[0], gas, to, value, data),
            1 => new Eip2930Transaction(chainId, nonce, fees[0], gas, to, value, data, list),
            _ => new Eip1559Transaction(chainId, nonce, Math.Min(fees[0], fees[1]), Math.Max(fees[0], fees[1]), gas, to, value, data, list),
        });

    private static Gen<AccessListEntry> Entries =>
        from account in Bytes(20)
        from n in Gen.Choose(0, 3)
        from keys in Gen.ArrayOf(Bytes(32), n)
        select new AccessListEntry(new Address(account), [.. keys.Select(k => new Hash32(k))]);

    /// <summary>The transaction as viem takes it.</summary>
    public JsonObject Json()
    {
        var json = new JsonObject
        {
            ["chainId"] = Body.ChainId,
            ["nonce"] = Body.Nonce,
            ["gas"] = Body.GasLimit.ToString(),
            ["to"] = Body.To?.ToString(),
            ["value"] = Body.Value.ToString(),
            ["data"] = Hex.Encode(Body.Data.Span),
        };
        switch (Body)
        {
            case LegacyTransaction legacy:
                json["type"] = "legacy";
                json["gasPrice"] = legacy.GasPrice.ToString();
                break;
            case Eip2930Transaction typed:
                json["type"] = "eip2930";
                json["gasPrice"] = typed.GasPrice.ToString();
                json["accessList"] = List(typed.AccessList);
                break;
            case Eip1559Transaction typed:
                json["type"] = "eip1559";
                json["maxFeePerGas"] = typed.MaxFeePerGas.ToString();
                json["maxPriorityFeePerGas"] = typed.MaxPriorityFeePerGas.ToString();
                json["accessList"] = List(typed.AccessList);
                break;
            default: throw new InvalidOperationException();
        }
        return json;
    }

    private static JsonArray List(IReadOnlyList<AccessListEntry> list) => AbiJsonText.Array(list.Select(e => (JsonNode)new JsonObject
    {
        ["address"] = e.Account.ToString(),
        ["storageKeys"] = AbiJsonText.Array(e.StorageKeys.Select(k => (JsonNode)k.ToString())),
    }));

    private static Gen<byte[]> Bytes(int length) => Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i), length);
}
