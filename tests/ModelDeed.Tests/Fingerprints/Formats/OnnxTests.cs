using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

public sealed class OnnxTests
{
    private static readonly Weight W = Weight.Floats("w", [2], 1, -2);

    [Fact]
    public void Names_say_where_a_tensor_is()
    {
        using ModelFolder folder = new ModelFolder().With("m.onnx", OnnxSamples.Everything());
        TensorTable table = folder.Table();
        Assert.Equal(
            [
                "branch.then_branch/w", "branch.then_branch/c", "loop.body/deep.else_branch/w", "loop.body/deep.else_branch/c", "k", "s.values", "s.indices", "s.dims", "words",
                "t.F64", "t.U32", "t.BF16", "t.U16", "t.I4", "t.C64", "function:my.domain.f/k", "training[0]/algorithm/m",
            ],
            table.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(("8", "test", "17"), (table.Metadata["onnx.ir_version"], table.Metadata["onnx.producer"], table.Metadata["onnx.opset.ai.onnx"]));
    }

    [Fact]
    public void A_sparse_initializer_is_its_values_indices_and_dims()
    {
        using ModelFolder folder = Graph(graph => graph.Message(15, OnnxSamples.Sparse("s")));
        Assert.Equal(["s.dims I64 [2] 04000000000000000600000000000000", "s.indices I64 [2] 03000000000000000500000000000000", "s.values F32 [2] 0000803f00000040"], folder.Leaves());
    }

    [Fact]
    public void Strings_are_lengths_and_bytes()
    {
        using ModelFolder folder = Graph(graph => graph.Message(5, OnnxSamples.Strings("words", "a", "", "dé")));
        Assert.Equal(["words STRING [3] 01000000" + "61" + "00000000" + "03000000" + "64c3a9"], folder.Leaves());
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F64")]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F8_E4M3")]
    [InlineData("F8_E4M3FNUZ")]
    [InlineData("F8_E5M2")]
    [InlineData("F8_E5M2FNUZ")]
    [InlineData("F8_E8M0")]
    [InlineData("I8")]
    [InlineData("I16")]
    [InlineData("I32")]
    [InlineData("I64")]
    [InlineData("U8")]
    [InlineData("U16")]
    [InlineData("U32")]
    [InlineData("U64")]
    [InlineData("C64")]
    public void Typed_values_are_the_raw_ones(string dtype)
    {
        // Long enough that the decoder's buffer is filled several times.
        Weight weight = Weight.Make(new SplitMix(1), "w", dtype, 50, 301);
        foreach (OnnxLayout layout in Enum.GetValues<OnnxLayout>())
        {
            using ModelFolder folder = new ModelFolder().With(OnnxBuilder.Build(layout, weight));
            Assert.Equal(ModelFolder.Leaves([weight]), folder.Leaves());
        }
    }

    [Theory]
    [InlineData("U4", 3, 2)]
    [InlineData("I4", 4, 2)]
    [InlineData("F4", 5, 3)]
    [InlineData("U2", 5, 2)]
    [InlineData("I2", 4, 1)]
    public void Packed_types_end_in_a_whole_byte(string dtype, int elements, int bytes)
    {
        var weight = new Weight("w", dtype, [(ulong)elements], new SplitMix(2).Bytes(bytes));
        foreach (OnnxLayout layout in Enum.GetValues<OnnxLayout>())
        {
            using ModelFolder folder = new ModelFolder().With(OnnxBuilder.Build(layout, weight));
            Assert.Equal(ModelFolder.Leaves([weight]), folder.Leaves());
        }
    }

    [Fact]
    public void A_run_of_typed_values_and_single_ones_make_one_tensor()
    {
        ProtoWriter tensor = OnnxBuilder.Head(new Weight("w", "I32", [4], [])).Data(5, [1, 2]).Number(5, 3).Text(12, "a doc string between").Data(5, [4]);
        using ModelFolder folder = Graph(graph => graph.Message(5, tensor));
        Assert.Equal(["w I32 [4] 01000000020000000300000004000000"], folder.Leaves());
    }

