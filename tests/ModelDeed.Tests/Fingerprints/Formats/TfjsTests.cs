using System.Text;
using System.Text.Json.Nodes;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

public sealed class TfjsTests
{
    private static readonly Weight[] Weights = TfjsSamples.Weights();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Weights_are_the_same_however_the_shards_are_cut(int shardBytes)
    {
        using ModelFolder folder = new ModelFolder().With(TfjsBuilder.Build(shardBytes, Weights));
        TensorTable table = folder.Table();
        Assert.Equal(ModelFolder.Leaves(Weights), folder.Leaves(table));
        Assert.Equal(("tfjs", "layers-model", "test"), (table.Format, table.Metadata["tfjs.format"], table.Metadata["tfjs.generatedBy"]));
    }

    [Fact]
    public void A_weight_within_one_shard_is_a_range_of_it()
    {
        using ModelFolder folder = new ModelFolder().With(TfjsBuilder.Build(80, Weights));
        Assert.Equal(new TensorData.Range("group1-shard1of3.bin", 0, 72), folder.Table().Tensors[0].Data);
        Assert.IsType<TensorData.Computed>(folder.Table().Tensors[1].Data);
    }

    [Fact]
    public void Quantised_weights_keep_their_stored_type_and_bytes()
    {
        using ModelFolder folder = new ModelFolder().With(TfjsBuilder.Build(1000, Weights));
        Assert.Equal(["U8", "U16", "F16"], folder.Table().Tensors.Where(tensor => tensor.Name is "dense/kernel" or "dense/bias" or "half").Select(tensor => tensor.DType));
    }

    [Theory]
    [InlineData("../w.bin")]
    [InlineData("/w.bin")]
    [InlineData("http://host/w.bin")]
    [InlineData("a/../../w.bin")]
    public void Shards_stay_in_the_folder(string path)
    {
        using ModelFolder folder = new ModelFolder().With("model.json", TfjsBuilder.Model([path], Weights[0]));
        Broken.Folder(folder, "model.json", "isn't a plain relative path inside the folder");
    }

    [Fact]
    public void Shards_are_there_and_hold_exactly_the_weights()
    {
        Refused("needs 72 bytes, but its shards have only 71 left", new byte[71], Weights[0]);
        Refused("have 1 bytes that belong to no weight", new byte[73], Weights[0]);
        using ModelFolder folder = new ModelFolder().With("model.json", TfjsBuilder.Model(["w.bin"], Weights[0]));
        Broken.Folder(folder, "model.json", "refers to \"w.bin\", which isn't in the folder");
    }

    [Fact]
    public void A_model_json_alone_is_refused_with_advice()
    {
        using ModelFolder folder = new ModelFolder().With(TfjsBuilder.Build(1000, Weights));
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => ModelFormats.Read([folder.Files().Single(file => file.Path == "model.json") with { Path = "" }], FormatPolicy.Refuse, CancellationToken.None));
        Assert.Contains("fingerprint the folder that has both", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_of_its_own_gives_the_same_weights()
    {
        using ModelFolder whole = new ModelFolder().With(TfjsBuilder.Build(80, Weights));
        using ModelFolder bare = new ModelFolder();
        foreach ((string path, byte[] content) in TfjsBuilder.Build(80, Weights))
        {
            if (path != "model.json") bare.With(path, content);
            else bare.With("face-weights_manifest.json", Encoding.UTF8.GetBytes(JsonNode.Parse(content)!["weightsManifest"]!.ToJsonString()));
        }
        Assert.Equal(whole.Leaves(whole.Table()), bare.Leaves(bare.Table()));
        Broken.File("x-weights_manifest.json", "[{}]"u8.ToArray(), "lacks its paths or weights");
        using ModelFolder other = new ModelFolder().With("weights_manifest.json", "{\"sandwiches\":2}"u8.ToArray());
        Assert.Null(ModelFormats.Read(other.Files(), FormatPolicy.Refuse, CancellationToken.None));
    }

    [Fact]
    public void Strings_lie_within_the_shards()
    {
        Refused("a string of the weight \"s\" reaches past its shards", [255, 255, 255, 255, 1], new Weight("s", "STRING", [1], []));
        Refused("a string of the weight \"s\" reaches past its shards", [5, 0, 0, 0, 1], new Weight("s", "STRING", [1], []));
        Refused("has more strings than its shards can hold", [0, 0, 0, 0], new Weight("s", "STRING", [ulong.MaxValue], []));
        Refused("has more strings than its shards can hold", [0, 0, 0, 0], new Weight("s", "STRING", [2], []));
    }

    [Theory]
    [InlineData("{\"weightsManifest\":{}}", "an array is expected")]
    [InlineData("{\"weightsManifest\":[1]}", "an object is expected")]
    [InlineData("{\"weightsManifest\":[{}]}", "lacks its paths or weights")]
    [InlineData("{\"weightsManifest\":[],\"weightsManifest\":[]}", "twice")]
    [InlineData("{\"weightsManifest\":[],\"weights\\u004danifest\":[]}", "twice")]
    [InlineData("{\"weightsManifest\":[{\"paths\":[],\"paths\":[]}]}", "twice")]
    [InlineData("{\"weightsManifest\":[{\"paths\":[],\"weights\":[{\"name\":\"a\"}]}]}", "lacks its name, dtype or shape")]
    [InlineData("{\"weightsManifest\":[{\"paths\":[],\"weights\":[{\"name\":\"a\",\"name\":\"b\"}]}]}", "\"name\" twice")]
    [InlineData("{\"weightsManifest\":[{\"paths\":[],\"weights\":[{\"name\":\"a\",\"dtype\":\"float7\",\"shape\":[]}]}]}", "unknown dtype \"float7\"")]
    [InlineData("{\"weightsManifest\":[{\"paths\":[],\"weights\":[{\"name\":\"a\",\"dtype\":\"float32\",\"shape\":[-1]}]}]}", "whole number")]
    [InlineData("{\"weightsManifest\":[{\"paths\":[],\"weights\":[{\"name\":\"a\",\"dtype\":\"float32\",\"shape\":[0],\"quantization\":{}}]}]}", "lacks its dtype")]
    [InlineData("{\"weightsManifest\":[{\"paths\":[],\"weights\":[{\"name\":\"a\",\"dtype\":\"float32\",\"shape\":[4294967296,4294967296]}]}]}", "over 2^64 bytes")]
    [InlineData("{\"weightsManifest\":[", "malformed")]
    public void A_broken_manifest_is_refused(string json, string expected)
    {
        using ModelFolder folder = new ModelFolder().With("model.json", Encoding.UTF8.GetBytes(json));
        Broken.Folder(folder, "model.json", expected);
    }

    [Fact]
    public void A_topology_nested_100_000_deep_is_refused() =>
        Broken.File("model.json", Encoding.UTF8.GetBytes("{\"modelTopology\":" + new string('[', 100_000) + ",\"weightsManifest\":[]}"), "malformed");

    private static void Refused(string expected, byte[] shard, Weight weight)
    {
        using ModelFolder folder = new ModelFolder().With("model.json", TfjsBuilder.Model(["w.bin"], weight)).With("w.bin", shard);
        Broken.Folder(folder, "model.json", expected);
    }
}
