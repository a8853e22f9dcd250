using System.Collections.Immutable;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>What makes comparing quick changes no result.</summary>
public sealed class QuickMatchTests
{
    private static readonly HeritagePrint Sample = Weights.Squares(1).Print().Print;

    private readonly SplitMix _random = new(21);

    [Theory]
    [InlineData(512, 512)]
    [InlineData(128, 512)]
    [InlineData(256, 128)]
    public void Only_what_is_below_the_least_cosine_is_far(int width, int other)
    {
        const double Least = 0.25;
        sbyte[][] theirs = [.. Enumerable.Range(0, 40).Select(_ => Steps(other))];
        // From equal to unrelated, and opposite ones.
        sbyte[][] mine = [.. theirs.Select((steps, i) => Mixed(Narrowed(steps, width), i))];
        HeritagePrint suspect = Print(mine), model = Print(theirs);
        FarSketches far = new(suspect, model, Least);
        int near = 0, apart = 0;
        for (int i = 0; i < mine.Length; i++)
        {
            for (int k = 0; k < theirs.Length; k++)
            {
                double cosine = Likeness.Cosine(suspect.Tensors[i], model.Tensors[k]);
                Assert.Equal(Math.Abs(cosine) < Least, far.AreFar(i, k));
                if (Math.Abs(cosine) < Least) apart++;
                else near++;
            }
        }
        Assert.True(near >= 10 && apart >= 1000);
    }

    [Fact]
    public void Prints_whose_sketches_are_of_several_widths_are_compared_in_full()
    {
        HeritagePrint mixed = Print([Steps(512), Steps(128)]);
        FarSketches far = new(mixed, mixed, 0.25);
        Assert.False(far.AreFar(0, 1));
    }

    [Fact]
    public void Tensors_are_grouped_by_their_lengths_in_any_order()
    {
        long[][] shapes = [[3, 700], [700, 3], [21, 100], [3, 7, 100], [100, 3, 7], [700, 3], [2, 2, 525]];
        HeritagePrint print = Sample with { Tensors = [.. shapes.Select((axes, i) => Sample.Tensors[0] with { Ordinal = i, Axes = [.. axes] }), Sample.Tensors[0] with { Axes = [3, 700], Scale = 0 }] };
        TensorShapes grouped = new(print);
        Assert.Equal([0, 1, 5], grouped.Of(print.Tensors[1]));
        Assert.Equal([3, 4], grouped.Of(print.Tensors[4]));
        Assert.Equal([2], grouped.Of(print.Tensors[2]));
        Assert.Empty(grouped.Of(Sample.Tensors[0]));
    }

    [Fact]
    public void Thresholds_are_those_that_would_be_computed()
    {
        Thresholds known = new(3e-9);
        for (int twice = 0; twice < 2; twice++)
            for (int sums = 0; sums <= SketchSeed.Buckets; sums++) Assert.Equal(Likeness.Threshold(3e-9, sums), known.Of(sums));
    }

    [Fact]
    public void Slices_are_compared_in_full_where_half_of_them_may_be_found()
    {
        const double Share = 0.5;
        for (int i = 0; i < 200; i++)
        {
            ImmutableArray<ulong> theirs = Slices(64);
            // Of every second pair nearly half, or just half, are there; zeros and equal ones count nothing.
            int common = i % 2 == 0 ? _random.Below(65) : 30 + _random.Below(5);
            TensorPrint one = Sample.Tensors[0] with { Rows = [.. theirs.Take(common), .. Slices(64 - common)], Columns = i % 3 == 0 ? [0, 0, .. Slices(40)] : [] };
            TensorPrint other = Sample.Tensors[0] with { Rows = i % 5 == 0 ? [] : theirs, Columns = i % 4 == 0 ? [.. theirs, .. theirs.Take(3)] : [] };
            bool isShared = Likeness.Slices(one, other) is var (found, slices) && (double)found / slices >= Share;
            if (isShared) Assert.True(Likeness.MayShareSlices(one, other, Share));
            if (i % 3 != 0) Assert.Equal(isShared, Likeness.MayShareSlices(one, other, Share));
        }
    }

