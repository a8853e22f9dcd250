using System.Buffers;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Search;

/// <summary>Slots with a key each, kept in order: the highest key first, equal ones by title id, rising.</summary>
/// <param name="ids">The title of each slot, shared with the index.</param>
internal sealed class RankedColumn<TKey>(SlotTitles ids) where TKey : struct, IComparable<TKey>
{
    // A column of which less than one in so many slots has a key is walked; a larger one keeps where each slot stands.
    private const int Sparse = 64;

    private TKey[] _keys = [];
    private int[] _slots = [];
    private int[]? _rank;

    /// <summary>The slots that have a key.</summary>
    public SlotSet Members { get; private set; } = new();

    /// <summary>Bytes held, about.</summary>
    public long Bytes => _keys.Length * (long)System.Runtime.CompilerServices.Unsafe.SizeOf<TKey>() + 4L * _slots.Length + 4L * (_rank?.Length ?? 0) + Members.Bytes;

    /// <summary>Takes slots out and puts others in: one pass over the column.</summary>
    /// <param name="gone">Slots that lose their key; those in <paramref name="added"/> too.</param>
    /// <param name="added">Slots with their new keys, each once. Is sorted.</param>
    public void Apply(SlotSet gone, List<(TKey Key, int Slot)> added)
    {
        if (added.Count == 0 && SlotSet.AndCount(Members, gone) == 0) return;
        Members = SlotSet.AndNot(Members, gone);
        Sort(added);
        (TKey[] keys, int[] slots) = (new TKey[Members.Count + added.Count], new int[Members.Count + added.Count]);
        int at = 0, next = 0;
        for (int i = 0; i < _slots.Length; i++)
        {
            if (gone.Contains(_slots[i])) continue;
            while (next < added.Count && Compare(added[next].Key, ids[added[next].Slot], _keys[i], ids[_slots[i]]) < 0) (keys[at], slots[at++]) = added[next++];
            (keys[at], slots[at++]) = (_keys[i], _slots[i]);
        }
        while (next < added.Count) (keys[at], slots[at++]) = added[next++];
        (_keys, _slots) = (keys, slots);
        foreach ((_, int slot) in added) Members.Add(slot);
        Rank();
    }

    /// <summary>Adds the first slots of <paramref name="among"/> that stand after a place to <paramref name="found"/>, until it has <paramref name="most"/>.</summary>
    /// <param name="after">A key and title id; null to begin at the top.</param>
    public void Take(SlotSet among, (TKey Key, UInt256 Id)? after, int most, List<(TKey Key, int Slot)> found)
    {
        int from = after is { } place ? Behind(place.Key, place.Id) : 0;
        // Walking finds a page at once where hits are dense; gathering is bounded by the hits where they are rare or far down.
        int until = _rank is null ? _slots.Length : (int)Math.Min(_slots.Length, from + 1000L + among.Count / 4);
        for (; from < until && found.Count < most; from++)
            if (among.Contains(_slots[from])) found.Add((_keys[from], _slots[from]));
        if (from == _slots.Length || found.Count >= most) return;
        foreach (int rank in Lowest(among, from, most - found.Count)) found.Add((_keys[rank], _slots[rank]));
    }

    /// <summary>The slot with this key and title; -1 for none.</summary>
    public int Find(TKey key, UInt256 id)
    {
        int at = Behind(key, id) - 1;
        return at >= 0 && ids[_slots[at]] == id && _keys[at].CompareTo(key) == 0 ? _slots[at] : -1;
    }

    /// <summary>The lowest and the highest key among slots; null if none has one.</summary>
    public (TKey Least, TKey Most)? Ends(SlotSet among)
    {
        if (SlotSet.AndCount(among, Members) == 0) return null;
        int first = 0, last = _slots.Length - 1;
        if (_rank is not null && among.Count < _slots.Length / Sparse)
        {
            (first, last) = (int.MaxValue, -1);
            foreach (int slot in SlotSet.And(among, Members).ToArray()) (first, last) = (Math.Min(first, _rank[slot]), Math.Max(last, _rank[slot]));
            return (_keys[last], _keys[first]);
        }
        while (!among.Contains(_slots[first])) first++;
        while (!among.Contains(_slots[last])) last--;
        return (_keys[last], _keys[first]);
    }

    /// <summary>The slots whose key is from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public SlotSet Between(TKey least, TKey most)
    {
        int from = FirstWhere(i => _keys[i].CompareTo(most) <= 0), to = FirstWhere(i => _keys[i].CompareTo(least) < 0);
        using var bits = new SlotBits(ids.Count);
        if (to - from <= _slots.Length / 2)
        {
            for (int i = from; i < to; i++) bits.Add(_slots[i]);
            return SlotSet.Of(bits);
        }
        for (int i = 0; i < from; i++) bits.Add(_slots[i]);
        for (int i = to; i < _slots.Length; i++) bits.Add(_slots[i]);
        return SlotSet.AndNot(Members, SlotSet.Of(bits));
    }

    // The smallest positions, from a position on, of slots in the set.
    private List<int> Lowest(SlotSet among, int from, int most)
    {
        var kept = new PriorityQueue<int, int>(most + 1);
        SlotSet keyed = SlotSet.And(among, Members);
        int[] buffer = ArrayPool<int>.Shared.Rent(SlotSet.PieceSize);
        for (int piece = 0; piece < keyed.Pieces; piece++)
            foreach (int slot in keyed.Read(piece, buffer))
            {
                int rank = _rank![slot];
                if (rank < from) continue;
                if (kept.Count < most) kept.Enqueue(rank, -rank);
                else if (rank < kept.Peek()) kept.EnqueueDequeue(rank, -rank);
            }
        ArrayPool<int>.Shared.Return(buffer);
        return [.. kept.UnorderedItems.Select(item => item.Element).Order()];
    }

    private int Behind(TKey key, UInt256 id) => FirstWhere(i => Compare(_keys[i], ids[_slots[i]], key, id) > 0);

    // The first position for which it holds; it holds for all behind.
    private int FirstWhere(Func<int, bool> holds)
    {
        int low = 0, high = _slots.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (holds(middle)) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    // Side by side in memory: a million titles looked up twice for each comparison would take most of the time.
    private void Sort(List<(TKey Key, int Slot)> added)
    {
        var standings = new Standing[added.Count];
        for (int i = 0; i < standings.Length; i++) standings[i] = new Standing(added[i].Key, ids[added[i].Slot], added[i].Slot);
        Array.Sort(standings);
        for (int i = 0; i < standings.Length; i++) added[i] = (standings[i].Key, standings[i].Slot);
    }

    private static int Compare(TKey a, UInt256 aId, TKey b, UInt256 bId) => b.CompareTo(a) is not 0 and int order ? order : aId.CompareTo(bId);

    private void Rank()
    {
        _rank = null;
        if (_slots.Length < ids.Count / Sparse || _slots.Length == 0) return;
        _rank = new int[ids.Count];
        for (int i = 0; i < _slots.Length; i++) _rank[_slots[i]] = i;
    }

    private readonly record struct Standing(TKey Key, UInt256 Id, int Slot) : IComparable<Standing>
    {
        public int CompareTo(Standing other) => Compare(Key, Id, other.Key, other.Id);
    }
}
