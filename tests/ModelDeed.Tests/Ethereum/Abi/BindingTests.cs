using FsCheck;
using FsCheck.Fluent;
using ModelDeed.AbiGen;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Abi;

/// <summary>The generator on a contract with every shape of type: its output is committed, compiled here, and put to work.</summary>
public sealed class BindingTests
{
    private static readonly CompiledContract Shapes = CompiledContract.Parse(
        File.ReadAllText(Repository.PathOf("tests", "ModelDeed.Tests", "Ethereum", "Abi", "Shapes.json")), "Shapes.json");

    private static readonly Dictionary<string, Func<byte[], byte[]>> Calls = new()
    {
        ["unsigned"] = data => ShapesContract.UnsignedCall.Decode(data).Encode(),
        ["signed"] = data => ShapesContract.SignedCall.Decode(data).Encode(),
        ["small"] = data => ShapesContract.SmallCall.Decode(data).Encode(),
        ["arrays"] = data => ShapesContract.ArraysCall.Decode(data).Encode(),
        ["structs"] = data => ShapesContract.StructsCall.Decode(data).Encode(),
        ["names"] = data => ShapesContract.NamesCall.Decode(data).Encode(),
        ["nothing"] = data => ShapesContract.NothingCall.Decode(data).Encode(),
    };

    [Fact]
    public void The_committed_binding_is_what_the_generator_writes() =>
        Assert.Equal(
            File.ReadAllText(Repository.PathOf("tests", "ModelDeed.Tests", "Ethereum", "Abi", "ShapesContract.g.cs")),
            ContractEmitter.Emit(Shapes, "ModelDeed.Tests.Ethereum.Abi", "ShapesContract"));

    [Fact]
    public void Every_binding_of_the_house_is_current()
    {
        foreach (Binding binding in Binding.ReadAll(Repository.Root))
            Assert.Equal(File.ReadAllText(Repository.PathOf(binding.File)), ContractEmitter.Emit(binding.ReadArtifact(Repository.Root), binding.Namespace, binding.Class));
    }

