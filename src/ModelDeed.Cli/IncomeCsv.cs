using System.Text;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>A statement as comma-separated values (RFC 4180), for spreadsheets and bookkeeping.</summary>
internal static class IncomeCsv
{
    private static readonly string[] Columns = ["kind", "time", "title", "title_name", "source", "source_name", "currency", "symbol", "amount", "units", "owner", "counterparty", "transaction", "note"];

    public static string Of(IncomeStatement statement)
    {
        StringBuilder text = new();
        text.AppendJoin(',', Columns).Append("\r\n");
        foreach (IncomeLine line in statement.Lines) text.AppendJoin(',', Cells(statement, line).Select(cell => CsvCell.Of(Printable.Clean(cell)))).Append("\r\n");
        return text.ToString();
    }

    private static string[] Cells(IncomeStatement statement, IncomeLine line) =>
    [
        IncomeStatement.Word(line.Kind),
        line.Place is { } place ? Units.Moment(place.Time) : "",
        line.Title.ToHash().ToString(),
        statement.NameOf(line.Title),
        line.Source?.ToHash().ToString() ?? "",
        line.Source is { } source ? statement.NameOf(source) : "",
        Currencies.Name(line.Currency),
        statement.CurrencyOf(line.Currency).Symbol,
        new TokenAmount(line.Amount).Format(statement.CurrencyOf(line.Currency).Decimals),
        $"{line.Amount}",
        line.Owner.ToString(),
        line.Other?.ToString() ?? "",
        line.Place?.Transaction.ToString() ?? "",
        line.Note,
    ];
}
