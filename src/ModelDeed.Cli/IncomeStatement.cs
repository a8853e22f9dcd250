using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>What a line of a statement is about.</summary>
internal enum IncomeLineKind
{
    Credited,
    Withdrawn,
    Due,
    Waiting,
    Share,
}

/// <summary>A line of a statement, the same in every form of it.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Place">Where in the chain; null for what is there now.</param>
/// <param name="Title">The title credited.</param>
/// <param name="Source">The title paid; null where not from one payment.</param>
/// <param name="Currency">ERC-20; zero for native.</param>
/// <param name="Amount">In the currency's smallest units.</param>
/// <param name="Owner">Whose.</param>
/// <param name="Other">Who paid, or whom it went to; null for neither.</param>
/// <param name="Note">"resale", or why it waits; empty for nothing to say.</param>
internal sealed record IncomeLine(IncomeLineKind Kind, LogPlace? Place, UInt256 Title, UInt256? Source, Address Currency, BigInteger Amount, Address Owner, Address? Other, string Note);

/// <summary>A statement of income: what came, what went, what is there.</summary>
internal sealed class IncomeStatement
{
    private readonly IncomeScope _scope;
    private readonly TimeRange _range;
    private readonly Dictionary<Address, Currency> _currencies = [];

    private IncomeStatement(IncomeScope scope, TimeRange range, string chain) => (_scope, _range, Chain) = (scope, range, chain);

    public string Chain { get; }

    /// <summary>Its lines: credits and withdrawals by time, then what is there now.</summary>
    public IReadOnlyList<IncomeLine> Lines { get; private set; } = [];

    public static async Task<IncomeStatement> Of(ChainSession session, IncomeScope scope, TimeRange range, CancellationToken ct)
    {
        IncomeStatement statement = new(scope, range, session.Profile.Name);
        Dictionary<UInt256, Address> tills = [];
        foreach (UInt256 source in scope.Credits.Select(credit => credit.Source).Distinct()) tills[source] = await session.Income.Call(new RoyaltiesContract.TillOfCall(source), ct);
        IEnumerable<IncomeLine> past = scope.Credits.Select(credit => new IncomeLine(IncomeLineKind.Credited, credit.Place, credit.Title, credit.Source, credit.Currency, credit.Amount,
                scope.OwnerOf(credit.Title, credit.Payee), credit.Payer, credit.Payer == tills[credit.Source] ? "resale" : ""))
            .Concat(scope.Withdrawals.Select(taken => new IncomeLine(IncomeLineKind.Withdrawn, taken.Place, taken.Title, null, taken.Currency, taken.Amount, scope.OwnerOf(taken.Title, taken.Payee), taken.To, "")))
            .Where(line => range.Contains(line.Place!.Value.Time)).OrderBy(line => line.Place!.Value.Block);
        IEnumerable<IncomeLine> now = scope.Balances.Select(statement.Line)
            .Concat(scope.Claims.Select(claim => new IncomeLine(IncomeLineKind.Share, null, claim.Division.Title, null, claim.Currency, claim.Due, claim.Account, claim.Division.Share, $"by shares {claim.Division.Symbol}")));
        statement.Lines = [.. past, .. now];
        Currencies currencies = new(session);
        foreach (Address currency in statement.Lines.Select(line => line.Currency).Distinct()) statement._currencies[currency] = await currencies.Of(currency, ct);
        return statement;
    }

    public string NameOf(UInt256 title) => _scope.Titles.TryGetValue(title, out Titles.TitleState? state) ? state.Name : "";

    public Currency CurrencyOf(Address currency) => _currencies[currency];

