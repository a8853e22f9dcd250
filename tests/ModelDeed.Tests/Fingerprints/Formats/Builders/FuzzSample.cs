namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>A good model from which bad ones are made.</summary>
/// <param name="Format">What <c>--format</c> of the fuzz tool selects.</param>
/// <param name="Main">Path of the file that is mostly changed.</param>
/// <param name="Files">All files by path.</param>
/// <param name="Wrap">Makes the file from its changed core, where a checksum would otherwise hide all changes from the reader.</param>
internal sealed record FuzzSample(string Format, string Main, Dictionary<string, byte[]> Files, Func<byte[], byte[]>? Wrap = null)
{
    /// <summary>Every way of writing every format, small.</summary>
    public static List<FuzzSample> All()
    {
        Weight[] network = Weight.Small();
        return
        [
            One("safetensors", "m.safetensors", SafetensorsBuilder.Build(network)),
            new FuzzSample("safetensors", "model.safetensors.index.json", SafetensorsBuilder.Sharded(2, network)),
            One("gguf", "m.gguf", GgufBuilder.Build(network)),
            One("gguf", "m.gguf", GgufBuilder.Build(2, false, network)),
            One("gguf", "m.gguf", GgufBuilder.Build(3, true, network)),
            One("gguf", "m.gguf", new GgufBuilder(alignment: 64).U32("general.alignment", 64).Tensor("q", 2, [2, 32], new byte[36]).Tensor("k", 12, [256], new byte[144]).Build()),
            .. new[] { OnnxLayout.Raw, OnnxLayout.Packed, OnnxLayout.Unpacked, OnnxLayout.External }.Select(layout => new FuzzSample("onnx", "model.onnx", OnnxBuilder.Build(layout, network))),
            One("onnx", "m.onnx", OnnxSamples.Everything()),
            One("pytorch", "m.pt", PyTorchBuilder.Build(network)),
            One("pytorch", "m.pt", PyTorchBuilder.Build(deflate: true, big: true, network)),
            One("pytorch", "m.pt", new ZipBuilder().Add(new ZipItem("a/data.pkl", PickleSamples.Views()) { Deflate = true }).Add(new ZipItem("a/data/0", PickleSamples.Storage)).Finish(zip64: true)),
            Pickled(PickleSamples.Views()),
            Pickled(PickleSamples.Module()),
            Pickled(PickleSamples.Protocol5()),
            new FuzzSample("tfjs", "model.json", TfjsBuilder.Build(150, TfjsSamples.Weights())),
            new FuzzSample("tfjs", "model.json", TfjsBuilder.Build(100_000, TfjsSamples.Weights())),
            One("tflite", "m.tflite", TfliteBuilder.Build(network)),
            One("tflite", "m.tflite", TfliteBuilder.Build(outside: true, network)),
            One("tflite", "m.tflite", TfliteBuilder.Build(false, [TfliteSamples.Types(), network, network])),
        ];
    }

    /// <summary>The files with changes in one of them.</summary>
    public Dictionary<string, byte[]> Mutate(SplitMix random)
    {
        string path = Files.Count > 1 && random.Below(4) == 0 ? Files.Keys.Order(StringComparer.Ordinal).ElementAt(random.Below(Files.Count)) : Main;
        return With(path, Mutation.Apply(random, Files[path]));
    }

    /// <summary>The files with one of them (before wrapping) replaced.</summary>
    public Dictionary<string, byte[]> With(string path, byte[] bytes) =>
        new(Files, StringComparer.Ordinal) { [path] = path == Main && Wrap is not null ? Wrap(bytes) : bytes };

    private static FuzzSample One(string format, string path, byte[] bytes) => new(format, path, new(StringComparer.Ordinal) { [path] = bytes });

    private static FuzzSample Pickled(byte[] pickle) => new("pickle", "m.pt", new(StringComparer.Ordinal) { ["m.pt"] = pickle }, PickleSamples.Archive);
}
