using System.Data.Common;
using ModelDeed.Ethereum;
using ModelDeed.Royalties;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Ui;

namespace ModelDeed.Server.Royalties;

/// <summary>Asks tokens that the index has met what they are called and how they count, once each, so that amounts are shown as people write them.</summary>
/// <remarks>Anybody can offer in a token of his own: so many are known at most, a few are asked at a time, and what a token says of itself is cleaned by <see cref="CurrencyBook"/>.</remarks>
internal sealed class CurrencyCollector(Database index, EthereumNode node, CurrencyBook book, TimeProvider time, ILogger<CurrencyCollector> log) : BackgroundService
{
    /// <summary>Currencies known at most.</summary>
    public const int Most = 2_000;

    // Asked in one sweep, at most.
    private const int AtOnce = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromMinutes(10);

    // Those in most money first; what only an offer names last.
    private const string Met = """
        SELECT currency, SUM(uses) AS uses FROM (
            SELECT currency, 1000 AS uses FROM title_income UNION ALL SELECT currency, 100 AS uses FROM sales
            UNION ALL SELECT currency, 10 AS uses FROM auctions UNION ALL SELECT currency, 1 AS uses FROM terms) met
        GROUP BY currency ORDER BY uses DESC, currency LIMIT @most
        """;

    private readonly Dictionary<Address, DateTimeOffset> _asked = [];

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Run(stoppingToken), stoppingToken);

    /// <summary>Asks once for those that aren't known.</summary>
    internal async Task Sweep(CancellationToken ct)
    {
        List<Address> met = await index.Rows(Met, [("most", (long)Most)], row => row.Address("currency"), ct);
        DateTimeOffset now = time.GetUtcNow();
        foreach (Address token in met.Where(token => !book.Knows(token) && (!_asked.TryGetValue(token, out DateTimeOffset at) || now - at >= Patience)).Take(AtOnce))
        {
            _asked[token] = now;
            await Learn(token, ct);
        }
    }

    private async Task Run(CancellationToken ct)
    {
        using PeriodicTimer timer = new(Pause, time);
        do
        {
            try
            {
                await Sweep(ct);
            }
            catch (Exception error) when (error is DbException or RpcException { Fault: not RpcFault.Application })
            {
                log.LogInformation(error, "Currencies couldn't be learned; it is tried again.");
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task Learn(Address token, CancellationToken ct)
    {
        try
        {
            byte decimals = await Ask(token, new Erc20Contract.DecimalsCall(), ct);
            book.Learn(token, await Ask(token, new Erc20Contract.SymbolCall(), ct), decimals);
        }
        catch (Exception none) when (none is MalformedDataException or RpcException { Fault: RpcFault.Application })
        {
            // No ERC-20 that says it: it stays under its address, in smallest units.
        }
    }

    private async Task<T> Ask<T>(Address token, IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = token, Data = call.Encode() }, BlockTag.Latest, ct));
}
