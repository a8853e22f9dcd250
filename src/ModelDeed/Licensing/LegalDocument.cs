using System.Text;

namespace ModelDeed.Licensing;

/// <summary>Markdown with numbered sections and clauses. Line feeds only, one at the end.</summary>
internal sealed class LegalDocument(string title, string preamble)
{
    private readonly StringBuilder _text = new($"# {title}\n\n{preamble}\n");
    private int _section;
    private int _clause;

    /// <summary>Begins a section.</summary>
    internal void Section(string name)
    {
        (_section, _clause) = (_section + 1, 0);
        _text.Append($"\n## {_section}. {name}\n");
    }

    /// <summary>Adds a clause to the section.</summary>
    internal void Clause(string words) => _text.Append($"\n**{_section}.{++_clause}** {words}\n");

    public override string ToString() => _text.ToString();
}