    [Fact]
    public void Equal_slices_count_once_in_whatever_order_they_stand()
    {
        ImmutableArray<ulong> slices = Slices(40);
        TensorPrint one = Sample.Tensors[0] with { Rows = [.. slices, 0, .. slices.Reverse(), 0, slices[3]], Columns = [] };
        Assert.Equal((40, 40), Likeness.Slices(one, Sample.Tensors[0] with { Rows = slices, Columns = [] }));
    }

    [Theory]
    [InlineData(512)]
    [InlineData(128)]
    public void Matches_by_sketch_are_those_that_comparing_all_pairs_finds(int width)
    {
        sbyte[][] theirs = [.. Enumerable.Range(0, 30).Select(_ => Steps(512))];
        // Relatives of every strength, in another order; two of one tensor; one to the byte.
        HeritagePrint model = Print(theirs), suspect = Print([.. theirs.Select((_, i) => Mixed(Narrowed(theirs[i * 7 % 29], width), i + 8))]);
        suspect = suspect with { Tensors = [.. suspect.Tensors.Select((tensor, i) => tensor with { Digest = i == 4 ? model.Tensors[9].Digest : (ulong)i + 1_000, Rows = [], Columns = [], Gram = [], FirstProfiles = [], LastProfiles = [] })] };
        Dictionary<int, (int Other, double Similarity)> expected = [];
        for (int i = 0; i < 30; i++)
        {
            for (int k = 0; k < 30; k++)
            {
                (double cosine, int sums) = suspect.Tensors[i].Digest == model.Tensors[k].Digest ? (1, 512) : Likeness.Compare(suspect.Tensors[i], model.Tensors[k]);
                if (Math.Abs(cosine) >= Likeness.Threshold(1e-6 / 1800, sums) && Math.Abs(cosine) > 0.25 && Math.Abs(cosine) > Math.Abs(expected.GetValueOrDefault(i).Similarity)) expected[i] = (k, cosine);
            }
        }
        (ImmutableArray<TensorMatch> found, ImmutableArray<int> comparable, _) = TensorMatcher.Match(suspect, model, (_, _) => 1);
        Assert.Equal(30, comparable.Length);
        Assert.InRange(expected.Count, 10, 28);
        Assert.Equal(expected.Select(pair => (pair.Key, pair.Value.Other, pair.Value.Similarity)), found.Select(match => (match.Suspect, match.Other, match.Similarity)));
    }

    [Fact]
    public void Models_without_slices_share_none() => Assert.False(Likeness.MayShareSlices(Sample.Tensors[0] with { Rows = [], Columns = [] }, Sample.Tensors[0], 0.5));

    private ImmutableArray<ulong> Slices(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.Next())];

    private sbyte[] Steps(int width) => [.. Enumerable.Range(0, width).Select(_ => (sbyte)(_random.Below(15) - 7))];

    private static sbyte[] Narrowed(sbyte[] steps, int width)
    {
        var sums = new int[width];
        for (int i = 0; i < Math.Max(width, steps.Length); i++) sums[i % width] += steps[i % steps.Length];
        return [.. sums.Select(sum => (sbyte)Math.Clamp(sum, -7, 7))];
    }

    /// <summary>Less and less of the steps is left; of every seventh the opposite.</summary>
    private sbyte[] Mixed(sbyte[] steps, int part) => [.. steps.Select(step => (sbyte)(_random.Below(40) < part ? _random.Below(15) - 7 : part % 7 == 6 ? -step : step))];

    private static HeritagePrint Print(sbyte[][] sketches) => Sample with { Tensors = [.. sketches.Select((steps, i) => Sample.Tensors[0] with { Ordinal = i, Digest = (ulong)i, Sketch = [.. steps] })] };
}
