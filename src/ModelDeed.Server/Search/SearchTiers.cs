namespace ModelDeed.Server.Search;

/// <summary>What words find, by score. Scores are small whole numbers, so a set for each, from which pages are read best first, replaces scoring each hit.</summary>
internal sealed class SearchTiers
{
    private SlotSet?[] _byScore;

    private SearchTiers(SlotSet?[] byScore) => _byScore = byScore;

    /// <summary>The highest score that may be found.</summary>
    public int Highest => _byScore.Length - 1;

    /// <summary>The slots of a score; null for none. Not to be changed.</summary>
    public SlotSet? this[int score] => score < _byScore.Length ? _byScore[score] : null;

    /// <summary>The slots that have all words, by the sum of the weights of their best places.</summary>
    public static SearchTiers Of(IReadOnlyList<Posting> words, SlotSet live, bool allLive)
    {
        var tiers = new SearchTiers([live]);
        Posting[] rarestFirst = [.. words.OrderBy(word => word.Count)];
        for (int i = 0; i < rarestFirst.Length; i++) tiers.Narrow(rarestFirst[i], i == 0 && allLive);
        return tiers;
    }

    /// <summary>All slots found, a set of its own.</summary>
    public SlotSet Union()
    {
        var union = new SlotSet();
        foreach (SlotSet? tier in _byScore)
            if (tier is not null) union.Or(tier);
        return union;
    }

    // When every slot is live, the first word's own sets are the tiers: nothing is copied.
    private void Narrow(Posting word, bool whole)
    {
        var narrowed = new SlotSet?[_byScore.Length + Places.Weight(Place.ShortName)];
        for (int score = 0; score < _byScore.Length; score++)
        {
            if (_byScore[score] is not { Count: > 0 } tier) continue;
            for (Place place = Place.ShortName; place <= Place.Description; place++)
            {
                if (word.At(place) is not { } slots) continue;
                SlotSet found = whole ? slots : SlotSet.And(tier, slots);
                ref SlotSet? target = ref narrowed[score + Places.Weight(place)];
                if (target is null) target = found;
                else target.Or(found);
            }
        }
        _byScore = narrowed;
    }
}
