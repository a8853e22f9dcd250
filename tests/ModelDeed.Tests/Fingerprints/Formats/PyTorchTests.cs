using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

public sealed class PyTorchTests
{
    [Fact]
    public void Views_are_gathered_into_row_major_order()
    {
        using ModelFolder folder = new ModelFolder().With("m.pt", PickleSamples.Archive(PickleSamples.Views()));
        string Elements(params int[] at) => string.Concat(at.Select(i => Convert.ToHexStringLower(PickleSamples.Storage.AsSpan(4 * i, 4))));
        Assert.Equal(
            [
                "history.0 F32 [2] " + Elements(1, 2),
                "model.empty F32 [0,3] ",
                "model.expanded F32 [3,2] " + Elements(5, 6, 5, 6, 5, 6),
                "model.plain F32 [4,6] " + Elements([.. Enumerable.Range(0, 24)]),
                "model.scalar F32 [] " + Elements(23),
                "model.stepped F32 [3,2] " + Elements(3, 5, 10, 12, 17, 19),
                "model.transposed F32 [6,4] " + Elements([.. Enumerable.Range(0, 24).Select(i => i / 4 + i % 4 * 6)]),
                "optimizer.0 F32 [1] " + Elements(2),
            ],
            folder.Leaves());
    }

    [Fact]
    public void What_stands_as_it_is_is_a_range_of_the_file()
    {
        byte[] file = PickleSamples.Archive(PickleSamples.Views());
        using ModelFolder folder = new ModelFolder().With("m.pt", file);
        ulong storage = (ulong)file.AsSpan().IndexOf(PickleSamples.Storage);
        Assert.Equal(new TensorData.Range("m.pt", storage + 4, 8), folder.Table().Tensors.Single(tensor => tensor.Name == "history.0").Data);
    }

