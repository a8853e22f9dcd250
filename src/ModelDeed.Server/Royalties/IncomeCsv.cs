using System.Globalization;
using System.Text;

namespace ModelDeed.Server.Royalties;

/// <summary>Income for spreadsheets: RFC 4180, UTF-8.</summary>
internal static class IncomeCsv
{
    /// <summary>Writes credits, one a line.</summary>
    public static byte[] Write(IEnumerable<CreditView> credits)
    {
        StringBuilder text = new("time,title,source,source name,payer,currency,amount in smallest units,block\r\n");
        foreach (CreditView credit in credits)
        {
            string time = DateTimeOffset.FromUnixTimeSeconds(credit.Time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            string[] cells = [time, $"{credit.TitleId}", $"{credit.SourceId}", credit.SourceName, $"{credit.Payer}", credit.Currency.IsZero ? "native" : $"{credit.Currency}", $"{credit.Amount}", $"{credit.Block}"];
            text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A cell that no spreadsheet takes for a formula (OWASP ASVS 1.2.10): what begins like one gets an apostrophe in front, also behind white
    /// space and in the wide forms that some programs take for the same.</summary>
    public static string Cell(string text)
    {
        ReadOnlySpan<char> begin = text.AsSpan().TrimStart();
        bool formula = (begin.Length > 0 && begin[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠') || (text.Length > 0 && text[0] is '\t' or '\r' or '\n');
        string safe = formula ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
