using System.Collections.Immutable;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>What counts as a match, and what only looks like one.</summary>
public sealed class MatchTests
{
    [Fact]
    public void Small_matrices_of_strangers_are_not_taken_for_relatives()
    {
        for (ulong seed = 0; seed < 12; seed++)
        {
            HeritageComparison found = HeritageComparison.Of(Squares(seed, 64, 10).Print().Print, Squares(seed + 500, 64, 10).Print().Print);
            Assert.Equal((Verdict.Unrelated, 0), (found.Verdict, found.Matches.Length));
        }
    }

    [Fact]
    public void Small_matrices_of_relatives_are_recognized()
    {
        Weights parent = Squares(1, 64, 10);
        HeritageComparison found = HeritageComparison.Of(parent.Noisy(2, 0.5f).Print().Print, parent.Print().Print);
        Assert.Equal((Verdict.Derived, 10), (found.Verdict, found.Matches.Length));
    }

    [Fact]
    public void Many_small_tensors_that_are_each_too_little_alike_are_recognized_together()
    {
        Weights parent = Squares(1, 48, 60);
        HeritageComparison found = HeritageComparison.Of(parent.Noisy(2, 1.7f).Print().Print, parent.Print().Print);
        Assert.Equal(Verdict.Derived, found.Verdict);
        Assert.InRange(found.InheritedShare, 0.9, 1);
    }

    [Fact]
    public void Thresholds_are_reached_by_chance_as_seldom_as_they_say()
    {
        var random = new SplitMix(3);
        foreach (int sums in (int[])[16, 64, 128])
        {
            const double Chance = 0.01;
            double threshold = Likeness.Threshold(Chance, sums);
            int over = Enumerable.Range(0, 4000).Count(_ => Cosine(random, sums) > threshold);
            Assert.InRange(over, 1, (int)(4000 * Chance) + 20);
        }
        Assert.True(Likeness.Threshold(1e-6, 1) > 1);
        Assert.Equal(0, Likeness.Threshold(0.5, 100), 6);
    }

    [Theory]
    [InlineData(1451, false)] // 0.72: what heads of networks trained apart on the same words reached (docs/heritage.md).
    [InlineData(1774, false)] // 0.88: what rows of pixels reached.
    [InlineData(1950, true)]
    public void Inner_products_agree_by_what_the_words_mean_too(int agreeing, bool isRelated)
    {
        HeritagePrint one = Weights.Random(5).Print().Print, other = Weights.Random(6).Print().Print;
        TensorPrint embedding = one.Tensors.First(tensor => tensor.Axes.Max() == 600), theirs = other.Tensors.First(tensor => tensor.Axes.Max() == 600);
        byte[] gram = [.. embedding.Gram];
        for (int bit = 0; bit < Gram.Bits - agreeing; bit++) gram[bit / 8] ^= (byte)(1 << bit % 8);
        HeritageComparison found = HeritageComparison.Of(one, other with { Tensors = other.Tensors.Replace(theirs, theirs with { Gram = [.. gram] }) });
        Assert.Equal(isRelated, found.Verdict is Verdict.Derived or Verdict.SharesComponents);
    }

    [Fact]
    public void Tables_of_sines_prove_nothing_even_when_rounded()
    {
        (string, ulong[], float[]) table = ("positions", [256, 80], [.. Enumerable.Range(0, 256 * 80).Select(i =>
            MathF.Sin(i / 80 / MathF.Pow(10000, i % 80 / 2 / 40f) + (i % 2 == 0 ? 0 : MathF.PI / 2)))]);
        Weights one = new([table, .. Weights.Random(1).Tensors]);
        Weights other = new([(table.Item1, table.Item2, [.. table.Item3.Select(value => (float)(Half)value)]), .. Weights.Random(2).Tensors]);
        HeritageComparison found = HeritageComparison.Of(one.Print().Print, other.Print().Print);
        Assert.Equal((Verdict.Unrelated, 0), (found.Verdict, found.InheritedShare));
        Assert.Equal(Verdict.SharesComponents, HeritageComparison.Of(one.Print().Print, other.Print().Print, SharedTensors.None).Verdict);
    }

    [Fact]
    public void Weights_multiplied_to_the_mean_square_of_sines_are_still_recognized()
    {
        Weights parent = Weights.Random(1);
        Weights child = parent.Map((tensor, _) =>
        {
            double factor = Math.Sqrt(0.5 / tensor.Values.Average(one => (double)one * one));
            return [.. tensor.Values.Select(value => (float)(value * factor))];
        });
        Assert.Equal((Verdict.Derived, 1), (HeritageComparison.Of(child.Print().Print, parent.Print().Print).Verdict, HeritageComparison.Of(child.Print().Print, parent.Print().Print).InheritedShare));
    }

