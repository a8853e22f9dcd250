using System.Data.Common;
using ModelDeed.Ethereum;
using ModelDeed.Royalties;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Market;
using ModelDeed.Server.Transactions;

namespace ModelDeed.Server.Ui;

/// <summary>The market's page, and what its scripts ask of us.</summary>
internal static class MarketPages
{
    internal static void MapMarketPages(this WebApplication app)
    {
        string[] reading = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/market", reading, Show);
        app.MapMethods("/market/done/{hash}", reading, Done);
        app.MapMethods("/market/currency", reading, Currency);
    }

    /// <summary>What is for sale; null on a server that has no node.</summary>
    internal static SaleReading? Sales(this IServiceProvider services) => services.GetService<OrderBook>() is { } book
        ? new SaleReading(book, services.GetRequiredService<OrderStanding>(), services.GetRequiredService<AuctionHouse>(), services.GetRequiredService<CurrencyBook>()) : null;

    private static async Task<IResult> Show(HttpRequest request, IServiceProvider services, Database database, PagesOptions pages, CancellationToken ct)
    {
        await using DbConnection db = await database.Open(ct);
        SaleView? sales = services.Sales() is { } reading ? await reading.Open(db, null, ct) : null;
        return WebPages.Page<MarketPage>(new { V = Visit.Of(request), S = sales, pages.Chain });
    }

    /// <summary>Leads back once a transaction's block is in the index, and what was remembered of the chain is newer than it.</summary>
    private static async Task<IResult> Done(string hash, HttpRequest request, IServiceProvider services, Database database, CancellationToken ct)
    {
        if (!Hash32.TryParse(hash, out Hash32 transaction)) return ErrorPages.BadRequest(Visit.Of(request));
        if (services.GetService<EthereumNode>() is not { } node || await node.Receipt(transaction, ct) is not { } receipt) return TypedResults.NotFound();
        await using DbConnection db = await database.Open(ct);
        if (await db.Fact("applied_block", ct) < (long)receipt.BlockNumber) return TypedResults.NotFound();
        services.GetRequiredService<OrderStanding>().Forget(receipt.BlockNumber);
        return TypedResults.LocalRedirect(Visit.LocalPath(request.Query["back"]));
    }

    /// <summary>Decimal places and symbol of a currency, for amounts that somebody types in.</summary>
    private static async Task<IResult> Currency(string address, PagesOptions pages, IServiceProvider services, CurrencyBook currencies, CancellationToken ct)
    {
        if (!Address.TryParse(address.Trim(), out Address token)) return Problem.Of("malformed-request", "address: expected 0x and 40 hexadecimal digits.").Result();
        if (!token.IsZero && services.GetService<Preparation>() is { } preparation) await Learn(token, preparation, currencies, ct);
        Currency known = currencies.Of(token);
        return known.Name.Length == 0 ? Problem.Of("not-found", $"{token} doesn't say that it is an ERC-20 token of {pages.Chain.Name}.").Result() : TypedResults.Json(new { known.Symbol, known.Decimals }, ActPages.Json);
    }

    private static async Task Learn(Address token, Preparation preparation, CurrencyBook currencies, CancellationToken ct)
    {
        try
        {
            byte decimals = await preparation.Ask(token, new Erc20Contract.DecimalsCall(), ct);
            currencies.Learn(token, await preparation.Ask(token, new Erc20Contract.SymbolCall(), ct), decimals);
        }
        catch (RpcException)
        {
            // It reverted: no such token. It stays unknown, and the answer says so.
        }
        catch (MalformedDataException)
        {
            // It answered something else: likewise.
        }
    }
}
