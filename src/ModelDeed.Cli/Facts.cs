using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>Lines of "name  value", aligned.</summary>
internal sealed class Facts
{
    private readonly List<(string Name, string Value)> _lines = [];

    public void Add(string name, string value) => _lines.Add((name, value));

    public void Show(IAnsiConsole console)
    {
        int width = _lines.Count == 0 ? 0 : _lines.Max(line => line.Name.Length);
        foreach ((string name, string value) in _lines)
            console.MarkupLine($"[grey]{Printable.Escape(name.PadRight(width))}[/]  {Printable.Escape(value)}");
    }
}

/// <summary>Text from strangers, made safe for a terminal: control characters and direction overrides are shown, not obeyed.</summary>
internal static class Printable
{
    public static string Clean(string text) => string.Concat(text.EnumerateRunes().Select(Show));

    public static string Escape(string text) => Clean(text).EscapeMarkup();

    private static string Show(System.Text.Rune rune) =>
        System.Text.Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
            ? $"\\u{{{rune.Value:x}}}" : rune.ToString();
}

/// <summary>Shapes as people write them.</summary>
internal static class Shapes
{
    public static string Text(IReadOnlyList<ulong> shape) => $"[{string.Join(", ", shape)}]";
}