    [Fact] // silero_vad_v5.onnx writes its tensors so.
    public void A_field_after_a_packed_run_is_no_part_of_it()
    {
        ProtoWriter tensor = new ProtoWriter().Number(2, 7).Data(7, [0x80, 0x7d]).Text(8, "");
        using ModelFolder folder = Graph(graph => graph.Message(1, OnnxBuilder.Constant("c", tensor)));
        Assert.Equal(["c I64 [] 803e000000000000"], folder.Leaves());
    }

    [Fact]
    public void Dimensions_may_be_packed()
    {
        using ModelFolder folder = Graph(graph => graph.Message(5, new ProtoWriter().Data(1, [1, 2]).Number(2, 1).Text(8, "w").Data(9, W.Bytes)));
        Assert.Equal(["w F32 [1,2] 0000803f000000c0"], folder.Leaves());
    }

    [Fact]
    public void Attributes_of_other_nodes_are_no_weights()
    {
        ProtoWriter node = new ProtoWriter().Text(2, "x").Text(4, "ConstantOfShape").Message(5, attribute => attribute.Text(1, "value").Message(5, OnnxBuilder.Tensor(OnnxLayout.Raw, W)));
        using ModelFolder folder = Graph(graph => graph.Message(1, node));
        Assert.Empty(folder.Table().Tensors);
    }

    [Fact]
    public void A_node_is_understood_whatever_the_order_of_its_fields()
    {
        ProtoWriter attribute = new ProtoWriter().Message(5, OnnxBuilder.Tensor(OnnxLayout.Raw, W)).Text(1, "value");
        using ModelFolder folder = Graph(graph => graph.Message(1, new ProtoWriter().Message(5, attribute).Text(4, "Constant").Text(2, "out")));
        Assert.Equal(["out F32 [2] 0000803f000000c0"], folder.Leaves());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../x")]
    [InlineData("..\\x")]
    [InlineData("C:x")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("x\0y")]
    public void External_data_stays_in_the_folder(string location)
    {
        using ModelFolder folder = Graph(graph => graph.Message(5, OnnxBuilder.Refer(OnnxBuilder.Head(W), location, null, null)));
        Broken.Folder(folder, "m.onnx", "isn't a plain relative path inside the folder");
    }

    [Fact]
    public void External_data_must_be_among_the_files_of_the_asset()
    {
        using ModelFolder folder = Graph(graph => graph.Message(5, OnnxBuilder.Refer(OnnxBuilder.Head(W), "weights.dat", null, null)));
        string outside = Path.Combine(folder.Root, "weights.dat");
        File.CreateSymbolicLink(outside, "/etc/passwd"); // the walk lists regular files only
        Broken.Folder(folder, "m.onnx", "refers to \"weights.dat\", which isn't in the folder");
        File.Delete(outside);
    }

    [Fact]
    public void External_data_in_a_folder_below_or_shared_is_fine()
    {
        using ModelFolder folder = new ModelFolder().With("sub/m.onnx", OnnxBuilder.Model(new ProtoWriter()
                .Message(5, OnnxBuilder.Refer(OnnxBuilder.Head(W), "./data/w.bin", "4", "8")).Message(5, OnnxBuilder.Refer(OnnxBuilder.Head(W with { Name = "v" }), "data/w.bin", "0", null))))
            .With("sub/data/w.bin", [9, 9, 9, 9, .. W.Bytes]);
        Assert.Equal(["v F32 [2] 090909090000803f", "w F32 [2] 0000803f000000c0"], folder.Leaves());
    }

    [Fact]
    public void A_single_file_with_external_data_is_refused_with_advice()
    {
        using ModelFolder folder = new ModelFolder().With(OnnxBuilder.Build(OnnxLayout.External, W));
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => folder.ReadSingle("model.onnx"));
        Assert.Contains("\"model.onnx_data\": fingerprint the folder that has both", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "9", "has 9 external bytes, but its type and shape need 8")]
    [InlineData("1", "8", "wants 8 bytes at 1 of w.bin, which has 8")]
    [InlineData("18446744073709551615", "8", "wants 8 bytes at 18446744073709551615")]
    [InlineData("-1", "8", "which is no number")]
    [InlineData("0x0", "8", "which is no number")]
    [InlineData("0", "18446744073709551616", "which is no number")]
    public void External_places_lie_in_their_file(string offset, string length, string expected)
    {
        using ModelFolder folder = Graph(graph => graph.Message(5, OnnxBuilder.Refer(OnnxBuilder.Head(W), "w.bin", offset, length))).With("w.bin", W.Bytes);
        Broken.Folder(folder, "m.onnx", expected);
    }

