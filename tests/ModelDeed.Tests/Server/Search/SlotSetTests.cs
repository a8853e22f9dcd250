using ModelDeed.Server.Search;

namespace ModelDeed.Tests.Server.Search;

public sealed class SlotSetTests
{
    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 300)]
    [InlineData(3, 6_000)]
    [InlineData(4, 60_000)]
    [InlineData(5, 150_000)]
    public void Behaves_as_a_sorted_set_does(ulong seed, int most)
    {
        var random = new GeneratedTitles(seed);
        (SlotSet Mine, SortedSet<int> Known)[] pairs = [Filled(random, most), Filled(random, most / 7), Filled(random, 10), Filled(random, 0)];
        foreach ((SlotSet a, SortedSet<int> x) in pairs)
            foreach ((SlotSet b, SortedSet<int> y) in pairs)
            {
                Assert.Equal(x.Intersect(y).Order(), SlotSet.And(a, b).ToArray());
                Assert.Equal(x.Except(y).Order(), SlotSet.AndNot(a, b).ToArray());
                Assert.Equal(x.Intersect(y).Count(), SlotSet.AndCount(a, b));
                SlotSet union = a.Clone();
                union.Or(b);
                Assert.Equal(x.Union(y).Order(), union.ToArray());
                Assert.Equal(union.ToArray().Length, union.Count);
                Assert.Equal(x, a.ToArray());
            }
    }

    private static (SlotSet, SortedSet<int>) Filled(GeneratedTitles random, int count)
    {
        (SlotSet mine, SortedSet<int> known) = (new SlotSet(), []);
        for (int i = 0; i < count; i++)
        {
            int slot = random.Below(200_000);
            Assert.Equal(known.Add(slot), mine.Add(slot));
        }
        for (int i = 0; i < count / 2; i++)
        {
            int slot = random.Below(200_000);
            Assert.Equal(known.Remove(slot), mine.Remove(slot));
            Assert.False(mine.Contains(slot));
        }
        return (mine, known);
    }
}
