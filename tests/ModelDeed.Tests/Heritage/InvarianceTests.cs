using System.Collections.Immutable;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>The same weights have the same print whatever holds them, and however they are read.</summary>
public sealed class InvarianceTests
{
    private static readonly Weight[] Network =
    [
        Floats("embed.weight", 11, 600, 64), Floats("layers.0.conv.weight", 12, 64, 16, 3, 3), Floats("layers.2.up.weight", 13, 96, 200), Floats("layers.10.norm.weight", 14, 200),
    ];

    public static TheoryData<string> Containers => ["shards", "gguf", "onnx", "renamed"];

    [Theory, MemberData(nameof(Containers))]
    public void The_container_changes_nothing(string container)
    {
        ImmutableArray<TensorPrint> expected = Print(new() { ["model.safetensors"] = SafetensorsBuilder.Build(Network) }).Tensors;
        ImmutableArray<TensorPrint> found = Print(container switch
        {
            "shards" => SafetensorsBuilder.Sharded(3, Network),
            "gguf" => new() { ["model.gguf"] = GgufBuilder.Build(Network) },
            "onnx" => OnnxBuilder.Build(OnnxLayout.Raw, Network),
            _ => new() { ["model.safetensors"] = SafetensorsBuilder.Build([.. Network.Select((weight, i) => weight with { Name = $"w{i}" })]) },
        }).Tensors;
        Assert.Equal(3, expected.Length);
        Assert.Equal(expected.Select(Text), found.Select(Text));
    }

    [Fact]
    public void Threads_widths_and_pieces_give_the_same_bytes()
    {
        using ModelFolder folder = new ModelFolder().With("model.safetensors", SafetensorsBuilder.Build(Network));
        byte[] expected = Run(SketchWidth.Scalar, 1, 1 << 20);
        foreach (SketchWidth width in Enum.GetValues<SketchWidth>())
        {
            foreach ((int threads, int piece) in ((int, int)[])[(1, 1 << 20), (2, 1 << 10), (3, 1 << 13), (8, 1 << 12)])
                Assert.Equal(expected, Run(width, threads, piece));
        }

        byte[] Run(SketchWidth width, int threads, int piece) => HeritagePrinter.Run(
            folder.Root, [SketchSeed.Public], new FingerprintOptions { Threads = threads, PieceSize = piece }, width, null, CancellationToken.None).Print.ToBytes();
    }

    /// <summary>All of a tensor's print that doesn't tell its place in the file.</summary>
    private static string Text(TensorPrint tensor) =>
        $"{tensor.Digest:x} {tensor.Type} {string.Join('x', tensor.Axes)} {tensor.Mean:R} {tensor.Deviation:R} {tensor.Kurtosis:R} {tensor.Zeros} {tensor.Scale:R} {string.Join(',', tensor.Sketch)} " +
        $"{string.Join(',', tensor.Rows)} {string.Join(',', tensor.Columns)} {string.Join(',', tensor.Gram)} {tensor.Regularity} {string.Join(',', tensor.FirstProfiles)} {string.Join(',', tensor.LastProfiles)}";

    private static HeritagePrint Print(Dictionary<string, byte[]> files)
    {
        using ModelFolder folder = new ModelFolder().With(files);
        return HeritagePrinter.Run(folder.Root, new FingerprintOptions { Threads = 2 }, null, CancellationToken.None).Print;
    }

    private static Weight Floats(string name, ulong seed, params ulong[] shape)
    {
        var random = new SplitMix(seed);
        return Weight.Floats(name, shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1UL, (product, length) => product * length)).Select(_ => (random.Next() >> 40) / 16777216f - 0.5f)]);
    }
}
