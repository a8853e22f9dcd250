using System.Collections.Immutable;
using ModelDeed.Heritage;
using ModelDeed.Primitives;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>What a sketch promises, whatever the weights.</summary>
public sealed class SketchTests
{
    // Shapes of every path: plain rows short and long, rows of several axes, an axis longer than a block, odd tails, axes of length 1.
    private static readonly ulong[][] Shapes =
        [[70, 64], [64, 64], [33, 1000], [3, 5000], [600, 64], [130, 257], [16, 3, 3, 24], [48, 8, 3, 3], [1, 100, 1, 90], [5, 7, 96], [4100, 2], [12, 4097]];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Shapes.Length)];

    [Theory, MemberData(nameof(Numbers))]
    public void Sums_are_signed_values_in_the_buckets_of_their_indices(int number)
    {
        ulong[] shape = Shapes[number];
        float[] values = Values(shape, 1);
        double[] naive = Naive(shape, values), sums = Sketch(shape, values).Sums;
        double scale = Math.Sqrt(naive.Average(sum => sum * sum));
        for (int i = 0; i < naive.Length; i++) Assert.Equal(naive[i] / scale, sums[i] / scale, 3);
        Assert.Contains(naive, sum => sum != 0);
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Sketches_add_up_as_weights_do(int number)
    {
        ulong[] shape = Shapes[number];
        float[] left = Values(shape, 2), right = Values(shape, 3);
        double[] a = Sketch(shape, left).Sums, b = Sketch(shape, right).Sums;
        double[] sum = Sketch(shape, [.. left.Zip(right, (x, y) => 0.25f * x - 2f * y)]).Sums;
        double scale = Math.Sqrt(sum.Average(one => one * one));
        for (int i = 0; i < sum.Length; i++) Assert.Equal((0.25 * a[i] - 2 * b[i]) / scale, sum[i] / scale, 3);
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Reversed_axes_have_the_same_sums(int number)
    {
        ulong[] shape = Shapes[number];
        float[] values = Values(shape, 4);
        double[] sums = Sketch(shape, values).Sums, reversed = Sketch([.. shape.Reverse()], Reversed(shape, values)).Sums;
        double scale = Math.Sqrt(sums.Average(one => one * one));
        for (int i = 0; i < sums.Length; i++) Assert.Equal(sums[i] / scale, reversed[i] / scale, 3);
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Every_width_and_every_portion_give_the_same_bits(int number)
    {
        ulong[] shape = Shapes[number];
        byte[] bytes = Bytes(Hostile(Values(shape, 5)));
        SketchResult expected = Run(shape, bytes, SketchWidth.Scalar, bytes.Length);
        foreach (SketchWidth width in Enum.GetValues<SketchWidth>())
        {
            foreach (int portion in (int[])[bytes.Length, 4096, 1001, 4])
            {
                SketchResult found = Run(shape, bytes, width, portion);
                Assert.Equal(expected.Sums.Select(BitConverter.DoubleToInt64Bits), found.Sums.Select(BitConverter.DoubleToInt64Bits));
                Assert.Equal((expected.Moments.Sum, expected.Moments.Square, expected.Moments.Fourth, expected.Moments.Zeros, expected.Regularity),
                    (found.Moments.Sum, found.Moments.Square, found.Moments.Fourth, found.Moments.Zeros, found.Regularity));
                Assert.Equal(expected.FirstProfiles.Concat(expected.LastProfiles), found.FirstProfiles.Concat(found.LastProfiles));
                Assert.Equal((expected.Rows.AsEnumerable(), expected.Columns.AsEnumerable(), expected.Gram.AsEnumerable()), (found.Rows, found.Columns, found.Gram), new ThreeLists());
            }
        }
    }

    [Fact]
    public void Short_axes_reach_many_buckets()
    {
        // With a block's bucket drawn once for 64 indices, a matrix of 64 × 64 had 64 of 512 sums, and strangers seemed alike.
        for (int i = 0; i < 20; i++)
        {
            var seed = new SketchSeed(new Hash32(System.Security.Cryptography.SHA256.HashData([(byte)i])));
            int used = Sketch([64, 64], Values([64, 64], 6), seed).Sums.Count(sum => Math.Abs(sum) > 1e-9);
            Assert.InRange(used, 112, 512);
        }
    }

    [Fact]
    public void Slices_whose_projections_stay_empty_are_not_kept()
    {
        // The last axis' slices are of 3 × 3 × 32: their buckets fill only half of 64 projections, and the other half's signs always agreed.
        Assert.Empty(Sketch([3, 3, 32, 128], Values([3, 3, 32, 128], 7)).Columns);
        Assert.Equal(Slices.Kept, Sketch([256, 128], Values([256, 128], 8)).Columns.Length);
    }

    [Fact]
    public void Slices_of_strangers_with_a_common_mean_are_not_alike()
    {
        ImmutableArray<ulong>[] columns = [.. new ulong[] { 9, 10 }.Select(seed =>
        {
            // As in heads over rectified units: each column has a mean of its own, twice as large as what it does besides.
            float[] values = Values([160, 200], seed), means = Values([200], seed + 100);
            return Sketch([160, 200], [.. values.Select((value, i) => value - 2 * MathF.Abs(means[i % 200]) - 2)]).Columns;
        })];
        int found = columns[0].Count(one => columns[1].Any(other => System.Numerics.BitOperations.PopCount(one ^ other) <= Likeness.SliceDistance));
        Assert.InRange(found, 0, 4);
    }

    internal static SketchResult Sketch(ulong[] shape, float[] values, SketchSeed? seed = null) =>
        Run(shape, Bytes(values), SketchKernel.Best, 1 << 20, seed);

    private static SketchResult Run(ulong[] shape, byte[] bytes, SketchWidth width, int portion, SketchSeed? seed = null)
    {
        var sketcher = new TensorSketcher(seed ?? SketchSeed.Public, ModelDeed.Heritage.ValueType.Find("F32")!, SketchShape.Of(shape)!, SketchParts.Slices | SketchParts.Gram | SketchParts.Profiles, width);
        for (int at = 0; at < bytes.Length; at += portion) sketcher.Take(bytes.AsSpan(at, Math.Min(portion, bytes.Length - at)));
        return sketcher.Finish();
    }

    /// <summary>As docs/formats.md says it, an element at a time.</summary>
    private static double[] Naive(ulong[] shape, float[] values)
    {
        var sums = new double[SketchSeed.Buckets];
        double mean = values.Average(value => (double)value);
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i, bucket = 0;
            double sign = 1;
            foreach (ulong length in shape.Reverse().Where(length => length > 0))
            {
                int index = rest % (int)length;
                rest /= (int)length;
                if (length == 1) continue;
                SeedBlock block = SketchSeed.Public.Of(index / SketchSeed.Block);
                if (block.SignOf(index % SketchSeed.Block) != 0) sign = -sign;
                bucket ^= block.BucketOf(index % SketchSeed.Block);
            }
            sums[bucket] += sign * (values[i] - mean);
        }
        return sums;
    }

    private static float[] Reversed(ulong[] shape, float[] values)
    {
        var turned = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i, at = 0;
            foreach (ulong length in shape.Reverse())
            {
                at = at * (int)length + rest % (int)length;
                rest /= (int)length;
            }
            turned[at] = values[i];
        }
        return turned;
    }

    /// <summary>Zeros of both signs, infinities, and what isn't a number, among the rest.</summary>
    private static float[] Hostile(float[] values)
    {
        float[] odd = [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, 1e38f, -3e30f, 1e9f];
        for (int i = 0; i < odd.Length; i++) values[i * 97 % values.Length] = odd[i];
        return values;
    }

    private static float[] Values(ulong[] shape, ulong seed)
    {
        var random = new SplitMix(seed);
        var values = new float[shape.Aggregate(1UL, (product, length) => product * length)];
        // Sums of four uniform numbers are normal enough.
        for (int i = 0; i < values.Length; i++) values[i] = Enumerable.Range(0, 4).Sum(_ => (random.Next() >> 40) / 16777216f) - 1.9f;
        return values;
    }

    private static byte[] Bytes(float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++) System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return bytes;
    }

    private sealed class ThreeLists : IEqualityComparer<(IEnumerable<ulong>, IEnumerable<ulong>, IEnumerable<byte>)>
    {
        public bool Equals((IEnumerable<ulong>, IEnumerable<ulong>, IEnumerable<byte>) x, (IEnumerable<ulong>, IEnumerable<ulong>, IEnumerable<byte>) y) =>
            x.Item1.SequenceEqual(y.Item1) && x.Item2.SequenceEqual(y.Item2) && x.Item3.SequenceEqual(y.Item3);

        public int GetHashCode((IEnumerable<ulong>, IEnumerable<ulong>, IEnumerable<byte>) lists) => 0;
    }
}
