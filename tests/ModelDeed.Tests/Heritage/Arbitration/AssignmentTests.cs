using ModelDeed.Heritage;

namespace ModelDeed.Tests.Heritage;

public sealed class AssignmentTests
{
    [Fact]
    public void The_assignment_is_as_good_as_the_best_of_all_permutations()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            int size = 1 + seed % 7;
            var weights = new SampleWeights(seed);
            // Whole numbers in one of three: ties must not confuse it.
            float[] likeness = [.. Enumerable.Range(0, size * size).Select(_ => seed % 3 == 0 ? weights.Below(4) : (float)weights.Normal())];
            int[] found = Assignment.Best(likeness, size, default);
            Assert.Equal(Enumerable.Range(0, size), found.Order());
            double best = Permutations(size).Max(order => order.Select((column, row) => (double)likeness[row * size + column]).Sum());
            Assert.Equal(best, found.Select((column, row) => (double)likeness[row * size + column]).Sum(), 4);
        }
    }

    [Fact]
    public void Many_rows_that_contend_for_few_columns_are_settled()
    {
        const int Size = 200;
        var weights = new SampleWeights(1);
        float[] likeness = [.. Enumerable.Range(0, Size * Size).Select(i => (float)(weights.Normal() + (i % Size < 5 ? 10 : 0)))];
        int[] found = Assignment.Best(likeness, Size, default);
        Assert.Equal(Enumerable.Range(0, Size), found.Order());
        // No exchange of two makes it better.
        for (int i = 0; i < Size; i++)
            for (int j = i + 1; j < Size; j++)
                Assert.True(likeness[i * Size + found[i]] + likeness[j * Size + found[j]] >= likeness[i * Size + found[j]] + likeness[j * Size + found[i]] - 1e-3);
    }

    [Fact]
    public void The_tail_of_the_fixed_points_is_the_counted_one()
    {
        for (int size = 1; size <= 7; size++)
        {
            int[][] all = [.. Permutations(size)];
            for (int points = 0; points <= size; points++)
            {
                double counted = all.Count(order => order.Select((column, row) => column == row).Count(fixes => fixes) >= points) / (double)all.Length;
                Assert.Equal(counted, Math.Pow(10, FixedPoints.Log10AtLeast(points, size)), 12);
            }
        }
        // All of 100 in place: 1 in 100!.
        Assert.Equal(-157.97, FixedPoints.Log10AtLeast(100, 100), 2);
    }

    private static IEnumerable<int[]> Permutations(int size) => size == 0 ? [[]]
        : Permutations(size - 1).SelectMany(rest => Enumerable.Range(0, size).Select(at => (int[])[.. rest[..at], size - 1, .. rest[at..]]));
}
