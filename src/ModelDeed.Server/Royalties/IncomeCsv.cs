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
            text.AppendJoin(',', cells.Select(CsvCell.Of)).Append("\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
