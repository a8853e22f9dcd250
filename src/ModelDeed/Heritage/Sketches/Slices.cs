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
    /// Of every slice, the part along ones is taken away, and of what is left the part along what the kept slices have in common: networks trained apart have
    /// slices with means in common (dead units, rare words), and slices that are all alike would be found all at once by one accident.
    /// </remarks>
    public ImmutableArray<ulong> Signs(long[] ones)
    {
        for (int i = 0; i < Bits; i++)
        {
            if (_largest.UnorderedItems.All(item => item.Element[i] == 0)) return [];
        }
        double[] direction = [.. ones.Select(one => (double)one)], common = new double[Bits];
        List<double[]> slices = [.. _largest.UnorderedItems.Select(item => Array.ConvertAll(item.Element, sum => (double)sum))];
        foreach (double[] slice in slices)
        {
            Without(slice, direction);
            for (int i = 0; i < Bits; i++) common[i] += slice[i];
        }
        return [.. slices.Select(slice => Of(slice, common)).Order()];
    }

    private static ulong Of(double[] slice, double[] common)
    {
        Without(slice, common);
        ulong bits = 0;
        for (int i = 0; i < Bits; i++)
        {
            if (slice[i] > 0) bits |= 1UL << i;
        }
        return bits;
    }

    private static void Without(double[] slice, double[] direction)
    {
        double along = 0, squares = 0;
        for (int i = 0; i < Bits; i++)
        {
            along += slice[i] * direction[i];
            squares += direction[i] * direction[i];
        }
        double factor = squares > 0 ? along / squares : 0;
        for (int i = 0; i < Bits; i++) slice[i] -= factor * direction[i];
    }
}
