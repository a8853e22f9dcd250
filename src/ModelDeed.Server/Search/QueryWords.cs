namespace ModelDeed.Server.Search;

/// <summary>A word that is searched.</summary>
/// <param name="Text">As <see cref="WordSplitter"/> folds it.</param>
/// <param name="Prefix">Whether it is the beginning of a word.</param>
internal readonly record struct QueryWord(string Text, bool Prefix);

/// <summary>Reads what people type. There is no syntax but words and <c>*</c>, so there is nothing to escape and nothing that can be wrong.</summary>
internal static class QueryWords
{
    /// <summary>Different words that count.</summary>
    public const int Most = 8;

    // Enough for the words that count, with much between them; a bound on what a text of megabytes costs.
    private const int MostCharacters = 2000;

    /// <summary>The first words, each once.</summary>
    public static List<QueryWord> Parse(string text)
    {
        List<QueryWord> words = [];
        var splitter = new WordSplitter(text.AsSpan(0, Math.Min(text.Length, MostCharacters)));
        while (words.Count < Most && splitter.Next() is { } found)
        {
            QueryWord word = new(found, splitter.Following == '*');
            if (!words.Contains(word)) words.Add(word);
        }
        return words;
    }
}
