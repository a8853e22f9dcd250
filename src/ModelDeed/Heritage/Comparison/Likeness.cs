using System.Numerics;
using System.Runtime.Intrinsics;

namespace ModelDeed.Heritage;

/// <summary>How alike two tensors' parts of prints are.</summary>
internal static class Likeness
{
    /// <summary>Signs of two slices that may differ when they are the same slice.</summary>
    public const int SliceDistance = 16;

    /// <summary>Different slices without which nothing is compared: of a few, all may be found by accident.</summary>
    private const int LeastSlices = 32;

    /// <summary>The chance of a slice to be found in a stranger. For independent slices it were 128 times P(Bin(64, 1/2) ≤ 16) = 0.005; but of networks trained apart on the same pictures
    /// up to 46 of 64 were found (docs/heritage.md), as units learn the same strokes and slices of one tensor resemble one another. So it is taken for a half.</summary>
    public const double SliceChance = 0.5;

    /// <summary>The chance of a profile to be found in a stranger: one in twenty by how near is measured; up to 10 of 32 were. So it is taken for a quarter.</summary>
    public const double ProfileChance = 0.25;

    /// <summary>The chance of a Gram sign to agree with a stranger's. For independent rows it were a half; but what the axis counts, words or pixels, makes the rows of networks
    /// trained apart on the same data agree in up to 0.88 of the signs (docs/heritage.md). So it is taken for nine tenths.</summary>
    public const double GramChance = 0.9;

    /// <summary>Cosine of the angle between two sketches; a wider one is folded first. In whole numbers up to the last division, so the same everywhere.</summary>
    public static double Cosine(TensorPrint left, TensorPrint right) => Compare(left, right).Cosine;

