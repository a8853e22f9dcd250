using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>The 64 largest slices of a matrix along one axis, each as the signs of 64 projections: found again when the slices were put into another order.</summary>
internal sealed class Slices
{
    /// <summary>Projections of a slice.</summary>
    public const int Bits = 64;

    /// <summary>Slices that are kept.</summary>
    public const int Kept = 64;

    /// <summary>Shorter slices agree by chance.</summary>
    public const int ShortestSlice = 128;

    // The smallest first: of equal ones the later.
    private readonly PriorityQueue<float[], (float Size, long Order)> _largest = new();

    /// <summary>Considers a slice.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="projections">64 sums; copied if kept.</param>
    public void Add(long index, ReadOnlySpan<float> projections)
    {
        float size = 0;
        foreach (float sum in projections) size += sum * sum;
        (float, long) priority = (size, -index);
        if (_largest.Count == Kept && _largest.TryPeek(out _, out (float, long) least) && priority.CompareTo(least) <= 0) return;
        _largest.Enqueue(projections.ToArray(), priority);
        if (_largest.Count > Kept) _largest.Dequeue();
    }

    /// <summary>The signs, in ascending order.</summary>
    /// <param name="mean">Mean of the tensor, taken away from every value.</param>
    /// <param name="ones">64 projections of a slice of ones.</param>
    public ImmutableArray<ulong> Signs(double mean, long[] ones) =>
        [.. _largest.UnorderedItems.Select(item => Of(item.Element, mean, ones)).Order()];

    private static ulong Of(float[] projections, double mean, long[] ones)
    {
        ulong bits = 0;
        for (int i = 0; i < Bits; i++)
        {
            if (projections[i] - mean * ones[i] > 0) bits |= 1UL << i;
        }
        return bits;
    }
}
