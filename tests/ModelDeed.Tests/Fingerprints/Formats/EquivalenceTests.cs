namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>The same weights give the same leaves, whatever the container.</summary>
public sealed class EquivalenceTests
{
    private static readonly Weight[] Network = Weight.Network();
    private static readonly List<string> Expected = ModelFolder.Leaves(Network);

    public static TheoryData<string> Containers => [.. Files(Network).Keys];

    [Theory, MemberData(nameof(Containers))]
    public void Same_weights_give_same_leaves(string container)
    {
        using ModelFolder folder = new ModelFolder().With(Files(Network)[container]);
        Assert.Equal(Expected, folder.Leaves());
    }

    [Theory, MemberData(nameof(Containers))]
    public void A_change_of_one_bit_changes_one_leaf(string container)
    {
        Weight[] changed = [.. Network];
        changed[1] = changed[1] with { Bytes = [.. changed[1].Bytes] };
        changed[1].Bytes[17] ^= 4;
        using ModelFolder folder = new ModelFolder().With(Files(changed)[container]);
        Assert.Equal(4, folder.Leaves().Intersect(Expected).Count());
    }

    [Fact]
    public void Names_in_decomposed_form_are_the_same_names()
    {
        Weight[] decomposed = [.. Network.Select(weight => weight with { Name = weight.Name.Replace("ö", "o\u0308", StringComparison.Ordinal) })];
        Assert.NotEqual(Network[4].Name, decomposed[4].Name);
        using ModelFolder folder = new ModelFolder().With("model.safetensors", SafetensorsBuilder.Build(decomposed));
        Assert.Equal(Expected, folder.Leaves());
    }

    internal static Dictionary<string, Dictionary<string, byte[]>> Files(Weight[] weights) => new(StringComparer.Ordinal)
    {
        ["safetensors"] = One("model.safetensors", SafetensorsBuilder.Build(weights)),
        ["safetensors, other order"] = One("model.safetensors", SafetensorsBuilder.Build([.. weights.Reverse()])),
        ["safetensors, 3 shards"] = SafetensorsBuilder.Sharded(3, weights),
        ["safetensors, 2 parts without index"] = SafetensorsBuilder.Sharded(2, weights).Where(file => !file.Key.EndsWith(".json", StringComparison.Ordinal)).ToDictionary(),
        ["gguf 3"] = One("model.gguf", GgufBuilder.Build(weights)),
        ["gguf 2"] = One("model.gguf", GgufBuilder.Build(2, false, weights)),
        ["gguf 3 big-endian"] = One("model.gguf", GgufBuilder.Build(3, true, weights)),
        ["onnx raw"] = OnnxBuilder.Build(OnnxLayout.Raw, weights),
        ["onnx packed"] = OnnxBuilder.Build(OnnxLayout.Packed, weights),
        ["onnx unpacked"] = OnnxBuilder.Build(OnnxLayout.Unpacked, weights),
        ["onnx external"] = OnnxBuilder.Build(OnnxLayout.External, weights),
        ["pytorch"] = One("model.pt", PyTorchBuilder.Build(weights)),
        ["pytorch deflated"] = One("pytorch_model.bin", PyTorchBuilder.Build(deflate: true, big: false, weights)),
        ["pytorch big-endian"] = One("model.ckpt", PyTorchBuilder.Build(deflate: false, big: true, weights)),
        ["pytorch deflated big-endian"] = One("model.pth", PyTorchBuilder.Build(deflate: true, big: true, weights)),
        ["tflite"] = One("model.tflite", TfliteBuilder.Build(weights)),
        ["tflite over 2 GB"] = One("model.tflite", TfliteBuilder.Build(outside: true, weights)),
    };

    private static Dictionary<string, byte[]> One(string path, byte[] bytes) => new(StringComparer.Ordinal) { [path] = bytes };
}