    [Fact]
    public void A_sum_or_two_are_no_likeness()
    {
        // Of a tensor with one value over all others, no more is left.
        Weights Outlier(ulong seed) => Weights.Squares(seed).Map((tensor, i) => [.. tensor.Values.Select((value, k) => k == 7 + i ? 1e6f : value)]);
        HeritageComparison found = HeritageComparison.Of(Outlier(1).Print().Print, Outlier(50).Print().Print);
        Assert.Equal((Verdict.Unrelated, 0), (found.Verdict, found.Matches.Length));
    }

    [Fact]
    public void Rows_of_equal_values_are_no_slices()
    {
        // A scale of eight bits per row, spread over the columns: without its part along ones, exactly nothing is left of any row.
        static Weights Scales(ulong seed)
        {
            var random = new SplitMix(seed);
            float[] scales = [.. Enumerable.Range(0, 256).Select(_ => (1 + random.Below(256)) / 256f)];
            return new([("scales", [256, 192], [.. Enumerable.Range(0, 256 * 192).Select(i => scales[i / 192])])]);
        }
        HeritageComparison found = HeritageComparison.Of(Scales(1).Print().Print, Scales(2).Print().Print);
        Assert.Equal((Verdict.Unrelated, 0), (found.Verdict, found.Matches.Length));
    }

    [Fact]
    public void Models_that_have_a_constant_alone_in_common_are_not_the_same()
    {
        HeritagePrint one = Weights.Random(1).Print().Print with { Tensors = [.. Weights.Random(1).Print().Print.Tensors.Take(1)] };
        HeritagePrint other = one with { Fingerprint = Weights.Random(2).Print().Print.Fingerprint };
        Assert.Equal(Verdict.Same, HeritageComparison.Of(one, other).Verdict);
        TensorPrint basis = one.Tensors[0] with { Digest = SharedTensorList.Digests.First() };
        Assert.Equal(Verdict.CannotTell, HeritageComparison.Of(one with { Tensors = [basis] }, other with { Tensors = [basis] }).Verdict);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Vectors_compare_sketches_as_one_sum_after_another_does(int width)
    {
        var random = new SplitMix(4);
        TensorPrint print = Weights.Squares(1).Print().Print.Tensors[0];
        for (int most = 0; most <= 7; most++)
        {
            int[] a = [.. Enumerable.Range(0, width).Select(_ => random.Below(2 * most + 1) - most)], b = [.. a.Select(step => random.Below(3) == 0 ? 0 : most == 7 ? 7 : -step)];
            if (most == 7) a = [.. a.Select(_ => -7)];
            long dot = a.Zip(b).Sum(pair => (long)pair.First * pair.Second), aa = a.Sum(step => (long)step * step), bb = b.Sum(step => (long)step * step);
            (double cosine, int sums) = Likeness.Compare(print with { Sketch = [.. a.Select(step => (sbyte)step)] }, print with { Sketch = [.. b.Select(step => (sbyte)step)] });
            Assert.Equal((aa * bb == 0 ? 0 : dot / Math.Sqrt((double)aa * bb), a.Zip(b).Count(pair => (pair.First, pair.Second) != (0, 0))), (cosine, sums));
        }
    }

    [Fact]
    public void A_constant_stays_one_when_its_bytes_change()
    {
        Weights parent = Weights.Random(1);
        HeritagePrint print = parent.Print().Print, child = parent.Noisy(9, 0.01f).Print().Print;
        ImmutableArray<TensorMatch> matches = TensorMatcher.Match(child, print, (mine, theirs) => theirs.Digest == print.Tensors[0].Digest ? 0 : 1).Found;
        Assert.Equal([0, 1, 1], matches.Select(match => match.Weight));
    }

    private static double Cosine(SplitMix random, int sums)
    {
        double dot = 0, left = 0, right = 0;
        for (int i = 0; i < sums; i++)
        {
            double a = Normal(random), b = Normal(random);
            (dot, left, right) = (dot + a * b, left + a * a, right + b * b);
        }
        return dot / Math.Sqrt(left * right);
    }

    private static double Normal(SplitMix random) =>
        Math.Sqrt(-2 * Math.Log(((random.Next() >> 11) + 1) / 9007199254740993.0)) * Math.Cos(2 * Math.PI * (random.Next() >> 11) / 9007199254740992.0);

    private static Weights Squares(ulong seed, ulong side, int count)
    {
        var random = new SplitMix(seed + 77);
        return new([.. Enumerable.Range(0, count).Select(i =>
            ($"layers.{i}.weight", (ulong[])[side, side], Enumerable.Range(0, (int)(side * side)).Select(_ => (float)Normal(random)).ToArray()))]);
    }
}
