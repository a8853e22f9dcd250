using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ModelDeed.Heritage;

/// <summary>
/// Finds among millions of prints those that may be related to one: of tensors of the same lengths, those of whose 128 signs at least 84 agree.
/// All are looked at, so nothing is missed that agrees so far; 20 bytes of memory for each of a print's eight keys.
/// </summary>
internal sealed class PrintIndex : IDisposable
{
    /// <summary>Signs that may differ: of unrelated tensors, one in 3,500 comes so close.</summary>
    public const int MostDistance = 44;

    // Comparisons of one search: with more tensors of a shape than this allows, the smaller tensors aren't looked for.
    private const long MostComparisons = 60_000_000;

    private const int FewestSearched = 8;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<ulong, Bucket> _buckets = [];

    /// <summary>Prints in the index.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that the keys take.</summary>
    public long Bytes => _buckets.Values.Sum(bucket => bucket.Capacity * 20L);

    /// <summary>Adds a print's keys, as <see cref="PrintKey.Pack"/> wrote them.</summary>
    /// <returns>Its number.</returns>
    public int Add(ReadOnlySpan<byte> packed)
    {
        _lock.EnterWriteLock();
        try
        {
            int number = Count++;
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(packed);
            for (int i = 0; i + 3 <= words.Length; i += 3)
            {
                ref Bucket? bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(_buckets, words[i], out _);
                (bucket ??= new Bucket()).Add(words[i + 1], words[i + 2], number);
            }
            return number;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Numbers of the prints that are most alike, the most alike first.</summary>
    /// <param name="keys">All keys of what is looked for, the largest tensor first.</param>
    /// <param name="most">Most to return.</param>
    public ImmutableArray<int> Find(ImmutableArray<PrintKey> keys, int most)
    {
        _lock.EnterReadLock();
        try
        {
            var scores = new ConcurrentDictionary<int, double>();
            foreach (IGrouping<ulong, PrintKey> group in keys.GroupBy(key => key.Shape))
            {
                if (!_buckets.TryGetValue(group.Key, out Bucket? bucket)) continue;
                int searched = (int)Math.Max(FewestSearched, MostComparisons / Math.Max(1, bucket.Count));
                Parallel.ForEach(group.Take(searched), key => bucket.Find(key, scores));
            }
            return [.. scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(most).Select(pair => pair.Key)];
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>All keys of one shape, column by column.</summary>
    private sealed class Bucket
    {
        private ulong[] _low = new ulong[4], _high = new ulong[4];
        private int[] _print = new int[4];

        public int Count { get; private set; }

        public int Capacity => _print.Length;

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

        public void Find(PrintKey key, ConcurrentDictionary<int, double> scores)
        {
            ReadOnlySpan<ulong> low = _low.AsSpan(0, Count), high = _high.AsSpan(0, Count);
            for (int i = 0; i < low.Length; i++)
            {
                int distance = BitOperations.PopCount(key.Low ^ low[i]) + BitOperations.PopCount(key.High ^ high[i]);
                if (distance > MostDistance) continue;
                // About the square of the cosine, times what the tensor counts.
                double likeness = (64 - distance) / 64.0, score = likeness * likeness * key.Elements;
                scores.AddOrUpdate(_print[i], score, (_, sum) => sum + score);
            }
        }
    }
}
