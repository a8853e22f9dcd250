using System.Globalization;
using System.Text;

namespace ModelDeed.Fingerprints;

/// <summary>Writes canonical JSON (RFC 8785) of objects, arrays, texts and whole numbers: no white space, the shortest escapes,
/// everything else as UTF-8. The caller writes an object's members in the order of their names' UTF-16 units.</summary>
internal sealed class JcsWriter(Stream stream) : IDisposable
{
    /// <summary>The largest whole number that every JSON reader keeps exact.</summary>
    public const ulong Largest = (1ul << 53) - 1;

    private readonly StreamWriter _text = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), 1 << 16, leaveOpen: true);
    private bool _isFirst = true;

    public void Dispose() => _text.Dispose();

    public void BeginObject() => Open('{');

    public void EndObject() => Close('}');

    public void BeginArray() => Open('[');

    public void EndArray() => Close(']');

    public void Member(string name)
    {
        Text(name);
        _text.Write(':');
        _isFirst = true;
    }

    public void Member(string name, string value)
    {
        Member(name);
        Text(value);
    }

    public void Member(string name, ulong value)
    {
        Member(name);
        Number(value);
    }

    public void Number(ulong value)
    {
        if (value > Largest) throw new ManifestException($"the number {value} is over 2^53 - 1.");
        Separate();
        _text.Write(value.ToString(CultureInfo.InvariantCulture));
    }

    public void Text(string value)
    {
        Separate();
        _text.Write('"');
        foreach (char unit in value) Write(unit);
        _text.Write('"');
    }

    private void Write(char unit)
    {
        switch (unit)
        {
            case '"': _text.Write("\\\""); break;
            case '\\': _text.Write("\\\\"); break;
            case '\b': _text.Write("\\b"); break;
            case '\t': _text.Write("\\t"); break;
            case '\n': _text.Write("\\n"); break;
            case '\f': _text.Write("\\f"); break;
            case '\r': _text.Write("\\r"); break;
            case < ' ': _text.Write($"\\u{(int)unit:x4}"); break;
            default: _text.Write(unit); break;
        }
    }

    private void Open(char bracket)
    {
        Separate();
        _text.Write(bracket);
        _isFirst = true;
    }

    private void Close(char bracket)
    {
        _text.Write(bracket);
        _isFirst = false;
    }

    private void Separate()
    {
        if (!_isFirst) _text.Write(',');
        _isFirst = false;
    }
}
