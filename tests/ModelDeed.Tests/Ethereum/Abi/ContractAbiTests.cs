using System.Text;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Abi;

public sealed class ContractAbiTests
{
    private static readonly ContractAbi Abi = ContractAbi.Parse("""
        [
          { "type": "constructor", "inputs": [{ "name": "owner", "type": "address" }] },
          { "type": "function", "name": "balanceOf", "stateMutability": "view", "inputs": [{ "name": "owner", "type": "address" }], "outputs": [{ "name": "", "type": "uint256" }] },
          { "type": "function", "name": "register", "stateMutability": "nonpayable", "outputs": [],
            "inputs": [{ "name": "assets", "type": "tuple[2][]", "internalType": "struct ITitles.Asset[2][]",
              "components": [{ "name": "id", "type": "bytes32" }, { "name": "uri", "type": "string" }] }] },
          { "type": "event", "name": "Transfer", "inputs": [
            { "name": "from", "type": "address", "indexed": true }, { "name": "to", "type": "address", "indexed": true }, { "name": "tokenId", "type": "uint256", "indexed": true }] },
          { "type": "event", "name": "Noted", "inputs": [
            { "name": "note", "type": "string", "indexed": true }, { "name": "id", "type": "uint64", "indexed": true }, { "name": "text", "type": "string" }] },
          { "type": "error", "name": "InsufficientBalance", "inputs": [{ "name": "available", "type": "uint256" }, { "name": "required", "type": "uint256" }] },
          { "type": "receive" }
        ]
        """u8);

    [Fact]
    public void Signatures_selectors_and_topics()
    {
        Assert.Equal("register((bytes32,string)[2][])", Abi.Functions[1].Signature);
        Assert.Equal("Asset", Abi.Functions[1].Inputs[0].Type.Element!.Element!.StructName);
        Assert.Equal("0x70a08231", Abi.Functions[0].Selector.ToString());
        Assert.True(Abi.Functions[0].IsView);
        Assert.Equal("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", Abi.Events[0].Topic0.ToString());
        Assert.Equal(AbiType.Address, Abi.Constructor[0].Type);
    }

    [Fact]
    public void Indexed_texts_are_known_by_their_hash()
    {
        var log = new Log
        {
            Address = Address.Zero,
            Topics = new LogTopics(Abi.Events[1].Topic0, Keccak256.HashUtf8("hello"), new UInt256(7).ToHash()),
            Data = AbiCodec.Encode([new AbiParameter("", AbiType.String, false)], [new AbiValue.Text("world")]),
        };
        AbiValue[] values = Abi.Events[1].Decode(log);
        Assert.Equal([new AbiValue.Data(Keccak256.HashUtf8("hello").ToArray()), new AbiValue.Number(7), new AbiValue.Text("world")], values);
        Assert.Equal(log.Topics[1], AbiTopic.Encode(AbiType.String, new AbiValue.Text("hello")));
        Assert.Equal(log.Topics[2], AbiTopic.Encode(AbiType.UInt(64), new AbiValue.Number(7)));
    }

    [Fact]
    public void Indexed_arrays_and_structs_hash_padded_members_in_place()
    {
        AbiType type = AbiType.Parse("(uint8,string)[]");
        var value = new AbiValue.List([new AbiValue.List([new AbiValue.Number(1), new AbiValue.Text("ab")])]);
        byte[] inPlace = [.. new byte[31], 1, .. "ab"u8, .. new byte[30]];
        Assert.Equal(Keccak256.Hash(inPlace), AbiTopic.Encode(type, value));
    }

    [Fact]
    public void A_log_with_other_topics_is_another_event()
    {
        // An ERC-20 Transfer: same first topic, but the amount stands in the data.
        var log = new Log { Address = Address.Zero, Topics = new LogTopics(Abi.Events[0].Topic0, Hash32.Zero, Hash32.Zero), Data = new byte[32] };
        Assert.False(Abi.Events[0].Matches(log));
        Assert.Throws<MalformedDataException>(() => Abi.Events[0].Decode(log));
    }

    [Fact]
    public void Revert_data_are_named()
    {
        Assert.Equal("reverted without a reason", Shown([]));
        Assert.Equal("oops", Shown(Call("Error(string)", new AbiValue.Text("oops"))));
        Assert.Equal("Panic(0x11): an arithmetic operation overflowed", Shown(Call("Panic(uint256)", new AbiValue.Number(0x11))));
        Assert.Equal("Panic(0x1000): a code that Solidity doesn't define", Shown(Call("Panic(uint256)", new AbiValue.Number(0x1000))));
        Assert.Equal("InsufficientBalance(available: 1, required: 2)", Shown(Call("InsufficientBalance(uint256,uint256)", new AbiValue.Number(1), new AbiValue.Number(2))));
        Assert.Equal("unknown error 0xdeadbeef", Shown([0xde, 0xad, 0xbe, 0xef]));
        Assert.Equal("unknown error 0xde", Shown([0xde]));
    }

    [Fact]
    public void Revert_data_that_break_their_format_are_unknown() // never an exception on the way of an error
    {
        byte[] data = Call("InsufficientBalance(uint256,uint256)", new AbiValue.Number(1), new AbiValue.Number(2))[..40];
        Assert.IsType<RevertReason.Unknown>(RevertReason.Decode(data, Abi.Errors));
    }

    [Fact]
    public void The_insufficient_balance_example_of_the_specification()
    {
        byte[] data = Hex.Decode("0xcf479181" + 0.ToString("x64") + 0.ToString("x64"));
        Assert.Equal("InsufficientBalance(available: 0, required: 0)", Shown(data));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{\"type\":\"magic\"}]")]
    [InlineData("[{\"type\":\"function\"}]")]
    [InlineData("[{\"type\":\"function\",\"name\":\"f\",\"inputs\":[{}]}]")]
    [InlineData("[{\"type\":\"function\",\"name\":\"f\",\"inputs\":[{\"type\":\"tuple\"}]}]")]
    [InlineData("[{\"type\":\"function\",\"name\":\"f\",\"inputs\":[{\"type\":\"tuplex\",\"components\":[{\"type\":\"bool\"}]}]}]")]
    [InlineData("[{\"type\":\"function\",\"name\":\"f\",\"inputs\":{}}]")]
    [InlineData("[{\"type\":\"function\",\"name\":\"\\ud800\"}]")]
    [InlineData("[")]
    public void What_is_no_ABI_is_refused(string json) =>
        Assert.Throws<MalformedDataException>(() => ContractAbi.Parse(Encoding.UTF8.GetBytes(json)));

    private static byte[] Call(string signature, params AbiValue[] arguments) => AbiFunction.Parse(signature).EncodeCall(arguments);

    private static string Shown(byte[] data) => RevertReason.Decode(data, Abi.Errors).ToString();
}
