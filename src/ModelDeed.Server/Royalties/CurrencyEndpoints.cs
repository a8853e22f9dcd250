using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Ethereum;
using ModelDeed.Server.Api;
using ModelDeed.Server.Ui;

namespace ModelDeed.Server.Royalties;

/// <summary>How amounts in a currency are written.</summary>
/// <param name="Address">The ERC-20; zero for the chain's own.</param>
/// <param name="Symbol">As the token calls itself, cleaned: 1 to 12 letters, digits, and <c>. - _ $</c>, with a part of the address where several call themselves so. It proves nothing.</param>
/// <param name="Decimals">Decimal places, 0 to 36.</param>
internal sealed record CurrencyView(Address Address, string Symbol, int Decimals);

/// <summary>The currencies that the market has met.</summary>
internal static class CurrencyEndpoints
{
    public static void MapCurrencies(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/currencies").WithTags("Status");
        group.MapGet("", (CurrencyBook book) => Fresh.Json(book.All().Select(known => View(known.Address, known.Currency)).ToList()))
            .WithName("listCurrencies").WithSummary("Symbols and decimal places of the currencies that were met");
        group.MapGet("/{address}", Show).WithName("showCurrency").WithSummary("Symbol and decimal places of one currency").ProducesProblem(404);
    }

    private static Results<FreshJson<CurrencyView>, ProblemHttpResult> Show(CurrencyBook book, string address) =>
        PathValue.Account("address", address) is var token && book.Knows(token) ? Fresh.Json(View(token, book.Of(token)))
            : Problem.Of("not-found", $"{token} isn't a currency that was met here, or doesn't say its symbol and decimal places: count its smallest units.").Result();

    private static CurrencyView View(Address address, Currency currency) => new(address, currency.Symbol, currency.Decimals);
}