    public JsonObject Json() => new()
    {
        ["chain"] = Chain,
        ["account"] = _scope.Account?.ToString(),
        ["titles"] = _scope.Chosen is { } chosen ? new JsonArray([.. chosen.Where(_scope.Titles.ContainsKey).Select(title => (JsonNode)title.ToHash().ToString())]) : null,
        ["from"] = _range.From,
        ["to"] = _range.To,
        ["lines"] = new JsonArray([.. Lines.Select(Json)]),
        ["totals"] = new JsonArray([.. Lines.GroupBy(line => line.Currency).Select(group => Total(group.Key, [.. group]))]),
    };

    public void Show(IAnsiConsole console)
    {
        if (Lines.Count == 0)
        {
            console.WriteLine("Nothing was paid, and nothing is due.");
            return;
        }
        Table table = new() { Border = TableBorder.Simple };
        foreach (string column in (string[])["time", "", "amount", "title", "from or to"]) table.AddColumn(column);
        foreach (IncomeLine line in Lines) table.AddRow([.. Cells(line).Select(cell => Printable.Escape(cell))]);
        console.Write(table);
    }

    public static string Word(IncomeLineKind kind) => kind.ToString().ToLowerInvariant();

    private IncomeLine Line(IncomeBalance balance)
    {
        string note = balance.Wait switch
        {
            not IncomeWait.None => _scope.WaitOf(balance),
            _ when _scope.Books.IsDivided(balance.Account.Title, balance.Account.Payee) => "divided among share holders: deed shares show",
            _ => "",
        };
        IncomeLineKind kind = balance.Wait == IncomeWait.None ? IncomeLineKind.Due : IncomeLineKind.Waiting;
        return new IncomeLine(kind, null, balance.Account.Title, null, balance.Account.Currency, balance.Balance, balance.Owner, null, note);
    }

    private JsonNode Json(IncomeLine line) => new JsonObject
    {
        ["kind"] = Word(line.Kind),
        ["time"] = line.Place?.Time,
        ["block"] = line.Place?.Block,
        ["transaction"] = line.Place?.Transaction.ToString(),
        ["title"] = line.Title.ToHash().ToString(),
        ["titleName"] = NameOf(line.Title),
        ["source"] = line.Source?.ToHash().ToString(),
        ["sourceName"] = line.Source is { } source ? NameOf(source) : null,
        ["currency"] = Currencies.Name(line.Currency),
        ["amount"] = $"{line.Amount}",
        ["owner"] = line.Owner.ToString(),
        ["counterparty"] = line.Other?.ToString(),
        ["note"] = line.Note,
    };

    private JsonNode Total(Address currency, IReadOnlyList<IncomeLine> lines)
    {
        string Sum(IncomeLineKind kind) => lines.Where(line => line.Kind == kind).Aggregate(BigInteger.Zero, (sum, line) => sum + line.Amount).ToString();
        return new JsonObject
        {
            ["currency"] = Currencies.Name(currency),
            ["symbol"] = CurrencyOf(currency).Symbol,
            ["decimals"] = CurrencyOf(currency).Decimals,
            ["credited"] = Sum(IncomeLineKind.Credited),
            ["withdrawn"] = Sum(IncomeLineKind.Withdrawn),
            ["due"] = Sum(IncomeLineKind.Due),
            ["waiting"] = Sum(IncomeLineKind.Waiting),
            ["share"] = Sum(IncomeLineKind.Share),
        };
    }

    private string[] Cells(IncomeLine line) =>
    [
        line.Place is { } place ? Units.Moment(place.Time) : "now",
        Word(line.Kind),
        CurrencyOf(line.Currency).Format(new TokenAmount(line.Amount)),
        _scope.NameOf(line.Title),
        Last(line),
    ];

    private string Last(IncomeLine line)
    {
        string who = line.Kind switch
        {
            IncomeLineKind.Credited => line.Source == line.Title ? $"{line.Other}" : $"{line.Other} for {_scope.NameOf(line.Source!.Value)}",
            IncomeLineKind.Withdrawn => $"to {line.Other}",
            _ => $"of {line.Owner}",
        };
        return line.Note.Length == 0 ? who : $"{who}, {line.Note}";
    }
}
