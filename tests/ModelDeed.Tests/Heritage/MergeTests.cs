using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Heritage;

namespace ModelDeed.Tests.Heritage;

public sealed class MergeTests
{
    private static readonly Weights A = Weights.Random(1), B = Weights.Random(50), C = Weights.Random(99);

    [Theory]
    [InlineData(0.5, 0.5, 0)]
    [InlineData(0.7, 0.3, 0)]
    [InlineData(0.5, 0.3, 0.2)]
    [InlineData(1, 0, 0)]
    public void Proportions_of_a_merge_of_strangers_are_found(double a, double b, double c)
    {
        Weights merged = A.Map((tensor, i) => [.. tensor.Values.Select((value, k) => (float)(a * value + b * B.Tensors[i].Values[k] + c * C.Tensors[i].Values[k]))]);
        MergeProportions found = Merges.Of(merged.Print().Print, [A.Print().Print, B.Print().Print, C.Print().Print]);
        Assert.Equal(3, found.Tensors);
        Assert.InRange(found.Explained, 0.95, 1);
        Assert.All(found.Proportions.Zip([a, b, c]), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.05));
    }

    [Fact]
    public void Who_is_no_parent_explains_nothing()
    {
        MergeProportions found = Merges.Of(A.Print().Print, [B.Print().Print, C.Print().Print]);
        Assert.All(found.Proportions, proportion => Assert.InRange(proportion, 0, 0.1));
        Assert.InRange(found.Explained, 0, 0.05);
    }

    [Fact]
    public void Near_relatives_get_their_own_parts()
    {
        // Without taking the steps' rounding away, both would seem to have about a half.
        Weights left = A.Noisy(7, 0.4f), right = A.Noisy(8, 0.4f);
        Weights merged = left.Map((tensor, i) => [.. tensor.Values.Select((value, k) => 0.8f * value + 0.2f * right.Tensors[i].Values[k])]);
        MergeProportions found = Merges.Of(merged.Print().Print, [left.Print().Print, right.Print().Print]);
        Assert.InRange(found.Proportions[0], 0.72, 0.88);
        Assert.InRange(found.Proportions[1], 0.12, 0.28);
    }

    [Fact]
    public void A_mixture_is_told_where_there_is_one()
    {
        Weights merged = A.Map((tensor, i) => [.. tensor.Values.Select((value, k) => 0.6f * value + 0.4f * B.Tensors[i].Values[k])]);
        // A near relative of a part is no part.
        double[] found = [.. Merges.Mixture(merged.Print().Print, [A.Print().Print, A.Noisy(3, 0.2f).Print().Print, B.Print().Print])];
        Assert.Equal(3, found.Length);
        Assert.Equal([0.6, 0, 0.4], found.Select(part => Math.Round(part, 1)));
    }

    [Fact]
    public void Where_one_parent_is_enough_no_mixture_is_told()
    {
        Weights tuned = A.Noisy(5, 0.3f), other = A.Noisy(6, 0.3f);
        Assert.Empty(Merges.Mixture(A.Noisy(7, 0.05f).Print().Print, [A.Print().Print, tuned.Print().Print]));
        // A parent is about half of what each of its children is, and yet no sum of them.
        Assert.Empty(Merges.Mixture(A.Print().Print, [tuned.Print().Print, other.Print().Print]));
        Assert.Empty(Merges.Mixture(tuned.Print().Print, [A.Print().Print]));
    }

    [Fact]
    public void No_parents_and_too_many_are_refused()
    {
        HeritagePrint print = A.Print().Print;
        Assert.Throws<HeritageException>(() => Merges.Of(print, []));
        Assert.Throws<HeritageException>(() => Merges.Of(print, [.. Enumerable.Repeat(print, Merges.MostParents + 1)]));
    }

    [Fact]
    public void Least_squares_by_hand()
    {
        // Minimum of (x - 2)² + (y - 3)²; and the same pulled to a negative y, where x alone is left.
        Assert.Equal([2, 3], NonNegative.Solve(new double[,] { { 1, 0 }, { 0, 1 } }, [2, 3]));
        Assert.Equal([2, 0], NonNegative.Solve(new double[,] { { 1, 0 }, { 0, 1 } }, [2, -3]));
        // Unconstrained: x = 3, y = -1. With y = 0, x = 5/2.
        Assert.Equal([2.5, 0], NonNegative.Solve(new double[,] { { 2, 1 }, { 1, 1 } }, [5, 2]));
    }

    [Fact]
    public void Least_squares_meet_the_conditions_of_an_optimum()
    {
        Gen<double> number = Gen.Choose(-1000, 1000).Select(i => i / 500.0);
        Prop.ForAll(Gen.Choose(1, 6).SelectMany(n => number.ArrayOf(n * (n + 2)).Select(values => (n, values))).ToArbitrary(), given =>
        {
            (int n, double[] v) = given;
            // MᵀM + I/10 is positive definite; any right side does.
            var squares = new double[n, n];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) squares[i, j] = Enumerable.Range(0, n).Sum(k => v[k * n + i] * v[k * n + j]) + (i == j ? 0.1 : 0);
            }
            double[] products = v[(n * n)..(n * n + n)], x = NonNegative.Solve(squares, products);
            for (int i = 0; i < n; i++)
            {
                double slope = Enumerable.Range(0, n).Sum(j => squares[i, j] * x[j]) - products[i];
                Assert.True(x[i] >= 0);
                Assert.True(slope >= -1e-6, $"x[{i}] should grow: slope {slope}");
                Assert.True(x[i] == 0 || Math.Abs(slope) < 1e-6, $"x[{i}] isn't settled: slope {slope}");
            }
        }).QuickCheckThrowOnFailure();
    }
}
