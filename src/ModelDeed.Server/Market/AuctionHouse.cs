using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Market;

/// <summary>Auctions as the index has them: exactly as new as its <c>applied_block</c>, and asked of no node.</summary>
internal sealed class AuctionHouse(Database index, ChainProfile chain, TimeProvider clock)
{
    /// <summary>The most that a list shows: the newest.</summary>
    public const int Most = 200;

    private readonly Address _titles = ContractSet.Of(chain).Titles;

    /// <summary>Auctions, the newest first; of one title if it is given.</summary>
    public async Task<List<AuctionView>> List(Hash32? title, CancellationToken ct) => title is { } id
        ? await Read("WHERE title_id = @title ORDER BY id DESC LIMIT @most", [("title", id.ToArray()), ("most", (long)Most)], ct)
        : await Read("ORDER BY id DESC LIMIT @most", [("most", (long)Most)], ct);

    /// <summary>One auction; null for none.</summary>
    public async Task<AuctionView?> Find(UInt256 id, CancellationToken ct) =>
        (await Read("WHERE id = @id", [("id", id.ToHash().ToArray())], ct)).FirstOrDefault();

    // A chain's time may be ahead of the clock's: what its last block says is over is over.
    private async Task<List<AuctionView>> Read(string which, IEnumerable<(string, object)> values, CancellationToken ct)
    {
        List<(AuctionState Auction, long BlockTime)> rows = await index.Rows(
            $"SELECT *, COALESCE((SELECT time FROM blocks ORDER BY number DESC LIMIT 1), 0) AS block_time FROM auctions {which}", values, row => (State(row), row.Number("block_time")), ct);
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        return [.. rows.Select(row => AuctionView.Of(row.Auction, _titles, Math.Max(now, row.BlockTime)))];
    }

    private static AuctionState State(SqlRow row) => new()
    {
        Id = UInt256.FromHash(row.Hash("id")),
        TitleId = UInt256.FromHash(row.Hash("title_id")),
        Seller = row.Address("seller"),
        Lot = row.Address("lot"),
        Asset = row.Address("asset"),
        Amount = row.Amount("amount"),
        Currency = row.Address("currency"),
        Reserve = row.Amount("reserve"),
        Step = new BasisPoints((int)row.Number("step")),
        Extension = (uint)row.Number("extension"),
        End = (ulong)row.Number("ends"),
        Bidder = row.AddressOrNull("bidder") ?? default,
        Highest = row.Amount("highest"),
        Bids = (int)row.Number("bids"),
        Stage = row.Number("state") switch { 2 => AuctionStage.Sold, 3 => AuctionStage.Void, _ => AuctionStage.Open },
    };
}
