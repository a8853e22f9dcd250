using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Tests.Ethereum.Abi;
using Xunit.Abstractions;

namespace ModelDeed.EndToEnd.Ethereum;

/// <summary>Random inputs through our codec and through Foundry's cast (alloy), which must agree to the byte. One process per case.</summary>
public sealed class CastTests(ITestOutputHelper output)
{
    private readonly RandomCases _random = new(output);

    [Fact]
    public async Task Abi_encodings_agree()
    {
        foreach (AbiCase c in _random.Take(AbiCases.Cases.Where(c => c.Parameters.Length > 0), 60))
        {
            string signature = "f" + AbiParameter.Signature(c.Parameters);
            string theirs = await Cast(["abi-encode", signature, "--", .. c.Parameters.Zip(c.Values, (p, v) => AbiJsonText.Cast(p.Type, v))]);
            Assert.True(theirs == Hex.Encode(AbiCodec.Encode(c.Parameters, c.Values)), $"seed {_random.Seed}: {c}");
        }
    }

    [Fact]
    public async Task What_we_encode_is_decoded_to_the_same_values()
    {
        foreach (AbiCase c in _random.Take(AbiCases.Cases.Where(c => c.Parameters.Length > 0 && !HasText(c)), 40))
        {
            string types = AbiParameter.Signature(c.Parameters);
            string theirs = await Cast(["decode-abi", "--json", "f()" + types, Hex.Encode(AbiCodec.Encode(c.Parameters, c.Values))]);
            AbiValue[] values = [.. c.Parameters.Zip(JsonDocument.Parse(theirs).RootElement.EnumerateArray(), (p, json) => AbiJson.Read(p.Type, json))];
            Assert.True(values.SequenceEqual(c.Values), $"seed {_random.Seed}: {c} is {theirs}");
        }
    }

    [Fact]
    public async Task Signatures_selectors_and_topics_agree()
    {
        foreach (AbiCase c in _random.Take(AbiCases.Cases, 20))
        {
            var function = new AbiFunction("deed", c.Parameters, [], "view");
            Assert.Equal(await Cast(["sig", function.Signature]), function.Selector.ToString());
            Assert.Equal(await Cast(["sig-event", function.Signature]), new AbiEvent("deed", c.Parameters, false).Topic0.ToString());
        }
    }

    [Fact]
    public async Task Rlp_agrees_both_ways()
    {
        foreach (RlpItem item in _random.Take(Items(3), 40))
        {
            string json = Json(item).ToJsonString(), ours = Hex.Encode(item.Encode());
            Assert.Equal(await Cast(["to-rlp", json]), ours);
            Assert.Equal(json, JsonNode.Parse(await Cast(["from-rlp", ours]))!.ToJsonString());
        }
    }

    [Fact]
    public async Task Hashes_messages_and_addresses_agree()
    {
        foreach (byte[] secret in _random.Keys(20))
        {
            using var key = new PrivateKey(secret);
            byte[] data = [.. secret[..(secret[0] % 32)]];
            Assert.Equal(await Cast(["keccak", Hex.Encode(data)]), Keccak256.Hash(data).ToString());
            Assert.Equal(await Cast(["wallet", "address", "--private-key", Hex.Encode(secret)]), key.Address.ToString());
            string signature = await Cast(["wallet", "sign", "--private-key", Hex.Encode(secret), Hex.Encode(data)]);
            Assert.Equal(signature, key.SignMessage(data).ToString());
            await Cast(["wallet", "verify", "--address", key.Address.ToString(), Hex.Encode(data), key.SignMessage(data).ToString()]);
        }
    }

    [Fact]
    public async Task Typed_messages_are_signed_alike()
    {
        foreach (AbiCase c in _random.Take(AbiCases.Cases, 20))
        {
            string message = TypedMessages.From(c).ToJsonString();
            byte[] secret = _random.Keys(1)[0];
            using var key = new PrivateKey(secret);
            string theirs = await Cast(["wallet", "sign", "--private-key", Hex.Encode(secret), "--data", message]);
            Assert.True(theirs == key.Sign(TypedData.Parse(message).Digest).ToString(), $"seed {_random.Seed}: {message}");
        }
    }

    [Fact]
    public async Task Our_transactions_are_understood()
    {
        foreach (RandomTransaction c in _random.Take(RandomTransaction.Cases, 30))
        {
            using var key = new PrivateKey(c.Key);
            SignedTransaction signed = c.Body.Sign(key);
            JsonNode theirs = JsonNode.Parse(await Cast(["decode-transaction", Hex.Encode(signed.Raw)]))!;
            if (theirs is JsonValue text) theirs = JsonNode.Parse(text.GetValue<string>())!;
            Assert.Equal(signed.Hash.ToString(), theirs["hash"]!.GetValue<string>());
            Assert.Equal(key.Address, Address.Parse(theirs["signer"]!.GetValue<string>()));
        }
    }

    private static bool HasText(AbiCase c) => c.Parameters.Any(p => HasText(p.Type));

    // cast prints texts with its own escapes; the encoding test covers them.
    private static bool HasText(AbiType type) =>
        type.Kind == AbiKind.String || (type.Element is { } element && HasText(element)) || type.Components.Any(c => HasText(c.Type));

    private static Gen<RlpItem> Items(int depth)
    {
        Gen<RlpItem> text = Gen.Elements(0, 1, 2, 55, 56, 300).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i), n))
            .Select(RlpItem (b) => new RlpItem.Text(b));
        return depth == 0 ? text : Gen.OneOf(text, Gen.Choose(0, 4).SelectMany(n => Gen.ArrayOf(Items(depth - 1), n)).Select(RlpItem (l) => new RlpItem.List(l)));
    }

    private static JsonNode Json(RlpItem item) => item switch
    {
        RlpItem.Text text => Hex.Encode(text.Bytes.Span),
        RlpItem.List list => AbiJsonText.Array(list.Items.Select(Json)),
        _ => throw new InvalidOperationException(),
    };

    private static Task<string> Cast(IEnumerable<string> arguments) => Tools.RunAsync(Tools.Cast, arguments);
}