    [Fact]
    public void A_difference_names_the_file_and_the_line()
    {
        Assert.Contains("x.g.cs is out of date: 1 lines to go, 1 to come. First at line 2", Checkout.Difference("x.g.cs", "a\nb\nc", "a\nB\nc"), StringComparison.Ordinal);
        Assert.Contains("x.g.cs is missing", Checkout.Difference("x.g.cs", "", "a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_of_every_shape_decode_and_encode_as_the_codec_does()
    {
        foreach (AbiFunction function in Shapes.Abi.Functions.Where(f => Calls.ContainsKey(f.Name)))
            Prop.ForAll(Gen.CollectToArray(function.Inputs, i => AbiCases.Values(i.Type)).ToArbitrary(), values =>
            {
                byte[] data = function.EncodeCall(values);
                return Calls[function.Name](data).AsSpan().SequenceEqual(data);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Overloads_are_told_apart()
    {
        Assert.Equal("over(uint256)", SignatureOf(new ShapesContract.Over2Call(1).Encode()));
        Assert.Equal("over(address)", SignatureOf(new ShapesContract.OverCall(Address.Zero).Encode()));
        Assert.Equal("over(uint256,bytes)", SignatureOf(new ShapesContract.OverWithDataCall(1, []).Encode()));
        Assert.Throws<MalformedDataException>(() => ShapesContract.OverCall.Decode(new ShapesContract.Over2Call(1).Encode()));
        Assert.Throws<MalformedDataException>(() => ShapesContract.OverCall.Decode([1, 2]));
    }

    [Fact]
    public void Results_are_records()
    {
        AbiFunction function = Shapes.Abi.Functions.Single(f => f.Name == "structs");
        AbiValue[] values = [.. function.Outputs.Select(o => AbiCases.Values(o.Type).Sample(1).Single())];
        ShapesContract.StructsResult result = new ShapesContract.StructsCall(null!, null!, null!).DecodeResult(AbiCodec.Encode(function.Outputs, values));
        AbiValue.List first = (AbiValue.List)values[0];
        Assert.Equal(((AbiValue.Text)first.Items[0]).Value, result.First.Text);
        Assert.Equal(((AbiValue.List)first.Items[1]).Items.Count, result.First.Leaves.Length);
        Assert.Equal(((AbiValue.Number)values[1]).Value, result.Count);
    }

    [Fact]
    public void Values_that_Solidity_has_no_room_for_are_not_encoded()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShapesContract.UnsignedCall(0, 0, 1 << 24, 0, 0, 0, 0, 0).Encode());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShapesContract.UnsignedCall(0, 0, 0, 0, 1ul << 40, 0, 0, 0).Encode());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShapesContract.SignedCall(0, 0, -(1 << 23) - 1, 0, 0, 0, 0, 0).Encode());
        Assert.Throws<ArgumentException>(() => new ShapesContract.SmallCall(true, Address.Zero, [1, 2], new byte[4], Hash32.Zero, [], "").Encode());
        Assert.Throws<ArgumentException>(() => new ShapesContract.ArraysCall([], [1, 2], [], [[], []], [], [], [[], [], []]).Encode());
    }

    [Fact]
    public void Events_with_topics_and_data()
    {
        AbiEvent mixed = Shapes.Abi.Events.Single(e => e.Name == "Mixed");
        AbiValue[] values = [.. mixed.Inputs.Select(i => AbiCases.Values(i.Type).Sample(1).Single())];
        Log log = Logged(mixed, values);
        Assert.True(ShapesContract.Mixed.TryDecode(in log, out ShapesContract.Mixed decoded));
        Assert.Equal(((AbiValue.Number)values[0]).Value, decoded.Amount);
        Assert.Equal(AbiTopic.Encode(mixed.Inputs[1].Type, values[1]), decoded.Note);
        Assert.Equal(((AbiValue.Text)values[2]).Value, decoded.Text);
        Assert.Equal(AbiTopic.Encode(mixed.Inputs[3].Type, values[3]), decoded.Leaf);
        Assert.Equal(((AbiValue.List)values[4]).Items.Count, decoded.Nodes.Length);
        Assert.Equal(((AbiValue.Number)values[5]).Value, decoded.Kind);
        Assert.False(ShapesContract.Moved.TryDecode(in log, out _));
    }

    [Fact]
    public void Anonymous_events_and_dirty_topics()
    {
        AbiEvent hidden = Shapes.Abi.Events.Single(e => e.Name == "Hidden");
        Log log = Logged(hidden, [new AbiValue.Number(9), new AbiValue.Truth(true), new AbiValue.Number(-1), new AbiValue.Data(new byte[] { 1, 2, 3, 4 })]);
        Assert.True(ShapesContract.Hidden.TryDecode(in log, out ShapesContract.Hidden decoded));
        Assert.Equal((9, true, (sbyte)-1, "0x01020304"), ((int)(ulong)decoded.A, decoded.B, decoded.C, Hex.Encode(decoded.D)));
        Log dirty = log with { Topics = new LogTopics(log.Topics[0], log.Topics[0], log.Topics[2], log.Topics[3]) };
        Assert.Throws<MalformedDataException>(() => ShapesContract.Hidden.TryDecode(in dirty, out _));
    }

    [Fact]
    public void Errors_decode_to_records_and_to_names()
    {
        AbiError full = Shapes.Abi.Errors.Single(e => e.Name == "Shapes_Full");
        byte[] data = AbiCodec.Encode(full.Selector.ToArray(), full.Inputs,
            [new AbiValue.List([new AbiValue.Data(new byte[32]), new AbiValue.Number(7)]), new AbiValue.Text("why"), new AbiValue.Number(-5)]);
        Assert.True(ShapesContract.ShapesFullError.TryDecode(data, out ShapesContract.ShapesFullError? error));
        Assert.Equal(((ushort)7, "why", -5), (error.Leaf.Weight, error.Text, error.Item3));
        Assert.False(ShapesContract.ShapesPlainError.TryDecode(data, out _));
        Assert.StartsWith("Shapes_Full(leaf: [", RevertReason.Decode(data, ShapesContract.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Creation_data_are_code_and_arguments()
    {
        byte[] data = ShapesContract.Create(Address.Zero, "note", 5);
        Assert.StartsWith("0x" + ShapesContract.CreationCode, Hex.Encode(data), StringComparison.Ordinal);
        Assert.Equal([new AbiValue.Account(Address.Zero), new AbiValue.Text("note"), new AbiValue.Number(5)],
            AbiCodec.Decode(Shapes.Abi.Constructor, data.AsSpan(ShapesContract.CreationCode.Length / 2)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{ "contractName": "A", "abi": [], "bytecode": "xyz" }""")]
    [InlineData("""{ "contractName": "A", "abi": {}, "bytecode": "0x" }""")]
    public void A_broken_artifact_is_named(string json) =>
        Assert.Contains("A.json", Assert.Throws<FormatException>(() => CompiledContract.Parse(json, "A.json")).Message, StringComparison.Ordinal);

    private static string SignatureOf(byte[] data) => Shapes.Abi.Functions.Single(f => data.AsSpan().StartsWith(f.Selector.ToArray())).Signature;

    private static Log Logged(AbiEvent logged, AbiValue[] values)
    {
        var topics = new List<Hash32>();
        if (!logged.Anonymous) topics.Add(logged.Topic0);
        topics.AddRange(logged.Inputs.Zip(values).Where(p => p.First.Indexed).Select(p => AbiTopic.Encode(p.First.Type, p.Second)));
        AbiParameter[] plain = [.. logged.Inputs.Where(i => !i.Indexed)];
        AbiValue[] inData = [.. logged.Inputs.Zip(values).Where(p => !p.First.Indexed).Select(p => p.Second)];
        return new Log { Address = Address.Zero, Topics = new LogTopics([.. topics]), Data = AbiCodec.Encode(plain, inData) };
    }
}