    [Fact]
    public void Data_is_in_one_place_only()
    {
        Refused(OnnxBuilder.Tensor(OnnxLayout.Raw, W).Data(4, W.Bytes), "has its data in more than one place");
        Refused(OnnxBuilder.Tensor(OnnxLayout.Raw, W).Data(9, W.Bytes), "is there twice");
        Refused(OnnxBuilder.Refer(OnnxBuilder.Tensor(OnnxLayout.Raw, W), "x", null, null), "has its data in more than one place");
        Refused(OnnxBuilder.Tensor(OnnxLayout.Packed, W).Data(5, [1]), "has values in the fields 4 and 5");
        Refused(OnnxBuilder.Head(W).Number(14, 1), "is external, but doesn't say where");
        Refused(OnnxBuilder.Head(W).Number(14, 2), "data_location isn't known");
        Refused(OnnxBuilder.Head(W), "has no data");
    }

    [Fact]
    public void Data_fits_type_and_shape()
    {
        Refused(OnnxBuilder.Tensor(OnnxLayout.Raw, W with { Shape = [3] }), "has 8 bytes, but its type and shape need 12");
        Refused(OnnxBuilder.Tensor(OnnxLayout.Packed, W with { Shape = [3] }), "has 8 bytes, but its type and shape need 12");
        Refused(OnnxBuilder.Tensor(OnnxLayout.Unpacked, W with { Shape = [1] }), "has 8 bytes of values, but its type and shape need 4");
        Refused(OnnxBuilder.Tensor(OnnxLayout.Raw, W with { Shape = [1UL << 62, 4] }), "has a shape of over 2^64 bytes");
        Refused(new ProtoWriter().Number(1, -1).Number(2, 1).Text(8, "w").Data(9, []), "a dimension is -1");
        Refused(OnnxBuilder.Head(new Weight("w", "I8", [1], [])).Number(5, 256), "the value 256 doesn't fit I8");
        Refused(OnnxBuilder.Head(new Weight("w", "I8", [1], [])).Number(5, -129), "the value -129 doesn't fit I8");
        Refused(OnnxBuilder.Head(new Weight("w", "BOOL", [1], [])).Number(5, 2), "the value 2 doesn't fit BOOL");
        Refused(OnnxBuilder.Head(new Weight("w", "F16", [1], [])).Number(5, 65536), "the value 65536 doesn't fit F16");
        Refused(OnnxBuilder.Head(new Weight("w", "U32", [1], [])).Number(11, 1L << 32), "the value 4294967296 doesn't fit U32");
        Refused(OnnxBuilder.Head(new Weight("w", "I64", [1], [])).Number(5, 1), "has its values in field 5, not 7");
        Refused(OnnxBuilder.Head(new Weight("w", "STRING", [1], [])).Data(9, [1]), "must have its values in string_data");
        Refused(OnnxSamples.Strings("w", "a").Text(6, "b"), "has 2 strings, not as many as its shape says");
        Refused(new ProtoWriter().Number(2, 99).Text(8, "w"), "has the unknown data type 99");
        Refused(new ProtoWriter().Text(8, "w"), "has the unknown data type 0");
        Refused(OnnxBuilder.Head(W).Message(3, segment => segment.Number(1, 0)), "segmented tensors aren't read");
    }

    [Fact]
    public void Names_are_there_and_there_once()
    {
        Refused(OnnxBuilder.Tensor(OnnxLayout.Raw, W with { Name = "" }), "an initializer has no name");
        using ModelFolder twice = Graph(graph => graph.Message(5, OnnxBuilder.Tensor(OnnxLayout.Raw, W)).Message(1, OnnxBuilder.Constant("w", OnnxBuilder.Tensor(OnnxLayout.Raw, W))));
        Broken.Folder(twice, "m.onnx", "\"w\" is there twice");
    }

