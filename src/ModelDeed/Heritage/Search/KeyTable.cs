using System.Numerics;

namespace ModelDeed.Heritage;

/// <summary>A kept key that is near one that is looked for.</summary>
/// <param name="Print">Number of its print.</param>
/// <param name="Distance">Signs that differ from the nearest of those looked for, 0 to <see cref="KeyTable.MostDistance"/>.</param>
internal readonly record struct KeyHit(int Print, int Distance);

/// <summary>All keys of one shape, column by column.</summary>
internal sealed class KeyTable
{
    /// <summary>Signs that may differ, or agree where all were turned around: of unrelated tensors, one in 1,900 comes so close.</summary>
    public const int MostDistance = 44;

    private const int Signs = 128;

    // Keys that stay in the processor's first cache (16 bytes each) while all that are looked for are held against them.
    private const int Block = 1024;

    private ulong[] _low = new ulong[4], _high = new ulong[4];
    private int[] _print = new int[4];

    public int Count { get; private set; }

    /// <summary>Bytes that the columns take.</summary>
    public long Bytes => _print.Length * 20L;

    /// <summary>Adds a key.</summary>
    public void Add(ulong low, ulong high, int print)
    {
        if (Count == _print.Length)
        {
            // By a half: a million entries shouldn't waste another million.
            int larger = Count + Count / 2 + 4;
            Array.Resize(ref _low, larger);
            Array.Resize(ref _high, larger);
            Array.Resize(ref _print, larger);
        }
        (_low[Count], _high[Count], _print[Count]) = (low, high, print);
        Count++;
    }

    /// <summary>The keys among some that are near one that is looked for, each once, in the order in which they were added.</summary>
    /// <param name="first">Place of the first key that is looked at.</param>
    /// <param name="count">How many are.</param>
    /// <param name="keys">What is looked for, all of this shape.</param>
    public List<KeyHit> Find(int first, int count, ReadOnlySpan<PrintKey> keys)
    {
        List<KeyHit> found = [];
        List<int> hits = [];
        for (int start = first; start < first + count; start += Block)
        {
            int length = Math.Min(Block, first + count - start);
            hits.Clear();
            foreach (PrintKey key in keys) Near(key, _low.AsSpan(start, length), _high.AsSpan(start, length), hits);
            // By place, then by distance: of each key the nearest comes first.
            hits.Sort();
            int last = -1;
            foreach (int hit in hits)
            {
                if (hit >> 8 == last) continue;
                last = hit >> 8;
                found.Add(new KeyHit(_print[start + last], hit & 0xFF));
            }
        }
        return found;
    }

    private static void Near(PrintKey key, ReadOnlySpan<ulong> low, ReadOnlySpan<ulong> high, List<int> hits)
    {
        high = high[..low.Length];
        for (int i = 0; i < low.Length; i++)
        {
            int distance = BitOperations.PopCount(key.Low ^ low[i]) + BitOperations.PopCount(key.High ^ high[i]);
            // Near, or nearly the opposite: in one comparison, as what is below wraps around to the largest numbers.
            if ((uint)(distance - MostDistance - 1) >= Signs - 2 * MostDistance - 1) hits.Add(i << 8 | Math.Min(distance, Signs - distance));
        }
    }
}
