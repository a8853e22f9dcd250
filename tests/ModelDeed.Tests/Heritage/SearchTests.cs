using System.Collections.Immutable;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>Which of many prints a search compares.</summary>
public sealed class SearchTests
{
    private const int Strangers = 20_000;

    private readonly SplitMix _random = new(11);

    [Theory]
    [InlineData(8, 34)]
    [InlineData(4, 32)]
    [InlineData(2, 30)]
    [InlineData(1, 12)]
    public void A_relative_is_found_first_among_strangers(int keys, int distance)
    {
        using PrintIndex index = Filled();
        ImmutableArray<PrintKey> asked = Keys(8);
        int relative = index.Add(PrintKey.Pack([.. Keys(8 - keys), .. asked.Take(keys).Select(key => Near(key, distance))]));
        Assert.Equal(relative, index.Find(asked, 32)[0]);
    }

    [Fact]
    public void Strangers_that_are_near_by_chance_are_left_out()
    {
        using PrintIndex index = Filled();
        // Some hundred have a key or two within the distance: of 32 places they would take all.
        int found = Enumerable.Range(0, 8).Sum(_ => index.Find(Keys(16), 32).Length);
        Assert.InRange(found, 1, 8 * 8);
    }

    [Fact]
    public void What_is_near_in_a_small_index_is_compared()
    {
        using PrintIndex index = new();
        ImmutableArray<PrintKey> asked = Keys(3);
        index.Add(PrintKey.Pack([Near(asked[2], KeyTable.MostDistance)]));
        index.Add(PrintKey.Pack([Near(asked[1], KeyTable.MostDistance + 1)]));
        Assert.Equal(0, Assert.Single(index.Find(asked, 32)));
    }

    [Fact]
    public void Keys_of_the_kind_that_is_kept_are_looked_for_past_the_allowance()
    {
        using PrintIndex index = new(mostComparisons: 0);
        ImmutableArray<PrintKey> asked = Keys(9);
        index.Add(PrintKey.Pack([asked[8]]));
        index.Add(PrintKey.Pack([asked[7]]));
        Assert.Equal(1, Assert.Single(index.Find(asked, 32)));
    }

    [Fact]
    public void What_is_kept_of_a_print_is_looked_for_first()
    {
        HeritagePrint print = Weights.Random(1).Print().Print;
        print = print with { Tensors = [.. Enumerable.Range(0, 60).Select(i => print.Tensors[i % 3] with { Ordinal = i, Axes = [64, 40 + i * 7 % 60], Sketch = [.. print.Tensors[i % 3].Sketch.Skip(i), .. print.Tensors[i % 3].Sketch.Take(i)] })] };
        ImmutableArray<PrintKey> kept = PrintKey.Kept(print, SharedTensors.Shipped), all = PrintKey.All(print, SharedTensors.Shipped);
        Assert.Equal(PrintKey.MostOfPrint, kept.Length);
        Assert.Equal(kept, all.Take(kept.Length));
        Assert.Equal(60, all.Distinct().Count());
    }

    [Fact]
    public void A_key_that_several_are_near_counts_once_by_the_nearest()
    {
        KeyTable table = new();
        PrintKey key = Keys(1)[0];
        table.Add(key.Low, key.High, 5);
        table.Add(key.Low, ~key.High, 6);
        Assert.Equal([new KeyHit(5, 3)], table.Find(0, 2, [Near(key, 40), Near(key, 3), Near(key, 20)]));
    }

    [Theory]
    [InlineData(44, true)]
    [InlineData(45, false)]
    [InlineData(83, false)]
    [InlineData(84, true)]
    [InlineData(128, true)]
    public void A_tensor_whose_signs_were_all_turned_around_is_near_too(int distance, bool isNear)
    {
        KeyTable table = new();
        PrintKey key = Keys(1)[0];
        table.Add(key.Low, key.High, 5);
        Assert.Equal(isNear ? [new KeyHit(5, Math.Min(distance, 128 - distance))] : [], table.Find(0, 1, [Near(key, distance)]));
    }

    [Fact]
    public void Strangers_come_near_as_often_as_is_assumed()
    {
        // 44 of 128 or fewer, or 84 and more: both tails of a binomial distribution.
        Assert.Equal(-Math.Log2(5.2e-4), Candidates.Bits(KeyTable.MostDistance, 1), 0.2);
        Assert.Equal(127, Candidates.Bits(0, 1), 6);
        Assert.Equal(124, Candidates.Bits(0, 8), 6);
        Assert.Equal(0, Candidates.Bits(KeyTable.MostDistance, 100_000));
    }

    private PrintIndex Filled()
    {
        PrintIndex index = new();
        for (int i = 0; i < Strangers; i++) index.Add(PrintKey.Pack(Keys(8)));
        return index;
    }

    private ImmutableArray<PrintKey> Keys(int count) => [.. Enumerable.Range(0, count).Select(_ => new PrintKey(7, _random.Next(), _random.Next(), 1_000))];

    /// <summary>The key with so many signs changed.</summary>
    private static PrintKey Near(PrintKey key, int distance)
    {
        UInt128 changed = 0;
        for (int i = 0; i < distance; i++) changed |= UInt128.One << (i * 53 % 128);
        return key with { Low = key.Low ^ (ulong)changed, High = key.High ^ (ulong)(changed >> 64) };
    }
}