    [Fact]
    public void Graphs_nested_100_000_deep_are_refused()
    {
        // Deeper messages are shorter, so the nest is written from the inside as raw bytes: attribute 5, graph 6, node 1, and their lengths.
        var nest = new List<byte[]>();
        int length = 0;
        for (int i = 0; i < 100_000; i++)
        {
            foreach (uint field in (uint[])[6, 5, 1])
            {
                byte[] head = [.. ProtoWriter.Varint((field << 3) | 2), .. ProtoWriter.Varint((ulong)length)];
                nest.Add(head);
                length += head.Length;
            }
        }
        nest.Reverse();
        using ModelFolder folder = new ModelFolder().With("m.onnx", OnnxBuilder.Model(new ProtoWriter().Raw([.. nest.SelectMany(head => head)])));
        Broken.Folder(folder, "m.onnx", "nested deeper than 32");
    }

    [Fact]
    public void A_million_empty_graphs_under_a_long_name_are_refused()
    {
        ProtoWriter attribute = new ProtoWriter().Text(1, "graphs").Raw([.. Enumerable.Repeat<byte[]>([11 << 3 | 2, 0], 100_000).SelectMany(empty => empty)]);
        using ModelFolder folder = Graph(graph => graph.Message(1, new ProtoWriter().Text(2, new string('n', 1000)).Text(4, "If").Message(5, attribute)));
        Broken.Folder(folder, "m.onnx", "more than 65536 graphs");
    }

    [Theory]
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "bytes are claimed")] // a length of 2^64-1
    [InlineData(new byte[] { 0x3A, 0x80, 0x80, 0x80, 0x80, 0x08 }, "bytes are claimed")] // 2 GiB
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02 }, "more than 64 bits")]
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00 }, "more than 64 bits")]
    [InlineData(new byte[] { 0x0B, 0x0C }, "wire type 3")] // a group
    [InlineData(new byte[] { 0x00, 0x00 }, "the number 0")]
    [InlineData(new byte[] { 0x38, 0x01 }, "has the wire type Varint, not Bytes")]
    [InlineData(new byte[] { 0x35, 0x01 }, "reaches past its message")]
    [InlineData(new byte[] { 0x08 }, "reaches past its message")]
    [InlineData(new byte[] { }, "an ir_version and one graph")]
    [InlineData(new byte[] { 0x08, 0x08 }, "an ir_version and one graph")]
    public void Broken_protobuf_is_refused(byte[] bytes, string expected) => Broken.File("m.onnx", bytes, expected);

    [Fact]
    public void Two_graphs_are_refused() =>
        Broken.File("m.onnx", OnnxBuilder.Model(new ProtoWriter(), model => model.Message(7, new ProtoWriter())), "one graph");

    [Fact]
    public void External_data_that_many_tensors_share_may_not_grow_without_bound()
    {
        var graph = new ProtoWriter();
        for (int i = 0; i < 1_040; i++) graph.Message(5, OnnxBuilder.Refer(OnnxBuilder.Head(new Weight($"w{i}", "U8", [64 * 1024], [])), "w.bin", "0", "65536"));
        using ModelFolder folder = new ModelFolder().With("m.onnx", OnnxBuilder.Model(graph)).With("w.bin", new byte[64 * 1024]);
        Assert.Equal(1_040, folder.Table().Tensors.Length); // 65 MiB: 64 are free, and 16 times the files
        for (int i = 0; i < 2_000; i++) graph.Message(5, OnnxBuilder.Refer(OnnxBuilder.Head(new Weight($"v{i}", "U8", [64 * 1024], [])), "w.bin", "0", "65536"));
        folder.With("m.onnx", OnnxBuilder.Model(graph));
        Broken.Folder(folder, "m.onnx", "share so much data");
    }

    private static ModelFolder Graph(Action<ProtoWriter> write)
    {
        var graph = new ProtoWriter();
        write(graph);
        return new ModelFolder().With("m.onnx", OnnxBuilder.Model(graph));
    }

    private static void Refused(ProtoWriter tensor, string expected)
    {
        using ModelFolder folder = Graph(graph => graph.Message(5, tensor));
        Broken.Folder(folder, "m.onnx", expected);
    }
}
