using System.Text;

namespace ModelDeed.AbiGen;

/// <summary>C# text with its indentation.</summary>
internal sealed class SourceText
{
    private readonly StringBuilder _text = new();
    private int _indent;

    internal void Line(string line = "") => _text.Append(' ', line.Length == 0 ? 0 : 4 * _indent).Append(line).Append('\n');

    internal void Summary(string text) => Line($"/// <summary>{text}</summary>");

    internal void Block(string head, Action body)
    {
        Line(head);
        Line("{");
        _indent++;
        body();
        _indent--;
        Line("}");
    }

    public override string ToString() => _text.ToString();
}
