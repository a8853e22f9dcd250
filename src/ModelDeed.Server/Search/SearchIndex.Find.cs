using ModelDeed.Ethereum;

namespace ModelDeed.Server.Search;

internal sealed partial class SearchIndex
{
    // Suggestions shown, and words that a prefix may stand for.
    private const int MostSuggestions = 8;

    // Words corrected in one search: each takes a pass over the words with its first letter.
    private const int MostCorrections = 2;

    /// <summary>Finds a page.</summary>
    /// <param name="now">Seconds since 1970, which decide what can still be contested.</param>
    /// <exception cref="ArgumentException">The cursor is of another order.</exception>
    public SearchResult Find(SearchRequest request, ulong now)
    {
        _lock.EnterReadLock();
        try
        {
            (List<Posting>? postings, List<string> words, List<Correction> corrections) = Resolve(QueryWords.Parse(request.Text));
            SearchSort sort = request.OrderFor(words.Count > 0);
            if (request.After is { } after && after.Sort != sort) throw new ArgumentException($"The cursor is of a search in the order {after.Sort}, not {sort}.", nameof(request));
            SlotSet contestable = ContestableAt(now);
            SearchFilters filters = SearchFilters.Of(request, _sets, _prices, _live, contestable);
            SearchTiers tiers = postings is null ? SearchTiers.Of([new Posting()], _live, false) : SearchTiers.Of(postings, _live, Wasted == 0);
            SlotSet text = words.Count == 0 ? _live : tiers.Union(), found = filters.Apply(text);
            SearchFacets facets = new FacetCounter(_sets, _prices, _largestCurrencies, contestable).Count(request, text, found, filters);
            List<(UInt256 Key, int Slot)> page = Page(request, sort, tiers, found, request.Limit + 1);
            bool more = page.Count > request.Limit;
            if (more) page.RemoveAt(request.Limit);
            SearchCursor? next = more ? new SearchCursor(sort, page[^1].Key, _titles[page[^1].Slot]) : null;
            return new SearchResult([.. page.Select(hit => _titles[hit.Slot])], found.Count, facets, words, corrections, next);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Completions of the last word typed: the words in most names, tags and authors first, then by code points.</summary>
    public IReadOnlyList<SearchSuggestion> Suggest(string typed)
    {
        List<QueryWord> words = QueryWords.Parse(typed);
        if (words.Count == 0) return [];
        _lock.EnterReadLock();
        try
        {
            string before = string.Concat(words.Take(words.Count - 1).Select(word => word.Text + ' '));
            return [.. Completions(words[^1].Text).Select(found => new SearchSuggestion(before + found.Word, found.Titles))];
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private List<(int Titles, string Word)> Completions(string prefix)
    {
        const int shown = (int)Place.Description;
        List<(int Titles, string Word)> best = [];
        foreach ((string word, Posting posting) in _vocabulary.StartingWith(prefix))
        {
            int least = best.Count < MostSuggestions ? 1 : best[^1].Titles;
            if (posting.Most(shown) < least) continue;
            int titles = Wasted == 0 ? posting.Most(shown) : posting.CountIn(_live, shown);
            if (titles < least) continue;
            best.Add((titles, word));
            best.Sort((a, b) => b.Titles.CompareTo(a.Titles) is not 0 and int order ? order : string.CompareOrdinal(a.Word, b.Word));
            if (best.Count > MostSuggestions) best.RemoveAt(MostSuggestions);
        }
        return best;
    }

    // The postings of the words, null when one of them is nowhere.
    private (List<Posting>? Postings, List<string> Words, List<Correction> Corrections) Resolve(List<QueryWord> typed)
    {
        (List<Posting>? postings, List<string> words, List<Correction> corrections) = ([], [], []);
        foreach (QueryWord word in typed)
        {
            (string text, Posting? posting) = (word.Text, Lookup(word));
            if (posting is null && !word.Prefix && corrections.Count < MostCorrections && NearWords.Find(word.Text, _vocabulary, _live) is { } meant)
            {
                corrections.Add(new Correction(text, meant));
                text = meant;
                _vocabulary.TryGet(meant, out posting);
            }
            words.Add(word.Prefix ? text + '*' : text);
            if (posting is null) postings = null;
            else postings?.Add(posting);
        }
        return (postings, words, corrections);
    }

    private Posting? Lookup(QueryWord word)
    {
        if (word.Prefix) return Posting.Union(_vocabulary.StartingWith(word.Text).Select(pair => pair.Value), _titles.Count);
        return _vocabulary.TryGet(word.Text, out Posting? posting) && (Wasted == 0 || posting.CountIn(_live) > 0) ? posting : null;
    }

    private SlotSet ContestableAt(ulong now)
    {
        if (_contestable is { } known && known.Now == now) return known.Slots;
        SlotSet slots = now == ulong.MaxValue ? new SlotSet() : _finalAt.Between(now + 1, ulong.MaxValue);
        _contestable = new Contestable(now, slots);
        return slots;
    }

    private List<(UInt256 Key, int Slot)> Page(SearchRequest request, SearchSort sort, SearchTiers tiers, SlotSet found, int most) => sort switch
    {
        SearchSort.Relevance => BestFirst(tiers, found, request.After, most),
        SearchSort.Newest => HighestFirst(_newest, found, request.After, most, key => key, Seconds),
        SearchSort.MostLicensed => HighestFirst(_licensed, found, request.After, most, key => key, Seconds),
        SearchSort.Income => _income.TryGetValue(request.IncomeCurrency, out RankedColumn<UInt256>? income)
            ? HighestFirst(income, found, request.After, most, key => key, key => key) : ById(found, request.After, UInt256.Zero, most),
        _ => throw new ArgumentOutOfRangeException(nameof(request), sort, "There is no such order."),
    };

    // A cursor may bear any number.
    private static ulong Seconds(UInt256 key) => key.FitsUInt64 ? (ulong)key : ulong.MaxValue;

    private List<(UInt256, int)> BestFirst(SearchTiers tiers, SlotSet found, SearchCursor? after, int most)
    {
        List<(UInt256, int)> page = [];
        for (int score = tiers.Highest; score >= 0 && page.Count < most; score--)
        {
            if (tiers[score] is not { Count: > 0 } tier || (after is not null && after.Key < (ulong)score)) continue;
            bool inside = after is not null && after.Key == (ulong)score;
            page.AddRange(ById(SlotSet.And(tier, found), inside ? after : null, (ulong)score, most - page.Count));
        }
        return page;
    }

    // Those with a key by key, then those without.
    private List<(UInt256, int)> HighestFirst<TKey>(RankedColumn<TKey> column, SlotSet found, SearchCursor? after, int most, Func<TKey, UInt256> widen, Func<UInt256, TKey> narrow)
        where TKey : struct, IComparable<TKey>
    {
        List<(TKey Key, int Slot)> keyed = [];
        bool ranked = after is null || !after.Key.IsZero || column == (object)_newest;
        if (ranked) column.Take(found, after is null ? null : (narrow(after.Key), after.TitleId), most, keyed);
        List<(UInt256, int)> page = [.. keyed.Select(hit => (widen(hit.Key), hit.Slot))];
        if (page.Count < most && column.Members.Count < _live.Count) page.AddRange(ById(SlotSet.AndNot(found, column.Members), ranked ? null : after, UInt256.Zero, most - page.Count));
        return page;
    }

    private List<(UInt256, int)> ById(SlotSet among, SearchCursor? after, UInt256 key, int most)
    {
        List<(byte, int Slot)> hits = [];
        _byId.Take(among, after is null ? null : ((byte)0, after.TitleId), most, hits);
        return [.. hits.Select(hit => (key, hit.Slot))];
    }
}
