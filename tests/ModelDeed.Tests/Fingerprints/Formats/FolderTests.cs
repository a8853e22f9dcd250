using System.Text;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

public sealed class FolderTests
{
    private static readonly Weight[] Network = Weight.Network();

    [Fact]
    public void Files_in_no_known_format_are_opaque()
    {
        using ModelFolder folder = new ModelFolder().With("weights.h5", "\x89HDF\r\n"u8.ToArray()).With("model.keras", ZipBuilder.Build(new ZipItem("model.weights.h5", [1])))
            .With("legacy.pt", [0x80, 0x02, 0x8a, 0x0a]).With("seven.pt", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]).With("data.bin", [1]).With("empty.bin", [])
            .With("other.pth", ZipBuilder.Build(new ZipItem("a/other.pkl", [1]))).With("model.json", "{\"name\":\"package\"}"u8.ToArray()).With("README.md", "GGUF, TFL3"u8.ToArray());
        Assert.Null(folder.Read());
    }

    [Fact]
    public void One_model_among_other_files_keeps_its_names()
    {
        using ModelFolder folder = new ModelFolder().With("sub/model.safetensors", SafetensorsBuilder.Build(Network)).With("config.json", "{}"u8.ToArray()).With("notes.bin", [1, 2]);
        Assert.Equal(ModelFolder.Leaves(Network), folder.Leaves());
    }

    [Fact]
    public void Several_models_are_told_apart_by_their_paths()
    {
        using ModelFolder folder = new ModelFolder().With("det.onnx", OnnxBuilder.Build(OnnxLayout.Raw, Network)["model.onnx"])
            .With("sub/rec.gguf", GgufBuilder.Build(Network))
            .With(SafetensorsBuilder.Sharded(2, Network).ToDictionary(file => "text/" + file.Key, file => file.Value));
        TensorTable table = folder.Table();
        Assert.Equal("gguf+onnx+safetensors", table.Format);
        Assert.Equal(ModelFolder.Leaves(Prefixed("det.onnx:").Concat(Prefixed("sub/rec.gguf:")).Concat(Prefixed("text/model.safetensors:"))), folder.Leaves(table));
        Assert.Equal("tiny", table.Metadata["sub/rec.gguf:general.architecture"]);
    }

    [Fact]
    public void The_table_does_not_depend_on_the_order_of_the_files()
    {
        using ModelFolder folder = new ModelFolder().With("b.gguf", GgufBuilder.Build(Network)).With("a.onnx", OnnxBuilder.Build(OnnxLayout.Raw, Network)["model.onnx"])
            .With(SafetensorsBuilder.Sharded(3, Network));
        List<ModelFile> files = folder.Files();
        List<string> expected = folder.Leaves();
        files.Reverse();
        Assert.Equal(expected, folder.Leaves(ModelFormats.Read(files, FormatPolicy.Refuse, CancellationToken.None)!));
    }

    [Fact]
    public void Files_without_tensors_beside_a_model_are_no_models()
    {
        using ModelFolder folder = new ModelFolder().With("model.safetensors", SafetensorsBuilder.Build(Network))
            .With("training_args.bin", PickleSamples.Archive(new PickleWriter().Protocol().Op('}').Bytes)).With("empty.gguf", GgufBuilder.Build());
        Assert.Equal(ModelFolder.Leaves(Network), folder.Leaves());
    }

    [Theory]
    [InlineData("blob")]
    [InlineData("weights.bin")]
    public void A_file_without_telling_name_is_known_by_its_magic(string path)
    {
        using ModelFolder folder = new ModelFolder().With(path, GgufBuilder.Build(Network));
        Assert.Equal("gguf", folder.Table().Format);
    }

    [Fact]
    public void A_single_file_is_read_whatever_its_name()
    {
        using ModelFolder folder = new ModelFolder().With("model.dat", TfliteBuilder.Build(Network)).With("x.safetensors", SafetensorsBuilder.Build(Network));
        Assert.Equal("tflite", folder.ReadSingle("model.dat")!.Format);
        TensorTable table = folder.ReadSingle("x.safetensors")!;
        Assert.All(table.Tensors, tensor => Assert.Equal("", Assert.IsType<TensorData.Range>(tensor.Data).Path));
    }

    [Fact]
    public void A_broken_file_stops_the_reading_unless_it_may_be_opaque()
    {
        using ModelFolder folder = new ModelFolder().With("good.safetensors", SafetensorsBuilder.Build(Network)).With("bad.gguf", "GGUX"u8.ToArray());
        Broken.Folder(folder, "bad.gguf", "the magic isn't GGUF");
        TensorTable table = folder.Read(FormatPolicy.Opaque)!;
        Assert.Equal(ModelFolder.Leaves(Prefixed("good.safetensors:")), folder.Leaves(table));
        Assert.Contains("the magic isn't GGUF", table.Metadata["opaque bad.gguf"], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_broken_files_are_an_opaque_asset()
    {
        using ModelFolder folder = new ModelFolder().With("bad.gguf", "GGUX"u8.ToArray());
        Assert.Null(folder.Read(FormatPolicy.Opaque));
    }

    [Fact]
    public void A_file_of_another_size_than_the_walk_found_has_changed()
    {
        using ModelFolder folder = new ModelFolder().With("m.safetensors", SafetensorsBuilder.Build(Network));
        ModelFile file = folder.Files()[0];
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => ModelFormats.Read([file with { Size = file.Size + 1 }], FormatPolicy.Refuse, CancellationToken.None));
        Assert.Contains("the file changed while it was read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_stops_every_reader()
    {
        foreach (Dictionary<string, byte[]> files in EquivalenceTests.Files(Network).Values)
        {
            using ModelFolder folder = new ModelFolder().With(files);
            Assert.ThrowsAny<OperationCanceledException>(() => ModelFormats.Read(folder.Files(), FormatPolicy.Opaque, new CancellationToken(canceled: true)));
        }
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        Dictionary<string, byte[]> files = SafetensorsBuilder.Sharded(3, Network);
        files.Remove("model-00002-of-00003.safetensors");
        using ModelFolder folder = new ModelFolder().With(files);
        Broken.Folder(folder, "model.safetensors.index.json", "refers to \"model-00002-of-00003.safetensors\", which isn't in the folder");
    }

    [Theory]
    [InlineData("embed.weight", "model-00002-of-00002.safetensors", "weight_map says that \"embed.weight\" is in model-00002-of-00002.safetensors, but it is in model-00001-of-00002.safetensors")]
    [InlineData("ghost", "model-00001-of-00002.safetensors", "weight_map says that \"ghost\" is in model-00001-of-00002.safetensors, but it isn't")]
    public void The_index_must_agree_with_the_shards(string tensor, string shard, string expected)
    {
        using ModelFolder folder = new ModelFolder().With(SafetensorsBuilder.Sharded(2, Network));
        SortedDictionary<string, string> map = Map();
        map[tensor] = shard;
        folder.With("model.safetensors.index.json", SafetensorsBuilder.Index(map));
        Broken.Folder(folder, "model.safetensors.index.json", expected);
    }

    [Fact]
    public void A_tensor_that_the_index_leaves_out_is_named()
    {
        using ModelFolder folder = new ModelFolder().With(SafetensorsBuilder.Sharded(2, Network));
        SortedDictionary<string, string> map = Map();
        map.Remove("steps");
        folder.With("model.safetensors.index.json", SafetensorsBuilder.Index(map));
        Broken.Folder(folder, "model.safetensors.index.json", "\"steps\" of model-00002-of-00002.safetensors isn't in weight_map");
    }

    [Theory]
    [InlineData("../secret.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../secret.safetensors")]
    [InlineData("..\\\\secret.safetensors")]
    [InlineData("C:secret.safetensors")]
    [InlineData("a//b.safetensors")]
    [InlineData("")]
    [InlineData("x\\u0000.safetensors")]
    public void An_index_leads_nowhere_outside(string shard)
    {
        using ModelFolder folder = new ModelFolder().With("model.safetensors.index.json", Encoding.UTF8.GetBytes($"{{\"weight_map\":{{\"a\":\"{shard}\"}}}}"));
        Broken.Folder(folder, "model.safetensors.index.json", "isn't a plain relative path inside the folder");
    }

    [Theory]
    [InlineData("{}", "no weight_map")]
    [InlineData("{\"weight_map\":{},\"weight_map\":{}}", "twice")]
    [InlineData("{\"weight_map\":[]}", "an object is expected")]
    [InlineData("{\"weight_map\":{\"a\":1}}", "a string is expected")]
    [InlineData("{\"weight_map\":{\"a\":\"s.safetensors\",\"a\":\"s.safetensors\"}}", "twice")]
    [InlineData("nonsense", "malformed")]
    public void A_broken_index_is_refused(string json, string expected)
    {
        using ModelFolder folder = new ModelFolder().With("s.safetensors", SafetensorsBuilder.Build()).With("model.safetensors.index.json", Encoding.UTF8.GetBytes(json));
        Broken.Folder(folder, "model.safetensors.index.json", expected);
    }

    [Fact]
    public void A_broken_index_leaves_the_shards_to_stand_for_themselves_when_it_may_be_opaque()
    {
        using ModelFolder folder = new ModelFolder().With("model.safetensors.index.json", "{"u8.ToArray()).With("one.safetensors", SafetensorsBuilder.Build(Network));
        Assert.Equal(ModelFolder.Leaves(Network), folder.Leaves(folder.Read(FormatPolicy.Opaque)!));
    }

    [Fact]
    public void A_sharded_PyTorch_checkpoint_is_one_model()
    {
        SortedDictionary<string, string> map = new(Network.ToDictionary(weight => weight.Name, weight => weight.DType == "F32" ? "pytorch_model-00001-of-00002.bin" : "pytorch_model-00002-of-00002.bin"), StringComparer.Ordinal);
        using ModelFolder folder = new ModelFolder().With("pytorch_model.bin.index.json", SafetensorsBuilder.Index(map))
            .With("pytorch_model-00001-of-00002.bin", PyTorchBuilder.Build([.. Network.Where(weight => weight.DType == "F32")]))
            .With("pytorch_model-00002-of-00002.bin", PyTorchBuilder.Build([.. Network.Where(weight => weight.DType != "F32")]));
        Assert.Equal(ModelFolder.Leaves(Network), folder.Leaves());
    }

    [Fact]
    public void A_split_GGUF_is_one_model_and_its_parts_must_agree()
    {
        using ModelFolder folder = new ModelFolder().With("m-00001-of-00002.gguf", Part(0, 2, Network[..2])).With("m-00002-of-00002.gguf", Part(1, 2, Network[2..]));
        Assert.Equal(ModelFolder.Leaves(Network), folder.Leaves());
        folder.With("m-00002-of-00002.gguf", Part(0, 2, Network[2..]));
        Broken.Folder(folder, "m-00002-of-00002.gguf", "by its name this is part 2, by its metadata part 1");
        folder.With("m-00002-of-00002.gguf", Part(1, 3, Network[2..]));
        Broken.Folder(folder, "m-00002-of-00002.gguf", "by its name there are 2 parts, by its metadata 3");
        folder.With("m-00002-of-00002.gguf", Part(1, 2, Network[3..]));
        Broken.Folder(folder, "m-00001-of-00002.gguf", "the metadata speak of 5 tensors, but the parts have 4");
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        using ModelFolder folder = new ModelFolder().With("m-00001-of-00003.gguf", Part(0, 3, Network)).With("m-00003-of-00003.gguf", Part(2, 3));
        Broken.Folder(folder, "m-00001-of-00003.gguf", "part 2 of 3 isn't in the folder");
    }

    [Fact]
    public void A_tensor_in_two_parts_is_refused()
    {
        using ModelFolder folder = new ModelFolder().With("m-00001-of-00002.gguf", Part(0, 2, Network)).With("m-00002-of-00002.gguf", Part(1, 2, Network));
        Broken.Folder(folder, "m-00002-of-00002.gguf", "twice");
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_an_error_and_no_opaque_asset()
    {
        using ModelFolder folder = new ModelFolder().With("m.safetensors", SafetensorsBuilder.Build(Network));
        File.Delete(folder.Files()[0].FullPath);
        Assert.Throws<FileNotFoundException>(() => folder.Read(FormatPolicy.Opaque));
    }

    private static IEnumerable<Weight> Prefixed(string prefix) => Network.Select(weight => weight with { Name = prefix + weight.Name });

    private static SortedDictionary<string, string> Map() => new(
        Network.Select((weight, i) => (weight.Name, Shard: $"model-{i % 2 + 1:d5}-of-00002.safetensors")).ToDictionary(pair => pair.Name, pair => pair.Shard), StringComparer.Ordinal);

    private static byte[] Part(ushort number, ushort count, params Weight[] weights)
    {
        GgufBuilder gguf = new GgufBuilder().U16("split.no", number).U16("split.count", count).Pair("split.tensors.count", 5, BitConverter.GetBytes(5));
        foreach (Weight weight in weights) gguf.Tensor(weight);
        return gguf.Build();
    }
}
