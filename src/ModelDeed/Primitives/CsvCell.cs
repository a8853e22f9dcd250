namespace ModelDeed.Primitives;

/// <summary>Cells of comma-separated values (RFC 4180).</summary>
public static class CsvCell
{
    /// <summary>A cell that no spreadsheet takes for a formula (OWASP ASVS 1.2.10): what begins like one gets an apostrophe in front, also behind white
    /// space and in the wide forms that some programs take for the same. Quoted where it must be.</summary>
    public static string Of(string text)
    {
        ReadOnlySpan<char> begin = text.AsSpan().TrimStart();
        bool formula = (begin.Length > 0 && begin[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠') || (text.Length > 0 && text[0] is '\t' or '\r' or '\n');
        string safe = formula ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
