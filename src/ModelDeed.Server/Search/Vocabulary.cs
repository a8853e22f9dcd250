using System.Runtime.InteropServices;

namespace ModelDeed.Server.Search;

/// <summary>The slots in which a word stands, by place; the places' sets share no slot.</summary>
internal sealed class Posting
{
    private readonly SlotSet?[] _places = new SlotSet?[Places.Count];

    /// <summary>Slots in all places, those of titles that have since changed included.</summary>
    public int Count => _places.Sum(set => set?.Count ?? 0);

    /// <summary>Bytes held, about.</summary>
    public long Bytes => 64 + _places.Sum(set => set?.Bytes ?? 0);

    /// <summary>The slots that have the word in a place; null for none.</summary>
    public SlotSet? At(Place place) => _places[(int)place];

    public void Add(Place place, int slot) => (_places[(int)place] ??= new SlotSet()).Add(slot);

    /// <summary>How many of <paramref name="live"/> have the word in one of the first <paramref name="places"/> places.</summary>
    public int CountIn(SlotSet live, int places = Places.Count)
    {
        int count = 0;
        for (int i = 0; i < places; i++)
            if (_places[i] is { } set) count += SlotSet.AndCount(set, live);
        return count;
    }

    /// <summary>At most this many in the first places.</summary>
    public int Most(int places)
    {
        int count = 0;
        for (int i = 0; i < places; i++) count += _places[i]?.Count ?? 0;
        return count;
    }

    /// <summary>One posting for several words: each slot at its best place.</summary>
    /// <param name="postings">The words'.</param>
    /// <param name="slots">Slots given out.</param>
    public static Posting Union(IEnumerable<Posting> postings, int slots)
    {
        var bits = new SlotBits?[Places.Count];
        foreach (Posting posting in postings)
            for (int i = 0; i < Places.Count; i++)
                posting._places[i]?.AddTo(bits[i] ??= new SlotBits(slots));
        var union = new Posting();
        using var better = new SlotBits(slots);
        for (int i = 0; i < Places.Count; i++)
        {
            using SlotBits? found = bits[i];
            found?.YieldTo(better);
            union._places[i] = found is null ? null : SlotSet.Of(found);
        }
        return union;
    }
}

/// <summary>All words with their postings: by hash, and in order for prefixes and for words that are nearly alike.</summary>
internal sealed class Vocabulary
{
    // New words are sorted in with the others when there are so many of them.
    private const int MostFresh = 4096;

    private readonly Dictionary<string, Posting> _postings = new(StringComparer.Ordinal);
    private readonly List<string> _fresh = [];
    private string[] _sorted = [];

    /// <summary>Different words.</summary>
    public int Count => _postings.Count;

    /// <summary>Bytes held, about.</summary>
    public long Bytes => _postings.Sum(pair => pair.Value.Bytes + 22 + 2 * pair.Key.Length + 48L) + 8L * _sorted.Length;

    public bool TryGet(string word, [NotNullWhen(true)] out Posting? posting) => _postings.TryGetValue(word, out posting);

    /// <summary>The posting of a word, new if need be.</summary>
    public Posting GetOrAdd(string word)
    {
        ref Posting? posting = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, word, out bool exists);
        if (exists) return posting!;
        _fresh.Add(word);
        return posting = new Posting();
    }

    /// <summary>Brings the order up to date. Called before readers are let in.</summary>
    public void Sort(bool all)
    {
        _fresh.Sort(StringComparer.Ordinal);
        if (_fresh.Count == 0 || (!all && _fresh.Count < MostFresh)) return;
        var merged = new string[_sorted.Length + _fresh.Count];
        for (int i = 0, old = 0, fresh = 0; i < merged.Length; i++)
            merged[i] = fresh == _fresh.Count || (old < _sorted.Length && string.CompareOrdinal(_sorted[old], _fresh[fresh]) < 0) ? _sorted[old++] : _fresh[fresh++];
        _sorted = merged;
        _fresh.Clear();
    }

    /// <summary>The words that begin so, in no particular order.</summary>
    public IEnumerable<KeyValuePair<string, Posting>> StartingWith(string prefix)
    {
        foreach (ReadOnlyMemory<string> words in Beginning(prefix))
            for (int i = 0; i < words.Length; i++) yield return KeyValuePair.Create(words.Span[i], _postings[words.Span[i]]);
    }

    /// <summary>The same without their postings, which take longer to look up: one piece of the words in order, one of those that came lately. Valid until words come.</summary>
    public ReadOnlyMemory<string>[] Beginning(string prefix)
    {
        (int from, int to) = Range(_sorted, prefix);
        (int fresh, int end) = Range(CollectionsMarshal.AsSpan(_fresh), prefix);
        return [_sorted.AsMemory(from, to - from), _fresh.GetRange(fresh, end - fresh).ToArray()];
    }

    private static (int From, int To) Range(ReadOnlySpan<string> sorted, string prefix)
    {
        int from = FirstNotBelow(sorted, prefix);
        // Words hold no U+FFFF, which is no character: everything that begins so lies before it.
        return (from, from + FirstNotBelow(sorted[from..], prefix + '\uffff'));
    }

    private static int FirstNotBelow(ReadOnlySpan<string> sorted, string word)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (string.CompareOrdinal(sorted[middle], word) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
