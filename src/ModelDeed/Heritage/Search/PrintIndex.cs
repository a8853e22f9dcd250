using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ModelDeed.Heritage;

/// <summary>
/// Finds among millions of prints those that may be related to one: of tensors of the same lengths, those of whose 128 signs at least 84 agree, or differ.
/// All are looked at, so nothing is missed that agrees so far; what agrees no better than strangers do by chance is left out. 20 bytes of memory for
/// each of a print's eight keys, and up to half as much again while a shape's table grows.
/// </summary>
/// <param name="mostComparisons">Comparisons of one search: past it, tensors that an index keeps of no print of the asked one's build aren't looked for.</param>
internal sealed class PrintIndex(long mostComparisons = 80_000_000) : IDisposable
{
    // Keys that are looked at in one piece of work: enough of them that handing it out costs nothing, few enough that two processors share a shape.
    private const int Piece = 32_768;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<ulong, KeyTable> _tables = [];

    /// <summary>Prints in the index.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that the keys take.</summary>
    public long Bytes
    {
        get
        {
            _lock.EnterReadLock();
            try
            {
                return _tables.Values.Sum(table => table.Bytes);
            }
            finally
            {
                _lock.ExitReadLock();
            }
        }
    }

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
                ref KeyTable? table = ref CollectionsMarshal.GetValueRefOrAddDefault(_tables, words[i], out _);
                (table ??= new KeyTable()).Add(words[i + 1], words[i + 2], number);
            }
            return number;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Numbers of the prints that are most alike, the most alike first; without those that are no more alike than some strangers always are.</summary>
    /// <param name="keys">All keys of what is looked for, the most telling first (<see cref="PrintKey.All"/>).</param>
    /// <param name="most">Most to return.</param>
    public ImmutableArray<int> Find(ImmutableArray<PrintKey> keys, int most)
    {
        _lock.EnterReadLock();
        try
        {
            List<Asked> asked = Choose(keys);
            List<(Asked Of, int First)> pieces = [.. asked.SelectMany(shape => Enumerable.Range(0, (shape.Table.Count + Piece - 1) / Piece).Select(i => (shape, i * Piece)))];
            var found = new List<KeyHit>[pieces.Count];
            Parallel.For(0, pieces.Count, i => found[i] = pieces[i].Of.Table.Find(pieces[i].First, Math.Min(Piece, pieces[i].Of.Table.Count - pieces[i].First), pieces[i].Of.Keys));
            Candidates candidates = new(asked.Sum(shape => (long)shape.Table.Count));
            for (int i = 0; i < found.Length; i++) candidates.Add(found[i], pieces[i].Of.Keys);
            return candidates.Best(most);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Which keys are looked for where: those of the kind that is kept of a print always, the others while the allowance lasts.</summary>
    private List<Asked> Choose(ImmutableArray<PrintKey> keys)
    {
        Dictionary<ulong, List<PrintKey>> chosen = [];
        long comparisons = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (!_tables.TryGetValue(keys[i].Shape, out KeyTable? table)) continue;
            if (i >= PrintKey.MostOfPrint && comparisons + table.Count > mostComparisons) continue;
            comparisons += table.Count;
            ref List<PrintKey>? ofShape = ref CollectionsMarshal.GetValueRefOrAddDefault(chosen, keys[i].Shape, out _);
            (ofShape ??= []).Add(keys[i]);
        }
        return [.. chosen.Select(pair => new Asked(_tables[pair.Key], [.. pair.Value]))];
    }

    /// <summary>What is looked for among all tensors of one shape.</summary>
    private sealed record Asked(KeyTable Table, PrintKey[] Keys);
}
