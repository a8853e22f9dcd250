using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>What strangers have in common isn't called descent, and copies are found in whatever order both axes stand.</summary>
public sealed class StrangersTests
{
    // Units of so many kinds: a unit is what its kind is, and something of its own.
    [Theory]
    [InlineData(96, 0.75)]
    [InlineData(24, 0.75)]
    [InlineData(32, 0.9)]
    public void Strangers_with_the_same_kinds_of_units_are_not_related(int kinds, double kind)
    {
        const int Units = 96, Inputs = 160;
        float[] kindsOfUnits = new SampleWeights(1).Of("normal", kinds * Inputs);
        float[] Trained(int seed)
        {
            float[] own = new SampleWeights(seed).Of("normal", Units * Inputs);
            return Moved([.. own.Select((value, i) => (float)(kind * kindsOfUnits[i / Inputs % kinds * Inputs + i % Inputs] + Math.Sqrt(1 - kind * kind) * value))], Units, Inputs, 1, Shuffled(Units, seed), null);
        }
        float[] second = new SampleWeights(5).Of("normal", 64 * 32), its = new SampleWeights(6).Of("normal", 64 * 32);
        ArbitrationReport report = Compare(("hidden.weight", [Units, Inputs], Trained(2), Trained(3)), ("out.weight", [64, 32], second, its));
        // The agreement of halves is no chance; it is the cosine that tells.
        Assert.True(report.Log10PKinds < ArbitrationReport.Evident, $"{report.Log10PKinds}");
        Assert.All(report.Tensors, tensor => Assert.False(tensor.IsAlike));
        Assert.Equal((0, ArbitrationVerdict.SameKinds), (report.Log10P, report.Verdict));
    }

    [Theory]
    [InlineData(new ulong[] { 60, 40 }, 0)]
    [InlineData(new ulong[] { 60, 40 }, 0.1)]
    [InlineData(new ulong[] { 32, 24, 3, 3 }, 0)]
    [InlineData(new ulong[] { 32, 24, 3, 3 }, 0.3)]
    public void Both_axes_permuted_are_recovered_with_nothing_known(ulong[] shape, double noise)
    {
        (int rows, int columns) = ((int)shape[0], (int)shape[1]);
        int window = shape.Length > 2 ? 9 : 1;
        (string, ulong[], float[], float[]) Tensor(string name, int seed)
        {
            float[] its = new SampleWeights(seed).Of("normal", rows * columns * window), other = new SampleWeights(seed + 50).Of("normal", rows * columns * window);
            return (name, shape, Moved([.. its.Select((value, i) => (float)(value + noise * other[i]))], rows, columns, window, Shuffled(rows, seed), Shuffled(columns, seed + 1)), its);
        }
        ArbitrationReport report = Compare(Tensor("a.weight", 11), Tensor("b.weight", 21));
        Assert.Equal(ArbitrationVerdict.Related, report.Verdict);
        foreach (ArbitratedTensor tensor in report.Tensors)
        {
            Assert.Equal((AxisOrder.Permuted, AxisOrder.Permuted), (tensor.RowOrder, tensor.ColumnOrder));
            if (noise == 0) Assert.Equal(0, tensor.Difference);
            else Assert.InRange(tensor.Difference, 0.9 * noise, 1.1 * noise);
        }
    }

    [Fact]
    public void An_order_that_is_right_in_part_is_made_right()
    {
        // As attention with two of four heads exchanged: half of the rows stand where they stood, which tells most of the columns' order.
        float[] its = new SampleWeights(31).Of("normal", 64 * 64), second = new SampleWeights(32).Of("normal", 64 * 64);
        int[] heads = [.. Enumerable.Range(0, 64).Select(row => row < 32 ? row : row < 48 ? row + 16 : row - 16)];
        ArbitrationReport report = Compare(("q.weight", [64, 64], Moved(its, 64, 64, 1, heads, Shuffled(64, 33)), its), ("r.weight", [64, 64], second, second));
        Assert.All(report.Tensors, tensor => Assert.Equal((0, null), (tensor.Difference, tensor.Rank)));
    }

    [Fact]
    public void A_model_of_one_matrix_is_evidence_of_nothing()
    {
        float[] its = new SampleWeights(41).Of("normal", 100 * 40), noise = new SampleWeights(42).Of("normal", 100 * 40);
        ArbitrationReport report = Compare(("weight", [100, 40], [.. its.Select((value, i) => value + 0.2f * noise[i])], its));
        Assert.True(report.Log10P < ArbitrationReport.Evident);
        Assert.Equal(ArbitrationVerdict.OneMatrix, report.Verdict);
    }

    [Fact]
    public void Tables_that_somebody_computed_are_evidence_of_nothing()
    {
        static float[] Waves(double scale) => [.. Enumerable.Range(0, 128 * 64).Select(i => (float)(scale * Math.Sin(i / 64 * Math.Pow(500, -(i % 64 / 2) / 32.0) + i % 2 * Math.PI / 2)))];
        float[] first = new SampleWeights(51).Of("normal", 64 * 64), second = new SampleWeights(52).Of("normal", 64 * 64);
        ArbitrationReport report = Compare(("positions", [128, 64], Waves(0.1), Waves(0.3)), ("x.weight", [64, 64], first, second));
        Assert.True(report.Tensors.Single(tensor => tensor.Suspect == "positions").IsTable);
        Assert.Equal(ArbitrationVerdict.NotShown, report.Verdict);
    }

    private static ArbitrationReport Compare(params (string Name, ulong[] Shape, float[] Suspect, float[] Other)[] tensors)
    {
        using TempFolder folder = new();
        folder.With("suspect.safetensors", SafetensorsBuilder.Build([.. tensors.Select(tensor => new Weight(tensor.Name, "F32", tensor.Shape, QuantRelease.Bytes("F32", tensor.Suspect)))]));
        folder.With("other.safetensors", SafetensorsBuilder.Build([.. tensors.Select(tensor => new Weight(tensor.Name, "F32", tensor.Shape, QuantRelease.Bytes("F32", tensor.Other)))]));
        return Arbitration.Run(folder["suspect.safetensors"], folder["other.safetensors"], 5, new FingerprintOptions(), null, default);
    }

    private static int[] Shuffled(int size, int seed)
    {
        var weights = new SampleWeights(seed);
        return [.. Enumerable.Range(0, size).OrderBy(_ => weights.Normal())];
    }

    private static float[] Moved(float[] from, int rows, int columns, int window, int[] rowOrder, int[]? columnOrder)
    {
        int length = columns * window;
        return [.. Enumerable.Range(0, rows * length).Select(i => from[rowOrder[i / length] * length + (columnOrder is null ? i % length / window : columnOrder[i % length / window]) * window + i % window])];
    }
}