    [Fact]
    public void A_pickled_module_has_the_names_of_its_state_dictionary()
    {
        using ModelFolder folder = new ModelFolder().With("m.pt", PickleSamples.Archive(PickleSamples.Module()));
        Assert.Equal(["scale", "mean", "fc.weight"], folder.Table().Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void Protocol_5_and_types_apart_from_storages_are_read()
    {
        using ModelFolder folder = new ModelFolder().With("m.pt", PickleSamples.Archive(PickleSamples.Protocol5()));
        Assert.Equal(["fp8 F8_E4M3 [4,2] " + Convert.ToHexStringLower(PickleSamples.Storage.AsSpan(8, 8))], folder.Leaves());
    }

    [Fact] // Made by torch 1.13.1: see Fixtures/README.md.
    public void A_checkpoint_of_torch_save_is_read()
    {
        byte[] file = Fixture("torch-1.13.pt");
        using ModelFolder folder = new ModelFolder().With("checkpoint.pt", file);
        string expected = System.Text.Encoding.UTF8.GetString(Fixture("torch-1.13.txt"));
        Assert.Equal(expected, string.Concat(folder.Leaves().Select(leaf => leaf + "\n")));
    }

    [Theory] // One module, saved by torch 1.13.1 in three ways.
    [InlineData("torch-1.13-module.pt")]
    [InlineData("torch-1.13-script.pt")]
    public void A_module_has_the_leaves_of_its_state_dictionary(string fixture)
    {
        using ModelFolder state = new ModelFolder().With("m.pt", Fixture("torch-1.13-state.pt")), module = new ModelFolder().With("m.pt", Fixture(fixture));
        Assert.Equal(9, state.Leaves().Count);
        Assert.Equal(state.Leaves(), module.Leaves());
    }

    [Fact]
    public void Nothing_that_a_pickle_names_is_called()
    {
        string trace = Path.Combine(Path.GetTempPath(), "modeldeed-pwned");
        byte[] pickle = new PickleWriter().Protocol().Op('}').Op('(').Text("w").View("FloatStorage", "0", 24, 0, [2], [1])
            .Text("evil").Global("os", "system").Text("touch " + trace).Op(0x85).Op('R')
            .Text("worse").Global("builtins", "exec").Text("import os").Op(0x85).Op('R').Op('u').Bytes;
        using ModelFolder folder = new ModelFolder().With("m.pt", PickleSamples.Archive(pickle));
        Assert.Equal(["w"], folder.Table().Tensors.Select(tensor => tensor.Name));
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public void Tensors_in_objects_of_unknown_make_are_not_lost()
    {
        byte[] pickle = new PickleWriter().Protocol().Global("my", "Thing").Op('(').Int(1).View("FloatStorage", "0", 24, 0, [1], [1]).Op('t').Op('R')
            .Op('}').Op('(').Text("inner").View("FloatStorage", "0", 24, 1, [1], [1]).Op('u').Op('b').Bytes;
        using ModelFolder folder = new ModelFolder().With("m.pt", PickleSamples.Archive(pickle));
        Assert.Equal(["args.1", "inner"], folder.Table().Tensors.Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData(24L, 0L, 5L, 6L, 6L, 1L, "reaches to element 29 of a storage of 24")]
    [InlineData(24L, 1L, 4L, 6L, 6L, 1L, "reaches to element 24 of a storage of 24")]
    [InlineData(25L, 0L, 4L, 6L, 6L, 1L, "has a storage of 25 elements, but its record has 96 bytes")]
    [InlineData(24L, -1L, 4L, 6L, 6L, 1L, "number out of range, -1")]
    [InlineData(24L, 0L, -4L, 6L, 6L, 1L, "number out of range, -4")]
    [InlineData(24L, 0L, 4L, 6L, -6L, 1L, "number out of range, -6")]
    [InlineData(24L, 0L, 4L, 6L, long.MaxValue, long.MaxValue, "reaches to element")]
    [InlineData(24L, long.MaxValue, 4L, 6L, 6L, 1L, "reaches to element")]
    [InlineData(24L, 0L, long.MaxValue, long.MaxValue, 0L, 0L, "has a shape of over 2^64 bytes")]
    [InlineData(24L, 0L, 1L << 20, 1L << 20, 0L, 0L, "share so much data that they add up")]
    [InlineData(24L, 25L, 0L, 6L, 6L, 1L, "reaches to element 25")]
    public void Views_lie_within_their_storage(long elements, long offset, long rows, long columns, long rowStride, long columnStride, string expected)
    {
        byte[] pickle = new PickleWriter().Protocol().View("FloatStorage", "0", elements, offset, [rows, columns], [rowStride, columnStride]).Bytes;
        Broken.File("m.pt", PickleSamples.Archive(pickle), expected);
    }

    [Theory]
    [InlineData("FloatStorage", "9", "is in the record data/9, which isn't there")]
    [InlineData("FloatStorage", "../version", "which isn't there")]
    [InlineData("EvilStorage", "0", "unknown storage class torch.EvilStorage")]
    [InlineData("QUInt4x2Storage", "0", "unknown storage class")]
    public void Storages_are_known_and_there(string type, string key, string expected) =>
        Broken.File("m.pt", PickleSamples.Archive(new PickleWriter().Protocol().View(type, key, 2, 0, [2], [1]).Bytes), expected);

    [Fact]
    public void A_compressed_view_out_of_order_is_refused_with_advice() =>
        Broken.File("m.pt", PyTorchBuilder.Archive(new PickleWriter().Protocol().View("FloatStorage", "0", 24, 0, [6, 4], [1, 6]).Bytes, new ZipItem("archive/data/0", PickleSamples.Storage) { Deflate = true }), "Load and save it again");

    [Fact]
    public void A_pickle_that_multiplies_itself_is_refused() => Broken.File("m.pt", PickleSamples.Archive(Chain(60)), "refers to its values over");

    [Fact]
    public void A_pickle_nested_100_000_deep_is_refused()
    {
        PickleWriter pickle = new PickleWriter().Protocol();
        for (int i = 0; i < 100_000; i++) pickle.Op(']');
        for (int i = 1; i < 100_000; i++) pickle.Op('a');
        Broken.File("m.pt", PickleSamples.Archive(pickle.Bytes), "deeper than 128");
    }

    [Fact]
    public void A_list_in_itself_ends()
    {
        byte[] pickle = new PickleWriter().Protocol().Op(']').Op((byte)'q', 0).Op('(').Op((byte)'h', 0).View("FloatStorage", "0", 24, 0, [1], [1]).Op('e').Bytes;
        using ModelFolder folder = new ModelFolder().With("m.pt", PickleSamples.Archive(pickle));
        Assert.Equal(["1"], folder.Table().Tensors.Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 6 }, "protocol 6 isn't known")]
    [InlineData(new byte[] { 0x82, 1 }, "opcode 0x82")] // EXT1: a registered global
    [InlineData(new byte[] { 0x97 }, "opcode 0x97")] // NEXT_BUFFER: data from outside
    [InlineData(new byte[] { (byte)'.' }, "the stack is empty")]
    [InlineData(new byte[] { (byte)'N', (byte)'N', (byte)'.' }, "values are left over")]
    [InlineData(new byte[] { (byte)'t' }, "no mark")]
    [InlineData(new byte[] { (byte)'h', 0 }, "memo 0 was never set")]
    [InlineData(new byte[] { (byte)'(', (byte)'(', (byte)'R' }, "the stack is empty")]
    [InlineData(new byte[] { (byte)'N', (byte)'N', (byte)'a' }, "isn't a list")]
    [InlineData(new byte[] { (byte)'N', (byte)'N', (byte)'N', (byte)'s' }, "isn't a dictionary")]
    [InlineData(new byte[] { (byte)'}', (byte)'(', (byte)'N', (byte)'u' }, "a key without a value")]
    [InlineData(new byte[] { (byte)'X', 0xFF, 0xFF, 0xFF, 0xFF }, "4294967295 bytes are claimed")]
    [InlineData(new byte[] { 0x8e, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "18446744073709551615 bytes are claimed")]
    [InlineData(new byte[] { (byte)'X', 9, 0, 0, 0 }, "ends too early")]
    [InlineData(new byte[] { (byte)'X', 2, 0, 0, 0, 0xC3, 0x28 }, "isn't valid UTF-8")]
    [InlineData(new byte[] { 0x8b, 0, 0, 0, 0x7F }, "bytes are claimed")]
    [InlineData(new byte[] { (byte)'I', (byte)'x', (byte)'\n' }, "an integer is malformed")]
    [InlineData(new byte[] { (byte)'c', (byte)'x' }, "a line doesn't end")]
    [InlineData(new byte[] { (byte)'N', (byte)'N', 0x93 }, "isn't a text")]
    [InlineData(new byte[] { 0x95, 9, 0, 0, 0, 0, 0, 0, 0 }, "a frame reaches past the end")]
    public void A_broken_pickle_is_refused(byte[] code, string expected) => Broken.File("m.pt", PickleSamples.Archive(code), expected);

    [Fact]
    public void Names_collide_only_once() =>
        Broken.File("m.pt", PickleSamples.Archive(new PickleWriter().Protocol().Op('}').Op('(').Text("a.b").View("FloatStorage", "0", 24, 0, [1], [1])
            .Text("a").Op('}').Op('(').Text("b").View("FloatStorage", "0", 24, 0, [1], [1]).Op('u').Op('u').Bytes), "\"a.b\" is there twice");

    [Fact]
    public void A_byte_order_is_little_or_big() =>
        Broken.File("m.pt", PyTorchBuilder.Archive(new PickleWriter().Op('N').Bytes, new ZipItem("archive/byteorder", "middle"u8.ToArray())), "says \"middle\"");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 20)]
    [InlineData(4, 40)]
    public void Any_permutation_of_any_shape_is_gathered(int rank, int seeds)
    {
        for (ulong seed = 0; seed < (ulong)seeds; seed++)
        {
            var random = new SplitMix(seed * 10 + (ulong)rank);
            long[] sizes = [.. Enumerable.Range(0, rank).Select(_ => 1L + random.Below(9))];
            int[] order = [.. Enumerable.Range(0, rank).OrderBy(_ => random.Next())];
            var strides = new long[rank];
            long step = 1 + random.Below(2), storage = 1;
            foreach (int axis in order)
            {
                strides[axis] = step;
                storage += (sizes[axis] - 1) * step;
                step *= sizes[axis];
            }
            AssertGathered(random.Bytes((int)storage * 4), sizes, strides);
        }
    }

    [Fact]
    public void A_transposed_matrix_larger_than_a_block_is_gathered()
    {
        const int Rows = 1500, Columns = 1100;
        AssertGathered(new SplitMix(1).Bytes(Rows * Columns * 4), [Columns, Rows], [1, Columns]);
    }

    private static byte[] Fixture(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ModelDeed.slnx"))) folder = folder.Parent;
        Assert.NotNull(folder);
        using FileStream file = File.OpenRead(Path.Combine(folder.FullName, "tests/ModelDeed.Tests/Fingerprints/Formats/Fixtures", name));
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void AssertGathered(byte[] storage, long[] sizes, long[] strides)
    {
        byte[] pickle = new PickleWriter().Protocol().View("FloatStorage", "0", storage.Length / 4, 0, sizes, strides).Bytes;
        using ModelFolder folder = new ModelFolder().With("m.pt", PyTorchBuilder.Archive(pickle, new ZipItem("archive/data/0", storage)));
        var expected = new List<byte>();
        var index = new long[sizes.Length];
        for (long count = sizes.Aggregate(1L, (product, size) => product * size); count > 0; count--)
        {
            long at = index.Zip(strides, (i, stride) => i * stride).Sum() * 4;
            expected.AddRange(storage.AsSpan((int)at, 4));
            for (int axis = sizes.Length - 1; axis >= 0 && ++index[axis] == sizes[axis]; axis--) index[axis] = 0;
        }
        Tensor tensor = Assert.Single(folder.Table().Tensors);
        Assert.True(folder.Bytes(tensor.Data).AsSpan().SequenceEqual(expected.ToArray()), string.Join(',', sizes) + " by " + string.Join(',', strides));
    }

    /// <summary>A list of two references to a list of two references and so on: 2^depth lists.</summary>
    private static byte[] Chain(int depth)
    {
        PickleWriter pickle = new PickleWriter().Protocol().Op(']').Op((byte)'q', 0).Op('0');
        for (int i = 1; i <= depth; i++) pickle.Op((byte)'h', (byte)(i - 1)).Op((byte)'h', (byte)(i - 1)).Op(0x86).Op((byte)'q', (byte)i).Op('0');
        return pickle.Op((byte)'h', (byte)depth).Bytes;
    }
}
