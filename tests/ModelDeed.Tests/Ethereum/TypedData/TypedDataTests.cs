using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using Message = ModelDeed.Ethereum.TypedData;

namespace ModelDeed.Tests.Ethereum.TypedData;

public sealed class TypedDataTests
{
    private static readonly JsonElement Published = Vectors.Load("ethereum-typed-data.json");

    [Fact]
    public void Published_messages_hash_and_sign()
    {
        using PrivateKey key = PrivateKey.Parse(Published.Text("key"));
        Assert.Equal(Published.Text("signer"), key.Address.ToString());
        foreach (JsonElement vector in Published.GetProperty("cases").EnumerateArray())
        {
            Message message = Message.Parse(vector.GetProperty("typedData").GetRawText());
            Assert.Equal(vector.Text("domainSeparator"), message.DomainSeparator.ToString());
            Assert.Equal(vector.Text("digest"), message.Digest.ToString());
            Assert.Equal(vector.Text("signature"), key.Sign(message.Digest).ToString());
        }
    }

    [Fact]
    public void The_builder_hashes_as_the_JSON_does()
    {
        const string person = "Person(string name,address wallet)";
        Hash32 Person(string name, string wallet) => new StructHash(person).AddText(name).Add(Address.Parse(wallet)).Compute();
        Hash32 mail = new StructHash("Mail(Person from,Person to,string contents)" + person)
            .Add(Person("Cow", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"))
            .Add(Person("Bob", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"))
            .AddText("Hello, Bob!").Compute();
        var domain = new Eip712Domain("Ether Mail", "1", 1ul, Address.Parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"), null);
        Assert.Equal("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2", domain.Digest(mail).ToString());
    }

    [Fact]
    public void The_builder_hashes_all_kinds_as_the_JSON_does()
    {
        const string type = "All(bool flag,uint8 small,bytes32 word,bytes blob,uint256[] numbers)";
        Message json = Message.Parse("""
            { "types": { "All": [{ "name": "flag", "type": "bool" }, { "name": "small", "type": "uint8" }, { "name": "word", "type": "bytes32" },
                                 { "name": "blob", "type": "bytes" }, { "name": "numbers", "type": "uint256[]" }] },
              "primaryType": "All", "domain": { "salt": "0x0000000000000000000000000000000000000000000000000000000000000007" },
              "message": { "flag": true, "small": 5, "word": "0x0000000000000000000000000000000000000000000000000000000000000009", "blob": "0xabcd", "numbers": [1, "0x2"] } }
            """);
        Hash32 built = new StructHash(type).Add(true).Add(5ul).Add(new UInt256(9).ToHash()).AddBytes([0xab, 0xcd])
            .AddArray(new UInt256(1).ToHash(), new UInt256(2).ToHash()).Compute();
        Assert.Equal(json.StructHash, built);
        Assert.Equal(json.Digest, new Eip712Domain(null, null, null, null, new UInt256(7).ToHash()).Digest(built));
    }

    [Fact]
    public void A_builder_with_a_member_too_few_or_too_many_is_a_bug()
    {
        Assert.Throws<InvalidOperationException>(() => new StructHash("A(bool x,bool y)").Add(true).Compute());
        Assert.Throws<InvalidOperationException>(() => new StructHash("A()").Add(true).Compute());
        Assert.Equal(Keccak256.Hash(Keccak256.HashUtf8("A()").Bytes), new StructHash("A()").Compute());
    }

    [Fact]
    public void A_recursive_type_ends_in_null()
    {
        string Tree(string next) => $$"""
            { "types": { "Node": [{ "name": "value", "type": "uint256" }, { "name": "next", "type": "Node" }] },
              "primaryType": "Node", "domain": {}, "message": { "value": 1, "next": {{next}} } }
            """;
        Hash32 Node(ulong value, Hash32 next) => new StructHash("Node(uint256 value,Node next)").Add(value).Add(next).Compute();
        Assert.Equal(Node(1, Hash32.Zero), Message.Parse(Tree("null")).StructHash);
        Assert.Equal(Node(1, Node(2, Hash32.Zero)), Message.Parse(Tree("""{ "value": 2, "next": null }""")).StructHash);
    }

    [Theory]
    [InlineData("""{ "x": 1, "y": 2 }""")]           // y isn't in the type, so it wouldn't be signed
    [InlineData("""{ }""")]
    [InlineData("""{ "x": 256 }""")]
    [InlineData("""{ "x": -1 }""")]
    [InlineData("""{ "x": 1.5 }""")]
    [InlineData("""{ "x": 1e2 }""")]
    [InlineData("""{ "x": null }""")]
    [InlineData("""{ "x": [1] }""")]
    [InlineData("""{ "x": 1, "x": 2 }""")]           // shown as one, signed as the other
    [InlineData("[]")]
    [InlineData("null")]
    public void Messages_that_do_not_suit_the_type_are_refused(string message) => Refused($$"""
        { "types": { "A": [{ "name": "x", "type": "uint8" }] }, "primaryType": "A", "domain": {}, "message": {{message}} }
        """);

    [Theory]
    [InlineData("""{ "A": [{ "name": "x", "type": "uint7" }] }""")]
    [InlineData("""{ "A": [{ "name": "x", "type": "uint" }] }""")]
    [InlineData("""{ "A": [{ "name": "x", "type": "B" }] }""")]
    [InlineData("""{ "A": [{ "name": "x", "type": "uint8[0]" }] }""")]
    [InlineData("""{ "A": [{ "name": "x", "type": "uint8[" }] }""")]
    [InlineData("""{ "A": [{ "name": "x,uint8 y", "type": "uint8" }] }""")] // two members in the guise of one
    [InlineData("""{ "A": [{ "name": "x" }] }""")]
    [InlineData("""{ "A": {} }""")]
    [InlineData("""{ "A(uint8 x)B": [] }""")]
    [InlineData("""{ "uint8": [] }""")]
    [InlineData("""{ }""")]
    [InlineData("[]")]
    public void Broken_types_are_refused(string types) => Refused($$"""
        { "types": {{types}}, "primaryType": "A", "domain": {}, "message": { "x": 1 } }
        """);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{ "types": {}, "primaryType": "A", "domain": { "chainid": 1 }, "message": {} }""")]
    [InlineData("""{ "types": { "A": [] }, "primaryType": "\ud800", "domain": {}, "message": {} }""")]
    public void What_is_no_typed_message_is_refused(string json) => Refused(json);

    private static void Refused(string json) => Assert.Throws<MalformedDataException>(() => Message.Parse(json));
}
