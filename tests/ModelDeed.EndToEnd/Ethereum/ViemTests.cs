using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Tests.Ethereum.Abi;
using Xunit.Abstractions;

namespace ModelDeed.EndToEnd.Ethereum;

/// <summary>Random inputs through our codec and through viem, which must agree to the byte. One process answers all cases of a test.</summary>
public sealed class ViemTests(ITestOutputHelper output)
{
    private readonly RandomCases _random = new(output);

    [Fact]
    public async Task Abi_encodings_agree()
    {
        AbiCase[] cases = _random.Take(AbiCases.Cases, 500);
        string[] theirs = await Answers(cases.Select(c => Case("abi", ("types", Types(c)), ("list", List(c)))));
        for (int i = 0; i < cases.Length; i++)
            Assert.True(theirs[i] == Hex.Encode(AbiCodec.Encode(cases[i].Parameters, cases[i].Values)), $"seed {_random.Seed}: {cases[i]}");
    }

    [Fact]
    public async Task Packed_encodings_agree()
    {
        Gen<AbiType> types = Gen.OneOf(AbiCases.Elementary,
            AbiCases.Elementary.Where(t => !t.IsDynamic).Select(t => AbiType.Array(t, null)),
            AbiCases.Elementary.Where(t => !t.IsDynamic).Select(t => AbiType.Array(t, 2)));
        Gen<AbiCase> packed = from list in Gen.ListOf(types).Select(l => l.Take(5).ToArray())
                              from values in Gen.CollectToArray(list, AbiCases.Values)
                              select new AbiCase([.. list.Select(t => new AbiParameter("", t, false))], values);
        AbiCase[] cases = _random.Take(packed, 300);
        string[] theirs = await Answers(cases.Select(c => Case("packed", ("types", Types(c)), ("list", List(c)))));
        for (int i = 0; i < cases.Length; i++)
            Assert.True(theirs[i] == Hex.Encode(AbiPacked.Encode([.. cases[i].Parameters.Select(p => p.Type)], cases[i].Values)), $"seed {_random.Seed}: {cases[i]}");
    }

    [Fact]
    public async Task Typed_messages_hash_alike()
    {
        AbiCase[] cases = _random.Take(AbiCases.Cases, 300);
        JsonObject[] messages = [.. cases.Select(TypedMessages.From)];
        string[] theirs = await Answers(messages.Select(m => Case("typedData", ("typedData", m.DeepClone()))));
        for (int i = 0; i < cases.Length; i++)
            Assert.True(theirs[i] == TypedData.Parse(messages[i].ToJsonString()).Digest.ToString(), $"seed {_random.Seed}: {messages[i]}");
    }

    [Fact]
    public async Task Hashes_addresses_and_personal_signatures_agree()
    {
        byte[][] data = _random.Bytes(300, 400), keys = _random.Keys(300);
        string[] hashes = await Answers(data.Select(d => Case("keccak", ("data", Hex.Encode(d)))));
        string[] addresses = await Answers(keys.Select(k => Case("address", ("key", Hex.Encode(k)))));
        string[] signatures = await Answers(keys.Zip(data, (k, d) => Case("message", ("key", Hex.Encode(k)), ("data", Hex.Encode(d)))));
        for (int i = 0; i < keys.Length; i++)
        {
            using var key = new PrivateKey(keys[i]);
            Assert.Equal((hashes[i], addresses[i], signatures[i]), (Keccak256.Hash(data[i]).ToString(), key.Address.ToString(), key.SignMessage(data[i]).ToString()));
        }
    }

    [Fact]
    public async Task Our_signatures_recover_there_and_theirs_here()
    {
        byte[][] keys = _random.Keys(100);
        Hash32[] digests = [.. keys.Select(k => Keccak256.Hash(k))];
        (string Signature, Address Signer)[] ours = [.. keys.Zip(digests, (k, d) =>
        {
            using var key = new PrivateKey(k);
            return (key.Sign(d).ToString(), key.Address);
        })];
        string[] found = await Answers(ours.Zip(digests, (o, d) => Case("recover", ("hash", d.ToString()), ("signature", o.Signature))));
        for (int i = 0; i < keys.Length; i++)
        {
            Assert.Equal(ours[i].Signer.ToString(), found[i]);
            Assert.True(Signature.Parse(ours[i].Signature).TryRecover(digests[i], out Address signer) && signer == ours[i].Signer);
        }
    }

    [Fact]
    public async Task Signed_transactions_agree()
    {
        RandomTransaction[] cases = _random.Take(RandomTransaction.Cases, 200);
        string[] theirs = await Answers(cases.Select(c => Case("transaction", ("key", Hex.Encode(c.Key)), ("tx", c.Json()))));
        for (int i = 0; i < cases.Length; i++)
        {
            using var key = new PrivateKey(cases[i].Key);
            SignedTransaction ours = cases[i].Body.Sign(key);
            Assert.True(theirs[i] == Hex.Encode(ours.Raw), $"seed {_random.Seed}: {cases[i].Body}");
            SignedTransaction decoded = SignedTransaction.Decode(Hex.Decode(theirs[i]));
            Assert.Equal((key.Address, ours.Hash, cases[i].Body.SigningDigest), (decoded.Sender, decoded.Hash, decoded.Body.SigningDigest));
        }
    }

    private static JsonNode Types(AbiCase c) => AbiJsonText.Array(c.Parameters.Select(p => (JsonNode)p.Type.Name));

    private static JsonNode List(AbiCase c) => AbiJsonText.Array(c.Parameters.Zip(c.Values, (p, v) => AbiJsonText.Json(p.Type, v, named: false)));

    private static JsonObject Case(string kind, params (string Name, JsonNode Value)[] members)
    {
        var json = new JsonObject { ["kind"] = kind };
        foreach ((string name, JsonNode value) in members) json[name] = value;
        return json;
    }

    private static async Task<string[]> Answers(IEnumerable<JsonObject> cases)
    {
        string answers = await Tools.RunAsync(Tools.Node, [Path.Combine(Tools.Root, "tests", "ModelDeed.EndToEnd", "Ethereum", "viem.mjs")], AbiJsonText.Array(cases).ToJsonString());
        return [.. JsonNode.Parse(answers)!.AsArray().Select(a => a!.GetValue<string>())];
    }
}
