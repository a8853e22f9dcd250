namespace ModelDeed.Server.Search;

/// <summary>The words of a title, each with its best place.</summary>
internal static class DocumentWords
{
    /// <summary>Different words counted for one title: name, tags and author come before the description. Bounds what one title can take of memory.</summary>
    public const int MostWords = 256;

    private const int ShortName = 3;

    /// <summary>Adds the words of <paramref name="document"/> to <paramref name="words"/>.</summary>
    public static void Collect(SearchDocument document, Dictionary<string, Place> words)
    {
        List<string> name = WordSplitter.Words(document.Name, MostWords);
        Add(name, name.Count <= ShortName ? Place.ShortName : Place.Name, words);
        Add(document.Tags, Place.Tag, words);
        Add(document.Task, Place.Tag, words);
        Add(document.Format, Place.Tag, words);
        Add(document.AuthorName, Place.Author, words);
        Add(Hex(document.Author.Bytes), Place.Author, words);
        Add(Hex(document.Owner.Bytes), Place.Author, words);
        Add(document.Description, Place.Description, words);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static void Add(ReadOnlySpan<char> text, Place place, Dictionary<string, Place> words)
    {
        var splitter = new WordSplitter(text);
        while (words.Count < MostWords && splitter.Next() is { } word) words.TryAdd(word, place);
    }

    private static void Add(List<string> found, Place place, Dictionary<string, Place> words)
    {
        foreach (string word in found) words.TryAdd(word, place);
    }
}
