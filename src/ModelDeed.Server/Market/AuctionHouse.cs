using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Market;

namespace ModelDeed.Server.Market;

/// <summary>Auctions as the chain's logs tell them, read anew after seconds; many who ask at once share one reading.</summary>
internal sealed class AuctionHouse(OrderStanding standing, ChainProfile chain, TimeProvider clock) : IDisposable
{
    /// <summary>The most that a list shows: the newest.</summary>
    public const int Most = 200;

    private readonly SemaphoreSlim _reading = new(1);
    private (DateTimeOffset At, IReadOnlyList<AuctionState> All) _known = (default, []);

    /// <summary>Auctions, the newest first; of one title if it is given.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<List<AuctionView>> List(Hash32? title, CancellationToken ct)
    {
        long now = (long)await standing.Now(ct);
        return [.. (await Read(ct)).Reverse().Where(auction => title is null || auction.TitleId.ToHash() == title).Take(Most).Select(auction => View(auction, now))];
    }

    /// <summary>One auction; null for none.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<AuctionView?> Find(UInt256 id, CancellationToken ct)
    {
        long now = (long)await standing.Now(ct);
        return (await Read(ct)).FirstOrDefault(auction => auction.Id == id) is { } found ? View(found, now) : null;
    }

    public void Dispose() => _reading.Dispose();

    private AuctionView View(AuctionState auction, long now) => AuctionView.Of(auction, ContractSet.Of(chain).Titles, now);

    private async Task<IReadOnlyList<AuctionState>> Read(CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            if (clock.GetUtcNow() - _known.At >= OrderStanding.Fresh) _known = (clock.GetUtcNow(), await standing.Reader.Auctions(null, ct));
            return _known.All;
        }
        finally
        {
            _reading.Release();
        }
    }
}
