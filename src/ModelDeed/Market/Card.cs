using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ModelDeed.Fingerprints;

namespace ModelDeed.Market;

/// <summary>What a title's holder says of it to buyers: the JSON document that <c>Market.describe</c> names by its digest (docs/formats.md, Card).</summary>
/// <remarks>A stranger's words: show the Markdown sanitised, and the rest as text.</remarks>
public sealed partial record Card
{
    /// <summary>The format's name and version.</summary>
    public const string Format = "modeldeed-card-1";

    /// <summary>The most bytes of the document: 1 MiB.</summary>
    public const int MostBytes = 1 << 20;

    private const int MostTags = 20, MostLanguages = 40, LongestTag = 40, LongestWord = 64, LongestText = 4096;

    private static readonly string[] Names = ["card", "description", "format", "framework", "languages", "license", "tags", "task"];

    /// <summary>One paragraph in plain text, 1 to 4,096 bytes.</summary>
    public required string Description { get; init; }

    /// <summary>At most 20, none twice: lower-case letters, digits, <c>-</c>, <c>.</c> and <c>+</c>, 40 at most each.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>What it does, as <c>image-classification</c>: 64 bytes at most; empty where not stated.</summary>
    public string Task { get; init; } = "";

    /// <summary>What it was made with, as <c>pytorch</c>: 64 bytes at most; empty where not stated.</summary>
    public string Framework { get; init; } = "";

    /// <summary>The natural languages that it deals with, at most 40, none twice, by BCP 47: <c>de</c>, <c>zh-Hant</c>.</summary>
    public ImmutableArray<string> Languages { get; init; } = [];

    /// <summary>Notes on licenses in plain text, 4,096 bytes at most. What is binding is in the terms.</summary>
    public string License { get; init; } = "";

    /// <summary>The model card, in Markdown; empty where there is none.</summary>
    public string Markdown { get; init; } = "";

    /// <summary>SHA-256 of the canonical bytes: what stands on the chain.</summary>
    public Hash32 Digest => new(SHA256.HashData(Write()));

    /// <summary>The canonical bytes (RFC 8785). Members that are empty aren't written.</summary>
    /// <exception cref="FormatException">A member breaks its rule, or the document is over 1 MiB.</exception>
    public byte[] Write()
    {
        Check();
        using MemoryStream stream = new();
        using (JcsWriter json = new(stream))
        {
            json.BeginObject();
            Member(json, "card", Markdown);
            json.Member("description", Description);
            json.Member("format", Format);
            Member(json, "framework", Framework);
            Member(json, "languages", Languages);
            Member(json, "license", License);
            Member(json, "tags", Tags);
            Member(json, "task", Task);
            json.EndObject();
        }
        return stream.Length <= MostBytes ? stream.ToArray() : throw TooLarge(stream.Length);
    }

    /// <summary>Reads a card, written canonically or by hand.</summary>
    /// <exception cref="FormatException">Not a card: names the member and what is wrong.</exception>
    public static Card Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes) throw TooLarge(bytes.Length);
        try
        {
            JsonFields file = JsonFields.Parse(bytes, Names, out JsonDocument document);
            using JsonDocument owned = document;
            if (file.Text("format") is var found && found != Format) throw new FormatException($"format: expected \"{Format}\", found \"{found}\".");
            Card card = new()
            {
                Description = file.Text("description"),
                Tags = List(file, "tags", MostTags),
                Task = Text(file, "task"),
                Framework = Text(file, "framework"),
                Languages = List(file, "languages", MostLanguages),
                License = Text(file, "license"),
                Markdown = file.Has("card") ? Long(file.Raw("card")) : "",
            };
            card.Write();
            return card;
        }
        catch (InvalidOperationException broken)
        {
            throw new FormatException("a text isn't valid UTF-8 or has half a surrogate pair.", broken);
        }
    }

    private static string Text(JsonFields file, string name) => file.Has(name) ? file.Text(name) : "";

    private static ImmutableArray<string> List(JsonFields file, string name, int most) => file.Has(name) ? [.. file.Texts(name, most)] : [];

    // Longer than other formats' texts may be.
    private static string Long(ReadOnlySpan<byte> raw)
    {
        Utf8JsonReader json = new(raw);
        json.Read();
        return json.TokenType == JsonTokenType.String ? json.GetString()! : throw new FormatException("card: expected a text.");
    }

    private void Check()
    {
        if (Description.Length == 0) throw new FormatException("description: is empty.");
        foreach ((string name, string text, int most) in (ReadOnlySpan<(string, string, int)>)[("description", Description, LongestText), ("license", License, LongestText), ("task", Task, LongestWord), ("framework", Framework, LongestWord), ("card", Markdown, MostBytes)])
            CheckText(name, text, most, lines: most > LongestWord);
        CheckList("tags", Tags, MostTags, Tag());
        CheckList("languages", Languages, MostLanguages, Language());
    }

    private static void CheckText(string name, string text, int most, bool lines)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > most) throw new FormatException($"{name}: has {bytes:N0} bytes; {most:N0} at most are possible.");
        foreach (char unit in text)
            if (char.IsControl(unit) && !(lines && unit is '\n' or '\t')) throw new FormatException($"{name}: has the control character U+{(int)unit:X4}{(unit == '\r' ? ": end lines with line feeds only" : "")}.");
    }

    private static void CheckList(string name, ImmutableArray<string> items, int most, Regex rule)
    {
        if (items.Length > most) throw new FormatException($"{name}: has {items.Length} items; {most} at most are possible.");
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i].Length > LongestTag || !rule.IsMatch(items[i])) throw new FormatException($"{name}[{i}]: {(name == "tags" ? $"a tag is 1 to {LongestTag} lower-case letters, digits, \"-\", \".\" or \"+\"" : "expected a language by BCP 47, as \"de\" or \"zh-Hant\"")}.");
            if (items.IndexOf(items[i]) != i) throw new FormatException($"{name}[{i}]: \"{items[i]}\" stands there twice.");
        }
    }

    private static void Member(JcsWriter json, string name, string value)
    {
        if (value.Length > 0) json.Member(name, value);
    }

    private static void Member(JcsWriter json, string name, ImmutableArray<string> values)
    {
        if (values.IsEmpty) return;
        json.Member(name);
        json.BeginArray();
        foreach (string value in values) json.Text(value);
        json.EndArray();
    }

    private static FormatException TooLarge(long bytes) => new($"the card has {bytes:N0} bytes; {MostBytes:N0} at most are possible.");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.+-]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Language();
}
