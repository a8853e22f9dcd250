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

    /// <summary>The signs, in ascending order; none where the other axes are too short to give every projection a share, as signs that are always the same prove nothing.</summary>
    /// <param name="ones">64 projections of a slice of ones.</param>
    /// <remarks>
    /// Of every slice, the part along ones is taken away: networks trained apart have slices with means in common (dead units, rare words), and only
    /// what is left of a slice is its own.
    /// </remarks>
    public ImmutableArray<ulong> Signs(long[] ones)
    {
        double squares = ones.Sum(one => (double)one * one);
        for (int i = 0; i < Bits; i++)
        {
            if (_largest.UnorderedItems.All(item => item.Element[i] == 0)) return [];
        }
        return [.. _largest.UnorderedItems.Select(item => Of(item.Element, ones, squares)).Order()];
    }

    private static ulong Of(float[] projections, long[] ones, double squares)
    {
        double along = 0;
        for (int i = 0; i < Bits; i++) along += (double)projections[i] * ones[i];
        double mean = squares == 0 ? 0 : along / squares;
        ulong bits = 0;
        for (int i = 0; i < Bits; i++)
        {
            if (projections[i] - mean * ones[i] > 0) bits |= 1UL << i;
        }
        return bits;
    }
}
