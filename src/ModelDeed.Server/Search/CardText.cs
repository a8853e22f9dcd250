using System.Text.Json;

namespace ModelDeed.Server.Search;

/// <summary>What search takes from a card: a JSON object of its author's with <c>description</c>, <c>tags</c>, <c>task</c> and <c>author</c> (a text, or an
/// object with a <c>name</c>), all optional; and from a manifest: its <c>format</c> and <c>description</c>. A member of another type is as if it weren't there, and bytes that aren't a JSON object are an empty card:
/// strangers write them, and a title must be found by its name all the same.</summary>
internal sealed record CardText(string Format, string Description, string Tags, string Task, string Author)
{
    private const int LongestText = 8000, LongestWord = 100, MostTags = 32;

    public static CardText Empty { get; } = new("", "", "", "", "");

    /// <summary>Reads a card or a manifest.</summary>
    public static CardText Read(byte[] json)
    {
        using JsonDocument? document = Parse(json);
        if (document is null) return Empty;
        JsonElement card = document.RootElement;
        string author = Text(card, "author", LongestWord);
        if (author.Length == 0 && card.TryGetProperty("author", out JsonElement person) && person.ValueKind == JsonValueKind.Object) author = Text(person, "name", LongestWord);
        return new CardText(Text(card, "format", LongestWord), Text(card, "description", LongestText), Tagged(card), Text(card, "task", LongestWord), author);
    }

    private static JsonDocument? Parse(byte[] json)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null; // Not JSON: see the class.
        }
    }

    private static string Tagged(JsonElement card)
    {
        if (!card.TryGetProperty("tags", out JsonElement tags) || tags.ValueKind != JsonValueKind.Array) return "";
        return string.Join('\n', tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Take(MostTags)
            .Select(tag => Cut(tag, LongestWord).Replace('\n', ' ')).Where(tag => tag.Length > 0));
    }

    private static string Text(JsonElement element, string name, int most) =>
        element.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? Cut(text, most) : "";

    // Half a surrogate pair, by an escape or by the cut, is no text that a database takes.
    private static string Cut(JsonElement element, int most)
    {
        string text;
        try
        {
            text = element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return ""; // An escaped half of a surrogate pair.
        }
        if (text.Length > most) text = text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
        return text.Trim();
    }
}