    /// <summary>The cosine, and how many sums it is of: those that are empty in both, as short axes leave them, don't count.</summary>
    public static (double Cosine, int Sums) Compare(TensorPrint left, TensorPrint right)
    {
        if (left.Sketch.Length == right.Sketch.Length) return Compare(left.Sketch.AsSpan(), right.Sketch.AsSpan());
        int buckets = Math.Min(left.Sketch.Length, right.Sketch.Length);
        Span<int> a = stackalloc int[buckets], b = stackalloc int[buckets];
        Fold(left, a);
        Fold(right, b);
        long dot = 0, aa = 0, bb = 0;
        int sums = 0;
        for (int i = 0; i < buckets; i++)
        {
            if ((a[i] | b[i]) != 0) sums++;
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return (aa == 0 || bb == 0 ? 0 : dot / Math.Sqrt((double)aa * bb), sums);
    }

    /// <summary>The same for sketches of one width: a search compares every tensor of the asked model with every one of its shape, 32 times over.</summary>
    private static (double Cosine, int Sums) Compare(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        // Of 512 sums a lane gets 64 products of 49 at most: all eight lanes together stay below 2^15.
        Vector128<short> dot = default, aa = default, bb = default;
        int empty = 0;
        for (int i = 0; i < left.Length; i += Vector128<sbyte>.Count)
        {
            Vector128<sbyte> a = Vector128.Create(left[i..]), b = Vector128.Create(right[i..]);
            ((Vector128<short> aLow, Vector128<short> aHigh), (Vector128<short> bLow, Vector128<short> bHigh)) = (Vector128.Widen(a), Vector128.Widen(b));
            dot += aLow * bLow + aHigh * bHigh;
            aa += aLow * aLow + aHigh * aHigh;
            bb += bLow * bLow + bHigh * bHigh;
            empty += BitOperations.PopCount(Vector128.Equals(a | b, default).ExtractMostSignificantBits());
        }
        (int product, int mine, int theirs) = (Vector128.Sum(dot), Vector128.Sum(aa), Vector128.Sum(bb));
        return (mine == 0 || theirs == 0 ? 0 : product / Math.Sqrt((double)mine * theirs), left.Length - empty);
    }

    /// <summary>By what factor rounding to steps makes cosines of a sketch smaller.</summary>
    public static double Blur(TensorPrint tensor)
    {
        long squares = 0;
        foreach (sbyte step in tensor.Sketch) squares += step * step;
        return squares == 0 ? 1 : Math.Sqrt(Math.Max(0, 1 - Rounding(tensor) / squares));
    }

    /// <summary>Expected sum of the squares of what rounding to steps changed, in squared steps: a twelfth for every sum that short axes don't leave empty.
    /// Of those, a fifth is rounded to zero.</summary>
    public static double Rounding(TensorPrint tensor) => Math.Min(tensor.Sketch.Length, 1.2 * (tensor.Sketch.Length - tensor.Sketch.AsSpan().Count((sbyte)0))) / 12;

    /// <summary>The cosine that two unrelated sketches reach with a given chance: the part of a sphere within an angle of a point is at most half a sine's power
    /// (Ball, An Elementary Introduction to Modern Convex Geometry, lemma 2.2).</summary>
    /// <param name="chance">Over 0, at most 1/2.</param>
    /// <param name="sums">Sums of the sketches.</param>
    /// <returns>0 to 1; infinite where so few sums can't be so sure: steps are whole numbers, and each sum's sign is right half of the time.</returns>
    public static double Threshold(double chance, int sums) => sums < 2 || sums < -Math.Log2(chance) ? double.PositiveInfinity : Math.Sqrt(1 - Math.Pow(2 * chance, 2.0 / (sums - 1)));

    /// <summary>Sums whose signs agree, and how many have a sign in both.</summary>
    public static (int Agreeing, int Signs) Signs(TensorPrint left, TensorPrint right)
    {
        int buckets = Math.Min(left.Sketch.Length, right.Sketch.Length), agreeing = 0, signs = 0;
        Span<int> a = stackalloc int[buckets], b = stackalloc int[buckets];
        Fold(left, a);
        Fold(right, b);
        for (int i = 0; i < buckets; i++)
        {
            int product = Math.Sign(a[i]) * Math.Sign(b[i]);
            if (product != 0) signs++;
            if (product > 0) agreeing++;
        }
        return (agreeing, signs);
    }

    /// <summary>Share of the slices of one tensor that are found among the other's, whichever axes they lie along; null when there are none to compare.</summary>
    public static (int Found, int Slices)? Slices(TensorPrint left, TensorPrint right)
    {
        if (left.Rows.Length + left.Columns.Length == 0 || right.Rows.Length + right.Columns.Length == 0) return null;
        (int Found, int Slices)? best = null;
        foreach (ulong[] mine in (ReadOnlySpan<ulong[]>)[Telling(left.Rows), Telling(left.Columns)])
        {
            foreach (ulong[] theirs in (ReadOnlySpan<ulong[]>)[Telling(right.Rows), Telling(right.Columns)])
            {
                if (mine.Length < LeastSlices || theirs.Length < LeastSlices) continue;
                int found = Found(mine, theirs);
                if (best is null || found > best.Value.Found) best = (found, mine.Length);
            }
        }
        return best;
    }

    /// <summary>Whether <see cref="Slices"/> may find a share; what is false of strangers is known after half of the work.</summary>
    /// <param name="left">One tensor.</param>
    /// <param name="right">The other.</param>
    /// <param name="share">Over 0, at most 1.</param>
    public static bool MayShareSlices(TensorPrint left, TensorPrint right, double share)
    {
        if (left.Rows.Length + left.Columns.Length == 0 || right.Rows.Length + right.Columns.Length == 0) return false;
        ulong[] rows = Telling(right.Rows), columns = Telling(right.Columns);
        return Reach(Telling(left.Rows)) || Reach(Telling(left.Columns));

        bool Reach(ulong[] mine) => mine.Length >= LeastSlices && (rows.Length >= LeastSlices && IsFound(mine, rows, share) || columns.Length >= LeastSlices && IsFound(mine, columns, share));
    }

    /// <summary>Slices without those that say nothing: of equal rows, or rows of equal values, nothing is left but zeros and rounding.</summary>
    private static ulong[] Telling(System.Collections.Immutable.ImmutableArray<ulong> slices)
    {
        if (slices.Length < LeastSlices) return [];
        Span<ulong> telling = stackalloc ulong[slices.Length];
        int count = 0;
        ulong largest = 0;
        foreach (ulong signs in slices)
        {
            // They ascend in a print that was read: then only equal ones are looked for.
            if (signs is 0 or ulong.MaxValue || signs <= largest && telling[..count].Contains(signs)) continue;
            telling[count++] = signs;
            largest = Math.Max(largest, signs);
        }
        return telling[..count].ToArray();
    }

    /// <summary>Gram signs that agree; null when one has none, or they are of other rows.</summary>
    public static int? Gram(TensorPrint left, TensorPrint right)
    {
        if (left.Gram.IsEmpty || right.Gram.IsEmpty) return null;
        if (BitOperations.Log2((ulong)left.Axes.Max()) != BitOperations.Log2((ulong)right.Axes.Max())) return null;
        int differing = 0;
        for (int i = 0; i < left.Gram.Length; i++) differing += BitOperations.PopCount((uint)(left.Gram[i] ^ right.Gram[i]));
        return Heritage.Gram.Bits - differing;
    }

    private static int Found(ReadOnlySpan<ulong> slices, ReadOnlySpan<ulong> among)
    {
        int found = 0;
        foreach (ulong slice in slices)
        {
            foreach (ulong other in among)
            {
                if (!IsSame(slice, other)) continue;
                found++;
                break;
            }
        }
        return found;
    }

    /// <summary>A unit whose sign was turned around is the same unit: what reads it can take that back.</summary>
    private static bool IsSame(ulong slice, ulong other) => BitOperations.PopCount(slice ^ other) is <= SliceDistance or >= Heritage.Slices.Bits - SliceDistance;

    private static bool IsFound(ReadOnlySpan<ulong> slices, ReadOnlySpan<ulong> among, double share)
    {
        int found = 0, missed = 0;
        foreach (ulong slice in slices)
        {
            bool isThere = false;
            foreach (ulong other in among)
            {
                if (!IsSame(slice, other)) continue;
                isThere = true;
                break;
            }
            if (isThere) found++;
            else if ((double)(slices.Length - ++missed) / slices.Length < share) return false;
        }
        return (double)found / slices.Length >= share;
    }

    private static void Fold(TensorPrint tensor, Span<int> into)
    {
        into.Clear();
        for (int i = 0; i < tensor.Sketch.Length; i++) into[i % into.Length] += tensor.Sketch[i];
    }
}
