using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>A chain of layers whose neurons were ordered anew is recognized, and an unrelated one isn't.</summary>
public sealed class ArbitrationTests
{
    private static readonly int[] Widths = [96, 256, 192, 32];

    [Theory]
    [InlineData("F32", 0)]
    [InlineData("F32", 0.3)]
    [InlineData("Q4_0", 0)]
    public void The_orders_of_a_chain_are_recovered_through_noise_and_quantisation(string type, double noise)
    {
        float[][] layers = Layers(1);
        int[][] orders = [.. Widths.Select((width, i) => i == 0 || i == Widths.Length - 1 ? [.. Enumerable.Range(0, width)] : Shuffled(width, i))];
        float[][] moved = [.. layers.Select((layer, i) => Moved(layer, Widths[i + 1], Widths[i], orders[i + 1], orders[i], noise))];
        ArbitrationReport report = Compare(moved, layers, type);
        Assert.Equal([(AxisOrder.Permuted, AxisOrder.Same), (AxisOrder.Permuted, AxisOrder.Permuted), (AxisOrder.Same, AxisOrder.Permuted)], report.Tensors.Select(tensor => (tensor.RowOrder, tensor.ColumnOrder)));
        Assert.All(report.Tensors, tensor => Assert.InRange(tensor.Cosine, 0.94, 1.0001));
        Assert.True(report.Log10P < -100, $"{report.Log10P}");
        Assert.Equal((1, ArbitrationVerdict.Related), (report.Aligned, report.Verdict));
        if (type == "F32" && noise == 0) Assert.All(report.Tensors, tensor => Assert.Equal(0, tensor.Difference));
    }

    [Fact]
    public void Unrelated_models_agree_no_more_than_chance_does()
    {
        int significant = 0;
        for (int seed = 0; seed < 5; seed++)
        {
            ArbitrationReport report = Compare(Layers(100 + seed), Layers(200 + seed), "F32");
            Assert.All(report.Tensors, tensor => Assert.Equal(AxisOrder.Unsolved, tensor.RowOrder));
            Assert.Equal(ArbitrationVerdict.NotShown, report.Verdict);
            if (report.Log10PKinds < -2) significant++;
        }
        Assert.InRange(significant, 0, 1);
    }

    [Fact]
    public void A_low_rank_change_is_named_and_others_are_not()
    {
        float[][] layers = Layers(2), tuned = [.. layers.Select(layer => (float[])layer.Clone())], noisy = [.. layers.Select(layer => (float[])layer.Clone())];
        var weights = new SampleWeights(3);
        for (int layer = 0; layer < layers.Length; layer++)
        {
            (int rows, int columns) = (Widths[layer + 1], Widths[layer]);
            float[] left = weights.Of("normal", 3 * rows), right = weights.Of("normal", 3 * columns);
            for (int i = 0; i < rows * columns; i++)
            {
                for (int k = 0; k < 3; k++) tuned[layer][i] += 5 * left[3 * (i / columns) + k] * right[3 * (i % columns) + k];
                noisy[layer][i] += (float)(0.002 * weights.Normal());
            }
        }
        Assert.All(Compare(tuned, layers, "F32").Tensors, tensor => Assert.InRange(tensor.Rank ?? 0, 1, 3));
        Assert.All(Compare(noisy, layers, "F32").Tensors, tensor => Assert.Null(tensor.Rank));
    }

    [Fact]
    public void Channels_of_convolutions_are_recovered_whichever_way_they_lie()
    {
        float[] kernel = new SampleWeights(4).Of("normal", 64 * 16 * 9);
        int[] order = Shuffled(64, 9);
        // PyTorch: out, in, 3, 3; TensorFlow: 3, 3, in, out.
        float[] torch = [.. order.SelectMany(channel => kernel[(channel * 144)..(channel * 144 + 144)])];
        static float[] Turned(float[] from) => [.. Enumerable.Range(0, 9 * 16 * 64).Select(i => from[i % 64 * 144 + i / 64 % 16 * 9 + i / 1024])];
        foreach ((ulong[] shape, float[] own, float[] its) in (ReadOnlySpan<(ulong[], float[], float[])>)[([64, 16, 3, 3], torch, kernel), ([3, 3, 16, 64], Turned(torch), Turned(kernel))])
        {
            using TempFolder folder = new();
            folder.With("a.safetensors", SafetensorsBuilder.Build(new Weight("conv.weight", "F32", shape, QuantRelease.Bytes("F32", own))));
            folder.With("b.safetensors", SafetensorsBuilder.Build(new Weight("conv.weight", "F32", shape, QuantRelease.Bytes("F32", its))));
            ArbitratedTensor found = Assert.Single(Arbitration.Run(folder["a.safetensors"], folder["b.safetensors"], 1, new FingerprintOptions(), null, default).Tensors);
            Assert.Contains(AxisOrder.Permuted, (AxisOrder[])[found.RowOrder, found.ColumnOrder]);
            Assert.Equal(0, found.Difference);
            Assert.Equal(64, found.Agreeing);
        }
    }

    private static ArbitrationReport Compare(float[][] suspect, float[][] other, string type)
    {
        using TempFolder folder = new();
        Weight[] Written(float[][] layers) => [.. layers.Select((layer, i) => new Weight($"layers.{i}.weight", "F32", [(ulong)Widths[i + 1], (ulong)Widths[i]], QuantRelease.Bytes("F32", layer)))];
        folder.With("other.safetensors", SafetensorsBuilder.Build(Written(other)));
        if (type == "F32")
        {
            folder.With("suspect", SafetensorsBuilder.Build(Written(suspect))).With("suspect.safetensors", SafetensorsBuilder.Build(Written(suspect)));
            return Arbitration.Run(folder["suspect.safetensors"], folder["other.safetensors"], 5, new FingerprintOptions(), null, default);
        }
        GgufBuilder gguf = new();
        foreach (Weight weight in Written(suspect))
            gguf.Tensor(weight.Name, 2, weight.Shape, [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(weight.Bytes).ToArray().Chunk((int)weight.Shape[1]).SelectMany(row => GgmlQuantiser.Row("Q4_0", row))]);
        folder.With("suspect.gguf", gguf.Build());
        return Arbitration.Run(folder["suspect.gguf"], folder["other.safetensors"], 5, new FingerprintOptions(), null, default);
    }

    private static float[][] Layers(int seed) => [.. Enumerable.Range(0, Widths.Length - 1).Select(i => new SampleWeights(seed * 10 + i).Of("normal", Widths[i] * Widths[i + 1]))];

    private static int[] Shuffled(int size, int seed)
    {
        var weights = new SampleWeights(seed);
        return [.. Enumerable.Range(0, size).OrderBy(_ => weights.Normal())];
    }

    private static float[] Moved(float[] layer, int rows, int columns, int[] rowOrder, int[] columnOrder, double noise)
    {
        var weights = new SampleWeights(77);
        return [.. Enumerable.Range(0, rows * columns).Select(i => (float)(layer[rowOrder[i / columns] * columns + columnOrder[i % columns]] + 0.02 * noise * weights.Normal()))];
    }
}
